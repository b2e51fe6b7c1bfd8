"""Which stage a task may belong to, by its section, its state or its name. Nothing is set."""

from __future__ import annotations

from typing import NamedTuple

from store.estimates import estimate_lines, estimates
from store.stages import Stage, stages
from store.text import fold
from store.work import Work


class Suggestion(NamedTuple):
    """A task of one's own that is in no stage yet, the stage it may belong to, and why."""

    task_id: str
    task: str
    stage: Stage
    reason: str


def suggest_stages(work: Work, project_id: str) -> list[Suggestion]:
    """Suggest a stage for each unplaced task that has time on the project or belongs to it."""
    known = stages(work, project_id)
    planned = _planned(work, project_id, known)
    found = []
    for task_id, name, norm, section, state in _unplaced(work, project_id):
        match = _match(known, norm, section or "", state or "") or planned.get(norm)
        if match:
            found.append(Suggestion(task_id, name, *match))
    return found


def _planned(work: Work, project_id: str, known: list[Stage]) -> dict[str, tuple[Stage, str]]:
    """Map the folded lines of the estimate that counts to their stages."""
    by_name = {stage.name: stage for stage in known}
    current = [found for found in estimates(work, project_id) if found.replaced_at is None]
    return {
        fold(line.description): (by_name[line.stage], "a line of the estimate")
        for estimate in current
        for line in estimate_lines(work, estimate.id)
        if line.stage in by_name
    }


def _unplaced(work: Work, project_id: str) -> list[tuple[str, str, str, str | None, str | None]]:
    rows = work.rows(
        "SELECT task.id, task.name, task.norm, MAX(remote_task.section), MAX(remote_task.state)"
        " FROM task LEFT JOIN link ON link.owner = task.owner AND link.task_id = task.id"
        " AND link.account_id = ''"
        " LEFT JOIN remote_task ON remote_task.owner = link.owner"
        " AND remote_task.provider = link.provider AND remote_task.remote_id = link.remote_id"
        " WHERE task.owner = ? AND (task.project_id = ? OR task.id IN"
        " (SELECT task_id FROM entry WHERE entry.owner = ? AND entry.project_id = ?))"
        " AND NOT EXISTS (SELECT 1 FROM stage_task JOIN stage ON stage.id = stage_id"
        " WHERE stage_task.owner = task.owner AND task_id = task.id AND archived_at IS NULL)"
        " GROUP BY task.id, task.name, task.norm ORDER BY task.norm, task.id",
        (work.owner, project_id, work.owner, project_id),
    )
    return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]


def _match(known: list[Stage], norm: str, section: str, state: str) -> tuple[Stage, str] | None:
    """Take the stage of the section's or the state's name, else the one whose words it has."""
    for text, reason in ((section, "its section"), (state, "its state")):
        for stage in known:
            if text and fold(text) == fold(stage.name):
                return stage, reason
    words = set(norm.split())
    alike = [
        stage for stage in known if fold(stage.name) and set(fold(stage.name).split()) <= words
    ]
    return (alike[0], "its name") if len(alike) == 1 else None
