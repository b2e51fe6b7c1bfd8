"""From a key or a sign-in to the mirror: whatever happens over there, the mirror follows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.ledger import Ledger
from store.opening import open_ledger
from store.records import Connection
from sync.access import Surroundings
from sync.connecting import Connecting
from sync.engine import Effort, Engine
from sync.facts import SyncOutcome
from sync.kinds import kind_of
from sync.leaving import disconnect
from sync.origin import parse_origin
from sync.providers.linear.client import SERVICE, policy
from sync.providers.linear.provider import open_linear
from sync.rounds import Rounds
from sync.sandbox.linear import Fault, LinearSandbox, StillClock, Tracker
from sync.sandbox.linear.records import OPEN_TYPES, Issue
from sync.secrets import Secret, open_secrets
from sync.tokens import Application, FixedToken
from sync.transport import GuardedTransport
from tests.clock import FixedClock
from tests.sync.browsing import allow, free_port
from tests.sync.linear.conftest import NOW

Held = dict[str, tuple[str, str, str, str]]


def connecting(
    linear: LinearSandbox, ledger: Ledger, around: Surroundings, subject: str = ""
) -> Connecting:
    return Connecting(ledger, around, kind_of("linear"), linear.url, Event(), subject)


@contextmanager
def rounds(ledger: Ledger, around: Surroundings) -> Iterator[Rounds]:
    made = Rounds(ledger, around, lambda fact: None, Event())
    try:
        yield made
    finally:
        made.close()


def held(ledger: Ledger) -> Held:
    """Read what is held as live: name, identifier, state and place of each task."""
    with ledger.read() as work:
        found = work.rows(
            "SELECT remote_id, name, identifier, state, project_ids FROM remote_task"
            " WHERE gone IS NULL"
        )
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in found}


def reasons(ledger: Ledger) -> dict[str, str]:
    """Read why each task that is not live is not."""
    with ledger.read() as work:
        found = work.rows("SELECT remote_id, gone FROM remote_task WHERE gone IS NOT NULL")
    return {row[0]: row[1] for row in found}


def is_mine(tracker: Tracker, issue: Issue, person: str) -> bool:
    """Say whether an issue is open, there, somebody's, and in a team that Lena sees."""
    return (
        issue.assignee is tracker.user(person)
        and issue.state.type in OPEN_TYPES
        and issue.archived_at is None
        and tracker.main not in issue.team.hidden_from
    )


def truth(linear: LinearSandbox, person: str = "Lena Brandt") -> Held:
    """Read what should be held."""
    tracker = linear.tracker
    return {
        issue.id: (
            issue.title,
            issue.identifier,
            issue.state.name,
            " ".join(place.id for place in (issue.project, issue.team) if place),
        )
        for issue in tracker.issues.values()
        if is_mine(tracker, issue, person)
    }


def places(ledger: Ledger) -> set[tuple[str, str]]:
    with ledger.read() as work:
        found = work.rows("SELECT kind, name FROM remote_project WHERE archived = 0")
    return {(row[0], row[1]) for row in found}


@pytest.fixture
def connection(linear: LinearSandbox, ledger: Ledger, around: Surroundings) -> Connection:
    """Connect the main person by her key, on each kind of ledger."""
    return connecting(linear, ledger, around).with_token(Secret(linear.token))


def test_a_key_connects_and_the_mirror_is_the_truth(
    connection: Connection, linear: LinearSandbox, ledger: Ledger, around: Surroundings
) -> None:
    assert connection.account == "Lena Brandt (lena@northwind.example)"
    assert (connection.provider, connection.mode, connection.standing) == (
        *("linear", "catch-up"),
        "member",
    )
    with rounds(ledger, around) as running:
        (outcome,) = running.poll()
        assert outcome.error is None
        assert held(ledger) == truth(linear)
        assert places(ledger) == {
            *(("project", "Import"), ("project", "Checkout")),
            *(("team", "Engineering"), ("team", "Design")),
        }
        (quiet,) = running.poll()
    assert (quiet.requests, quiet.rows_written, quiet.error) == (1, 0, None)
    assert linear.writes == []


