"""Short ways to fill a ledger, and to see all that is in it."""

from __future__ import annotations

from typing import Any, NamedTuple

from store import entries
from store.adoption import adopt
from store.connections import NewConnection, add_connection
from store.ledger import Ledger
from store.remote import upsert_projects, upsert_tasks
from store.work import Work
from tests.clock import moment

TODAY = "2026-11-27"
ADA = NewConnection(
    provider="asana",
    account_id="ada",
    account="Ada Byron",
    method="token",
    scopes=("tasks:read", "projects:read"),
    guest=False,
    can_write=False,
    origin="https://app.asana.com",
)


class RemoteTask(NamedTuple):
    """A task as a provider tells it."""

    id: str
    name: str = "Homepage hero"
    project_ids: tuple[str, ...] = ()
    due_on: str | None = None
    completed: bool = False
    identifier: str | None = None
    url: str = "https://app.asana.com/0/0/1"
    modified_at: int = 0
    workspace_id: str = "studio"
    section: str | None = None
    state: str | None = None
    older_identifiers: tuple[str, ...] = ()


class RemoteProject(NamedTuple):
    """A project as a provider tells it."""

    id: str
    name: str = "Website relaunch"
    url: str = "https://app.asana.com/0/1"
    archived: bool = False
    workspace_id: str = "studio"
    kind: str = "project"


def at(text: str) -> int:
    """Read a moment in Berlin; a bare time of day is on the fixtures' Friday."""
    return moment(text if " " in text else f"{TODAY} {text}")


def connect(work: Work, account: str = "ada") -> str:
    """Connect an account of Asana; return the connection's id."""
    return add_connection(work, ADA._replace(account_id=account), [("studio", "Studio")])


def mirror(work: Work, connection_id: str, *tasks: RemoteTask) -> None:
    """Let a connection see some tasks."""
    upsert_tasks(work, connection_id, "asana", tasks)


def mirror_projects(work: Work, connection_id: str, *projects: RemoteProject) -> None:
    """Let a connection see some projects."""
    upsert_projects(work, connection_id, "asana", projects)


def adopted(work: Work, *tasks: RemoteTask) -> list[str]:
    """Pick remote tasks of a new connection; return the ids of the tasks of ours."""
    mirror(work, connect(work), *tasks)
    return [adopt(work, f"asana:{task.id}") for task in tasks]


def map_project(work: Work, remote_id: str, project_id: str) -> None:
    """Map a remote project to one of ours."""
    work.run(
        "INSERT INTO mapping (provider, remote_id, kind, project_id)"
        " VALUES ('asana', ?, 'project', ?)",
        (remote_id, project_id),
    )


def write_down(work: Work, task_id: str, start: str, end: str, **more: Any) -> str:
    """Add a finished entry; return its id."""
    return entries.add(work, task_id, at(start), at(end), **more).changed[0].id


def contents(ledger: Ledger, *tables: str) -> dict[str, list[tuple[Any, ...]]]:
    """Read all rows of some tables, so that two states can be compared."""
    with ledger.read() as work:
        return {table: sorted(work.rows(f"SELECT * FROM {table}"), key=repr) for table in tables}
