"""One row of an estimate: what is done, how long it takes, what it costs."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from billing.estimates import words
from billing.estimates.columns import Columns
from billing.estimates.dates import date_in
from billing.estimates.figures import (
    Figure,
    decimal_of,
    figures_in,
    seconds_of,
    whole_figure,
)
from billing.estimates.records import Row
from store.text import clean, fold

LONGEST_PROSE = 120
BEFORE_FIGURE = re.compile(r"[:–—=(|@-]\s*$|\.{3,}\s*$|…\s*$|\s{2,}$|\t$")
EDGES = " \t:;,.–—-=(|@[…_*"
NO_UNIT = "{number} has no unit; it is read as {what}."
NO_QUANTITY = "The quantity {number} is no number of hours; the hours are left open."


class Piece(NamedTuple):
    """What a row says. Amounts may still be in another currency than the estimate's."""

    description: str
    stage: str | None = None
    seconds: int | None = None
    amount: Decimal | None = None
    rate: Decimal | None = None
    due_on: str | None = None
    currency: str = ""
    doubts: tuple[str, ...] = ()

    @property
    def has_figures(self) -> bool:
        """Whether there are hours or money."""
        return self.seconds is not None or self.amount is not None


def piece_in_columns(row: Row, columns: Columns, sign: str) -> Piece:
    """Read a row of a table whose header is known."""
    values = columns.values(row)
    figures = {
        role: figure
        for role, text in values.items()
        if role in ("seconds", "days", "amount", "price", "quantity")
        and (figure := whole_figure(text, sign)) is not None
    }
    seconds, doubts = _column_seconds(figures, values)
    amount, price = figures.get("amount"), figures.get("price")
    due_on, due_doubt = _due(values.get("due", ""))
    rate = _column_rate(price, columns, values)
    return Piece(
        clean(values.get("description", "")),
        clean(values["stage"]) if "stage" in values else None,
        seconds,
        decimal_of(amount.value) if amount else None,
        rate,
        due_on,
        next((figure.currency for figure in figures.values() if figure.currency), ""),
        tuple(filter(None, (*doubts, due_doubt, *(figure.doubt for figure in figures.values())))),
    )


def piece_in_text(row: Row, sign: str) -> Piece | None:
    """Read a row without a header; None where it is no line of work."""
    if len(row.cells) > 1:
        found = _from_cells(row, sign)
        if found is not None:
            return found
    return _from_prose(row, sign)


def stripped(text: str) -> str:
    """Take numbering, bullets, leaders and emphasis off a description."""
    bare = re.sub(r"^\s*(?:[-*+•·▪‣]\s+|\[[ xX]\]\s*|\(?\d{1,3}(?:\.\d{1,3})*[.)]\s+)+", "", text)
    return clean(re.sub(r"\*\*|__|`|~~", "", bare).strip(EDGES))


def _column_seconds(
    figures: dict[str, Figure], values: dict[str, str]
) -> tuple[int | None, list[str]]:
    """Work the hours out of a column of hours or days, or of a quantity with a unit of time."""
    if hours := figures.get("seconds"):
        return _as_seconds(hours, 3600), []
    if days := figures.get("days"):
        return _as_seconds(days, 8 * 3600), []
    quantity = figures.get("quantity")
    if quantity is None:
        return None, []
    unit = words.SECONDS.get(fold(values.get("unit", "")))
    if quantity.kind == "hours" or unit:
        said = f"{values['quantity']} {values.get('unit', '')} is read as 8 h a day."
        return _as_seconds(quantity, unit or 3600), [said if unit and unit >= 8 * 3600 else ""]
    return None, [] if values.get("unit") else [NO_QUANTITY.format(number=values["quantity"])]


def _as_seconds(figure: Figure, unit: int) -> int:
    return seconds_of(figure.value if figure.kind == "hours" else figure.value * unit)


def _column_rate(price: Figure | None, columns: Columns, values: dict[str, str]) -> Decimal | None:
    """Tell what an hour costs by a column of prices; the price of a day is an eighth for each."""
    if price is None:
        return None
    unit = words.SECONDS.get(fold(values.get("unit", "")), 3600)
    if "quantity" in values and fold(values.get("unit", "")) not in words.SECONDS:
        return None
    daily = price.kind != "rate" and (columns.per_day or "days" in values or unit >= 8 * 3600)
    return decimal_of(price.value / 8 if daily else price.value)


