"""What a command of the command line works with, and how it answers."""

from __future__ import annotations

import argparse
import getpass
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from app.clock import SystemClock
from app.sentences import printable
from app.settings import Settings, load_settings
from app.shapes import json_text
from store.clock import Clock
from store.ledger import Ledger
from store.opening import open_ledger


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
        return open_ledger(settings.database, self.clock, settings.member, _login())

    def close(self) -> None:
        """Close the ledger if it was opened."""
        if "ledger" in self.__dict__:
            self.ledger.close()

    def answer(self, shape: Any, lines: Iterable[str]) -> int:
        """Print the shape where --json asks for it, else the lines; the exit code is 0."""
        if self.options.json:
            print(json_text(shape))
        else:
            for line in lines:
                print("\t".join(printable(part) for part in line.split("\t")))
        return 0


def text_of(words: list[str]) -> str:
    """Join what was typed as one or several words, with single blanks between."""
    return " ".join(" ".join(words).split())


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "me"
