"""Time on what is not mapped: it starts at once, is asked about once, and remembered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import entries, timer
from store.adoption import adopt
from store.choices import answer, forget, remembered, unanswered
from store.connections import remove_connection
from store.errors import NothingToDo, Refused
from store.features import switch_feature
from store.ledger import Ledger
from store.mapping import map_remote, mappings, unmap_remote
from store.opening import open_ledger
from store.picker import candidates
from store.projects import add_project, archive_project
from store.records import Entry
from store.remote import retire_tasks
from store.subject import find_task
from store.tasks import add_task, move_task
from store.work import Work
from tests.clock import FixedClock
from tests.store.filling import RemoteProject, RemoteTask, connect, mirror, mirror_projects

HERO = RemoteTask("1", "Homepage hero", ("p1",))
COPY = RemoteTask("2", "Pricing copy", ("p1",))
LOOSE = RemoteTask("3", "Loose end")


def see(work: Work, account: str = "ada") -> str:
    """Connect an account that sees three tasks, two of them in one project."""
    connection_id = connect(work, account)
    mirror_projects(work, connection_id, RemoteProject("p1", "Website relaunch"))
    mirror(work, connection_id, HERO, COPY, LOOSE)
    return connection_id


def started(work: Work, key: str) -> Entry:
    """Start a timer on a picker key; return the entry that runs."""
    entry = timer.start(work, adopt(work, key)).status.entry
    assert entry
    return entry


@pytest.fixture
def bob(sqlite_ledger: Ledger, clock: FixedClock) -> Iterator[Ledger]:
    """Open the same ledger as a second member; Asana stays on."""
    ledger = open_ledger(sqlite_ledger.path, clock, member="bob")
    with sqlite_ledger.write() as work:
        switch_feature(work, "asana", enabled=True, known=["asana"])
    yield ledger
    ledger.close()


def test_the_timer_starts_at_once_and_the_question_follows(ledger: Ledger) -> None:
    with ledger.write() as work:
        see(work)
        acme = add_project(work, "Acme Redesign")
        entry = started(work, "asana:1")
        assert entry.project is None
        question = unanswered(work)
        assert question
        assert question[:3] == (entry.id, entry.task_id, "Homepage hero")
        assert question[3:] == ("asana", "p1", "Website relaunch")
        change = answer(work, question, acme.id)
        assert change.sentence == "Put Homepage hero into Acme Redesign."
        assert [each.project for each in change.changed] == ["Acme Redesign"]
        assert find_task(work, entry.task_id)[1] == acme.id
        assert unanswered(work) is None
        assert mappings(work) == []


def test_the_answer_is_remembered_for_the_next_task_from_there(ledger: Ledger) -> None:
    with ledger.write() as work:
        see(work)
        acme = add_project(work, "Acme Redesign")
        started(work, "asana:1")
        question = unanswered(work)
        assert question
        answer(work, question, acme.id)
        (row,) = [row for row in candidates(work) if row.name == "Pricing copy"]
        assert (row.project, row.mapped) == ("Acme Redesign", False)
        assert started(work, "asana:2").project == "Acme Redesign"
        assert unanswered(work) is None
        assert started(work, "asana:3").project is None


@pytest.mark.parametrize("map_it", [False, True])
def test_an_archived_project_gets_no_more_time_and_the_question_follows(
    ledger: Ledger, map_it: bool
) -> None:
    with ledger.write() as work:
        see(work)
        acme, orbit = add_project(work, "Acme"), add_project(work, "Orbit")
        started(work, "asana:1")
        question = unanswered(work)
        assert question
        answer(work, question, acme.id, map_it=map_it)
        archive_project(work, acme.id)
        assert started(work, "asana:2").project is None
        (row,) = [row for row in candidates(work) if row.name == "Pricing copy"]
        assert (row.project, row.mapped) == (None, False)
        question = unanswered(work)
        assert question
        answer(work, question, orbit.id, map_it=map_it)
        assert started(work, "asana:2").project == "Orbit"


def test_no_project_is_an_answer_too(ledger: Ledger) -> None:
    with ledger.write() as work:
        see(work)
        started(work, "asana:1")
        question = unanswered(work)
        assert question
        change = answer(work, question, None)
        assert (change.changed, change.sentence) == (
            *((), "Homepage hero stays without a project."),
        )
        assert started(work, "asana:2").project is None
        assert unanswered(work) is None
        assert [(each.key, each.project) for each in remembered(work)] == [("asana:p1", None)]


def test_a_forgotten_answer_is_asked_for_again(ledger: Ledger) -> None:
    with ledger.write() as work:
        see(work)
        started(work, "asana:1")
        question = unanswered(work)
        assert question
        answer(work, question, None)
        assert forget(work, "website RELAUNCH").key == "asana:p1"
        assert unanswered(work) == question
        with pytest.raises(NothingToDo, match="ayron map answers"):
            forget(work, "asana:p1")


def test_an_admin_may_make_it_a_mapping(ledger: Ledger) -> None:
    with ledger.write() as work:
        see(work)
        acme = add_project(work, "Acme Redesign")
        started(work, "asana:1")
        question = unanswered(work)
        assert question
        with pytest.raises(Refused, match="Choose a project"):
            answer(work, question, None, map_it=True)
        answer(work, question, acme.id, map_it=True)
        assert [mapping.key for mapping in mappings(work)] == ["asana:p1"]
        assert started(work, "asana:2").project == "Acme Redesign"


def test_a_member_s_answer_is_theirs_alone(sqlite_ledger: Ledger, bob: Ledger) -> None:
    with sqlite_ledger.write() as work:
        see(work)
        acme = add_project(work, "Acme Redesign")
        started(work, "asana:1")
    with bob.write() as work:
        see(work, "bob")
        started(work, "asana:1")
        question = unanswered(work)
        assert question
    with pytest.raises(Refused, match="Only an admin may map"), bob.write() as work:
        answer(work, question, acme.id, map_it=True)
    with bob.write() as work:
        assert (unanswered(work), remembered(work)) == (question, [])
        answer(work, question, acme.id)
        assert started(work, "asana:2").project == "Acme Redesign"
    with sqlite_ledger.write() as work:
        assert unanswered(work)
        assert remembered(work) == []
        assert started(work, "asana:2").project is None


def test_an_answer_can_be_undone_and_done_again(ledger: Ledger) -> None:
    with ledger.write() as work:
        see(work)
        acme = add_project(work, "Acme Redesign")
        entry = started(work, "asana:1")
        question = unanswered(work)
        assert question
        answer(work, question, acme.id)
        undone = entries.undo(work)
        assert undone.sentence == "Undone: Put Homepage hero into Acme Redesign."
        assert [each.project for each in undone.changed] == [None]
        assert find_task(work, entry.task_id)[1] is None
        assert [each.project for each in entries.redo(work).changed] == ["Acme Redesign"]
        assert find_task(work, entry.task_id)[1] == acme.id


def test_what_a_person_chose_meanwhile_stays(ledger: Ledger) -> None:
    with ledger.write() as work:
        see(work)
        acme, orbit = add_project(work, "Acme"), add_project(work, "Orbit")
        entry = started(work, "asana:1")
        question = unanswered(work)
        assert question
        entries.edit(work, entry.id, project_id=orbit.id)
        answer(work, question, acme.id)
        assert timer.status(work).entry == entry.replace(project_id=orbit.id, project="Orbit")
        timer.cancel(work)
        assert answer(work, question, acme.id).changed == ()


def test_nothing_is_asked_where_there_is_nothing_to_ask(ledger: Ledger) -> None:
    with ledger.write() as work:
        connection_id = see(work)
        acme = add_project(work, "Acme")
        assert unanswered(work) is None  # nothing was ever started
        timer.start(work, add_task(work, "Bookkeeping"))
        assert unanswered(work) is None  # it is not a remote task
        started(work, "asana:3")
        assert unanswered(work) is None  # it sits in no project
        timer.start(work, adopt(work, "asana:1"), project_id=acme.id)
        assert unanswered(work) is None  # it was scoped
        started(work, "asana:1")
        timer.stop(work)
        assert unanswered(work)  # the last entry, stopped
        switch_feature(work, "asana", enabled=False, known=["asana"])
        assert unanswered(work) is None
        switch_feature(work, "asana", enabled=True, known=["asana"])
        map_remote(work, acme.id, "asana", "p1")
        assert unanswered(work) is None
        unmap_remote(work, acme.id, "asana", "p1")
        move_task(work, adopt(work, "asana:1"), acme.id)
        assert unanswered(work) is None
        move_task(work, adopt(work, "asana:1"), None)
        assert unanswered(work)
        remove_connection(work, connection_id, "asana")
        assert unanswered(work) is None


def test_a_remote_project_that_is_not_seen_has_no_name_in_the_question(ledger: Ledger) -> None:
    with ledger.write() as work:
        connection_id = connect(work)
        mirror(work, connection_id, RemoteTask("1", "Homepage hero", ("p8", "p9")))
        started(work, "asana:1")
        question = unanswered(work)
        assert question
        assert (question.remote_id, question.remote_project) == ("p8", None)
        mirror_projects(work, connection_id, RemoteProject("p9", "Website"))
        question = unanswered(work)
        assert question
        assert (question.remote_id, question.remote_project) == ("p9", "Website")


class AsItWas(Exception):
    """Raised to have the transaction rolled back."""


STEP = st.one_of(
    st.tuples(st.just("map"), st.sampled_from("ab"), st.integers(0, 2)),
    st.tuples(st.just("unmap"), st.sampled_from("ab"), st.integers(0, 2)),
    st.tuples(st.just("answer"), st.just(""), st.sampled_from([None, 0, 1, 2])),
    st.tuples(st.just("move"), st.just(""), st.sampled_from([None, 0, 1, 2])),
    st.tuples(st.just("start"), st.just(""), st.sampled_from([None, None, 0, 1])),
    st.tuples(st.sampled_from(["leave", "lose", "come"]), st.just(""), st.none()),
)


class Model:
    """What a person expects: the rules of the design, said once more in plain dictionaries."""

    def __init__(self, ours: list[str]) -> None:
        self.ours = ours
        self.mapped: dict[str, str] = {}
        self.answered: dict[str, str | None] = {}
        self.own: str | None = None
        self.last: str | None = None
        self.seen = True
        self.dormant = False

    def project(self, scope: str | None) -> str | None:
        """Say which project a new entry gets."""
        places = "ab" if self.seen else ""
        first = next((self.mapped[key] for key in places if key in self.mapped), None)
        answered = next((self.answered[key] for key in places if key in self.answered), None)
        last = self.last if self.dormant else None
        return scope or first or self.own or answered or last


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEP, max_size=20))
def test_an_entry_gets_the_project_of_the_nearest_rule(
    sqlite_ledger: Ledger, clock: FixedClock, steps: list[tuple[str, str, int | None]]
) -> None:
    with suppress(AsItWas), sqlite_ledger.write() as work:
        come(work)
        model = Model([add_project(work, f"Ours {number}").id for number in range(3)])
        before: dict[str, str | None] = {}
        for kind, remote, number in steps:
            clock.advance(seconds=1)
            take_step(work, model, kind, remote, None if number is None else model.ours[number])
            if kind in ("map", "unmap", "move"):
                assert dict(work.rows("SELECT id, project_id FROM entry")) == before
            before = dict(work.rows("SELECT id, project_id FROM entry"))
            rows = candidates(work)
            assert rows or (model.dormant and not before)
            assert [row.project_id for row in rows] == [model.project(None) for _ in rows]
        raise AsItWas


def come(work: Work) -> None:
    """Connect, and see a task in two projects."""
    connection_id = connect(work)
    mirror_projects(work, connection_id, RemoteProject("a", "A"), RemoteProject("b", "B"))
    mirror(work, connection_id, RemoteTask("1", "Homepage hero", ("a", "b")))


def take_step(work: Work, model: Model, kind: str, remote: str, ours: str | None) -> None:
    """Do a step in the ledger and in the model, and compare what it says."""
    task_id = adopt(work, "asana:1")
    if kind == "start":
        entry = timer.start(work, task_id, project_id=ours).status.entry
        assert entry
        assert entry.project_id == model.project(ours)
        model.last = entry.project_id
    elif kind in ("leave", "lose", "come"):
        follow_less_or_more(work, model, kind)
    elif kind == "move":
        move_task(work, task_id, ours)
        model.own = ours
    elif kind == "answer":
        question = unanswered(work)
        running = timer.status(work).entry
        is_open = model.seen and running and not running.project_id
        is_open = is_open and not model.own and not model.mapped
        assert bool(question) == bool(is_open and not model.answered)
        if question:
            answer(work, question, ours)
            model.answered[question.remote_id] = ours
            model.own = model.own or ours
            model.last = ours
            assert find_task(work, task_id)[1] == model.own
    elif ours is not None:
        with suppress(Refused, NothingToDo):
            (map_remote if kind == "map" else unmap_remote)(work, ours, "asana", remote)
            if kind == "map":
                model.mapped[remote] = ours
            else:
                del model.mapped[remote]


def follow_less_or_more(work: Work, model: Model, kind: str) -> None:
    """Disconnect, hear that the task is gone, or connect and see it again."""
    found = work.row("SELECT id FROM connection")
    if kind == "come":
        come(work)
        model.seen, model.dormant = True, False
    elif found and kind == "leave":
        remove_connection(work, found[0], "asana")
        model.seen, model.dormant = False, True
    elif found:
        retire_tasks(work, found[0], "asana", {"1": "deleted"})
        model.dormant = True


@pytest.mark.parametrize("kind", ["leave", "lose"])
def test_time_keeps_its_project_when_its_task_is_no_longer_followed(
    ledger: Ledger, clock: FixedClock, kind: str
) -> None:
    with ledger.write() as work:
        connection_id = see(work)
        acme = add_project(work, "Acme Redesign")
        map_remote(work, acme.id, "asana", "p1")
        task_id = started(work, "asana:1").task_id
        clock.advance(minutes=5)
        timer.stop(work)
        if kind == "leave":
            remove_connection(work, connection_id, "asana")
        else:
            retire_tasks(work, connection_id, "asana", {"1": "deleted"})
            unmap_remote(work, acme.id, "asana", "p1")
        (row,) = [row for row in candidates(work) if row.name == "Homepage hero"]
        assert row.project == "Acme Redesign"
        entry = started(work, task_id)
        assert entry.project == "Acme Redesign"
        clock.advance(minutes=5)
        timer.stop(work)
        entries.edit(work, entry.id, project_id=None)
        clock.advance(minutes=5)
        assert started(work, task_id).project is None
