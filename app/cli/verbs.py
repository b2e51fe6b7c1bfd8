"""Commands that have verbs: `ayron project add`, `ayron map list`."""

from __future__ import annotations

import argparse
from typing import Any


def verbs_of(command: argparse.ArgumentParser, names: str) -> Any:
    """Give a command verbs; `names` is how the usage line shows them."""
    return command.add_subparsers(dest="verb", metavar=names, required=True)


def add_verb(verbs: Any, name: str, sentence: str) -> argparse.ArgumentParser:
    """Add one verb, which takes --json as every command does."""
    made: argparse.ArgumentParser = verbs.add_parser(name, help=sentence)
    made.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print JSON")
    return made