def test_everything_that_happens_is_followed(
    connection: Connection,
    linear: LinearSandbox,
    ledger: Ledger,
    around: Surroundings,
    clock: FixedClock,
) -> None:
    tracker = linear.tracker
    with rounds(ledger, around) as running:
        running.poll()
        tracker.rename("Undo an import", "Take an import back")
        tracker.add("Something new", "DES")
        tracker.complete("Send the receipt again")
        tracker.move("Upgrade the database", "DES")
        running.poll()
        assert held(ledger) == truth(linear)
        assert reasons(ledger) == {tracker.issue("Send the receipt again").id: "completed"}
        vanishing = {
            "Take an import back": ("gone", tracker.archive),
            "Something new": ("gone", tracker.trash),
            "Upgrade the database": ("no_access", tracker.purge),
            "Read the supplier's price list": (
                "reassigned",
                lambda title: tracker.assign(title, "Mei Tanaka"),
            ),
        }
        expected = {tracker.issue(title).id: why for title, (why, _) in vanishing.items()}
        for title, (_, change) in vanishing.items():
            change(title)
        clock.advance(minutes=5)
        linear_now(linear, clock)
        running.poll()
        assert held(ledger) == truth(linear)
        assert expected.items() <= reasons(ledger).items()
        tracker.unarchive("Take an import back")
        clock.advance(minutes=5)
        linear_now(linear, clock)
        running.poll()
    assert held(ledger) == truth(linear)
    assert linear.writes == []


def linear_now(linear: LinearSandbox, clock: FixedClock) -> None:
    """Let the sandbox's clock stand where the test's does."""
    linear.skew = clock.wall() / 1e6 - NOW


def test_a_sign_in_connects_and_reads(
    linear: LinearSandbox, sqlite_ledger: Ledger, around: Surroundings, clock: FixedClock
) -> None:
    redirect = f"http://localhost:{free_port()}/callback"
    linear.app.redirects = (redirect,)
    made = connecting(linear, sqlite_ledger, around).with_oauth(
        Application(linear.client_id, None), redirect, allow
    )
    assert made.scopes == ("read",)
    assert not made.can_write
    with rounds(sqlite_ledger, around) as running:
        running.poll()
        assert held(sqlite_ledger) == truth(linear)
        linear.grants.expire()
        clock.advance(hours=25)
        linear_now(linear, clock)
        linear.fail(Fault(how="half", path="/oauth/token"))
        (again,) = running.poll()
        assert again.error is None
    assert "disconnected" in disconnect(sqlite_ledger, around, made)
    assert linear.traffic[-1]["url"].endswith("/oauth/revoke")
    assert linear.traffic[-1]["status"] == 200
    assert linear.writes == []


def test_a_bot_reads_the_issues_of_one_person(
    linear: LinearSandbox, sqlite_ledger: Ledger, around: Surroundings
) -> None:
    helper = linear.tracker.user("Helper")
    for team in ("ENG", "DES"):
        linear.tracker.join(helper, team)
    token = Secret(linear.token_of(helper))
    made = connecting(linear, sqlite_ledger, around, "tomas@northwind.example").with_token(token)
    assert (made.standing, made.subject) == ("bot", "Tomás Ferreira (tomas@northwind.example)")
    with rounds(sqlite_ledger, around) as running:
        running.poll()
        assert held(sqlite_ledger) == truth(linear, "Tomás Ferreira")
        linear.tracker.assign("Undo an import", "Tomás Ferreira")
        running.poll()
        assert held(sqlite_ledger) == truth(linear, "Tomás Ferreira")
    assert len(held(sqlite_ledger)) == 4


HOWS: list[dict[str, Any]] = [
    {"status": 401, "how": "answer"},
    *({"how": how} for how in ("drop", "reset", "half", "bomb", "garbage", "deep", "redirect")),
    *({"how": how} for how in ("cut", "shape", "absent", "empty", "endless", "loop", "skew")),
    *({"how": how} for how in ("huge", "nan", "types", "missing", "null", "twice", "again")),
    *({"how": how} for how in ("workspace", "person")),
    *({"status": status} for status in (400, 403, 429, 500, 503)),
    *({"how": "null", "part": part} for part in ("id", "title", "state", "team", "assignee")),
    *({"how": "types", "part": part} for part in ("id", "title", "state.type", "team.id")),
]


class Chain:
    """An engine on a Linear, with short pauses, whose faults may be anything."""

    def __init__(self, linear: LinearSandbox, ledger: Ledger, around: Surroundings) -> None:
        self.linear = linear
        self.ledger = ledger
        self.clock = around.clock
        self.around = around
        key = Secret(linear.token)
        self.connection = connecting(linear, ledger, around).with_token(key)
        self.engine = self._open()

    def _open(self) -> Engine:
        origin = parse_origin(self.linear.url)
        transport = GuardedTransport(SERVICE, origin, policy, self.clock, Event())
        token = FixedToken(Secret(self.linear.token), SERVICE)
        provider = open_linear(transport, token, "", 0.001)
        return Engine(provider, self.ledger, self.connection, lambda fact: None)

    def sync(self, effort: Effort) -> SyncOutcome:
        if self.engine.lost:
            self.restart()
        return self.engine.sync(effort)

    def restart(self) -> None:
        """Begin anew, as after a crash or a new sign-in."""
        self.engine.provider.close()
        self.engine = self._open()


