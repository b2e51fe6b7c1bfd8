"""What every test can ask for.

Always on: an environment of its own (no `AYRON_*` from outside, folders below `tmp_path`, Berlin
time, a browser that only takes notes, no keyring, no animation, no blinking cursor).

    clock               a `tests.clock.FixedClock`: Friday 2026-11-27 14:05 in Berlin;
                        `advance()`, `set()`, `reboot()`
    ledger              an open, empty `store.ledger.Ledger`; the test runs on both engines
    sqlite_ledger       the same on SQLite alone
    postgres_ledger     the same on PostgreSQL alone
    database_url        the address of a database that `open_ledger` takes, on both engines
    sqlite_url          the path of a ledger file that opening will make
    postgres_url        the address of an empty, migrated PostgreSQL database
    blank_postgres_url  the address of a PostgreSQL database without any table
    ayron_home          the folder that `AYRON_HOME` names
    opened_urls         a function: the addresses that the browser was asked to open so far
"""

from __future__ import annotations

import psycopg  # isort: skip  # before store hides it from peewee

import os
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from tests.clock import BERLIN, FixedClock
from tests.servers.postgres import Server, running_postgres

if TYPE_CHECKING:
    from store.ledger import Ledger

ENGINES = ("sqlite", "postgresql")
TEMPLATE = "migrated"
settings.register_profile("house", deadline=None)  # a busy machine is no failure
settings.load_profile("house")
BROWSER = Path(__file__).parent / "servers" / "browser"
DATABASES = count(1)


@pytest.fixture(autouse=True)
def environment(tmp_path: Path) -> Iterator[None]:
    """Keep the machine out of the test, and the test off the machine."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("AYRON_")]:
            patch.delenv(name)
        for name in ("NO_COLOR", "DBUS_SESSION_BUS_ADDRESS", "SSH_CONNECTION", "SSH_TTY"):
            patch.delenv(name, raising=False)
        for name, value in private_environment(tmp_path).items():
            patch.setenv(name, value)
        time.tzset()
        yield
    time.tzset()


def private_environment(folder: Path) -> dict[str, str]:
    """Name the folders, the zone and the tools that a test may use."""
    return {
        "AYRON_HOME": str(folder / "ayron"),
        "HOME": str(folder / "home"),
        "XDG_CONFIG_HOME": str(folder / "home" / "config"),
        "XDG_DATA_HOME": str(folder / "home" / "data"),
        "XDG_STATE_HOME": str(folder / "home" / "state"),
        "XDG_CACHE_HOME": str(folder / "home" / "cache"),
        "XDG_RUNTIME_DIR": str(folder / "home" / "run"),
        "TZ": BERLIN,
        "BROWSER": f"{BROWSER} %s",
        "BROWSER_LOG": str(folder / "opened-urls"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "TEXTUAL_ANIMATIONS": "none",
    }


@pytest.fixture(autouse=True)
def still_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop what moves by itself: animations and the blinking cursor."""
    monkeypatch.setattr("textual.constants.TEXTUAL_ANIMATIONS", "none")
    monkeypatch.setattr("textual.widgets._input.Input._toggle_cursor", do_nothing)
    monkeypatch.setattr(
        "textual.widgets._text_area.TextArea._toggle_cursor_blink_visible", do_nothing
    )


def do_nothing(_widget: object) -> None:
    """Leave the cursor as it is."""


@pytest.fixture
def ayron_home(tmp_path: Path) -> Path:
    """Return the folder that `AYRON_HOME` names."""
    return tmp_path / "ayron"


@pytest.fixture
def opened_urls(tmp_path: Path) -> Callable[[], list[str]]:
    """Return a function that lists what the browser was asked to open."""
    notes = tmp_path / "opened-urls"
    return lambda: notes.read_text().split() if notes.exists() else []


@pytest.fixture
def clock() -> FixedClock:
    """Return a clock that stands at Friday 2026-11-27 14:05 in Berlin."""
    return FixedClock()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """Run one PostgreSQL server for this process; it is migrated once."""
    from store.opening import open_ledger

    with running_postgres() as server:
        server.run(f"CREATE DATABASE {TEMPLATE}")
        open_ledger(server.url(TEMPLATE), FixedClock()).close()
        yield server


@pytest.fixture
def postgres_url(postgres_server: Server) -> Iterator[str]:
    """Make a database like the migrated one; drop it afterwards."""
    yield from fresh_database(postgres_server, TEMPLATE)


@pytest.fixture
def blank_postgres_url(postgres_server: Server) -> Iterator[str]:
    """Make a database without any table; drop it afterwards."""
    yield from fresh_database(postgres_server, "template1")


def fresh_database(server: Server, template: str) -> Iterator[str]:
    """Copy a template for the length of one test."""
    name = f"test_{next(DATABASES)}"
    server.run(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield server.url(name)
    server.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Return the path of a ledger file that opening will make."""
    return str(tmp_path / "ayron.db")


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest) -> str:
    """Return the address of a database, once for each engine."""
    fixture = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(fixture))


@pytest.fixture
def ledger(database_url: str, clock: FixedClock) -> Iterator[Ledger]:
    """Open a ledger on each engine; afterwards no transaction may be left open."""
    yield from opened_ledger(database_url, clock)


@pytest.fixture
def sqlite_ledger(sqlite_url: str, clock: FixedClock) -> Iterator[Ledger]:
    """Open a ledger on SQLite."""
    yield from opened_ledger(sqlite_url, clock)


@pytest.fixture
def postgres_ledger(postgres_url: str, clock: FixedClock) -> Iterator[Ledger]:
    """Open a ledger on PostgreSQL."""
    yield from opened_ledger(postgres_url, clock)


def opened_ledger(url: str, clock: FixedClock) -> Iterator[Ledger]:
    """Hand out a ledger, check that it is at rest, close it."""
    from store.opening import open_ledger

    ledger = open_ledger(url, clock)
    yield ledger
    assert_at_rest(ledger)
    ledger.close()


def assert_at_rest(ledger: Any) -> None:
    """Check that no transaction and no half-read query was left open on this thread."""
    if ledger.database.is_closed():
        return
    connection = ledger.database.connection()
    if isinstance(connection, psycopg.Connection):
        assert connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
    else:
        assert connection.txn_state() == 0
