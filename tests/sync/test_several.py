"""Several at once: workspaces of one account, accounts of one person, providers on one ledger."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from store import timer
from store.adoption import adopt
from store.connections import connections
from store.ledger import Ledger
from store.picker import candidates
from store.records import Connection
from sync.access import Surroundings
from sync.connecting import Connecting
from sync.facts import SyncOutcome
from sync.hints import Hint
from sync.kinds import kind_of
from sync.leaving import disconnect
from sync.rounds import Rounds
from sync.sandbox.faults import ALWAYS, Fault
from sync.secrets import Secret, open_secrets
from tests.faults.lands import AsanaLand, Land, LinearLand
from tests.sync.clocks import Waiting
from tests.sync.worlds import HastyClock

LENA = "lena@northwind.example"


class Household:
    """A ledger with whatever accounts a test connects."""

    def __init__(self, ledger: Ledger, folder: Path) -> None:
        self.ledger = ledger
        self.clock = HastyClock()
        ledger.clock = self.clock
        secrets = open_secrets(folder, {}, insecure_storage=True, keyrings=[])
        self.around = Surroundings(secrets, self.clock, {}, folder)
        self.stop = Waiting(self.clock)
        self.rounds = Rounds(ledger, self.around, lambda fact: None, self.stop)

    def connect(self, land: Land, token: str, subject: str = "") -> Connection:
        """Connect an account by token, reading its own tasks or those of a subject."""
        kind, url = kind_of(land.provider), land.server.url
        connecting = Connecting(self.ledger, self.around, kind, url, self.stop, subject)
        return connecting.with_token(Secret(token))

    def leave(self, connection: Connection) -> None:
        """Disconnect an account."""
        disconnect(self.ledger, self.around, connection, self.stop)

    def poll(self, minutes: int = 1) -> list[SyncOutcome]:
        """Poll once a minute; return the last outcomes."""
        for _ in range(minutes):
            self.clock.advance(minutes=1)
            found = self.rounds.poll()
        return found

    def pick(self, land: Land, task_id: str) -> None:
        """Start a timer on a remote task."""
        with self.ledger.write() as work:
            timer.start(work, adopt(work, f"{land.provider}:{task_id}"))

    def links(self) -> list[tuple[Any, ...]]:
        """Read how it is with each picked task."""
        with self.ledger.read() as work:
            return work.rows("SELECT remote_id, state, reason FROM link ORDER BY remote_id")

    def offered(self) -> list[str]:
        """List the keys that the picker offers."""
        with self.ledger.read() as work:
            return sorted(candidate.key for candidate in candidates(work))

    def states(self) -> dict[str, str]:
        """Read how it is with each provider's connection."""
        with self.ledger.read() as work:
            return {each.provider: each.state for each in connections(work)}

    def live(self, connection: Connection) -> set[str]:
        """List what is held as live of a connection."""
        with self.ledger.read() as work:
            found = work.rows(
                "SELECT remote_id FROM remote_task WHERE connection_id = ? AND gone IS NULL",
                (connection.id,),
            )
        return {row[0] for row in found}


@pytest.fixture
def house(ledger: Ledger, tmp_path: Path) -> Iterator[Household]:
    """Return a household without any account, on each kind of ledger."""
    made = Household(ledger, tmp_path)
    yield made
    made.rounds.close()


@pytest.fixture
def agency(house: Household) -> Iterator[AsanaLand]:
    """Run an agency with a branch."""
    land = AsanaLand(house.clock)
    land.server.start()
    yield land
    land.server.close()


@pytest.fixture
def tracker(house: Household) -> Iterator[LinearLand]:
    """Run a tracker."""
    land = LinearLand(house.clock)
    land.server.start()
    yield land
    land.server.close()


# -- several workspaces of one account -------------------------------------------------------


def test_two_workspaces_are_one_account_and_cost_a_question_each(
    house: Household, agency: AsanaLand
) -> None:
    made = house.connect(agency, agency.server.token)
    assert made.workspaces == ("Branch", "Northwind Studio")
    house.poll()
    assert house.live(made) == set(agency.truth())
    assert {agency.workspace_of(each) for each in house.live(made)} == set(agency.agency.workspaces)
    with house.ledger.write() as work:
        work.run("UPDATE connection SET mode = 'catch-up'")
    house.rounds.forget(made.id)
    house.poll(2)
    (quiet,) = house.poll()
    assert (quiet.requests, quiet.rows_written) == (2, 0)


def test_a_workspace_that_is_joined_or_left_comes_and_goes(
    house: Household, agency: AsanaLand
) -> None:
    agency.change("leave workspace", 0)
    made = house.connect(agency, agency.server.token)
    house.poll()
    assert made.workspaces == ("Northwind Studio",)
    agency.change("join workspace", 0)
    house.poll(61)
    assert house.live(made) == set(agency.truth())
    there = next(key for key in agency.truth() if agency.workspace_of(key) == agency.branch.gid)
    house.pick(agency, there)
    agency.change("leave workspace", 0)
    house.poll(3)
    assert house.live(made) == set(agency.truth())
    assert house.links() == [(there, "dormant", "no_access")]
    assert house.states() == {"asana": "live"}


# -- several accounts of one person ----------------------------------------------------------


