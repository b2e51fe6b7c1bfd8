"""The table of goals: every path, what it is measured against, and what came out."""

from __future__ import annotations

import sys
import tempfile
from functools import partial
from pathlib import Path

from bench.results import Bench, NotMeasured, Row
from bench.rows import (
    commands,
    documents,
    hanging,
    invoices,
    ledger,
    margin,
    polls,
    ranking,
    screens,
    sync,
)

PASS = "python -c pass"
LCS = "one LCSseq pass of RapidFuzz"
STATIC = "one-Static Textual app"
AGAINST = partial(partial, screens.first_frame_against)
RANK = partial(partial, ranking.median_at)
SLOW = partial(partial, ranking.slow_at)
LATE = partial(partial, sync.late_sync)
BILL = partial(partial, documents.rendered)
CANVAS = "the same on a bare canvas"
HTTPX = "bare httpx, as many at once"

ROWS = [
    Row("frame", "first useful frame, 100k entries", STATIC, 1.35, "×", screens.first_frame),
    Row("frame-posting", "the same", "posting", 0.35, "×", AGAINST("posting")),
    Row("frame-harlequin", "the same", "harlequin", 0.35, "×", AGAINST("harlequin")),
    Row("status", "ayron status", PASS, 1.7, "×", commands.status),
    Row("start", "ayron start, exact name, committed", PASS, 2.3, "×", commands.start),
    Row("rank-10k", "keystroke to rows, 10k, median", LCS, 2.5, "×", RANK(10_000)),
    Row("rank-100k", "keystroke to rows, 100k, median", LCS, 2.5, "×", RANK(100_000)),
    Row("slow-10k", "the same, 10k, 95th percentile", "", 16, "ms", SLOW(10_000)),
    Row("slow-100k", "the same, 100k, 95th percentile", "", 60, "ms", SLOW(100_000)),
    Row("block", "longest block of the UI loop, 100k", "", 16, "ms", screens.longest_block),
    Row("key", "key to frame, 10k", "Input and line list", 1.3, "×", screens.key_to_frame),
    Row("hang", "key to frame, the provider hangs", "", 50, "ms", hanging.key_while_hanging),
    Row("fill", "longest block, 10k tasks come in", "", 50, "ms", hanging.block_while_filling),
    Row("week", "week report, 1M entries", "the same at 10k", 1.5, "×", ledger.week_report),
    Row("margin", "margins of 50 projects, 1M entries", "bare SQL", 3, "×", margin.margin),
    Row("invoice-100", "invoice of 100 lines, PDF and XML", CANVAS, 1.6, "×", BILL(100)),
    Row("invoice-1k", "the same, 1k lines", CANVAS, 1.6, "×", BILL(1_000)),
    Row("invoice-10k", "the same, 10k lines", CANVAS, 1.6, "×", BILL(10_000)),
    Row("preview", "a page as text for the screen, warm", "", 100, "ms", documents.preview),
    Row("invoices", "Invoices opened, 5k of them", "none of them", 1.3, "×", invoices.opening),
    Row("commit", "timer start committed, FULL", "one fsync of an append", 3, "×", ledger.commit),
    Row("sync", "first sync of 10k tasks, stored", "http.client + json", 3, "×", sync.first_sync),
    Row("late", "the same, 50 ms an answer, Asana", HTTPX, 1.15, "×", LATE("asana", 1)),
    Row("late-8", "the same, in eight workspaces", HTTPX, 1.15, "×", LATE("asana", 8)),
    Row("late-linear", "the same, Linear", HTTPX, 1.15, "×", LATE("linear", 1)),
    Row("changes", "sync of 10 changes in 10k", "the first sync", 0.05, "×", sync.incremental_sync),
    Row("changes-rows", "the same, rows written", "", 20, "", sync.incremental_rows),
    Row("quiet", "quiet poll, 10k tasks, requests", "", 5, "", polls.quiet_requests),
    Row("quiet-rows", "the same, rows written", "", 0, "", polls.quiet_rows),
    Row("idle", "idle minute, timer running, CPU", "1 Hz line widget app", 1.6, "×", screens.idle),
    Row("memory", "memory, 10k tasks", STATIC, 1.5, "×", screens.memory),
]
LINE = "{:<38} {:<30} {:>9} {:>10}  {:<5} {}\n"


def print_table(only: str, *, quick: bool) -> int:
    """Measure the rows whose name begins with `only`; return 1 where a goal was missed."""
    missed = 0
    sys.stdout.write(LINE.format("path", "against", "at most", "measured", "met?", "ours / theirs"))
    for row in ROWS:
        if row.name.startswith(only):
            missed += not _print_row(row, quick)
            sys.stdout.flush()
    return 1 if missed else 0


def _print_row(row: Row, quick: bool) -> bool:
    """Measure one row in a folder of its own and print it; say whether it is as it should be."""
    goal = f"{row.goal:g} {row.unit}".rstrip()
    with tempfile.TemporaryDirectory(prefix="ayron-bench-") as folder:
        try:
            measured = row.measure(Bench(Path(folder), quick))
        except NotMeasured as reason:
            sys.stdout.write(
                LINE.format(row.path, row.against, goal, "-", "-", f"not measured: {reason}")
            )
            return True
    met = measured.value <= row.goal
    digits = 2 if row.unit else 0
    value = f"{measured.value:.{digits}f} {row.unit}".rstrip()
    sys.stdout.write(
        LINE.format(row.path, row.against, goal, value, "yes" if met else "NO", measured.note)
    )
    return met
