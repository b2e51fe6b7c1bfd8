"""Margins: what each project and stage earns and costs, against what was planned.

Formulas are in `billing.forecast`; sums of time and money are exact until they are rounded here.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from billing.forecast import METHODS
from billing.margin_figures import Figures, Terms, figures
from billing.margin_records import MissingRate, ProjectMargin, without_money
from billing.margin_stages import stage_margins
from billing.progress import Progress
from billing.rates import RateBook
from billing.rounding import bar_of, money_of, percent_of, seconds_of, share_of
from billing.worked import Place, Worked, worked
from store.clock import SECOND
from store.ledger import require_admin
from store.local_time import date_of, iso_date
from store.stages import Stage, stages
from store.work import Work


class Plan(NamedTuple):
    """A project as it was agreed and estimated."""

    id: str
    project: str
    client: str | None
    currency: str
    kind: str
    fee: int | None
    by_hand: str | None
    method: str
    remaining: int | None
    stages: tuple[Stage, ...]

    @property
    def terms(self) -> Terms:
        """What was agreed and planned, as the formulas take it."""
        budget = self.budget if self.kind != "internal" else None
        return Terms(
            *(self.kind, self.fee, budget, self.budget_seconds, self.method, self.remaining)
        )

    @property
    def budget_seconds(self) -> int | None:
        """The hours of all stages."""
        known = [stage.budget_seconds for stage in self.stages if stage.budget_seconds is not None]
        return sum(known) if known else None

    @property
    def budget(self) -> int | None:
        """The amounts of all stages, else the fee or the cap."""
        known = [stage.budget for stage in self.stages if stage.budget is not None]
        return sum(known) if known else self.fee


class Scene(NamedTuple):
    """What holds for all projects at one moment: progress, today, and where timers run."""

    progress: Progress
    today: str
    running: frozenset[str]


def margins(
    work: Work, as_of: int | None = None, project_id: str | None = None
) -> list[ProjectMargin]:
    """Work out the margin of every open project, or of one, by client and name.

    The running timers of all count up to `as_of`, by default now. For admins alone: it shows what
    everybody costs.
    """
    require_admin(work, "see margins")
    return _margins(work, as_of, project_id)


def burns(
    work: Work, as_of: int | None = None, project_id: str | None = None
) -> list[ProjectMargin]:
    """The same without any sum of money, for everybody: hours, what is done, where it goes."""
    return [without_money(margin) for margin in _margins(work, as_of, project_id)]


def _margins(work: Work, as_of: int | None, project_id: str | None) -> list[ProjectMargin]:
    moment = work.now() if as_of is None else as_of
    book = RateBook(work)
    by_project = _by_project(worked(work, moment, book, project_id))
    scene = Scene(Progress(work), iso_date(date_of(moment)), _running(work))
    return [
        project_margin(plan, _by_stage(plan, by_project.get(plan.id, {})), scene)
        for plan in plans(work, book, project_id)
    ]


def plans(work: Work, book: RateBook, project_id: str | None = None) -> list[Plan]:
    """Read what was agreed and estimated for every open project, or for one."""
    by_project: dict[str, list[Stage]] = {}
    for stage in stages(work, project_id):
        by_project.setdefault(stage.project_id, []).append(stage)
    where, values = ("project.id = ?", (project_id,)) if project_id else ("1 = 1", ())
    found = work.rows(
        "SELECT project.id, project.name, client.name, kind, fee, percent_complete, eac_method,"
        " remaining_seconds, project.archived_at FROM project"
        " LEFT JOIN client ON client.id = project.client_id"
        f" WHERE {where} ORDER BY client.norm IS NULL, client.norm, project.norm, project.id",
        values,
    )
    return [
        Plan._make(
            (*row[:3], book.currencies[row[0]], *row[3:8], tuple(by_project.get(row[0], ())))
        )
        for row in found
        if project_id or row[8] is None
    ]


def project_margin(plan: Plan, sums: Mapping[str | None, Worked], scene: Scene) -> ProjectMargin:
    """Put the margin of a project together from its plan and its sums by stage."""
    whole = Worked()
    for part in sums.values():
        whole.take(part)
    complete, source = scene.progress.of_project(plan.id, plan.by_hand, plan.stages)
    exact = figures(plan.terms, whole, complete)
    facts = (plan.currency, scene.today, _earned(plan, exact))
    eac = exact.ahead.total
    ahead = None if eac is None else seconds_of(eac / SECOND)
    return ProjectMargin(
        id=plan.id,
        project=plan.project,
        client=plan.client,
        kind=plan.kind,
        seconds=whole.seconds,
        billable_seconds=whole.billable_seconds,
        budget_seconds=plan.budget_seconds,
        **_money(plan, exact),
        **_percentages(exact),
        drift_seconds=_drift(plan, whole, complete),
        burn_percent=_burn(plan, whole, exact),
        complete_percent=percent_of(None if complete is None else 100 * complete),
        complete_by=source,
        method=plan.method,
        method_words=METHODS[plan.method],
        eac_seconds=ahead,
        eac_reason=exact.ahead.reason,
        unstaged_seconds=sums.get(None, Worked()).seconds,
        stages=stage_margins(plan.stages, plan.terms, sums, scene.progress, facts),
        missing=_missing(plan, whole),
        bar=bar_of(plan.budget_seconds, whole.seconds, ahead),
        runs=plan.id in scene.running,
    )


def _money(plan: Plan, exact: Figures) -> dict[str, Any]:
    """Round every sum of money."""
    sums = {
        "fee": plan.fee,
        "budget": plan.budget,
        "cost": exact.cost,
        "value": None if plan.kind == "internal" else exact.value,
        "revenue": exact.revenue,
        "margin": exact.margin,
        "planned_margin": exact.planned,
        "hourly": exact.hourly,
        "eac": exact.eac,
        "final_revenue": exact.final_revenue,
        "final_margin": exact.final_margin,
    }
    rounded = {name: money_of(value, plan.currency) for name, value in sums.items()}
    return {"currency": plan.currency, **rounded}


def _percentages(exact: Figures) -> dict[str, Any]:
    """Round every percentage."""
    shares = {
        "margin_percent": exact.margin_percent,
        "planned_percent": exact.planned_percent,
        "drift_points": exact.drift,
        "final_percent": exact.final_percent,
    }
    return {name: percent_of(value) for name, value in shares.items()}


def _earned(plan: Plan, exact: Figures) -> Fraction:
    """Say what part of the value a capped project earns; else all of it."""
    if plan.kind != "capped" or not exact.value or exact.revenue is None:
        return Fraction(1)
    return exact.revenue / exact.value


def _drift(plan: Plan, whole: Worked, complete: Fraction | None) -> int | None:
    """Say how much longer it took than what is earned was planned to take."""
    if complete is None or not plan.budget_seconds:
        return None
    return seconds_of(Fraction(whole.spent, SECOND) - complete * plan.budget_seconds)


def _burn(plan: Plan, whole: Worked, exact: Figures) -> Decimal | None:
    """Say what part of the hours is used; without hours, what part of the money."""
    if plan.budget_seconds:
        return share_of(whole.spent, plan.budget_seconds * SECOND)
    if not plan.budget or exact.value is None or plan.kind == "internal":
        return None
    return percent_of(100 * exact.value / plan.budget)


def _missing(plan: Plan, whole: Worked) -> tuple[MissingRate, ...]:
    """List what has no rate and needs one; a fixed fee needs none to bill by."""
    needed = {
        key: time
        for key, time in whole.missing.items()
        if time and (key[0] == "cost" or plan.kind in ("hourly", "capped"))
    }
    return tuple(MissingRate(*key, needed[key] // SECOND) for key in sorted(needed))


def _by_project(sums: Mapping[Place, Worked]) -> dict[str, dict[str | None, Worked]]:
    found: dict[str, dict[str | None, Worked]] = {}
    for (project_id, stage_id), part in sums.items():
        found.setdefault(project_id, {})[stage_id] = part
    return found


def _by_stage(plan: Plan, sums: Mapping[str | None, Worked]) -> dict[str | None, Worked]:
    """Put time in a stage that is archived, or another project's, with what is in none."""
    known = {stage.id for stage in plan.stages}
    found: dict[str | None, Worked] = {}
    for stage_id, part in sums.items():
        found.setdefault(stage_id if stage_id in known else None, Worked()).take(part)
    return found


def _running(work: Work) -> frozenset[str]:
    found = work.rows(
        "SELECT project_id FROM entry WHERE stopped_at IS NULL AND project_id IS NOT NULL"
    )
    return frozenset(row[0] for row in found)
