"""Estimates: what was read or made, with its source, and the stages that it gave a project.

Importing again replaces the estimate and keeps the old one; stages of the same name stay, with
the tasks in them, so that nothing tracked changes its place. Tasks are never created.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from store.journal import Together
from store.ledger import require_admin
from store.naming import likeness_key, title_of
from store.stages import add_stage, archive_stage, edit_stage, stages
from store.work import Work

LONGEST_SOURCE = 2_000_000


class EstimateLine(NamedTuple):
    """One line of an estimate; `amount` is in minor units. `stage` is a name, never empty."""

    description: str
    stage: str
    seconds: int | None
    amount: int | None


class Estimate(NamedTuple):
    """What was estimated for a project. `replaced_at` is None for the one that counts."""

    id: str
    project_id: str
    name: str
    currency: str
    source_name: str
    source_text: str
    created_at: int
    replaced_at: int | None


class StageBudget(NamedTuple):
    """What an estimate gives a stage."""

    name: str
    seconds: int | None
    amount: int | None
    due_on: str | None


def estimates(work: Work, project_id: str) -> list[Estimate]:
    """List the estimates of a project, the one that counts first."""
    found = work.rows(
        "SELECT id, project_id, name, currency, source_name, source_text, created_at, replaced_at"
        " FROM estimate WHERE project_id = ?"
        " ORDER BY replaced_at IS NOT NULL, created_at DESC, id DESC",
        (project_id,),
    )
    return [Estimate._make(row) for row in found]


def estimate_lines(work: Work, estimate_id: str) -> list[EstimateLine]:
    """List the lines of an estimate in order."""
    found = work.rows(
        "SELECT description, stage.name, seconds, amount FROM estimate_line"
        " LEFT JOIN stage ON stage.id = stage_id"
        " WHERE estimate_line.estimate_id = ? ORDER BY estimate_line.position",
        (estimate_id,),
    )
    return [EstimateLine(row[0], row[1] or "", *row[2:]) for row in found]


def store_estimate(
    work: Work,
    project_id: str,
    name: str,
    currency: str,
    source: tuple[str, str],
    budgets: Sequence[StageBudget],
    lines: Sequence[EstimateLine],
) -> Estimate:
    """Store an estimate in place of the one before, with its stages; `source` is name and text.

    Taken back as one, stages and all, as long as nothing else refers to them.
    """
    require_admin(work, "save an estimate")
    title = title_of(name, "An estimate")
    with Together(work, "estimate save") as whole:
        _replace(work, whole, project_id)
        estimate_id = work.new_id()
        whole.watch("estimate", estimate_id)
        work.run(
            "INSERT INTO estimate (id, project_id, name, currency, source_name, source_text,"
            " created_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                *(estimate_id, project_id, title, currency),
                *(source[0], source[1][:LONGEST_SOURCE], work.now()),
            ),
        )
        ids = _put_stages(work, project_id, estimate_id, budgets)
        for place, line in enumerate(lines, 1):
            _put_line(work, whole, (estimate_id, ids[likeness_key(line.stage)], place), line)
        whole.sentence = f"Saved the estimate {title}."
    return estimates(work, project_id)[0]


def _replace(work: Work, whole: Together, project_id: str) -> None:
    for (before,) in work.rows(
        "SELECT id FROM estimate WHERE project_id = ? AND replaced_at IS NULL", (project_id,)
    ):
        whole.watch("estimate", before)
        work.run("UPDATE estimate SET replaced_at = ? WHERE id = ?", (work.now(), before))


def _put_line(work: Work, whole: Together, place: tuple[str, str, int], line: EstimateLine) -> None:
    line_id = work.new_id()
    whole.watch("estimate_line", line_id)
    work.run(
        "INSERT INTO estimate_line (id, estimate_id, stage_id, position, description, seconds,"
        " amount) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (line_id, *place, line.description, line.seconds, line.amount),
    )


def _put_stages(
    work: Work, project_id: str, estimate_id: str, budgets: Sequence[StageBudget]
) -> dict[str, str]:
    """Give each stage its budget, added where it is new; archive those of the estimate before.

    What was added by hand stays. Returns the ids by folded name.
    """
    known = {likeness_key(stage.name): stage for stage in stages(work, project_id)}
    ids = {}
    for place, budget in enumerate(budgets, 1):
        key = likeness_key(budget.name)
        stage = known.pop(key, None) or add_stage(work, project_id, budget.name)
        ids[key] = stage.id
        changes = {"budget_seconds": budget.seconds, "budget": budget.amount, "position": place}
        due = {"due_on": budget.due_on} if budget.due_on else {}
        edit_stage(work, stage, estimate_id=estimate_id, **changes, **due)
    for stage in known.values():
        if stage.estimate_id is not None:
            archive_stage(work, stage)
    return ids
