"""Estimates in the JSON shapes that scripts depend on, and as lines for a person."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from billing.estimates.records import Reading, ReadLine
from billing.money import Money, format_money, minor, shape
from store.estimates import Estimate, EstimateLine
from store.local_time import duration_text, iso_instant
from store.stages import Stage

SOURCE_WIDTH = 60


def reading_shape(reading: Reading, currency: str) -> dict[str, Any]:
    """Shape what was read, each line with where it stands."""
    return {
        "name": reading.name,
        "format": reading.kind,
        "currency": reading.currency or currency,
        "seconds": reading.seconds,
        "amount": _amount(reading.amount, currency),
        "lines": [_line_shape(line, currency) for line in reading.lines],
        "totals": [
            {
                "kind": total.kind,
                "description": total.description,
                "seconds": total.seconds,
                "amount": _amount(total.amount, currency),
                "line": total.number,
                "source": total.text,
            }
            for total in reading.totals
        ],
        "doubts": [{"line": line, "text": sentence} for line, sentence in reading.doubts],
    }


def _line_shape(line: ReadLine, currency: str) -> dict[str, Any]:
    return {
        "description": line.description,
        "stage": line.stage or None,
        "seconds": line.seconds,
        "amount": _amount(line.amount, currency),
        "rate": _amount(line.rate, currency),
        "due_on": line.due_on,
        "line": line.number,
        "source": line.text,
    }


def reading_lines(reading: Reading, currency: str, language: str) -> Iterator[str]:
    """Write what was read, each line beside the one in the source."""
    yield f"{reading.name}: {len(reading.lines)} lines, {_sums(reading, currency, language)}"
    stage = ""
    for line in reading.lines:
        if line.stage != stage:
            stage = line.stage
            yield f"{stage or 'No stage'}"
        yield "\t".join(
            [
                f"  {line.description}",
                _hours(line.seconds),
                _money(line.amount, currency, language),
                f"{line.number}: {_short(line.text)}",
            ]
        )
    for total in reading.totals:
        amount = _money(total.amount, currency, language)
        place = f"{total.number}: {_short(total.text)}"
        yield "\t".join([f"= {total.description}", _hours(total.seconds), amount, place])
    for number, sentence in reading.doubts:
        yield f"? line {number}: {sentence}" if number else f"? {sentence}"


def estimate_shape(
    estimate: Estimate | None, lines: list[EstimateLine], stages: list[Stage], currency: str
) -> dict[str, Any]:
    """Shape a saved estimate with the stages of its project."""
    return {
        "id": estimate.id if estimate else None,
        "name": estimate.name if estimate else None,
        "currency": currency,
        "source": estimate.source_name if estimate else None,
        "created_at": iso_instant(estimate.created_at) if estimate else None,
        "lines": [
            {
                "description": line.description,
                "stage": line.stage,
                "seconds": line.seconds,
                "amount": _minor(line.amount, currency),
            }
            for line in lines
        ],
        "stages": [stage_shape(stage, currency) for stage in stages],
    }


def stage_shape(stage: Stage, currency: str) -> dict[str, Any]:
    """Shape a stage."""
    return {
        "id": stage.id,
        "name": stage.name,
        "budget_seconds": stage.budget_seconds,
        "budget": _minor(stage.budget, currency),
        "due_on": stage.due_on,
        "done_on": stage.done_on,
        "archived": stage.archived,
    }


def stage_line(stage: Stage, currency: str, language: str) -> str:
    """Write a stage on one line."""
    budget = "" if stage.budget is None else format_money(Money(stage.budget, currency), language)
    due = f"due {stage.due_on}" if stage.due_on else ""
    done = f"done {stage.done_on}" if stage.done_on else due
    return "\t".join([stage.name, _hours(stage.budget_seconds), budget, done])


def _sums(reading: Reading, currency: str, language: str) -> str:
    parts = [_hours(reading.seconds or None), _money(reading.amount or None, currency, language)]
    return ", ".join(part for part in parts if part)


def _hours(seconds: int | None) -> str:
    return "" if seconds is None else f"{duration_text(seconds)} h"


def _money(amount: Decimal | None, currency: str, language: str) -> str:
    if amount is None:
        return ""
    return format_money(Money(minor(amount, currency), currency), language)


def _amount(amount: Decimal | None, currency: str) -> dict[str, str] | None:
    return None if amount is None else shape(Money(minor(amount, currency), currency))


def _minor(amount: int | None, currency: str) -> dict[str, str] | None:
    return None if amount is None else shape(Money(amount, currency))


def _short(text: str) -> str:
    one = " ".join(text.split())
    return one if len(one) <= SOURCE_WIDTH else f"{one[: SOURCE_WIDTH - 1]}…"
