"""Stages: the parts of a project with budgets and due days, and the tasks that belong to them.

Shared in the workspace and changed by an admin; a task is put into a stage by whoever owns it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from store.dates import date_text
from store.errors import Ambiguous, NothingToDo, Refused
from store.journal import Recording
from store.ledger import require_admin
from store.local_time import date_of, iso_date
from store.naming import likeness_key, title_of
from store.subject import find_task
from store.text import clean, fold
from store.work import Work

MOST_SECONDS = 10**9
COLUMNS = "id, project_id, estimate_id, position, name, budget_seconds, budget, due_on, done_on"


class Stage(NamedTuple):
    """A part of a project. `budget` is in minor units of the project's currency."""

    id: str
    project_id: str
    estimate_id: str | None
    position: int
    name: str
    budget_seconds: int | None
    budget: int | None
    due_on: str | None
    done_on: str | None
    archived: bool


def stages(work: Work, project_id: str | None = None, *, archived: bool = False) -> list[Stage]:
    """List the stages of a project, or of all, in order; the archived ones only when asked for."""
    where, values = (" WHERE project_id = ?", (project_id,)) if project_id else ("", ())
    found = work.rows(
        f"SELECT {COLUMNS}, archived_at FROM stage{where} ORDER BY project_id, position, id", values
    )
    known = [Stage._make((*row[:-1], row[-1] is not None)) for row in found]
    return [stage for stage in known if archived or not stage.archived]


def find_stage(work: Work, project_id: str, text: str) -> Stage:
    """Find an open stage of a project by id or by name, folded."""
    known = stages(work, project_id)
    found = [stage for stage in known if stage.id == text] or [
        stage for stage in known if likeness_key(stage.name) == likeness_key(clean(text))
    ]
    if not found:
        names = ", ".join(stage.name for stage in known) or "none yet"
        raise NothingToDo(f"There is no stage “{clean(text)}” here. There are: {names}.")
    if len(found) > 1:
        raise Ambiguous(f"Several stages are called “{clean(text)}”.", [row.id for row in found])
    return found[0]


def add_stage(
    work: Work,
    project_id: str,
    name: str,
    seconds: int | None = None,
    budget: int | None = None,
    due_on: str | None = None,
    estimate_id: str | None = None,
) -> Stage:
    """Add a stage behind the others; refused where the project has one of that name.

    One that was archived under this name comes back instead, so that what was billed for it is
    not billed again.
    """
    require_admin(work, "add a stage")
    title = title_of(name, "A stage")
    known = stages(work, project_id)
    if any(likeness_key(stage.name) == likeness_key(title) for stage in known):
        raise Refused(f"There is a stage “{title}” already.")
    values = _values({"budget_seconds": seconds, "budget": budget, "due_on": due_on})
    position = max((stage.position for stage in known), default=0) + 1
    archived = [
        stage
        for stage in stages(work, project_id, archived=True)
        if likeness_key(stage.name) == likeness_key(title)
    ]
    if archived:
        back = {"archived_at": None, "position": position, "estimate_id": estimate_id, **values}
        _update(work, archived[-1], back, f"Brought the stage {title} back.")
        return find_stage(work, project_id, archived[-1].id)
    stage_id = work.new_id()
    recording = Recording(work, "stage add")
    recording.watch("stage", stage_id)
    work.run(
        "INSERT INTO stage (id, project_id, estimate_id, position, name, norm, budget_seconds,"
        " budget, due_on) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (stage_id, project_id, estimate_id, position, title, fold(title), *values.values()),
    )
    recording.save(f"Added the stage {title}.")
    return find_stage(work, project_id, stage_id)


def edit_stage(work: Work, stage: Stage, **changes: Any) -> Stage:
    """Change `name`, `budget_seconds`, `budget`, `due_on`, `position` or `estimate_id`."""
    require_admin(work, "change a stage")
    values = _values(changes)
    if "name" in values:
        values["name"] = title_of(values["name"], "A stage")
        values["norm"] = fold(values["name"])
    if values:
        _update(work, stage, values, f"Changed the stage {stage.name}.")
    return find_stage(work, stage.project_id, stage.id)


def finish_stage(work: Work, stage: Stage, day: str | None = None) -> Stage:
    """Say that a stage is done, today or on a day; a day of "no" says that it is not."""
    require_admin(work, "finish a stage")
    today = iso_date(date_of(work.now()))
    done_on = None if day == "no" else date_text(day) if day else today
    said = f"The stage {stage.name} is {'done' if done_on else 'not done'}."
    _update(work, stage, {"done_on": done_on}, said)
    return find_stage(work, stage.project_id, stage.id)


def archive_stage(work: Work, stage: Stage) -> None:
    """Take a stage off the lists; what was estimated and billed for it stays."""
    require_admin(work, "archive a stage")
    _update(work, stage, {"archived_at": work.now()}, f"Archived the stage {stage.name}.")


def place_task(work: Work, task_id: str, stage: Stage | None) -> None:
    """Put a task of one's own into a stage, or into none."""
    name, _project = find_task(work, task_id)
    recording = Recording(work, "stage place")
    recording.watch("stage_task", task_id)
    work.run("DELETE FROM stage_task WHERE owner = ? AND task_id = ?", (work.owner, task_id))
    if stage is not None:
        work.run(
            "INSERT INTO stage_task (owner, task_id, stage_id) VALUES (?, ?, ?)",
            (work.owner, task_id, stage.id),
        )
    recording.save(f"Put {name} into {stage.name if stage else 'no stage'}.")


def _update(work: Work, stage: Stage, values: dict[str, Any], sentence: str) -> None:
    recording = Recording(work, "stage edit")
    recording.watch("stage", stage.id)
    columns = ", ".join(f"{name} = ?" for name in values)
    work.run(f"UPDATE stage SET {columns} WHERE id = ?", (*values.values(), stage.id))
    recording.save(sentence)


def _values(changes: dict[str, Any]) -> dict[str, Any]:
    """Check hours, money and days before they are stored."""
    seconds, budget = changes.get("budget_seconds"), changes.get("budget")
    if seconds is not None and not 0 <= seconds <= MOST_SECONDS:
        raise Refused(f"A stage has between 0 and {MOST_SECONDS // 3600:,} hours.")
    if budget is not None and not -(10**15) < budget < 10**15:
        raise Refused("That budget is too large to keep.")
    if changes.get("due_on"):
        return changes | {"due_on": date_text(changes["due_on"])}
    return dict(changes)
