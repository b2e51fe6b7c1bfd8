"""Save a reading, once a person has looked at it, as the stage budgets of a project."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from billing.estimates.records import Reading, ReadLine
from billing.money import minor
from store.errors import Refused
from store.estimates import Estimate, EstimateLine, StageBudget, store_estimate
from store.naming import likeness_key
from store.project_currencies import project_currencies
from store.text import clean
from store.work import Work

MOST_STAGES = 12
"""So many lines without any heading become a stage each; of more, one stage is made."""

WHOLE = "All work"
OTHER_CURRENCY = (
    "The estimate is in {found}, the project is billed in {own}."
    " Change the project's currency first: ayron project edit {project} --currency {found}"
)


def save_reading(work: Work, project_id: str, reading: Reading) -> Estimate:
    """Save lines, stages and the source in place of the estimate before; no task is created.

    Lines that a person corrected are given as `reading._replace(lines=...)`. Raises Refused where
    the estimate is in another currency than the project, or has no line.
    """
    currency = project_currencies(work)[project_id]
    if reading.currency not in ("", currency):
        raise Refused(
            OTHER_CURRENCY.format(found=reading.currency, own=currency, project=project_id)
        )
    if not reading.lines:
        raise Refused("An estimate needs one line at least.")
    lines = [_line(line, currency) for line in staged(reading.lines)]
    return store_estimate(
        work,
        project_id,
        PurePath(reading.name).stem or reading.name,
        currency,
        (reading.name, reading.source_text),
        budgets_of(lines, reading.lines),
        lines,
    )


def staged(lines: Sequence[ReadLine]) -> list[ReadLine]:
    """Give every line a stage: its heading, else itself where the lines are few."""
    flat = len([line for line in lines if not line.stage]) > MOST_STAGES
    return [
        line if line.stage else line._replace(stage=WHOLE if flat else line.description)
        for line in lines
    ]


def budgets_of(lines: Sequence[EstimateLine], read: Sequence[ReadLine] = ()) -> list[StageBudget]:
    """Sum the lines of each stage; it is due when the last of its lines is."""
    due: dict[str, str] = {}
    for line, source in zip(lines, read, strict=False):
        if source.due_on:
            key = likeness_key(line.stage)
            due[key] = max(due.get(key, ""), source.due_on)
    stages: dict[str, list[EstimateLine]] = {}
    for line in lines:
        stages.setdefault(likeness_key(line.stage), []).append(line)
    return [
        StageBudget(
            own[0].stage,
            _sum([line.seconds for line in own]),
            _sum([line.amount for line in own]),
            due.get(key),
        )
        for key, own in stages.items()
    ]


def _line(line: ReadLine, currency: str) -> EstimateLine:
    amount = None if line.amount is None else minor(line.amount, currency)
    return EstimateLine(
        clean(line.description) or clean(line.stage), clean(line.stage), line.seconds, amount
    )


def _sum(values: list[int | None]) -> int | None:
    """Add up what is known; None where nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None
