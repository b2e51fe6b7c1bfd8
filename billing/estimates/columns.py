"""What the columns of a table hold, by the words of its header."""

from __future__ import annotations

import re
from collections.abc import Sequence

from billing.estimates import words
from billing.estimates.figures import CURRENCY, figures_in, whole_figure
from billing.estimates.records import Cell, Row
from store.text import fold

LONGEST_HEADING = 40
BRACKETS = re.compile(r"\([^)]{0,20}\)|/\s*\w{1,8}$| in [^\W\d]{1,8}$")
PER = frozenset(("per", "pro", "par"))
PLAIN = {
    "stage": words.STAGE,
    "quantity": words.QUANTITY,
    "unit": words.UNIT,
    "amount": words.AMOUNT,
    "description": words.DESCRIPTION,
}
FIGURES = ("seconds", "days", "amount", "price", "quantity")


class Columns:
    """The columns of one table: the role of each, and where across the row it stands."""

    def __init__(self, cells: Sequence[Cell], roles: Sequence[str], doubled: bool) -> None:
        self.cells = cells
        self.roles = roles
        self.doubled = doubled
        """Whether another column seems to hold hours, too."""
        self.per_day = any(
            role == "price" and words.PER_DAY & set(fold(cell.text).split())
            for cell, role in zip(cells, roles, strict=True)
        )

    def values(self, row: Row) -> dict[str, str]:
        """Put the cells of a row under the columns, each where it stands nearest."""
        found: dict[str, str] = {}
        for cell in row.cells:
            nearest = min(range(len(self.cells)), key=lambda place: self._distance(place, cell))
            role = self.roles[nearest]
            if role and cell.text:
                found[role] = f"{found[role]} {cell.text}" if role in found else cell.text
        return found

    def _distance(self, place: int, cell: Cell) -> tuple[float, float]:
        """Measure how far a cell stands from a column: apart from it, then edge from edge."""
        column = self.cells[place]
        apart = max(0.0, column.left - cell.right, cell.left - column.right)
        return apart, min(abs(column.left - cell.left), abs(column.right - cell.right))


def columns_of(row: Row) -> Columns | None:
    """Read a row as a header; None where it is none."""
    texts = [cell.text for cell in row.cells]
    if len(texts) < 2 or any(len(text) > LONGEST_HEADING for text in texts):
        return None
    if any(figures_in(text, "") or whole_figure(text, "") for text in texts):
        return None
    named = [_role(text) for text in texts]
    roles = _priced(_distinct(named))
    if "description" not in roles:
        roles = _described(roles)
    if "description" not in roles or not set(roles) & set(FIGURES):
        return None
    return Columns(row.cells, roles, named.count("seconds") + named.count("days") > 1)


def _role(text: str) -> str:
    """Name what a column holds; empty where its heading says nothing known."""
    has_currency = re.search(CURRENCY, text, re.IGNORECASE) is not None
    outer = BRACKETS.sub(" ", text)
    said = set(fold(re.sub(CURRENCY, " ", outer, flags=re.IGNORECASE)).split())
    everything = said | {
        word for found in BRACKETS.finditer(text) for word in fold(found[0]).split()
    }
    if said & words.NUMBERING:
        return "number"
    if said & words.DUE and not said & words.HOURS:
        return "due"
    if said & words.PRICE or said & PER:
        return "amount" if said & words.WHOLE else "price"
    if everything & words.DAYS:
        return "days"
    if everything & words.HOURS and not has_currency:
        return "seconds"
    return next((role for role, known in PLAIN.items() if said & known), _unnamed(has_currency))


def _unnamed(has_currency: bool) -> str:
    return "amount" if has_currency else ""


def _distinct(roles: list[str]) -> list[str]:
    """Keep the first column of each role; of descriptions the last, which follows a number."""
    kept = list(roles)
    for place, role in enumerate(roles):
        others = roles[place + 1 :] if role == "description" else roles[:place]
        if role in others:
            kept[place] = ""
    return kept


def _described(roles: list[str]) -> list[str]:
    """Let the first column without a meaning hold the descriptions, else that of the stages."""
    for stand_in in ("", "stage"):
        if stand_in in roles:
            place = roles.index(stand_in)
            return [*roles[:place], "description", *roles[place + 1 :]]
    return roles


def _priced(roles: list[str]) -> list[str]:
    """Take a price for the amount where nothing is there that it could be multiplied with."""
    if {"amount", "seconds", "days", "quantity"} & set(roles):
        return roles
    return ["amount" if role == "price" else role for role in roles]
