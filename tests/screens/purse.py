"""Money for the agency's week: rates, a fixed fee, stages, and tasks in them."""

from __future__ import annotations

from decimal import Decimal

from store.adoption import adopt
from store.ledger import Ledger
from store.project_terms import set_project_terms
from store.projects import find_project
from store.rates import Scope, set_rate
from store.stages import add_stage, place_task


def price(ledger: Ledger) -> None:
    """Bill 95 an hour, cost 40, and agree on 800 for a redesign that is planned for 10 hours."""
    with ledger.write() as work:
        redesign = find_project(work, "Acme Redesign").id
        set_rate(work, "bill", Scope(), Decimal(95), "EUR")
        set_rate(work, "cost", Scope(), Decimal(40), "EUR")
        set_project_terms(work, redesign, "fixed", "", 80_000)
        set_project_terms(work, find_project(work, "Internal").id, "internal", "", None)
        design = add_stage(work, redesign, "Design", 6 * 3600, 50_000, "2026-11-20")
        audit = add_stage(work, redesign, "Audit", 4 * 3600, 30_000, "2026-12-18")
        place_task(work, adopt(work, "asana:11"), design)
        place_task(work, adopt(work, "asana:13"), audit)
