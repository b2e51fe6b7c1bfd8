"""What has to hold after every fault, read from the file with a connection of one's own."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import apsw

from store.opening import open_ledger
from store.work import Work
from tests.clock import FixedClock

TASK = "task-1"


def make_ledger(path: Path) -> None:
    """Make a ledger with one task in it."""
    ledger = open_ledger(str(path), FixedClock())
    with ledger.write() as work:
        add_task(work, TASK)
    ledger.close()


def add_task(work: Work, task_id: str) -> str:
    """Put a task of that id into the ledger; return the id."""
    work.run(
        "INSERT INTO task (id, owner, project_id, name, norm, renamed, created_at)"
        " VALUES (?, ?, NULL, 'Write proposal', 'write proposal', 0, ?)",
        (task_id, work.owner, work.now()),
    )
    return task_id


def query(path: Path, sql: str) -> list[tuple[Any, ...]]:
    """Run a query on a ledger file."""
    with closing(apsw.Connection(str(path))) as connection:
        return list(connection.execute(sql))


def assert_sound(path: Path) -> None:
    """Check the file itself, its references, and that at most one timer runs."""
    assert query(path, "PRAGMA integrity_check") == [("ok",)]
    assert query(path, "PRAGMA foreign_key_check") == []
    assert len(query(path, "SELECT id FROM entry WHERE stopped_at IS NULL")) <= 1
    assert query(path, "SELECT id FROM entry WHERE stopped_at < started_at") == []
