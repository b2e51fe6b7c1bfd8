"""Every kind of account, several at once, and what each of them brings to the picker."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event

import pytest

from store.connections import connections
from store.features import switch_feature
from store.ledger import Ledger
from store.picker import candidates
from store.records import Connection
from sync.access import Surroundings
from sync.connecting import Choose, Circle
from sync.errors import SignInFailed
from sync.kinds import kind_names
from sync.provider import Person
from sync.rounds import Rounds
from sync.sandbox import Sandbox, StillClock
from sync.sandbox import records as asana_records
from sync.sandbox.linear import LinearSandbox
from sync.secrets import Secret
from tests.sync.conftest import NOW
from tests.sync.services import Service


@pytest.fixture
def linear() -> Iterator[LinearSandbox]:
    """Run a Linear beside the Asana."""
    with LinearSandbox(clock=StillClock(NOW)) as running:
        yield running


class Office:
    """A ledger in which accounts are connected and synced."""

    def __init__(self, ledger: Ledger, around: Surroundings) -> None:
        self.ledger = ledger
        self.around = around

    def connect(
        self, service: Service, token: str, subject: str = "", choose: Choose | None = None
    ) -> Connection:
        """Connect an account by token."""
        connecting = service.connecting(self.ledger, self.around, subject, choose)
        return connecting.with_token(Secret(token))

    def sync(self) -> None:
        """Sync all there is."""
        rounds = Rounds(self.ledger, self.around, lambda fact: None, Event())
        assert {outcome.error for outcome in rounds.sync(full=True)} <= {None}
        rounds.close()

    def held(self) -> list[Connection]:
        """Read the connections."""
        with self.ledger.read() as work:
            return connections(work)

    def picker(self) -> list[str]:
        """List what can be picked, by id."""
        with self.ledger.read() as work:
            return sorted(row.key for row in candidates(work))


@pytest.fixture
def office(sqlite_ledger: Ledger, around: Surroundings) -> Office:
    """Return a ledger without any account."""
    return Office(sqlite_ledger, around)


def hire(sandbox: Sandbox, name: str, **standing: bool) -> asana_records.Person:
    places = list(sandbox.agency.workspaces.values())
    email = f"{name.split()[0].lower()}@else.example"
    return sandbox.agency.add_person(name, email, places, **standing)


@pytest.mark.parametrize(
    ("standing", "how"),
    [
        ("member", {}),
        ("guest", {"guest": True}),
        ("limited", {"view_only": True}),
        ("member", {"limited": True}),  # which Asana does not tell
    ],
)
def test_asana_says_as_what_one_is_there_and_brings_ones_own_tasks(
    standing: str, how: dict[str, bool], office: Office, sandbox: Sandbox
) -> None:
    person = hire(sandbox, "Gil Gray", **how)
    mine = sandbox.agency.add("Mine", assignee=person)
    made = office.connect(Service("asana", sandbox), sandbox.token_of(person))
    office.sync()
    assert (made.standing, made.subject) == (standing, "")
    assert office.picker() == [f"asana:{mine.gid}"]


@pytest.mark.parametrize("wanted", ["Tomás Ferreira", "tomas", "tomas@northwind.example"])
def test_a_bot_at_asana_reads_one_persons_tasks_and_no_others(
    wanted: str, office: Office, sandbox: Sandbox
) -> None:
    bot = hire(sandbox, "Ro Bot")
    tomas = list(sandbox.agency.people.values())[1]
    if wanted == "tomas":
        wanted = tomas.gid
    made = office.connect(Service("asana", sandbox), sandbox.token_of(bot), wanted)
    office.sync()
    assert (made.standing, made.subject_id) == ("member", tomas.gid)
    theirs = sandbox.agency.open_tasks(tomas)
    assert office.picker() == sorted(f"asana:{task.gid}" for task in theirs)


def test_an_app_at_linear_has_no_tasks_of_its_own(office: Office, linear: LinearSandbox) -> None:
    service = Service("linear", linear)
    token = linear.token_of(linear.tracker.user("Helper"))
    with pytest.raises(SignInFailed, match="--tasks-of PERSON"):
        office.connect(service, token)
    assert office.held() == []
    made = office.connect(service, token, "Mei Tanaka")
    office.sync()
    assert (made.standing, made.subject) == ("bot", "Mei Tanaka (mei@northwind.example)")
    mei = linear.tracker.user("Mei Tanaka")
    seen = [issue for issue in linear.tracker.open_issues(mei) if not issue.team.private]
    assert office.picker() == sorted(f"linear:{issue.id}" for issue in seen)


def test_a_guest_at_linear_signs_in_as_one(office: Office, linear: LinearSandbox) -> None:
    linear.sit_down(linear.tracker.user("Petra Müller"))
    asked: list[Circle] = []

    def choose(circle: Circle) -> Person | None:
        asked.append(circle)
        return next(person for person in circle.people() if person.name == "Lena Brandt")

    made = Service("linear", linear).sign_in(office.ledger, office.around, choose=choose)
    assert [(circle.account.name, circle.standing) for circle in asked] == [
        ("Petra Müller", "guest")
    ]
    assert (made.standing, made.subject) == ("guest", "Lena Brandt (lena@northwind.example)")


def test_who_chooses_oneself_reads_ones_own(office: Office, sandbox: Sandbox) -> None:
    def choose(circle: Circle) -> Person | None:
        return next(each for each in circle.people() if each.id == circle.account.id)

    made = office.connect(Service("asana", sandbox), sandbox.token, choose=choose)
    assert (made.standing, made.subject_id) == ("member", "")


def test_nobody_chosen_connects_nothing(office: Office, sandbox: Sandbox) -> None:
    def choose(circle: Circle) -> Person | None:
        raise SignInFailed("Nobody was chosen.")

    with pytest.raises(SignInFailed):
        office.connect(Service("asana", sandbox), sandbox.token, choose=choose)
    assert office.held() == []


def test_both_providers_and_several_accounts_at_once(
    office: Office, sandbox: Sandbox, linear: LinearSandbox
) -> None:
    asana, tracker = Service("asana", sandbox), Service("linear", linear)
    other = list(sandbox.agency.people.values())[1]
    office.connect(asana, sandbox.token)
    office.connect(asana, sandbox.token_of(other))
    office.connect(tracker, linear.token)
    office.sync()
    both = [*sandbox.agency.open_tasks(), *sandbox.agency.open_tasks(other)]
    expected = [f"asana:{task.gid}" for task in both]
    expected += [f"linear:{issue.id}" for issue in linear.tracker.open_issues()]
    assert office.picker() == sorted(expected)
    assert [(row.provider, row.tasks > 0) for row in office.held()] == [
        ("asana", True),
        ("asana", True),
        ("linear", True),
    ]


def test_a_task_that_two_accounts_see_is_one_row(office: Office, sandbox: Sandbox) -> None:
    service = Service("asana", sandbox)
    main = sandbox.agency.main
    office.connect(service, sandbox.token)
    office.connect(service, sandbox.token_of(hire(sandbox, "Ro Bot")), main.email)
    office.sync()
    mine = sandbox.agency.open_tasks()
    own, shared = (row.tasks for row in office.held())
    assert own == len(mine) > shared > 40  # the bot does not see what is in no project
    assert office.picker() == sorted(f"asana:{task.gid}" for task in mine)


def test_every_workspace_of_an_account_is_read(office: Office, sandbox: Sandbox) -> None:
    agency = sandbox.agency
    second = agency.add_workspace("Side Project", "side.example")
    agency.join(agency.main, second)
    extra = agency.add("Elsewhere", workspace=second)
    made = office.connect(Service("asana", sandbox), sandbox.token)
    office.sync()
    assert made.workspaces == ("Northwind Studio", "Side Project")
    assert f"asana:{extra.gid}" in office.picker()
    assert len(office.picker()) == len(agency.open_tasks())


def test_one_integration_that_is_off_does_not_stop_the_other(
    office: Office, sandbox: Sandbox, linear: LinearSandbox
) -> None:
    office.connect(Service("asana", sandbox), sandbox.token)
    office.connect(Service("linear", linear), linear.token)
    office.sync()
    with office.ledger.write() as work:
        switch_feature(work, "asana", False, kind_names())
    sandbox.forget_traffic()
    linear.forget_traffic()
    office.sync()
    assert sandbox.traffic == []
    assert linear.traffic
    assert all(row.startswith("linear:") for row in office.picker())
    with office.ledger.write() as work:
        switch_feature(work, "asana", True, kind_names())
    assert len(office.picker()) == len(
        [*sandbox.agency.open_tasks(), *linear.tracker.open_issues()]
    )
