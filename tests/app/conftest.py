"""Fixtures of the command line: a program that is run in this process, by a clock that stands."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import pytest

from app.__main__ import main
from store.ledger import Ledger
from store.opening import open_ledger
from tests.clock import FixedClock


class Answer(NamedTuple):
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What was printed, which has to be JSON and nothing else."""
        return json.loads(self.out)


class Command(Protocol):
    """Run `ayron` with some arguments."""

    def __call__(self, *arguments: str) -> Answer: ...


@pytest.fixture
def standing_clock(monkeypatch: pytest.MonkeyPatch, clock: FixedClock) -> FixedClock:
    """Give the program the clock of the tests, where it makes its own otherwise."""
    monkeypatch.setattr("app.quick.SystemClock", lambda: clock)
    monkeypatch.setattr("app.cli.invocation.SystemClock", lambda: clock)
    return clock


@pytest.fixture
def command(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    standing_clock: FixedClock,
) -> Command:
    """Return a function that runs a command as the shell would."""

    def run(*arguments: str) -> Answer:
        monkeypatch.setattr(sys, "argv", ["ayron", *arguments])
        monkeypatch.setattr(sys, "stdin", io.StringIO())
        try:
            code = main()
        except SystemExit as left:
            code = int(left.code or 0)
        said = capsys.readouterr()
        return Answer(code, said.out, said.err)

    return run


@pytest.fixture
def home_ledger(ayron_home: Path, standing_clock: FixedClock) -> Iterator[Ledger]:
    """Open the ledger that the commands use."""
    ledger = open_ledger(str(ayron_home / "ayron.db"), standing_clock)
    yield ledger
    ledger.close()
