"""Run the numbered migrations with Peewee's own runner, on either engine.

Whoever calls holds the migration lock already. The history row's instant is an integer here,
because apsw binds no datetime.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import store.engine  # noqa: F401 (has to import peewee first)
from store.clock import Clock

from peewee import BigIntegerField, TextField  # isort: skip
from playhouse.migrations import Runner  # isort: skip

FOLDER = Path(__file__).parent / "migrations"


def runner_of(database: Any, clock: Clock) -> Any:
    """Make the runner for a database."""
    runner = Runner(database, str(FOLDER), table_name="schema_migration")

    class History(database.Model):  # type: ignore[misc]
        name = TextField(unique=True)
        applied = BigIntegerField(default=clock.wall)

        class Meta:
            table_name = runner.table_name

    runner.History = History
    return runner


def migrate(database: Any, clock: Clock) -> list[str]:
    """Apply what is pending, each file in a transaction; returns the names applied."""
    applied: list[str] = runner_of(database, clock).up()
    return applied


def applied_beyond(database: Any) -> bool:
    """Say whether the history names a migration that this Ayron does not have."""
    if not database.table_exists("schema_migration"):
        return False
    known = {path.stem for path in FOLDER.glob("[0-9]*.py")}
    query = database.execute_sql("SELECT name FROM schema_migration").fetchall()
    return any(name not in known for (name,) in query)
