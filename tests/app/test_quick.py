"""The quick commands are the full ones, only quicker: same answer, same effect."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from app import quick
from app.cli import program
from store import timer
from store.adoption import adopt
from store.ledger import Ledger
from store.opening import open_ledger
from store.projects import add_project
from store.remote import retire_tasks
from store.tasks import add_task, archive_task
from store.work import Work
from tests.clock import FRIDAY, FixedClock
from tests.store.filling import RemoteTask, connect, contents, map_project, mirror, write_down
from tests.store.plans import plans

IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")


class Outcome(NamedTuple):
    """What a command answered and what is in the ledger afterwards, ids by their order."""

    code: int | None
    said: str
    ledger: str


def numbered(text: str) -> str:
    """Replace ids, which are made anew each time, by the order in which they come."""
    seen: dict[str, str] = {}
    return IDS.sub(lambda found: seen.setdefault(found[0], f"id {len(seen)}"), text)


def lay_out(work: Work) -> None:
    """Fill a ledger with tasks of every kind and some hours."""
    connection = connect(work)
    mirror(
        work,
        connection,
        RemoteTask("1", "Homepage hero", ("p1",)),
        RemoteTask("2", "Never picked"),
        RemoteTask("3", "Gone"),
        RemoteTask("4", "Twice"),
    )
    map_project(work, "p1", add_project(work, "Acme Redesign", "Acme GmbH").id)
    write_down(work, adopt(work, "asana:1"), "09:00", "10:00", note="draft")
    adopt(work, "asana:3")
    retire_tasks(work, connection, "asana", {"3": "gone"})
    for name in ("Bookkeeping", "Write proposal", "Twice", "Same", "Same", "Old", "-1 day"):
        add_task(work, name)
    archive_task(work, work.rows("SELECT id FROM task WHERE name = 'Old'")[0][0])


class Desk:
    """Make the same ledger again and again, and run a command on it."""

    def __init__(
        self, tmp_path: Path, clock: FixedClock, patch: pytest.MonkeyPatch, said: Any
    ) -> None:
        self.folder = tmp_path
        self.clock = clock
        self.patch = patch
        self.said = said
        self.made = 0

    def ledger(self, *, running: bool) -> Ledger:
        """Make a ledger in a folder of its own, at 14:05 of the same day."""
        self.made += 1
        home = self.folder / f"home {self.made}"
        self.patch.setenv("AYRON_HOME", str(home))
        self.clock.wall_now, self.clock.boot_now = FRIDAY, 0
        ledger = open_ledger(str(home / "ayron.db"), self.clock, person="ada")
        with ledger.write() as work:
            lay_out(work)
            if running:
                timer.start(work, adopt(work, "asana:1"), note="running")
        self.clock.advance(minutes=20)
        return ledger

    def outcome(
        self, way: Callable[[list[str]], int | None], words: list[str], *, running: bool
    ) -> Outcome:
        """Run a command one way."""
        ledger = self.ledger(running=running)
        code = way(words)
        said = self.said.readouterr()
        ledger.close()
        tables = contents(ledger, "entry", "task", "journal", "link")
        ledger.close()
        return Outcome(code, numbered(said.out + said.err), numbered(repr(tables)))


@pytest.fixture
def desk(
    tmp_path: Path,
    standing_clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Desk:
    return Desk(tmp_path, standing_clock, monkeypatch, capsys)


SAME = [
    ["status"],
    ["status", "--json"],
    ["status", "--format", "{state} {task} {elapsed} of {today}"],
    ["status", "--format", "", "--json"],
    ["start", "Bookkeeping"],
    ["start", "Write", "proposal", "--json"],
    ["start", "Homepage hero"],
    ["switch", "--json", "Bookkeeping"],
    ["stop"],
    ["stop", "--json"],
    ["resume"],
    ["resume", "--json"],
    ["cancel"],
    ["cancel", "--json"],
]


@pytest.mark.parametrize("words", SAME, ids=" ".join)
@pytest.mark.parametrize("running", [True, False], ids=["running", "idle"])
def test_both_ways_answer_and_do_the_same(desk: Desk, words: list[str], running: bool) -> None:
    quickly = desk.outcome(quick.run, words, running=running)
    fully = desk.outcome(program.run, words, running=running)
    assert quickly.code is not None
    assert quickly == fully


def test_starting_looks_names_up_by_their_indices(desk: Desk) -> None:
    ledger = desk.ledger(running=False)
    with ledger.read() as work, plans(work.connection, "remote_task") as steps:
        assert quick._exact_task(work, "Bookkeeping")
    assert steps == ["SEARCH remote_task USING INDEX remote_task_norm (owner=? AND norm=?)"]
    ledger.close()


LEFT = [
    *(["start"], ["start", "--task", "asana:1"], ["start", "Bookkeeping", "--note", "x"]),
    *(["start", "Bookkeeping", "--at", "-15m"], ["start", "-1 day"], ["start", "book"]),
    *(["start", "Same"], ["start", "Twice"], ["start", "Old"], ["start", "Gone"]),
    *(["start", "Never picked"], ["start", "bookkeeping"], ["stop", "--at", "-5m"]),
    *(["stop", "now"], ["resume", "it"], ["status", "--format"], ["status", "--format", "{x}"]),
    *(["status", "--format", "{x}", "--json"], ["note", "hello"], ["log"], ["cancel", "--yes"]),
]


@pytest.mark.parametrize("words", LEFT, ids=" ".join)
def test_what_needs_a_closer_look_is_left_to_the_full_way(desk: Desk, words: list[str]) -> None:
    untouched = desk.outcome(lambda _: None, words, running=True)
    assert desk.outcome(quick.run, words, running=True) == untouched


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("AYRON_DATABASE", "postgresql://db/ayron"),
        ("AYRON_DATABASE", "/nowhere/ayron.db"),
        ("AYRON_MEMBER", "somebody new"),
    ],
)
def test_another_ledger_or_member_is_left_to_the_full_way(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    ledger = desk.ledger(running=True)
    monkeypatch.setenv(variable, value)
    assert quick.run(["stop"]) is None
    ledger.close()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('theme = "nord"', 0),
        ('database = "/srv/ayron.db"', None),
        ('member = "bob"', None),
        ('"member" = "bob"', None),
    ],
)
def test_settings_that_these_commands_obey_take_the_full_way(
    desk: Desk, text: str, code: int | None
) -> None:
    ledger = desk.ledger(running=True)
    (Path(ledger.path).parent / "config.toml").write_text(text)
    assert quick.run(["stop"]) == code
    ledger.close()


def test_without_a_ledger_the_full_way_makes_one(tmp_path: Path) -> None:
    assert quick.run(["status"]) is None
    assert not list(tmp_path.rglob("*.db"))


def test_a_member_who_is_there_is_obeyed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = desk.ledger(running=True)
    open_ledger(ledger.path, desk.clock, member="bob").close()
    monkeypatch.setenv("AYRON_MEMBER", "bob")
    assert quick.run(["status", "--json"]) == 0
    assert '"running": false' in desk.said.readouterr().out
    ledger.close()
