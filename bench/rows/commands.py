"""Whole commands against the shortest process that Python can be."""

from __future__ import annotations

from bench.ledgers import make_ledger
from bench.pairing import Probe, interleave
from bench.processes import AYRON, PYTHON, environment_for, process_time
from bench.results import Bench, Measured

EXACT = "Bookkeeping for the year"


def status(bench: Bench) -> Measured:
    """Time `ayron status` while a timer runs."""
    home = bench.folder / "status"
    make_ledger(home, 1_000, 20_000).close()
    environment = environment_for(home)
    process_time([AYRON, "start", EXACT, "--new"], environment)
    return _against_pass(bench, lambda: process_time([AYRON, "status"], environment))


def start(bench: Bench) -> Measured:
    """Time `ayron start` with an exact name, committed; the cancelling between is not timed."""
    home = bench.folder / "start"
    make_ledger(home, 10_000, 100_000).close()
    environment = environment_for(home)
    process_time([AYRON, "start", EXACT, "--new"], environment)

    def start_once() -> float:
        process_time([AYRON, "cancel"], environment)
        return process_time([AYRON, "start", EXACT], environment)

    return _against_pass(bench, start_once)


def _against_pass(bench: Bench, ours: Probe) -> Measured:
    environment = environment_for(bench.folder)
    pairs = interleave(
        ours, lambda: process_time([PYTHON, "-c", "pass"], environment), bench.rounds(41)
    )
    return Measured(pairs.ratio, pairs.note())
