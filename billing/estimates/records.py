"""What was read from an estimate, each piece beside the line that it was read from."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple


class Cell(NamedTuple):
    """A piece of a row, with its place across the row."""

    text: str
    left: float
    right: float


class Row(NamedTuple):
    """One row of a source. Rows of one `table` share its header; 0 is what is in no table.

    `depth` is how far a point of a list is indented, -1 for what is no such point.
    """

    number: int
    text: str
    cells: tuple[Cell, ...]
    heading: bool = False
    table: int = 0
    depth: int = -1


class ReadLine(NamedTuple):
    """One line of work. `stage` is the heading or the category it stands under, or empty.

    `number` and `text` say where it stands in the source; `due_on` is an ISO date.
    """

    description: str
    stage: str
    seconds: int | None
    amount: Decimal | None
    rate: Decimal | None
    due_on: str | None
    number: int
    text: str


class Total(NamedTuple):
    """A total that the source states. `kind` is stage, total, tax or gross."""

    kind: str
    description: str
    seconds: int | None
    amount: Decimal | None
    number: int
    text: str


class Doubt(NamedTuple):
    """What a person should look at, and the line it is about; 0 where it is about all of it."""

    number: int
    sentence: str


class Reading(NamedTuple):
    """An estimate as it was read. `currency` is empty where the source names none."""

    name: str
    kind: str
    currency: str
    lines: tuple[ReadLine, ...]
    totals: tuple[Total, ...]
    doubts: tuple[Doubt, ...]
    source_text: str

    @property
    def seconds(self) -> int:
        """The hours of all lines."""
        return sum(line.seconds or 0 for line in self.lines)

    @property
    def amount(self) -> Decimal:
        """The amounts of all lines."""
        return sum((line.amount or Decimal(0) for line in self.lines), Decimal(0))
