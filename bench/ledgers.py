"""Ledgers of any size, written by SQL straight into a migrated file."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import apsw

from app.clock import SystemClock
from store.clock import DAY, HOUR, MINUTE
from store.identifiers import new_id
from store.ledger import Ledger
from store.opening import open_ledger
from store.text import fold
from tests.data.names import Name, names

NEWEST = 2 * HOUR
"""How long before now the last of the entries was begun."""


def make_ledger(home: Path, tasks: int, entries: int, years: int = 6) -> Ledger:
    """Return a ledger in `home` with so many tasks, and entries spread over some years."""
    home.mkdir(parents=True, exist_ok=True)
    ledger = open_ledger(str(home / "ayron.db"), SystemClock(), person="bench")
    now = ledger.clock.wall()
    listed = names(tasks)
    with ledger.write() as work:
        connection: apsw.Connection = work.connection
        connection.execute("PRAGMA defer_foreign_keys=1")
        projects = _insert_projects(connection, listed, now)
        ids = _insert_tasks(connection, listed, projects, now)
        connection.executemany(
            "INSERT INTO entry (id, owner, task_id, project_id, started_at, stopped_at, zone, note,"
            " billable, tags, flags, boot_id, boot_at) VALUES"
            " (?, 'bench', ?, ?, ?, ?, 'UTC', '', ?, '', '', '', 0)",
            _entries(ids, entries, now, years * 365 * DAY),
        )
    ledger.connection().execute("PRAGMA optimize=0x10002")
    ledger.connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return ledger


def _insert_projects(
    connection: apsw.Connection, listed: list[Name], now: int
) -> dict[tuple[str, str], str]:
    clients = {client: new_id(now) for client in dict.fromkeys(name.client for name in listed)}
    connection.executemany(
        "INSERT INTO client (id, name, norm) VALUES (?, ?, ?)",
        ((number, client, fold(client)) for client, number in clients.items()),
    )
    pairs = dict.fromkeys((name.client, name.project) for name in listed)
    projects = {pair: new_id(now) for pair in pairs}
    connection.executemany(
        "INSERT INTO project (id, client_id, name, norm) VALUES (?, ?, ?, ?)",
        (
            (number, clients[client], project, fold(project))
            for (client, project), number in projects.items()
        ),
    )
    return projects


def _insert_tasks(
    connection: apsw.Connection,
    listed: list[Name],
    projects: dict[tuple[str, str], str],
    now: int,
) -> list[tuple[str, str]]:
    """Insert the tasks; return their ids, each with its project's."""
    rows = [(new_id(now), projects[name.client, name.project], name.task) for name in listed]
    connection.executemany(
        "INSERT INTO task (id, owner, project_id, name, norm, renamed, created_at)"
        " VALUES (?, 'bench', ?, ?, ?, 0, ?)",
        ((number, project, task, fold(task), now) for number, project, task in rows),
    )
    return [(number, project) for number, project, _task in rows]


def _entries(
    ids: list[tuple[str, str]], count: int, now: int, span: int
) -> Iterator[tuple[Any, ...]]:
    """Make entries that do not overlap, the last one two hours ago."""
    chance = random.Random(count)
    step = span // count
    length = min(step * 9 // 10, 90 * MINUTE)
    for number in range(count):
        task, project = ids[int(chance.random() ** 2 * len(ids))]
        started = now - NEWEST - span + (number + 1) * step - length
        yield new_id(started), task, project, started, started + length, number % 5 > 0
