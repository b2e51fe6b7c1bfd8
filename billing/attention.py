"""Which project needs attention most, and why, in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from billing.margin_records import Attention, ProjectMargin
from billing.money import Money, format_money
from store.local_time import duration_text

OVERRUN = Decimal("1.1")
AHEAD = 15  # points that burn may be ahead of what is done
NEARLY = 85  # percent burnt
LOW_DRIFT = -10  # points below the planned margin
FINE = "No project needs attention: none loses money, and none runs past its estimate."
NOTHING = "There is no project yet, so there is no margin to show."


def attention(found: Sequence[ProjectMargin], language: str = "en") -> Attention:
    """Name the project that needs attention most; the worst kind of trouble comes first."""
    if not found:
        return Attention(None, NOTHING)
    troubles = [
        (rank, weight, margin.id, words)
        for margin in found
        for rank, weight, words in _troubles(margin, language)
    ]
    if not troubles:
        return Attention(None, FINE)
    _rank, _weight, project_id, words = min(troubles, key=lambda each: (each[0], each[1], each[2]))
    worst = next(margin for margin in found if margin.id == project_id)
    above = _above(worst, language)
    also = f", and {above[2]}" if above and above[2] != words else ""
    return Attention(project_id, f"{worst.project} needs attention: {words}{also}.")


def _troubles(margin: ProjectMargin, language: str) -> list[tuple[int, float, str]]:
    """List what is wrong with a project: how grave, how much, and in words."""
    found = [
        _loss(margin, language),
        _above(margin, language),
        _overrun(margin),
        _behind(margin),
        _late(margin),
        _drifting(margin),
        _nearly(margin),
        _unknown(margin),
    ]
    return [trouble for trouble in found if trouble is not None]


def _loss(margin: ProjectMargin, language: str) -> tuple[int, float, str] | None:
    final, eac = margin.final_margin, margin.eac
    if final is not None and eac is not None and final.amount < 0:
        loss, cost = format_money(-final, language), format_money(eac, language)
        return 0, final.amount, f"it loses {loss} in the end, for it will cost {cost}"
    now = margin.margin
    if now is None or now.amount >= 0 or margin.cost is None:
        return None
    if margin.kind == "fixed" and margin.complete_percent == 0:
        return None
    return 1, now.amount, f"it has lost {format_money(-now, language)} so far"


def _above(margin: ProjectMargin, language: str) -> tuple[int, float, str] | None:
    """Tell of work that is worth more than the fee or the cap: none of the rest is ever paid."""
    fee, value = margin.fee, margin.value
    if margin.kind not in ("fixed", "capped") or not fee or value is None:
        return None
    if value.amount <= fee.amount:
        return None
    what = "fee" if margin.kind == "fixed" else "cap"
    done, agreed = format_money(value, language), format_money(fee, language)
    weight = -value.amount / fee.amount
    return 2, weight, f"its work is worth {done}, above the {what} of {agreed}"


def _overrun(margin: ProjectMargin) -> tuple[int, float, str] | None:
    eac, budget = margin.eac_seconds, margin.budget_seconds
    if eac is None or not budget or eac <= budget * OVERRUN:
        return None
    hours = f"{duration_text(eac)} h of {duration_text(budget)} h"
    return 2, -eac / budget, f"it heads for {hours}"


def _behind(margin: ProjectMargin) -> tuple[int, float, str] | None:
    burn, done = margin.burn_percent, margin.complete_percent
    if burn is None or done is None or burn - done <= AHEAD:
        return None
    return 3, float(done - burn), f"{burn} % of the estimate is used and {done} % is done"


def _late(margin: ProjectMargin) -> tuple[int, float, str] | None:
    late = [stage for stage in margin.stages if stage.late]
    if not late:
        return None
    return 4, -len(late), f"{late[0].name} was due on {late[0].due_on} and is not done"


def _drifting(margin: ProjectMargin) -> tuple[int, float, str] | None:
    drift = margin.drift_points
    if drift is None or drift >= LOW_DRIFT:
        return None
    return 5, float(drift), f"its margin is {-drift} points below the plan"


def _nearly(margin: ProjectMargin) -> tuple[int, float, str] | None:
    burn = margin.burn_percent
    if burn is None or burn < NEARLY or margin.complete_percent == 100:
        return None
    return 6, -float(burn), f"{burn} % of its estimate is used"


def _unknown(margin: ProjectMargin) -> tuple[int, float, str] | None:
    lacking = sum(missing.seconds for missing in margin.missing if missing.kind == "bill")
    if not lacking:
        return None
    return 7, -lacking, f"{duration_text(lacking)} h of it have no rate"


def money_text(money: Money | None, language: str) -> str:
    """Write a sum, or nothing where it is not known."""
    return "" if money is None else format_money(money, language)
