"""A stage that was archived and is added again is the same one, with what was billed for it."""

from __future__ import annotations

from store.ledger import Ledger
from store.projects import add_project
from store.stages import add_stage, archive_stage, finish_stage, stages


def test_an_archived_stage_comes_back_under_its_name(ledger: Ledger) -> None:
    with ledger.write() as work:
        project = add_project(work, "Relaunch")
        design = finish_stage(work, add_stage(work, project.id, "Design", 3600, 60_000))
        archive_stage(work, design)
        assert stages(work, project.id) == []
        again = add_stage(work, project.id, "design", 7200)
        assert (again.id, again.done_on) == (design.id, design.done_on)
        assert again.budget_seconds == 7200
        assert len(stages(work, project.id, archived=True)) == 1
