"""What was agreed for a fixed sum, and how much of it is on invoices already."""

from __future__ import annotations

from typing import NamedTuple

from store.work import Work


class Milestone(NamedTuple):
    """A sum that can be billed once: a stage that is done, or the fee of a whole project."""

    project_id: str
    project: str
    currency: str
    stage_id: str | None
    stage: str
    amount: int
    done: bool


LIVE = (
    " FROM invoice_line line JOIN invoice ON invoice.id = line.invoice_id"
    " WHERE invoice.kind = 'invoice' AND invoice.state <> 'void'"
    " AND NOT EXISTS (SELECT 1 FROM invoice_line back WHERE back.original_line_id = line.id)"
)
"""The lines that stand: on a draft or an issued invoice, and not taken back by a credit note."""


def milestones(work: Work, client_id: str, last_day: str) -> list[Milestone]:
    """List the sums of a client's fixed-fee projects that no invoice that stands has on it.

    Of a project that is its stages, and what of its fee neither these nor invoices cover.
    """
    found: list[Milestone] = []
    stages = _open_stages(work, client_id, last_day)
    for project in _fixed(work, client_id):
        ours = [stage for stage in stages if stage.project_id == project.id]
        left = None if project.fee is None else project.fee - project.billed
        if project.billed_whole:
            ours = _within(ours, left or 0)
        found += ours
        rest = 0 if left is None else left - sum(stage.amount for stage in ours)
        if rest > 0:
            found.append(
                Milestone(
                    *(project.id, project.name, project.currency, None, "", rest, project.done)
                )
            )
    return sorted(found, key=lambda each: each.stage_id is None)


def uncovered(work: Work, client_id: str) -> list[tuple[str, str, int, int]]:
    """List projects whose fee is not what their stages come to: name, currency, fee, stages."""
    found = work.rows(
        "SELECT project.name, project.currency, project.fee, SUM(stage.budget)"
        " FROM project JOIN stage ON stage.project_id = project.id"
        " WHERE project.client_id = ? AND project.kind = 'fixed' AND stage.budget > 0"
        " AND stage.archived_at IS NULL AND project.archived_at IS NULL"
        " GROUP BY project.id, project.name, project.norm, project.currency, project.fee"
        " HAVING project.fee <> SUM(stage.budget) ORDER BY project.norm",
        (client_id,),
    )
    return [(name, currency, int(fee), int(total)) for name, currency, fee, total in found]


class _Fixed(NamedTuple):
    """A project with a fixed fee; `billed_whole` says that some of it was billed by no stage."""

    id: str
    name: str
    currency: str
    fee: int | None
    done: bool
    billed: int
    billed_whole: bool


def _fixed(work: Work, client_id: str) -> list[_Fixed]:
    line = f"{LIVE} AND line.kind = 'fee' AND line.project_id = project.id"
    found = work.rows(
        "SELECT project.id, project.name, project.currency, project.fee,"
        " project.percent_complete = '100',"
        f" (SELECT COALESCE(SUM(line.amount), 0){line}),"
        f" EXISTS (SELECT 1{line} AND line.stage_id IS NULL)"
        " FROM project WHERE project.client_id = ? AND project.kind = 'fixed'"
        " ORDER BY project.norm, project.id",
        (client_id,),
    )
    return [_Fixed._make((*row[:4], bool(row[4]), int(row[5]), bool(row[6]))) for row in found]


def _open_stages(work: Work, client_id: str, last_day: str) -> list[Milestone]:
    found = work.rows(
        "SELECT project.id, project.name, project.currency, stage.id, stage.name, stage.budget,"
        " stage.done_on IS NOT NULL AND stage.done_on <= ?"
        " FROM stage JOIN project ON project.id = stage.project_id"
        " WHERE project.client_id = ? AND project.kind = 'fixed' AND stage.budget > 0"
        " AND stage.archived_at IS NULL"
        f" AND NOT EXISTS (SELECT 1{LIVE} AND line.stage_id = stage.id)"
        " ORDER BY project.norm, stage.position, stage.id",
        (last_day, client_id),
    )
    return [Milestone._make((*row[:6], bool(row[6]))) for row in found]


def _within(stages: list[Milestone], left: int) -> list[Milestone]:
    """Take the stages that what is left of a fee still covers; the fee may have paid for others."""
    taken: list[Milestone] = []
    for stage in stages:
        if stage.amount <= left:
            taken.append(stage)
            left -= stage.amount
    return taken


def limits(work: Work, client_id: str) -> dict[str, tuple[str, int]]:
    """List the capped projects of a client: the name, and what may be billed at most."""
    found = work.rows(
        "SELECT id, name, fee FROM project"
        " WHERE client_id = ? AND kind = 'capped' AND fee IS NOT NULL",
        (client_id,),
    )
    return {project_id: (name, fee) for project_id, name, fee in found}


def billed_before(work: Work, project_id: str, currency: str, besides: str) -> int:
    """Add up what invoices that stand bill for the time of a project, leaving one of them out."""
    found = work.row(
        f"SELECT COALESCE(SUM(line.amount), 0){LIVE} AND line.project_id = ?"
        " AND line.kind <> 'manual' AND invoice.currency = ? AND invoice.id <> ?",
        (project_id, currency, besides),
    )
    return int(found[0]) if found else 0
