"""What the week of each project is worth; apart from the week, which opens without any rate."""

from __future__ import annotations

from billing.money import Money
from billing.valuation import project_values
from store.records import Week
from store.time_sums import Span, mine
from store.work import Work


def week_values(work: Work, week: Week) -> dict[str | None, Money]:
    """Value the billable time of a week by project id; what has no rate is not in it."""
    if not work.row("SELECT 1 FROM rate LIMIT 1"):
        return {}
    span = Span(week.starts_at, week.ends_at)
    found = project_values(work, span, mine(work, span))
    return {key: tally.value for key, tally in found.items() if tally.value is not None}


def project_budgets(work: Work) -> dict[str | None, int]:
    """Add up the seconds that the stages of each project may take, by project id."""
    found = work.rows(
        "SELECT project_id, SUM(budget_seconds) FROM stage"
        " WHERE archived_at IS NULL AND budget_seconds IS NOT NULL GROUP BY project_id"
    )
    return {key: int(seconds) for key, seconds in found}
