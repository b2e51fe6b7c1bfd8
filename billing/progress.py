"""How much of a project and of each stage is done: by hand, or by its tasks; never by hours.

A stage is done when somebody says so, else as far as its tasks are. The stages count as much as
is planned for them. Without stages all tasks of the project count the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from store.stages import Stage
from store.work import Work

DONE = (
    "CASE WHEN link.reason = 'completed' OR (link.task_id IS NULL AND task.archived_at IS NOT NULL)"
    " THEN 1 ELSE 0 END"
)
COUNTED = "(link.reason IS NULL OR link.reason IN ('completed', 'off', 'disconnected'))"
"""Tasks that somebody else does now, or that are gone, are no longer part of the work."""

LINKS = (
    " LEFT JOIN link ON link.owner = task.owner AND link.task_id = task.id AND link.account_id = ''"
)


class Tally(NamedTuple):
    """How many tasks are done, of how many."""

    done: int = 0
    all: int = 0

    @property
    def share(self) -> Fraction | None:
        """The part that is done; None where there are no tasks."""
        return Fraction(self.done, self.all) if self.all else None


class Progress:
    """The tallies of all stages and projects, read once."""

    def __init__(self, work: Work) -> None:
        self.by_stage = {
            stage_id: Tally(int(done), int(total))
            for stage_id, done, total in work.rows(
                f"SELECT stage_task.stage_id, SUM({DONE}), COUNT(*) FROM stage_task"
                " JOIN task ON task.owner = stage_task.owner AND task.id = stage_task.task_id"
                f"{LINKS} WHERE {COUNTED} GROUP BY stage_task.stage_id"
            )
        }
        self.by_project = _by_project(work)

    def of_stage(self, stage: Stage) -> Fraction | None:
        """Tell how much of a stage is done; None where nothing says so."""
        if stage.done_on is not None:
            return Fraction(1)
        return self.by_stage.get(stage.id, Tally()).share

    def of_project(
        self, project_id: str, by_hand: str | None, stages: Sequence[Stage]
    ) -> tuple[Fraction | None, str]:
        """Tell how much of a project is done, and by what: hand, stages, tasks, or nothing."""
        if by_hand is not None:
            return Fraction(Decimal(by_hand)) / 100, "hand"
        shares = [self.of_stage(stage) for stage in stages]
        if any(share is not None for share in shares):
            weights = _weights(stages)
            parts = (w * (share or Fraction(0)) for w, share in zip(weights, shares, strict=True))
            return sum(parts, Fraction(0)) / sum(weights), "stages"
        share = self.by_project.get(project_id, Tally()).share
        return (share, "tasks") if share is not None and not stages else (None, "")


def _weights(stages: Sequence[Stage]) -> list[int]:
    """Weigh stages by their hours, where all have some; else by money; else alike."""
    for weights in ([s.budget_seconds for s in stages], [s.budget for s in stages]):
        known = [weight for weight in weights if weight]
        if len(known) == len(stages):
            return known
    hours = [stage.budget_seconds or 0 for stage in stages]
    return hours if any(hours) else [1] * len(stages)


def _by_project(work: Work) -> dict[str, Tally]:
    """Count the tasks of each project: those here, and remote ones that were never picked."""
    found: dict[str, Tally] = defaultdict(Tally)
    for project_id, done, total in work.rows(
        f"SELECT task.project_id, SUM({DONE}), COUNT(*) FROM task{LINKS}"
        f" WHERE task.project_id IS NOT NULL AND {COUNTED} GROUP BY task.project_id"
    ):
        found[project_id] = Tally(int(done), int(total))
    mapped = {
        (provider, remote_id): project_id
        for provider, remote_id, project_id in work.rows(
            "SELECT provider, remote_id, project_id FROM mapping"
        )
    }
    for provider, project_ids, done, total in work.rows(UNPICKED) if mapped else ():
        places = [(provider, remote_id) for remote_id in project_ids.split()]
        project_id = next((mapped[place] for place in places if place in mapped), None)
        if project_id:
            before = found[project_id]
            found[project_id] = Tally(before.done + int(done), before.all + int(total))
    return dict(found)


UNPICKED = (
    "SELECT provider, project_ids, SUM(CASE WHEN gone = 'completed' THEN 1 ELSE 0 END), COUNT(*)"
    " FROM remote_task WHERE project_ids <> '' AND (gone IS NULL OR gone = 'completed')"
    " AND NOT EXISTS (SELECT 1 FROM link JOIN task ON task.owner = link.owner"
    " AND task.id = link.task_id WHERE link.owner = remote_task.owner"
    " AND link.provider = remote_task.provider AND link.remote_id = remote_task.remote_id"
    " AND task.project_id IS NOT NULL)"
    " GROUP BY provider, project_ids"
)
