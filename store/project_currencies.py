"""The currency that each project is billed in: its own, else its client's, else the issuer's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from store.errors import Refused
from store.work import Work

DEFAULT_CURRENCY = "EUR"


def issuer_currency(work: Work) -> str:
    """Return the currency of whoever bills."""
    found = work.row("SELECT currency FROM issuer")
    return str(found[0]) if found and found[0] else DEFAULT_CURRENCY


def client_currency(work: Work, client_id: str | None) -> str:
    """Return the currency that a client is billed in; without a client it is the issuer's."""
    found = work.row("SELECT currency FROM client WHERE id = ?", (client_id,))
    return str(found[0]) if found and found[0] else issuer_currency(work)


def project_currencies(work: Work) -> dict[str | None, str]:
    """Return the currency of every project; that of time without a project is under None."""
    own = issuer_currency(work)
    found = work.rows(
        "SELECT project.id, project.currency, client.currency FROM project"
        " LEFT JOIN client ON client.id = project.client_id"
    )
    return {None: own, **{key: mine or theirs or own for key, mine, theirs in found}}


@contextmanager
def sums_kept(work: Work, besides: str = "") -> Iterator[None]:
    """Refuse a change that would leave agreed sums as so many units of another currency.

    The fee of one project may be left out: that of which the fee is being changed as well.
    """
    before = project_currencies(work)
    yield
    after = project_currencies(work)
    for project_id, name, fee, budget in work.rows(_WITH_SUMS):
        old, new = before.get(project_id), after[project_id]
        if old in (None, new):
            continue
        if fee is not None and project_id != besides:
            raise Refused(
                f"The fee of {name} is in {old}. Let it stay there, then change the rest:"
                f" ayron project edit {project_id} --currency {old}"
            )
        if budget:
            raise Refused(
                f"The stages of {name} have amounts in {old}. Let the project have that currency"
                f" of its own (ayron project edit {project_id} --currency {old}), or archive"
                " its stages first."
            )


_WITH_SUMS = (
    "SELECT project.id, project.name, project.fee,"
    " EXISTS (SELECT 1 FROM stage WHERE stage.project_id = project.id"
    " AND stage.budget IS NOT NULL AND stage.archived_at IS NULL)"
    " FROM project ORDER BY project.norm, project.id"
)
