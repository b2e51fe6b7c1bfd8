"""Two believable weeks of history for the demo, the same every time but for the date."""

from __future__ import annotations

import random
from collections.abc import Iterator

from store.adoption import adopt
from store.clock import MINUTE
from store.entries import add
from store.ledger import Ledger
from store.local_time import Date, add_days, date_of, day_start, weekday
from store.mapping import map_remote, mappable
from store.picker import candidates
from store.projects import project_named
from store.records import Candidate
from store.tasks import add_task
from store.timer import start
from store.work import Work

SEED = 27
CLIENTS = {
    "Acme Redesign": "Acme GmbH",
    "Acme Retainer": "Acme GmbH",
    "Orbit API": "Orbit",
    "Orbit Brand Refresh": "Orbit",
    "Müller & Söhne Onlineshop": "Müller & Söhne",
    "Bäckerei Weiß Website": "Bäckerei Weiß",
    "Checkout": "Orbit",
}
OWN_TASKS = (("Bookkeeping", "Internal"), ("Write proposal", None), ("Stand-up", "Internal"))
DAYS = 12
BEGIN = 8 * 60 + 45  # minutes after midnight
END = 17 * 60 + 20


def write_history(ledger: Ledger) -> None:
    """Map the studio's projects, add tasks of one's own, fill the days, and start a timer."""
    with ledger.write() as work:
        _map_projects(work)
        for name, project in OWN_TASKS:
            add_task(work, name, project_named(work, project).id if project else None)
    with ledger.write() as work:
        keys = _picked(work)
        for day in _workdays(work):
            _fill_day(work, day, keys)
        work.run(
            "UPDATE entry SET billable = 0 WHERE owner = ? AND project_id IN"
            " (SELECT id FROM project WHERE name = 'Internal')",
            (work.owner,),
        )
    with ledger.write() as work:
        start(work, keys[0], at=work.now() - 42 * MINUTE)


def _map_projects(work: Work) -> None:
    for remote in mappable(work):
        if remote.name in CLIENTS:
            project = project_named(work, remote.name, CLIENTS[remote.name])
            map_remote(work, project.id, remote.provider, remote.remote_id)


def _picked(work: Work) -> list[str]:
    """Choose tasks, the most worked on first: mostly the clients', some of one's own."""
    dice = random.Random(SEED)
    rows = [row for row in candidates(work) if row.project]
    remote = [row for row in rows if row.source != "ayron"]
    dice.shuffle(remote)
    remote.sort(key=lambda row: list(CLIENTS).index(row.project or ""))
    chosen: list[Candidate] = remote[:10:2]
    chosen[1:1] = [row for row in remote if row.source == "linear"][:1]
    chosen[2:2] = [row for row in rows if row.source == "ayron"]
    chosen += remote[10:40:5]
    return [adopt(work, row.key) for row in chosen]


def _workdays(work: Work) -> Iterator[Date]:
    today = date_of(work.now())
    for back in range(DAYS, -1, -1):
        day = add_days(today, -back)
        if weekday(day) < 5:
            yield day


def _fill_day(work: Work, day: Date, keys: list[str]) -> None:
    dice = random.Random(f"{SEED} {day}")
    latest = work.now() - 50 * MINUTE
    minute = BEGIN + dice.randrange(0, 30)
    while minute < END:
        length = dice.choice((25, 40, 55, 75, 95, 120))
        started = day_start(day) + minute * MINUTE
        if started + length * MINUTE > latest:
            return
        task = keys[min(int(dice.expovariate(0.35)), len(keys) - 1)]
        add(work, task, started, started + length * MINUTE)
        minute += length + dice.choice((0, 0, 5, 10, 40))
