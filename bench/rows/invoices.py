"""The place of the invoices with thousands of them, against the same place with none."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from bench.ledgers import make_ledger
from bench.pairing import interleave
from bench.processes import AYRON, environment_for
from bench.results import Bench, Measured
from bench.terminal import Terminal
from store.clock import DAY
from store.identifiers import new_id
from store.local_time import date_of, iso_date
from store.work import Work

INVOICES = 5_000
NONE_YET = "There are no invoices yet"


def opening(bench: Bench) -> Measured:
    """Time the place from its key until it shows the newest invoice, each in a fresh process."""
    full, empty = bench.folder / "full", bench.folder / "empty"
    for home in (full, empty):
        ledger = make_ledger(home, 1_000, 1_000)
        if home == full:
            with ledger.write() as work:
                _bill(work, INVOICES)
        ledger.close()
    pairs = interleave(
        partial(_opened, full, f"R-{INVOICES:05}"),
        partial(_opened, empty, NONE_YET),
        bench.rounds(25),
    )
    return Measured(pairs.ratio, pairs.note(digits=0))


def _opened(home: Path, text: str) -> float:
    """Start the app, let it load what it loads when idle, and go to the invoices."""
    with Terminal([AYRON], environment_for(home)) as terminal:
        terminal.show_time("Recent")
        terminal.settle(3)
        terminal.frame_time("\x1b")
        return terminal.answer_time("5", text)


def _bill(work: Work, count: int) -> None:
    """Write so many issued invoices, eight a day; half of them are paid."""
    (client_ids,) = zip(*work.rows("SELECT id FROM client ORDER BY id"), strict=True)
    ids = [new_id(work.now()) for _ in range(count)]
    days = [iso_date(date_of(work.now() - (count - at) * DAY // 8)) for at in range(count)]
    work.run_many(
        "INSERT INTO invoice (id, kind, state, number, client_id, currency, language, grouping,"
        " terms_days, created_by, created_at, issued_at, issued_on, due_on, net, tax, gross)"
        " VALUES (?, 'invoice', 'issued', ?, ?, 'EUR', 'en', 'task', 14, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                *(ids[at], f"R-{at + 1:05}", client_ids[at % len(client_ids)], work.owner),
                *(work.now() - (count - at), work.now() - (count - at), days[at], days[at]),
                *(100_000, 19_000, 119_000),
            )
            for at in range(count)
        ],
    )
    work.run_many(
        "INSERT INTO payment (id, invoice_id, kind, amount, paid_on, method, created_at)"
        " VALUES (?, ?, 'payment', 119000, ?, 'transfer', ?)",
        [(new_id(work.now()), ids[at], days[at], work.now()) for at in range(0, count, 2)],
    )
