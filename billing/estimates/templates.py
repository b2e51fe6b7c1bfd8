"""Estimates without a file: from a small list of usual stages, or from another project."""

from __future__ import annotations

from billing.estimates.saving import budgets_of
from store.errors import NothingToDo, Refused
from store.estimates import (
    Estimate,
    EstimateLine,
    StageBudget,
    estimate_lines,
    estimates,
    store_estimate,
)
from store.project_currencies import project_currencies
from store.projects import known_project
from store.stages import stages
from store.work import Work

TEMPLATES: dict[str, tuple[tuple[str, int], ...]] = {
    "website": (
        *(("Discovery", 10), ("Design", 25), ("Build", 40), ("Content", 10)),
        *(("Test and launch", 10), ("Reserve", 5)),
    ),
    "app": (
        *(("Discovery", 10), ("Design", 20), ("Build", 45), ("Test", 15)),
        *(("Release", 5), ("Reserve", 5)),
    ),
    "consulting": (("Preparation", 20), ("Workshops", 40), ("Report", 30), ("Follow-up", 10)),
    "retainer": (("Support", 50), ("Changes", 40), ("Meetings", 10)),
}
"""The usual stages of a kind of project, and the share of the hours that each takes, in percent."""


def from_template(
    work: Work, project_id: str, template: str, seconds: int, amount: int | None = None
) -> Estimate:
    """Share hours, and perhaps an amount in minor units, over the stages of a template."""
    if template not in TEMPLATES:
        raise NothingToDo(f"There is no template “{template}”. There are: {', '.join(TEMPLATES)}.")
    if seconds <= 0:
        raise Refused("Say how many hours it is, such as --hours 120.")
    named = TEMPLATES[template]
    weights = [weight for _name, weight in named]
    hours = shares(seconds, weights)
    money = shares(amount, weights) if amount is not None else [None] * len(named)
    lines = [
        EstimateLine(name, name, hours[place], money[place])
        for place, (name, _weight) in enumerate(named)
    ]
    return _stored(work, project_id, template.capitalize(), f"template {template}", lines)


def from_project(work: Work, project_id: str, other_id: str) -> Estimate:
    """Take over the estimate of another project, or the stages that it was given by hand."""
    other = known_project(work, other_id)
    own, theirs = (project_currencies(work)[key] for key in (project_id, other_id))
    current = [found for found in estimates(work, other_id) if found.replaced_at is None]
    lines = (
        estimate_lines(work, current[0].id)
        if current
        else [
            EstimateLine(stage.name, stage.name, stage.budget_seconds, stage.budget)
            for stage in stages(work, other_id)
        ]
    )
    if not lines:
        raise NothingToDo(f"{other.name} has no estimate and no stages to take over.")
    if own != theirs:
        lines = [line._replace(amount=None) for line in lines]
    return _stored(work, project_id, f"Like {other.name}", f"project {other.name}", lines)


def shares(whole: int, weights: list[int]) -> list[int]:
    """Part a whole by weights so that the parts add up to it: the largest remainders get more."""
    total = sum(weights)
    parts = [whole * weight // total for weight in weights]
    rest = sorted(range(len(weights)), key=lambda place: (-(whole * weights[place] % total), place))
    for place in rest[: whole - sum(parts)]:
        parts[place] += 1
    return parts


def _stored(
    work: Work, project_id: str, name: str, source: str, lines: list[EstimateLine]
) -> Estimate:
    budgets: list[StageBudget] = budgets_of(lines)
    currency = project_currencies(work)[project_id]
    return store_estimate(work, project_id, name, currency, (source, ""), budgets, lines)
