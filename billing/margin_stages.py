"""The stages of a project as parts of its margin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from billing.margin_figures import Figures, Terms, figures
from billing.margin_records import StageMargin
from billing.progress import Progress
from billing.rounding import bar_of, money_of, percent_of, seconds_of, share_of
from billing.worked import Worked
from store.clock import SECOND
from store.stages import Stage


def stage_margins(
    stages: Sequence[Stage],
    terms: Terms,
    sums: Mapping[str | None, Worked],
    progress: Progress,
    facts: tuple[str, str, Fraction],
) -> tuple[StageMargin, ...]:
    """Work out each stage; `facts` are the currency, today and what of the value is earned.

    Of a capped project that last share is less than one as soon as the cap is reached.
    """
    return tuple(
        _stage(stage, _terms(stage, terms, stages), sums.get(stage.id, Worked()), progress, facts)
        for stage in stages
    )


def _terms(stage: Stage, terms: Terms, stages: Sequence[Stage]) -> Terms:
    """Make terms of a stage: of a fixed fee its part, by money where all have some, else hours."""
    fee = _part_of_fee(stage, stages, terms.fee) if terms.kind == "fixed" else None
    kind = "hourly" if terms.kind == "capped" else terms.kind
    return Terms(kind, fee, stage.budget, stage.budget_seconds, terms.method)


def _part_of_fee(
    stage: Stage, stages: Sequence[Stage], fee: int | Fraction | None
) -> Fraction | None:
    pairs: tuple[tuple[int | None, list[int | None]], ...] = (
        (stage.budget, [other.budget for other in stages]),
        (stage.budget_seconds, [other.budget_seconds for other in stages]),
    )
    for mine, all_ in pairs:
        known = [one for one in all_ if one is not None]
        whole = sum(known) if len(known) == len(all_) else 0
        if fee is not None and mine is not None and whole:
            return Fraction(fee) * mine / whole
    return None


def _stage(
    stage: Stage,
    terms: Terms,
    sums: Worked,
    progress: Progress,
    facts: tuple[str, str, Fraction],
) -> StageMargin:
    currency, today, earned = facts
    complete = progress.of_stage(stage)
    exact = _capped(figures(terms, sums, complete), earned)
    eac = exact.ahead.total
    ahead = None if eac is None else seconds_of(eac / SECOND)
    return StageMargin(
        id=stage.id,
        name=stage.name,
        budget=money_of(stage.budget, currency),
        budget_seconds=stage.budget_seconds,
        seconds=sums.seconds,
        cost=money_of(exact.cost, currency),
        revenue=money_of(exact.revenue, currency),
        margin=money_of(exact.margin, currency),
        margin_percent=percent_of(exact.margin_percent),
        burn_percent=share_of(sums.spent, (stage.budget_seconds or 0) * SECOND),
        complete_percent=percent_of(None if complete is None else 100 * complete),
        eac_seconds=ahead,
        eac_reason=exact.ahead.reason,
        due_on=stage.due_on,
        done_on=stage.done_on,
        late=stage.done_on is None and stage.due_on is not None and stage.due_on < today,
        bar=bar_of(stage.budget_seconds, sums.seconds, ahead),
    )


def _capped(exact: Figures, earned: Fraction) -> Figures:
    """Let a stage of a capped project earn what the cap leaves of its value."""
    if exact.revenue is None or earned == 1:
        return exact
    revenue = exact.revenue * earned
    margin = None if exact.cost is None else revenue - exact.cost
    share = None if margin is None or not revenue else 100 * margin / revenue
    return exact._replace(revenue=revenue, margin=margin, margin_percent=share)
