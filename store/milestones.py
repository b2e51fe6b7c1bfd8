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
    """List the sums of a client's fixed-fee projects that no invoice that stands has on it."""
    stages = work.rows(
        "SELECT project.id, project.name, project.currency, stage.id, stage.name, stage.budget,"
        " stage.done_on IS NOT NULL AND stage.done_on <= ?"
        " FROM stage JOIN project ON project.id = stage.project_id"
        " WHERE project.client_id = ? AND project.kind = 'fixed' AND stage.budget > 0"
        " AND stage.archived_at IS NULL"
        f" AND NOT EXISTS (SELECT 1{LIVE} AND line.stage_id = stage.id)"
        f" AND NOT EXISTS (SELECT 1{LIVE} AND line.kind = 'fee' AND line.stage_id IS NULL"
        " AND line.project_id = project.id)"
        " ORDER BY project.norm, stage.position, stage.id",
        (last_day, client_id),
    )
    fees = work.rows(
        "SELECT project.id, project.name, project.currency, NULL, '', project.fee,"
        " project.percent_complete = '100'"
        " FROM project WHERE project.client_id = ? AND project.kind = 'fixed' AND project.fee > 0"
        " AND NOT EXISTS (SELECT 1 FROM stage WHERE stage.project_id = project.id"
        " AND stage.budget > 0 AND stage.archived_at IS NULL)"
        f" AND NOT EXISTS (SELECT 1{LIVE} AND line.project_id = project.id AND line.kind = 'fee')"
        " ORDER BY project.norm, project.id",
        (client_id,),
    )
    return [Milestone._make((*row[:6], bool(row[6]))) for row in (*stages, *fees)]


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
