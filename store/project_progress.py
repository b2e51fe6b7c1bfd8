"""How far a project is, said by hand, and how its end is projected. Set by an admin."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal, NamedTuple

from store.errors import Refused
from store.journal import Recording
from store.ledger import require_admin
from store.projects import known_project
from store.work import Work

Method = Literal["cpi", "remaining", "reestimate"]
METHODS: tuple[Method, ...] = ("cpi", "remaining", "reestimate")


class ProjectProgress(NamedTuple):
    """What was said by hand: percent in text, None where stages and tasks tell it."""

    complete: str | None
    method: Method
    remaining: int | None


def project_progress(work: Work, project_id: str) -> ProjectProgress:
    """Read what was said about how far a project is."""
    project = known_project(work, project_id)
    found = work.row(
        "SELECT percent_complete, eac_method, remaining_seconds FROM project WHERE id = ?",
        (project.id,),
    )
    assert found is not None
    return ProjectProgress(*found)


def say_complete(work: Work, project_id: str, percent: Decimal | None) -> None:
    """Say how much of a project is done; None lets its tasks tell."""
    if percent is not None and not 0 <= percent <= 100:
        raise Refused("What is done is between 0 and 100 percent.")
    text = None if percent is None else f"{percent.normalize():f}"
    _set(work, project_id, percent_complete=text)


def choose_method(work: Work, project_id: str, method: str) -> None:
    """Choose how the end of a project is projected."""
    if method not in METHODS:
        raise Refused(f"There is no method “{method}”. There are: {', '.join(METHODS)}.")
    _set(work, project_id, eac_method=method)


def say_remaining(work: Work, project_id: str, seconds: int) -> None:
    """Estimate anew how long the rest takes, from now on; the projection follows it."""
    if not 0 <= seconds < 10**9:
        raise Refused("What remains is zero hours or more.")
    _set(work, project_id, remaining_seconds=seconds, eac_method="reestimate")


def _set(work: Work, project_id: str, **values: Any) -> None:
    require_admin(work, "say how far a project is")
    project = known_project(work, project_id)
    recording = Recording(work, "project progress")
    recording.watch("project", project_id)
    columns = ", ".join(f"{name} = ?" for name in values)
    work.run(f"UPDATE project SET {columns} WHERE id = ?", (*values.values(), project_id))
    recording.save(f"Changed how far {project.name} is.")
