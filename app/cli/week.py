"""week: hours per day and per project."""

from __future__ import annotations

from collections.abc import Mapping

from app.cli.invocation import Invocation
from app.shapes import week_shape
from billing.money import Money, major, shape
from reports.week import week
from reports.week_values import project_budgets, week_values
from store.local_time import duration_text
from store.records import Week

BAR = 30  # characters for a full day's target
MINUTE = 60  # seconds; of less nothing can be seen that a percentage could be of
NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def show(invocation: Invocation) -> int:
    """Show a week."""
    with invocation.ledger.read() as work:
        found = week(work, invocation.options.week, invocation.settings.target_seconds)
        values, budgets = week_values(work, found), project_budgets(work)
    shapes = {key: shape(money) for key, money in values.items()}
    return invocation.answer(week_shape(found, shapes, budgets), _lines(found, values))


def _lines(found: Week, values: Mapping[str | None, Money]) -> list[str]:
    target = duration_text(found.target_seconds)
    lines = [f"Week {found.name}  {duration_text(found.seconds)} of {target}", ""]
    daily = max(1, found.target_seconds // 5)
    for name, (_date, seconds) in zip(NAMES, found.days, strict=True):
        bar = "█" * min(BAR * 2, round(seconds * BAR / daily))
        lines.append(f"{name}  {duration_text(seconds):>6}  {bar}")
    if found.projects:
        lines.append("")
    for project in found.projects:
        share = round(100 * project.seconds / max(1, found.seconds))
        part = f"{share:3d} %" if project.seconds >= MINUTE else ""
        name = project.project or "No project"
        client = f" · {project.client}" if project.client else ""
        value = values.get(project.project_id)
        worth = f" · {major(value):f} {value.currency}" if value else ""
        lines.append(f"{duration_text(project.seconds):>6}  {part:5}  {name}{client}{worth}")
    if found.seconds < MINUTE:
        return lines
    return [*lines, "", f"billable {round(100 * found.billable_seconds / found.seconds)} %"]
