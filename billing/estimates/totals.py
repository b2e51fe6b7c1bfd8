"""Totals that an estimate states, and whether the lines come to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from billing.estimates import words
from billing.estimates.pieces import Piece
from billing.estimates.records import Doubt, ReadLine, Total
from store.local_time import duration_text
from store.text import fold

DIFFERS = "{name} says {stated}, the lines come to {summed}."
NO_LINES = "{name} has no lines of its own; it is taken as one."


def total_kind(piece: Piece, stage: str) -> str:
    """Tell what total a row states: stage, total, tax or gross; empty for a line of work.

    `stage` is the one that the row stands under: `Total Design` is a total of it.
    """
    said = fold(piece.description)
    parts = said.split()
    if said.startswith(words.SUBTOTAL):
        return "stage"
    if not parts:
        return ""
    if piece.seconds is None and _names_tax(parts):
        return "gross" if parts[0] in words.TOTAL | words.GROSS_SIGNS else "tax"
    if parts[0] not in words.TOTAL:
        return ""
    rest = [part for part in parts[1:] if not part.isdecimal()]
    if set(rest) <= words.QUALIFIERS | words.TAX_SIGNS:
        return "gross" if words.GROSS_SIGNS & set(parts) else "total"
    own = rest == fold(stage).split() or rest[0] in words.OPENING
    return "stage" if own else ""


def settle(items: Sequence[ReadLine | Total]) -> tuple[list[ReadLine], list[Total], list[Doubt]]:
    """Part lines from totals; say where a total differs from its lines.

    A heading with figures is the total of what stands under it, and a line where nothing does.
    """
    lines: list[ReadLine] = []
    totals: list[Total] = []
    doubts: list[Doubt] = []
    since = 0
    for place, item in enumerate(items):
        if isinstance(item, ReadLine):
            lines.append(item)
        elif item.kind == "ahead":
            ahead = list(_under(items, place))
            since = len(lines)
            if ahead:
                totals.append(item._replace(kind="stage"))
                doubts += _compared(item, ahead)
            else:
                lines.append(_line_of(item))
        else:
            follows = any(isinstance(other, ReadLine) for other in items[place + 1 :])
            taxed = any(total.kind == "tax" for total in totals)
            checked = _checked(item, lines, since, follows)
            if taxed and not follows and item.kind == "total":
                checked = item._replace(kind="gross")
            totals.append(checked)
            doubts += _compared(checked, _summed(checked, lines, since))
            if checked.kind == "stage":
                since = len(lines)
    return lines, totals, doubts + _tax_doubts(totals)


def _under(items: Sequence[ReadLine | Total], place: int) -> Iterator[ReadLine]:
    """List the lines that stand under a heading, up to the next one."""
    heading = items[place]
    for item in items[place + 1 :]:
        if isinstance(item, Total) and item.kind == "ahead":
            return
        if isinstance(item, ReadLine):
            if item.stage != heading.description:
                return
            yield item


def _line_of(item: Total) -> ReadLine:
    return ReadLine(
        *(item.description, item.description, item.seconds, item.amount),
        *(None, None, item.number, item.text),
    )


def _checked(item: Total, lines: Sequence[ReadLine], since: int, follows: bool) -> Total:
    """Take a total that more lines come after for that of a stage, and one that fits a stage."""
    if item.kind != "total":
        return item
    own = not _compared(item, lines[since:]) and _compared(item, lines)
    return item._replace(kind="stage") if follows or (own and since) else item


def _summed(item: Total, lines: Sequence[ReadLine], since: int) -> Sequence[ReadLine]:
    if item.kind == "stage":
        stage = lines[-1].stage if lines else ""
        own = [line for line in lines[since:] if line.stage == stage]
        return own if stage else lines[since:]
    return lines if item.kind == "total" else ()


def _compared(item: Total, lines: Sequence[ReadLine]) -> list[Doubt]:
    """Say where hours or money differ; what no line has is not compared."""
    found = []
    hours = [line.seconds for line in lines if line.seconds is not None]
    money = [line.amount for line in lines if line.amount is not None]
    name = item.description or "The total"
    if item.seconds is not None and hours and sum(hours) != item.seconds:
        stated, summed = f"{duration_text(item.seconds)} h", f"{duration_text(sum(hours))} h"
        found.append(Doubt(item.number, DIFFERS.format(name=name, stated=stated, summed=summed)))
    if item.amount is not None and money and sum(money, Decimal(0)) != item.amount:
        summed = f"{sum(money, Decimal(0)):,.2f}"
        found.append(
            Doubt(
                item.number, DIFFERS.format(name=name, stated=f"{item.amount:,.2f}", summed=summed)
            )
        )
    return found


def _tax_doubts(totals: Sequence[Total]) -> list[Doubt]:
    """Say where net and tax do not come to the gross that is stated."""
    amounts = {
        kind: [total for total in totals if total.kind == kind and total.amount is not None]
        for kind in ("total", "tax", "gross")
    }
    if not amounts["total"]:
        amounts["total"] = [total for total in totals if total.kind == "stage" and total.amount]
    if not all(amounts.values()):
        return []
    gross = amounts["gross"][-1]
    net = amounts["total"][-1].amount or Decimal(0)
    summed = sum((total.amount or Decimal(0) for total in amounts["tax"]), net)
    if summed == gross.amount:
        return []
    stated = f"{gross.amount:,.2f}"
    sentence = DIFFERS.format(name=gross.description, stated=stated, summed=f"{summed:,.2f}")
    return [Doubt(gross.number, sentence)]


def _names_tax(parts: list[str]) -> bool:
    """Say whether words speak of tax and of nothing else."""
    said = {part for part in parts if not part.isdecimal()}
    return bool(said & words.TAX_SIGNS) and said <= (
        words.TAX_SIGNS | words.QUALIFIERS | words.TOTAL
    )
