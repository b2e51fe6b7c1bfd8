"""What a command of the command line works with, and how it answers."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Iterable
from functools import cached_property
from itertools import zip_longest
from typing import Any

from app.clock import SystemClock
from app.sentences import printable
from app.settings import Settings, load_settings
from app.shapes import json_text
from store.clock import Clock
from store.ledger import Ledger
from store.opening import open_ledger

JOINED = (
    "{0} is new here and joined as a member; what nobody has switched on is off now that there are"
    " several. If that was a slip, see AYRON_MEMBER: ayron member archive {0}"
)


class Invocation:
    """One run of a command: its options, and the ledger once it is asked for."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.clock: Clock = SystemClock()

    @cached_property
    def settings(self) -> Settings:
        """The settings, read at first use."""
        return load_settings()

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger, opened at first use: made or migrated where needed."""
        settings = self.settings
        found = open_ledger(settings.database, self.clock, settings.member, _login())
        if found.joined:
            print(JOINED.format(printable(found.owner)), file=sys.stderr)
        return found

    @cached_property
    def own_settings(self) -> Settings:
        """The settings of whoever the ledger says that I am; this opens it."""
        return self.settings.of(self.ledger.owner)

    def close(self) -> None:
        """Close the ledger if it was opened."""
        if "ledger" in self.__dict__:
            self.ledger.close()

    def answer(self, shape: Any, lines: Iterable[str]) -> int:
        """Print the shape where --json asks for it, else the lines; the exit code is 0."""
        if self.options.json:
            print(json_text(shape))
        else:
            rows = [[printable(part) for part in line.split("\t")] for line in lines]
            for row in aligned(rows) if sys.stdout.isatty() else rows:
                print("\t".join(row))
        return 0


def aligned(rows: list[list[str]]) -> list[list[str]]:
    """Put tables into columns for a person; a pipe gets them with tabs instead."""
    columns = zip_longest(*(row for row in rows if len(row) > 1), fillvalue="")
    widths = [max(cells_of(part) for part in column) for column in columns]
    return [[_in_columns(row, widths)] if len(row) > 1 else row for row in rows]


def _in_columns(row: list[str], widths: list[int]) -> str:
    parts = [
        part + " " * (width - cells_of(part)) for part, width in zip(row, widths, strict=False)
    ]
    return "  ".join(part for part, width in zip(parts, widths, strict=False) if width).rstrip()


def cells_of(text: str) -> int:
    """Measure a text in cells of a terminal."""
    from rich.cells import cell_len

    return cell_len(text)


def text_of(words: list[str]) -> str:
    """Join what was typed as one or several words, with single blanks between."""
    return " ".join(" ".join(words).split())


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "me"