@contextmanager
def chain(folder: Path) -> Iterator[Chain]:
    clock = FixedClock()
    ledger = open_ledger(str(folder / "ayron.db"), clock)
    around = Surroundings(
        open_secrets(folder / "secrets", {}, insecure_storage=True), clock, {}, folder / "locks"
    )
    with LinearSandbox(clock=StillClock(NOW)) as linear:
        made = Chain(linear, ledger, around)
        try:
            yield made
        finally:
            made.engine.provider.close()
            ledger.close()


def fail(linear: LinearSandbox, how: dict[str, Any], times: int = 2) -> None:
    """Let the next questions fail; a pause that is asked for is a short one."""
    linear.fail(Fault(times=times, path="/graphql", **({"retry_after": 1} | how)))


@pytest.mark.slow
@pytest.mark.parametrize("how", HOWS, ids=str)
def test_after_any_fault_the_mirror_is_the_truth_again(how: dict[str, Any], tmp_path: Path) -> None:
    with chain(tmp_path) as made:
        linear, tracker = made.linear, made.linear.tracker
        made.sync(Effort.FULL)
        tracker.rename("Undo an import", "Take an import back")
        tracker.complete("Send the receipt again")
        tracker.trash("Keep the basket after signing in")
        entries = len(held(made.ledger))
        for effort in (Effort.DUE, Effort.FULL):
            fail(linear, how)
            made.sync(effort)
            assert set(truth(linear)) <= set(held(made.ledger)) | set(reasons(made.ledger))
        assert entries - 2 <= len(held(made.ledger)) <= entries
        linear.faults.clear()
        outcome = made.sync(Effort.FULL)
        assert outcome.error is None
        assert held(made.ledger) == truth(linear)
        assert linear.writes == []


TITLES = (
    "Undo an import",
    "Upgrade the database",
    "Send the receipt again",
    "Draw the empty basket",
)
Change = Callable[[Tracker, str], object]
CHANGES: dict[str, Change] = {
    "rename": lambda tracker, issue: tracker.rename(issue, f"{tracker.issue(issue).title}!"),
    "give away": lambda tracker, issue: tracker.assign(issue, "Mei Tanaka"),
    "take back": lambda tracker, issue: tracker.assign(issue, "Lena Brandt"),
    "complete": lambda tracker, issue: tracker.complete(issue),
    "cancel": lambda tracker, issue: tracker.cancel(issue),
    "reopen": lambda tracker, issue: tracker.reopen(issue),
    "archive": lambda tracker, issue: tracker.archive(issue),
    "unarchive": lambda tracker, issue: tracker.unarchive(issue),
    "trash": lambda tracker, issue: tracker.trash(issue),
    "to design": lambda tracker, issue: tracker.move(issue, "DES"),
    "to engineering": lambda tracker, issue: tracker.move(issue, "ENG"),
    "out of the project": lambda tracker, issue: tracker.place(issue, None),
    "into the project": lambda tracker, issue: tracker.place(issue, "Checkout"),
}
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(sorted(CHANGES)), st.sampled_from(range(len(TITLES)))),
        st.tuples(st.sampled_from(["hide", "show"]), st.just(0)),
        st.tuples(st.just("fault"), st.sampled_from(range(len(HOWS)))),
        st.tuples(st.sampled_from(["poll", "wait", "restart"]), st.just(0)),
    ),
    max_size=14,
)


@pytest.mark.slow
@given(STEPS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happens_in_whatever_order_the_mirror_follows(
    tmp_path_factory: pytest.TempPathFactory, steps: Sequence[tuple[str, int]]
) -> None:
    with chain(tmp_path_factory.mktemp("chain")) as made:
        issues = [made.linear.tracker.issue(title).id for title in TITLES]
        made.sync(Effort.FULL)
        for name, which in steps:
            act(made, name, which, issues)
        made.linear.faults.clear()
        for _ in range(2):
            wait(made, 5)
            made.sync(Effort.DUE)
        assert held(made.ledger) == truth(made.linear)
        assert made.linear.writes == []


def wait(made: Chain, minutes: int) -> None:
    assert isinstance(made.clock, FixedClock)
    made.clock.advance(minutes=minutes)
    linear_now(made.linear, made.clock)


def act(made: Chain, name: str, which: int, issues: Sequence[str]) -> None:
    """Do one of the steps."""
    tracker = made.linear.tracker
    if name == "poll":
        made.sync(Effort.DUE)
    elif name == "wait":
        wait(made, 1)
    elif name == "restart":
        made.restart()
    elif name == "fault":
        fail(made.linear, HOWS[which], times=1)
    elif name == "hide":
        tracker.hide("DES")
    elif name == "show":
        if tracker.main in tracker.team("DES").hidden_from:
            tracker.show("DES")
    else:
        CHANGES[name](tracker, issues[which])
