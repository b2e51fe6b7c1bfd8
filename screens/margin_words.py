"""What is said about the money of a project. What is not known is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from billing.margin_records import Bar, MissingRate, ProjectMargin, StageMargin
from billing.money import Money, format_money
from reports.money import LANGUAGE, Purse
from store.decimals import plain
from store.local_time import duration_text
from widgets.drawing.facts import BLANK, Fact

KINDS = {
    "hourly": "by the hour",
    "fixed": "fixed fee",
    "capped": "by the hour, at most",
    "internal": "not billed",
}
REVENUE = {"fixed": "earned of the fee", "capped": "earned below the cap"}
SOURCES = {"hand": "", "stages": " by its stages", "tasks": " by its tasks"}
RATE_KINDS = {"bill": "bill rate", "cost": "cost rate"}


def money_facts(purse: Purse, project_id: str, key_of: Callable[[str], str]) -> list[Fact]:
    """Say what is known about the money of a project, then about its stages."""
    margin = purse.margins.get(project_id)
    if margin is None:
        return []
    facts = [*_plan(margin), *_money(margin), *_rate(purse, project_id), *_end(margin)]
    facts += _missing(margin, purse.names, key_of("rate.list"))
    for stage in margin.stages:
        facts += [BLANK, *_stage(stage)]
    if margin.stages and margin.unstaged_seconds:
        facts += [BLANK, Fact("", f"{hours(margin.unstaged_seconds)} h in no stage", "muted")]
    return facts


def hours(seconds: int) -> str:
    """Write hours, whole ones without minutes."""
    return duration_text(seconds).removesuffix(":00")


def _plan(margin: ProjectMargin) -> Iterator[Fact]:
    kind = KINDS[margin.kind]
    if margin.fee is not None:
        kind += f" {_text(margin.fee)}"
    if margin.kind != "hourly":
        yield Fact("kind", kind)
    if margin.budget is not None and margin.budget != margin.fee:
        yield Fact("planned", _text(margin.budget))
    if margin.budget_seconds:
        text = _hours(margin.seconds, margin.budget_seconds, margin.eac_seconds)
        yield _bar("hours", text, margin.bar)
    if margin.burn_percent is not None:
        over = margin.burn_percent > 100
        used = f"{plain(margin.burn_percent)} % of the estimate{', over it' if over else ''}"
        yield Fact("used", used, "warning" if over else "plain")
    if margin.complete_percent is not None:
        by = SOURCES.get(margin.complete_by, "")
        yield Fact("done", f"{plain(margin.complete_percent)} %{by}")


def _money(margin: ProjectMargin) -> Iterator[Fact]:
    if margin.revenue is not None and (margin.revenue.amount or margin.kind == "fixed"):
        how = REVENUE.get(margin.kind)
        yield Fact("revenue", _text(margin.revenue) + (f" {how}" if how else ""))
    if margin.cost is not None and margin.cost.amount:
        yield Fact("cost", _text(margin.cost))
        if margin.margin is not None:
            kind = "warning" if margin.margin.amount < 0 else "plain"
            planned = margin.planned_percent
            words = _with_percent(margin.margin, margin.margin_percent)
            words += f", planned {plain(planned)} %" if planned is not None else ""
            yield Fact("margin", words, kind)
    if margin.hourly is not None and margin.hourly.amount:
        yield Fact("an hour", f"{_text(margin.hourly)} over all hours")


def _rate(purse: Purse, project_id: str) -> Iterator[Fact]:
    rate = purse.rates.get(project_id)
    if rate is not None:
        yield Fact("your rate", f"{plain(rate.amount)} {rate.currency} an hour")


def _end(margin: ProjectMargin) -> Iterator[Fact]:
    """Say what it comes to in the end and by which method, or why that cannot be said."""
    if not margin.budget_seconds:
        return
    if margin.eac_seconds is None:
        yield Fact("at the end", margin.eac_reason, "muted")
        return
    ahead = f"{hours(margin.eac_seconds)} h"
    ahead += f", cost {_text(margin.eac)}" if margin.eac is not None else ""
    yield Fact("at the end", ahead)
    if margin.final_margin is not None:
        words = f"margin {_with_percent(margin.final_margin, margin.final_percent)}"
        yield Fact(" ", words, "warning" if margin.final_margin.amount < 0 else "plain")
    yield Fact(" ", margin.method_words, "muted")


def _missing(margin: ProjectMargin, names: dict[str, str], key: str) -> list[Fact]:
    return [Fact("", _lack(missing, names, key), "warning") for missing in margin.missing]


def _lack(missing: MissingRate, names: dict[str, str], key: str) -> str:
    who = names.get(missing.person, missing.person)
    what = RATE_KINDS[missing.kind]
    return f"! {hours(missing.seconds)} h of {who} have no {what} and are left out. {key} adds one."


def _stage(stage: StageMargin) -> Iterator[Fact]:
    over = stage.burn_percent is not None and stage.burn_percent > 100
    trouble = over or stage.late
    mark, kind = ("! ", "warning") if trouble else ("", "strong")
    yield Fact("", f"{mark}{_stage_line(stage)}", kind)
    spent = _hours(stage.seconds, stage.budget_seconds, stage.eac_seconds)
    yield _bar("  hours", spent, stage.bar)
    if stage.margin is not None and stage.margin_percent is not None:
        yield Fact("  margin", _with_percent(stage.margin, stage.margin_percent), "muted")


def _stage_line(stage: StageMargin) -> str:
    parts = [stage.name]
    if stage.done_on:
        parts.append(f"done {stage.done_on}")
    else:
        if stage.complete_percent is not None:
            parts.append(f"{plain(stage.complete_percent)} % done")
        if stage.due_on:
            parts.append(f"{'was due' if stage.late else 'due'} {stage.due_on}")
    return " · ".join(parts)


def _hours(seconds: int, planned: int | None, ahead: int | None) -> str:
    text = hours(seconds)
    if planned:
        text += f" of {hours(planned)}"
    return f"{text} → {hours(ahead)}" if ahead is not None else text


def _bar(name: str, text: str, bar: Bar) -> Fact:
    return Fact(name, text, "plain", bar.actual, bar.plan or None, bar.projection)


def _with_percent(money: Money, percent: Decimal | None) -> str:
    return _text(money) + (f", {plain(percent)} %" if percent is not None else "")


def _text(money: Money) -> str:
    return format_money(money, LANGUAGE)