@pytest.fixture
def both(house: Household, agency: AsanaLand) -> tuple[Connection, Connection]:
    """Connect Lena's account, and one of Tomás' that reads Lena's tasks, too."""
    people = list(agency.agency.people.values())
    made = (
        house.connect(agency, agency.server.token),
        house.connect(agency, agency.sandbox.token_of(people[1]), LENA),
    )
    house.poll()
    return made


def seen_by_both(house: Household, both: tuple[Connection, Connection]) -> str:
    """Return a task that both accounts hold as live."""
    return sorted(house.live(both[0]) & house.live(both[1]))[0]


def test_a_task_that_two_accounts_see_is_offered_once(
    house: Household, agency: AsanaLand, both: tuple[Connection, Connection]
) -> None:
    task = seen_by_both(house, both)
    offered = house.offered()
    assert len(offered) == len(set(offered))
    assert f"asana:{task}" in offered
    house.pick(agency, task)
    assert f"asana:{task}" not in house.offered()
    assert [link[:2] for link in house.links()] == [(task, "live")]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_task_is_live_while_one_account_sees_it(
    order: tuple[int, int],
    house: Household,
    agency: AsanaLand,
    both: tuple[Connection, Connection],
) -> None:
    task = seen_by_both(house, both)
    house.pick(agency, task)
    people = list(agency.agency.people.values())
    agency.agency.hide(task, people[order[0]])
    house.poll(5)
    assert task not in house.live(both[order[0]])
    assert house.links() == [(task, "live", None)]
    agency.agency.hide(task, people[order[1]])
    house.poll(5)
    assert house.links() == [(task, "dormant", "no_access")]
    agency.agency.show(task, people[order[0]])
    house.poll(5)
    assert house.links() == [(task, "live", None)]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_an_account_that_goes_leaves_the_other_its_links(
    order: tuple[int, int],
    house: Household,
    agency: AsanaLand,
    both: tuple[Connection, Connection],
) -> None:
    task = seen_by_both(house, both)
    house.pick(agency, task)
    house.leave(both[order[0]])
    assert house.links() == [(task, "live", None)]
    house.poll()
    house.leave(both[order[1]])
    assert house.links() == [(task, "dormant", "disconnected")]


def test_a_task_handed_from_one_account_to_the_other_stays_one(
    house: Household, agency: AsanaLand
) -> None:
    tomas = list(agency.agency.people.values())[1]
    mine = house.connect(agency, agency.server.token)
    his = house.connect(agency, agency.sandbox.token_of(tomas))
    house.poll()
    task = sorted(house.live(mine))[0]
    house.pick(agency, task)
    agency.agency.reassign(task, tomas)
    house.poll(5)
    assert task in house.live(his) - house.live(mine)
    assert house.links() == [(task, "live", None)]


# -- both providers --------------------------------------------------------------------------


@pytest.fixture
def pair(house: Household, agency: AsanaLand, tracker: LinearLand) -> dict[str, Connection]:
    """Connect an account of each provider, and read all of both."""
    made = {land.provider: house.connect(land, land.server.token) for land in (agency, tracker)}
    assert [outcome.error for outcome in house.poll()] == [None, None]
    return made


TROUBLES: dict[str, dict[str, Any]] = {
    "garbage": {"how": "garbage"},
    "nobody": {"how": "drop"},
    "refusal": {"status": 403},
    "pause": {"status": 429, "retry_after": 600},
    "revoked": {"status": 401},
}


@pytest.mark.parametrize("name", TROUBLES)
@pytest.mark.parametrize("troubled", ["asana", "linear"])
def test_trouble_at_one_does_not_stop_the_other(
    name: str,
    troubled: str,
    house: Household,
    agency: AsanaLand,
    tracker: LinearLand,
    pair: dict[str, Connection],
) -> None:
    lands: dict[str, Land] = {"asana": agency, "linear": tracker}
    sick = lands.pop(troubled)
    ((well, other),) = lands.items()
    before = house.live(pair[troubled])
    sick.server.fail(Fault(ALWAYS, **TROUBLES[name]))
    other.change("rename", other.ids().index(sorted(other.truth())[0]))
    other.change("drop", other.ids().index(sorted(other.truth())[1]))
    house.poll(5)
    expected = "signed_out" if name == "revoked" else "trouble"
    assert house.states() == {troubled: expected, well: "live"}
    assert house.live(pair[well]) == set(other.truth())
    assert house.live(pair[troubled]) == before


def test_a_hint_for_one_asks_the_other_nothing(
    house: Household, agency: AsanaLand, tracker: LinearLand, pair: dict[str, Connection]
) -> None:
    before = len(tracker.server.traffic)
    task = next(each for each in agency.agency.open_tasks() if not each.subtasks)
    agency.agency.delete(task)
    house.clock.advance(seconds=10)
    (outcome,) = house.rounds.poll([Hint("asana", pair["asana"].id, ())])
    assert outcome.connection_id == pair["asana"].id
    assert len(tracker.server.traffic) == before


def test_links_of_one_provider_sleep_alone(
    house: Household, agency: AsanaLand, tracker: LinearLand, pair: dict[str, Connection]
) -> None:
    ours, theirs = sorted(agency.truth())[0], sorted(tracker.truth())[0]
    house.pick(agency, ours)
    house.pick(tracker, theirs)
    house.leave(pair["linear"])
    house.poll(2)
    assert {key: state for key, state, _why in house.links()} == {
        ours: "live",
        theirs: "dormant",
    }
    assert house.states() == {"asana": "live"}