def _due(text: str) -> tuple[str | None, str]:
    return date_in(text, fold(text)) if text else (None, "")


def _from_cells(row: Row, sign: str) -> Piece | None:
    """Read cells without a header: the first words, and what the whole figures beside them say."""
    texts = [cell.text for cell in row.cells]
    figures = [whole_figure(text, sign) for text in texts]
    named = [text for text, figure in zip(texts, figures, strict=True) if figure is None]
    found = [figure for figure in figures if figure is not None]
    if not named or not found or not any(letter.isalpha() for letter in named[0]):
        return None
    if figures[0] is not None and found[0].kind == "number":
        found = found[1:]  # the number of a position
    return _told(stripped(named[0]), _kinded(found)) if found else None


def _kinded(found: list[Figure]) -> list[Figure]:
    """Tell numbers without a unit from each other: hours first, money last."""
    kinds = {figure.kind for figure in found}
    bare = [figure for figure in found if figure.kind == "number"]
    known = [figure for figure in found if figure.kind != "number"]
    for place, figure in enumerate(bare):
        money = "money" not in kinds and (
            "hours" in kinds or (len(bare) > 1 and figure is bare[-1])
        )
        if money and figure is bare[-1]:
            known.append(figure._replace(kind="money", doubt=_unit_doubt(figure, "money")))
        elif "hours" not in kinds and place == 0:
            hours = figure._replace(kind="hours", value=figure.value * 3600)
            known.insert(0, hours._replace(doubt=_unit_doubt(figure, "hours")))
    return known


def _unit_doubt(figure: Figure, what: str) -> str:
    return NO_UNIT.format(number=f"{float(figure.value):g}", what=what)


def _from_prose(row: Row, sign: str) -> Piece | None:
    """Read words with figures among or after them, if they look like a line of work."""
    figures = figures_in(row.text, sign)
    if not figures:
        return None
    head = row.text[: figures[0].start]
    description = stripped(head)
    if not any(letter.isalpha() for letter in description):
        if row.depth < 0 and not row.heading:
            return None
        description = stripped(row.text[figures[-1].end :])
    if not any(letter.isalpha() for letter in description):
        return None
    if not _is_work(row, head, description, figures):
        return None
    return _told(description, figures)


def _is_work(row: Row, head: str, description: str, figures: list[Figure]) -> bool:
    """Say whether a text with figures is a line of an estimate and no sentence about it."""
    said = fold(description).split()
    money_total = said[:1] and said[0] in words.TOTAL and figures[0].kind == "money"
    if len(description) > LONGEST_PROSE or (words.TERMS & set(said[:3]) and not money_total):
        return False
    if row.depth >= 0 or row.heading or BEFORE_FIGURE.search(head):
        return True
    rest = row.text[figures[-1].end :].strip(" .)*|")
    return not rest and figures[-1].kind == "money" and len(description.split()) <= 8


def _told(description: str, figures: list[Figure]) -> Piece | None:
    """Put figures together: the first hours, the last money, and what an hour costs."""
    hours = next((figure for figure in figures if figure.kind == "hours"), None)
    money = [figure for figure in figures if figure.kind == "money"]
    rate = next((figure for figure in figures if figure.kind == "rate"), None)
    seconds = seconds_of(hours.value) if hours else None
    if rate is None and len(money) > 1 and seconds is not None:
        rate, money = money[0], money[1:]
    if seconds is None and not money:
        return None
    amount = money[-1] if money else None
    used = [figure for figure in (hours, amount, rate) if figure is not None]
    due_on = None
    return Piece(
        description,
        None,
        seconds,
        decimal_of(amount.value) if amount else None,
        decimal_of(rate.value) if rate else None,
        due_on,
        next((figure.currency for figure in used if figure.currency), ""),
        tuple(figure.doubt for figure in used if figure.doubt),
    )


def worked_out(piece: Piece) -> Piece:
    """Give a piece with hours and a rate, but no amount, the product."""
    if piece.amount is not None or piece.seconds is None or piece.rate is None:
        return piece
    product = Fraction(piece.seconds, 3600) * Fraction(piece.rate)
    return piece._replace(amount=Decimal(int((product * 200 + 1) // 2)) / 100)
