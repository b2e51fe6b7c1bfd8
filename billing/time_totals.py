"""One's own time and its value, by project, client, task or day: what `ayron totals` says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from billing.tally import Tally
from billing.valuation import Valuation
from store.errors import Refused
from store.local_time import add_days, date_of, day_start, iso_date
from store.subject import project_names
from store.text import clean
from store.time_sums import Span, TimeSum, mine
from store.work import Work

KINDS = ("project", "client", "task", "day")


class Total(NamedTuple):
    """The time of one project, client, task or day. `id` is that of what is named, or None."""

    id: str | None
    key: str | None
    project: str | None
    client: str | None
    tally: Tally


def totals(work: Work, by: str, span: Span | None = None) -> list[Total]:
    """Add up one's own time, the most first, days in order; all of it where no span is given."""
    if by not in KINDS:
        raise Refused(f"“{clean(by)}” is not what totals go by. There are: {', '.join(KINDS)}.")
    valuation = Valuation(work)
    if by == "day":
        return _days(work, valuation, span)
    found = valuation.sums(("task_id",) if by == "task" else (), span, mine(work, span))
    totals = {"project": _projects, "client": _clients, "task": _tasks}[by](work, valuation, found)
    return sorted(totals, key=lambda total: (-total.tally.seconds, total.key or ""))


def _projects(work: Work, valuation: Valuation, found: Sequence[TimeSum]) -> list[Total]:
    names = project_names(work)
    return [
        Total(key, project, project, client, tally)
        for key, tally in valuation.by(lambda part: part.project_id, found).items()
        for project, client in (names.get(key, (None, None)),)
    ]


def _clients(work: Work, valuation: Valuation, found: Sequence[TimeSum]) -> list[Total]:
    names = dict(work.rows("SELECT id, name FROM client"))
    sums = valuation.by(lambda part: valuation.client_of(part.project_id), found)
    return [Total(key, names.get(key), None, names.get(key), tally) for key, tally in sums.items()]


def _tasks(work: Work, valuation: Valuation, found: Sequence[TimeSum]) -> list[Total]:
    """Tell the parts of a task on several projects apart: each has its own client and rate."""
    titles = dict(work.rows("SELECT id, name FROM task WHERE owner = ?", (work.owner,)))
    names = project_names(work)
    sums = valuation.by(lambda part: (part.keys[0], part.project_id), found)
    return [
        Total(task, titles.get(task), project, client, tally)
        for (task, project_id), tally in sums.items()
        for project, client in (names.get(project_id, (None, None)),)
    ]


def _days(work: Work, valuation: Valuation, span: Span | None) -> list[Total]:
    """Cut the time at the days; each is asked for by itself, by an index."""
    life = _lifetime(work)
    if life is None:
        return []
    asked = span or life
    whole = Span(max(asked.from_at, life.from_at), min(asked.to_at, life.to_at))
    days = []
    date = date_of(whole.from_at)
    while (start := day_start(date)) < whole.to_at:
        following = add_days(date, 1)
        cut = Span(max(start, whole.from_at), min(day_start(following), whole.to_at))
        found = valuation.sums((), cut, mine(work, cut))
        if found:
            (tally,) = valuation.by(lambda _part: None, found).values()
            days.append(Total(None, iso_date(date), None, None, tally))
        date = following
    return days


def _lifetime(work: Work) -> Span | None:
    """Find the span of everything one has ever written down."""
    found = work.row(
        "SELECT MIN(started_at), MAX(COALESCE(stopped_at, ?)) FROM entry WHERE owner = ?",
        (work.now(), work.owner),
    )
    return Span(found[0], found[1]) if found and found[0] is not None else None
