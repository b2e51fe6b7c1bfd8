"""margin: what each project and stage earns and costs, against what was planned."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from app.cli.invocation import Invocation
from billing.attention import attention
from billing.margin import burns, margins
from billing.margin_records import Attention, Bar, ProjectMargin, StageMargin
from billing.money import Money, format_money, shape
from store.issuer import issuer
from store.local_time import duration_text
from store.projects import find_project

WIDTH = 24
LEGEND = "█ worked  ▒ projected  ░ planned  │ the plan's end"
BY = {"hand": "said by hand", "stages": "by its stages", "tasks": "by its tasks"}


def show(invocation: Invocation) -> int:
    """Show the margin of one project, or of every open one; to a member the hours alone."""
    named = invocation.options.project
    with invocation.ledger.read() as work:
        project = find_project(work, named, archived=True) if named else None
        read = margins if work.role == "admin" else burns
        found = read(work, project_id=project.id if project else None)
        language = issuer(work).language
    looked = attention(found, language)
    lines = [line for margin in found for line in (*_lines(margin, language), "")]
    legend = [LEGEND] if any(margin.budget_seconds for margin in found) else []
    return invocation.answer(
        [margin_shape(margin, looked) for margin in found], [*lines, *legend, looked.sentence]
    )


def margin_shape(margin: ProjectMargin, looked: Attention) -> dict[str, Any]:
    """Shape the margin of a project."""
    return {
        "id": margin.id,
        "project": margin.project,
        "client": margin.client,
        "currency": margin.currency,
        "kind": margin.kind,
        **_sums_shape(margin),
        "budget_seconds": margin.budget_seconds,
        "seconds": margin.seconds,
        "billable_seconds": margin.billable_seconds,
        "margin_percent": _number(margin.margin_percent),
        "planned_margin_percent": _number(margin.planned_percent),
        "drift_points": _number(margin.drift_points),
        "drift_seconds": margin.drift_seconds,
        "burn_percent": _number(margin.burn_percent),
        "complete_percent": _number(margin.complete_percent),
        "complete_by": margin.complete_by or None,
        "eac_seconds": margin.eac_seconds,
        "eac_method": margin.method,
        "eac_reason": margin.eac_reason or None,
        "margin_at_completion_percent": _number(margin.final_percent),
        "unstaged_seconds": margin.unstaged_seconds,
        "running": margin.runs,
        "missing_rates": [
            {"kind": rate.kind, "person": rate.person, "seconds": rate.seconds}
            for rate in margin.missing
        ],
        "attention": looked.sentence if looked.project_id == margin.id else None,
        "stages": [_stage_shape(stage) for stage in margin.stages],
    }


def _sums_shape(margin: ProjectMargin) -> dict[str, Any]:
    sums = {
        "fee": margin.fee,
        "budget": margin.budget,
        "cost": margin.cost,
        "value": margin.value,
        "revenue": margin.revenue,
        "margin": margin.margin,
        "planned_margin": margin.planned_margin,
        "effective_rate": margin.hourly,
        "eac": margin.eac,
        "revenue_at_completion": margin.final_revenue,
        "margin_at_completion": margin.final_margin,
    }
    return {name: _shape(money) for name, money in sums.items()}


def _stage_shape(stage: StageMargin) -> dict[str, Any]:
    return {
        "id": stage.id,
        "name": stage.name,
        "budget": _shape(stage.budget),
        "budget_seconds": stage.budget_seconds,
        "seconds": stage.seconds,
        "burn_percent": _number(stage.burn_percent),
        "complete_percent": _number(stage.complete_percent),
        "cost": _shape(stage.cost),
        "revenue": _shape(stage.revenue),
        "margin": _shape(stage.margin),
        "margin_percent": _number(stage.margin_percent),
        "eac_seconds": stage.eac_seconds,
        "eac_reason": stage.eac_reason or None,
        "due_on": stage.due_on,
        "done_on": stage.done_on,
        "late": stage.late,
    }


def _lines(margin: ProjectMargin, language: str) -> Iterator[str]:
    """Write a project on a few lines; what is not known is left out."""
    client = f" · {margin.client}" if margin.client else ""
    fee = f", {format_money(margin.fee, language)}" if margin.fee else ""
    yield f"{margin.project}{client}  ({margin.kind}{fee}){'  ● running' if margin.runs else ''}"
    yield "  " + _burnt(margin.seconds, margin.budget_seconds, margin.burn_percent, margin.bar)
    yield from _money_lines(margin, language)
    if margin.complete_percent is not None:
        yield f"  done {margin.complete_percent} %, {BY[margin.complete_by]}"
    yield f"  in the end: {_end(margin, language)}"
    for stage in margin.stages:
        marks = " done" if stage.done_on else " late" if stage.late else ""
        burnt = _burnt(stage.seconds, stage.budget_seconds, stage.burn_percent, stage.bar)
        yield f"    {burnt}  {stage.name}{marks}"
    if margin.stages and margin.unstaged_seconds:
        yield f"    {duration_text(margin.unstaged_seconds)} h in no stage"
    for rate in margin.missing:
        hours = duration_text(rate.seconds)
        yield f"  ! {hours} h of {rate.person} have no {rate.kind} rate and are left out"


def _money_lines(margin: ProjectMargin, language: str) -> Iterator[str]:
    sums = {"revenue": margin.revenue, "cost": margin.cost, "margin": margin.margin}
    parts = [f"{name} {format_money(sum_, language)}" for name, sum_ in sums.items() if sum_]
    if margin.margin_percent is not None:
        parts[-1] += f" ({margin.margin_percent} %)"
    if margin.drift_points is not None:
        parts.append(f"{margin.drift_points:+} points from the plan")
    if margin.hourly is not None:
        parts.append(f"{format_money(margin.hourly, language)} an hour")
    if parts:
        yield "  " + ", ".join(parts)


def _end(margin: ProjectMargin, language: str) -> str:
    """Say what the project comes to, with the method; else why that is not said."""
    if margin.eac_seconds is None:
        return margin.eac_reason
    parts = [f"{duration_text(margin.eac_seconds)} h"]
    if margin.eac is not None:
        parts.append(f"cost {format_money(margin.eac, language)}")
    if margin.final_margin is not None:
        parts.append(f"margin {format_money(margin.final_margin, language)}")
    return f"{', '.join(parts)}; {margin.method_words}"


def _burnt(seconds: int, budget: int | None, burn: Decimal | None, bar: Bar) -> str:
    hours = duration_text(seconds)
    if not budget:
        return f"{hours} h"
    return f"{bar_text(bar)} {hours} of {duration_text(budget)} h, {burn} %"


def bar_text(bar: Bar) -> str:
    """Draw plan, actual and projection one over the other."""
    actual, ahead = round(bar.actual * WIDTH), round((bar.projection or 0) * WIDTH)
    plan = round(bar.plan * WIDTH)
    cells = ["█" if place < actual else "▒" if place < ahead else "░" for place in range(WIDTH)]
    if plan < WIDTH:
        cells[plan] = "│"
    return "".join(cells)


def _shape(money: Money | None) -> dict[str, str] | None:
    return None if money is None else shape(money)


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
