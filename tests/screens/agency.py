"""A ledger as it is on a Friday afternoon in a small agency."""

from __future__ import annotations

from store.adoption import adopt
from store.connections import NewConnection, add_connection, note_success
from store.entries import add
from store.ledger import Ledger
from store.local_time import Date, day_start
from store.models import Mapping
from store.projects import add_project
from store.remote import upsert_projects, upsert_tasks
from store.tasks import add_task
from store.timer import start
from store.work import Work
from sync.provider import RemoteProject, RemoteTask

MINUTE = 60_000_000
MONDAY = (2026, 11, 23)
ORIGIN = "https://app.asana.com"


def remote_task(number: int, name: str, project: str = "", due: str | None = None) -> RemoteTask:
    """Make a task as Asana tells of it."""
    return RemoteTask(
        workspace_id="w1",
        id=str(number),
        name=name,
        identifier=None,
        url=f"{ORIGIN}/0/{project or 1}/{number}",
        completed=False,
        assignee_id="u1",
        due_on=due,
        modified_at=number,
        project_ids=(project,) if project else (),
    )


TASKS = (
    remote_task(11, "Homepage hero", "p1", "2026-11-27"),
    remote_task(12, "Pricing page copy", "p1", "2026-11-30"),
    remote_task(13, "Accessibility audit", "p1"),
    remote_task(14, "Flaky import", "p2", "2026-11-20"),
    remote_task(15, "Kick-off notes", "p2"),
    remote_task(16, "Review contract"),
)
PROJECTS = (
    RemoteProject("w1", "p1", "Acme Redesign", f"{ORIGIN}/0/p1", False),
    RemoteProject("w1", "p2", "Orbit API", f"{ORIGIN}/0/p2", False),
)


def connect(work: Work) -> str:
    """Connect Lena's Asana, as a sync leaves it."""
    lena = NewConnection(
        "asana", "u1", "Lena Brandt (lena@northwind.example)", "token", (), False, True, ORIGIN
    )
    connection_id = add_connection(work, lena, [("w1", "Northwind Studio")])
    upsert_projects(work, connection_id, "asana", PROJECTS)
    upsert_tasks(work, connection_id, "asana", TASKS)
    note_success(work, connection_id)
    return connection_id


def fill(ledger: Ledger) -> None:
    """Write a week: an Asana account, three projects, entries from Monday to Friday."""
    with ledger.write() as work:
        connect(work)
        redesign = add_project(work, "Acme Redesign", "Acme GmbH").id
        add_project(work, "Orbit API", "Orbit")
        internal = add_project(work, "Internal").id
        Mapping.create(
            provider="asana",
            remote_id="p1",
            kind="project",
            project_id=redesign,
        )
        books = add_task(work, "Bookkeeping", internal)
        hero, audit = adopt(work, "asana:11"), adopt(work, "asana:13")
        for day in range(5):
            spend(work, hero, day, 9 * 60 + 12, 88, "headline variants" if day == 4 else "")
            spend(work, audit, day, 11 * 60, 65 - 10 * day)
        spend(work, books, 1, 14 * 60, 150)
        spend(work, books, 3, 13 * 60, 45)


def spend(work: Work, task: str, day: int, minute: int, length: int, note: str = "") -> None:
    """Write an entry on a day of the week, so many minutes after midnight."""
    date: Date = (MONDAY[0], MONDAY[1], MONDAY[2] + day)
    started = day_start(date) + minute * MINUTE
    add(work, task, started, started + length * MINUTE, note=note)


def run_timer(ledger: Ledger, key: str = "asana:11", minutes: int = 42) -> None:
    """Have a timer running for some minutes."""
    with ledger.write() as work:
        start(work, adopt(work, key), at=work.now() - minutes * MINUTE)
