"""How far a project is, as somebody says by hand, and how its end is projected."""

from __future__ import annotations

from typing import NamedTuple

from store.errors import Refused
from store.journal import Recording
from store.ledger import require_admin
from store.particulars import percent
from store.projects import known_project
from store.text import clean
from store.work import Work

METHODS = ("cpi", "remaining", "reestimate")
MOST_SECONDS = 10**9


class ProjectProgress(NamedTuple):
    """`complete` is a percentage in text, None where stages and tasks tell it.

    `remaining` are the seconds that are still to be worked, where that was estimated anew.
    """

    complete: str | None
    method: str
    remaining: int | None


def project_progress(work: Work, project_id: str) -> ProjectProgress:
    """Read how far a project is said to be."""
    known_project(work, project_id)
    found = work.row(
        "SELECT percent_complete, eac_method, remaining_seconds FROM project WHERE id = ?",
        (project_id,),
    )
    assert found is not None
    return ProjectProgress(*found)


def set_project_progress(work: Work, project_id: str, progress: ProjectProgress) -> ProjectProgress:
    """Say how far a project is and how its end is projected."""
    require_admin(work, "say how far a project is")
    project = known_project(work, project_id)
    if progress.method not in METHODS:
        raise Refused(f"“{clean(progress.method)}” is no method. There are: {', '.join(METHODS)}.")
    if progress.remaining is not None and not 0 <= progress.remaining <= MOST_SECONDS:
        raise Refused("The hours that remain are zero or more.")
    complete = percent(progress.complete or "") or None
    recording = Recording(work, "project progress")
    recording.watch("project", project_id)
    work.run(
        "UPDATE project SET percent_complete = ?, eac_method = ?, remaining_seconds = ?"
        " WHERE id = ?",
        (complete, progress.method, progress.remaining, project_id),
    )
    recording.save(f"Changed how far {project.name} is.")
    return project_progress(work, project_id)
