"""Margins as a screen shows them: every figure is worked out and rounded already.

What is not known is None, and left out on screen. Percentages have one decimal.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any, Literal

from billing.money import Money


@dataclass(frozen=True, slots=True)
class Bar:
    """How long the three parts of a bar are, from 0 to 1 of the longest of them."""

    plan: float
    actual: float
    projection: float | None


@dataclass(frozen=True, slots=True)
class MissingRate:
    """Time that has no rate and is therefore in no sum of money. `person` is a handle."""

    kind: Literal["bill", "cost"]
    person: str
    seconds: int


@dataclass(frozen=True, slots=True)
class StageMargin:
    """A stage: what was planned, what happened, and where it goes.

    `complete_percent` follows from its tasks, or from somebody saying that it is done.
    `late` says that it is due and not done.
    """

    id: str
    name: str
    budget: Money | None
    budget_seconds: int | None
    seconds: int
    cost: Money | None
    revenue: Money | None
    margin: Money | None
    margin_percent: Decimal | None
    burn_percent: Decimal | None
    complete_percent: Decimal | None
    eac_seconds: int | None
    eac_reason: str
    due_on: str | None
    done_on: str | None
    late: bool
    bar: Bar


@dataclass(frozen=True, slots=True)
class ProjectMargin:
    """A project at one moment. Money is in `currency`.

    `kind` is hourly, fixed, capped or internal; `fee` is what is fixed, or the cap. `budget` and
    `budget_seconds` are what was estimated. `cost` is that of all hours with a cost rate,
    `revenue` what has been earned by the kind of project. `planned_*` is what the estimate
    promised, `drift_points` the margin in percent now less the planned one, `drift_seconds` the
    hours worked beyond what is earned. `hourly` is the revenue of an hour over all hours.
    `complete_by` says what tells how much is done: hand, stages, tasks, or nothing.

    `eac` and `eac_seconds` are cost and hours at completion, by `method` of which `method_words`
    says what it assumes; where they are None `eac_reason` says why, such as too early.
    `unstaged_seconds` is time in no stage. `runs` says that a timer runs on it.
    """

    id: str
    project: str
    client: str | None
    currency: str
    kind: str
    fee: Money | None
    budget: Money | None
    budget_seconds: int | None
    seconds: int
    billable_seconds: int
    cost: Money | None
    value: Money | None
    revenue: Money | None
    margin: Money | None
    margin_percent: Decimal | None
    planned_margin: Money | None
    planned_percent: Decimal | None
    drift_points: Decimal | None
    drift_seconds: int | None
    hourly: Money | None
    burn_percent: Decimal | None
    complete_percent: Decimal | None
    complete_by: str
    method: str
    method_words: str
    eac: Money | None
    eac_seconds: int | None
    eac_reason: str
    final_revenue: Money | None
    final_margin: Money | None
    final_percent: Decimal | None
    unstaged_seconds: int
    stages: tuple[StageMargin, ...]
    missing: tuple[MissingRate, ...]
    bar: Bar
    runs: bool


@dataclass(frozen=True, slots=True)
class Attention:
    """The project that needs attention most, or none, and a sentence that says why."""

    project_id: str | None
    sentence: str


MONEY = ("margin_percent", "planned_percent", "drift_points", "final_percent")
"""Percentages that tell of money."""


def without_money(margin: ProjectMargin) -> ProjectMargin:
    """Leave out what only admins may see: every sum of money, and what rates are missing."""
    stages = tuple(replace(stage, **_no_money(stage)) for stage in margin.stages)
    return replace(margin, **_no_money(margin), stages=stages, missing=())


def _no_money(record: ProjectMargin | StageMargin) -> dict[str, Any]:
    return {
        field.name: None
        for field in fields(record)
        if field.type == "Money | None" or field.name in MONEY
    }
