"""week: hours per day and per project."""

from __future__ import annotations

from app.cli.invocation import Invocation
from app.shapes import week_shape
from reports.week import week
from store.local_time import duration_text
from store.records import Week

BAR = 30  # characters for a full day's target
MINUTE = 60  # seconds; of less nothing can be seen that a percentage could be of
NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def show(invocation: Invocation) -> int:
    """Show a week."""
    with invocation.ledger.read() as work:
        found = week(work, invocation.options.week, invocation.settings.target_seconds)
    return invocation.answer(week_shape(found), _lines(found))


def _lines(found: Week) -> list[str]:
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
        lines.append(f"{duration_text(project.seconds):>6}  {part:5}  {name}{client}")
    if found.seconds < MINUTE:
        return lines
    return [*lines, "", f"billable {round(100 * found.billable_seconds / found.seconds)} %"]
