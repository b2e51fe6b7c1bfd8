"""How a project earns: by the hour, for a fixed fee, by the hour up to a cap, or not at all."""

from __future__ import annotations

from typing import Literal, NamedTuple

from store.currencies import currency_of
from store.errors import NothingToDo, Refused
from store.journal import Recording
from store.ledger import require_admin
from store.project_currencies import project_currencies, sums_kept
from store.projects import known_project
from store.text import clean
from store.work import Work

Earning = Literal["hourly", "fixed", "capped", "internal"]

KINDS: tuple[Earning, ...] = ("hourly", "fixed", "capped", "internal")
WITH_FEE = ("fixed", "capped")


class ProjectTerms(NamedTuple):
    """How a project earns. `fee` is what is fixed, or the cap, in the currency's smallest unit.

    `own_currency` is empty where the project has that of its client, or of the issuer.
    """

    project_id: str
    client_id: str | None
    kind: Earning
    currency: str
    own_currency: str
    fee: int | None


def all_project_terms(work: Work) -> dict[str, ProjectTerms]:
    """Read how every project earns, by its id."""
    currencies = project_currencies(work)
    found = work.rows("SELECT id, client_id, kind, currency, fee FROM project")
    return {
        key: ProjectTerms(key, client_id, kind, currencies[key], own, fee)
        for key, client_id, kind, own, fee in found
    }


def project_terms(work: Work, project_id: str) -> ProjectTerms:
    """Read how a project earns; raises NothingToDo where it is not there."""
    found = all_project_terms(work).get(project_id)
    if found is None:
        raise NothingToDo(f"There is no project {project_id}. `ayron project list` names them.")
    return found


def set_project_terms(
    work: Work, project_id: str, kind: str, own_currency: str, fee: int | None
) -> ProjectTerms:
    """Say how a project earns; a fixed fee and a cap need the amount, nothing else has one."""
    require_admin(work, "say how a project earns")
    project = known_project(work, project_id)
    if kind not in KINDS:
        raise Refused(f"“{clean(kind)}” is no kind of project. There are: {', '.join(KINDS)}.")
    if kind in WITH_FEE and fee is None:
        what = "its fee" if kind == "fixed" else "its cap"
        raise Refused(f"A {kind} project needs {what}: give --fee with an amount.")
    if fee is not None and (fee < 0 or kind not in WITH_FEE):
        raise Refused("Only fixed and capped projects have a fee, and it is not negative.")
    recording = Recording(work, "project terms")
    recording.watch("project", project_id)
    code = currency_of(own_currency) if own_currency else ""
    with sums_kept(work, besides=project_id):
        work.run(
            "UPDATE project SET kind = ?, currency = ?, fee = ? WHERE id = ?",
            (kind, code, fee, project_id),
        )
    recording.save(f"Changed how {project.name} earns.")
    return project_terms(work, project_id)
