"""The margin of every project over a million entries."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from bench.ledgers import make_ledger
from bench.pairing import interleave, timed
from bench.results import Bench, Measured
from billing.margin import margins
from store.ledger import Ledger
from store.rates import Scope, set_rate
from store.stages import add_stage, place_task
from store.work import Work

BARE = "SELECT project_id, SUM(stopped_at - started_at) FROM entry GROUP BY project_id"
SINCE = ("1970-01-01", "2024-01-01", "2025-06-01")


def margin(bench: Bench) -> Measured:
    """Time the margins, with rates that change and stages, against a sum by project in bare SQL."""
    ledger = make_ledger(bench.folder / "margin", 1_000, 1_000_000, years=5)
    with ledger.write() as work:
        _agree(work)
    pairs = interleave(partial(_margins, ledger), partial(_bare, ledger), bench.rounds(11))
    ledger.close()
    return Measured(pairs.ratio, pairs.note(digits=0))


def _agree(work: Work) -> None:
    """Set rates, and give each project two stages with half of its tasks in them."""
    for day in SINCE:
        set_rate(work, "bill", Scope(), Decimal(95), "EUR", day)
        set_rate(work, "cost", Scope(), Decimal(50), "EUR", day)
    for (project_id,) in work.rows("SELECT id FROM project ORDER BY id"):
        stages = [
            add_stage(work, project_id, name, 3_600_000, 10_000_000) for name in ("One", "Two")
        ]
        tasks = work.rows("SELECT id FROM task WHERE project_id = ? ORDER BY id", (project_id,))
        for place, (task_id,) in enumerate(tasks[::2]):
            place_task(work, task_id, stages[place % 2])


def _margins(ledger: Ledger) -> float:
    def measure() -> None:
        with ledger.read() as work:
            margins(work)

    return timed(measure)


def _bare(ledger: Ledger) -> float:
    def measure() -> None:
        with ledger.read() as work:
            work.rows(BARE)

    return timed(measure)
