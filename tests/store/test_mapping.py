"""Remote projects and ours: many to one, set by an admin, named only to who sees them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.connections import add_connection
from store.errors import Ambiguous, NothingToDo, Refused
from store.features import switch_feature
from store.ledger import Ledger
from store.mapping import (
    Mapping,
    find_mapping,
    find_remote,
    map_remote,
    mappable,
    mappings,
    suggestions,
    unmap_remote,
)
from store.opening import open_ledger
from store.projects import add_project, archive_project
from store.remote import upsert_projects
from store.work import Work
from tests.clock import FixedClock
from tests.store.filling import ADA, RemoteProject, connect, contents, mirror_projects

WEBSITE = RemoteProject("p1", "Website relaunch")
CAMPAIGN = RemoteProject("p2", "Spring campaign")


def connect_linear(work: Work, *projects: RemoteProject) -> str:
    """Connect an account of Linear that sees some projects and teams."""
    new = ADA._replace(provider="linear", account_id="ada at orbit", account="ada@orbit.example")
    connection_id = add_connection(work, new, [("studio", "Orbit")])
    upsert_projects(work, connection_id, "linear", projects)
    return connection_id


@pytest.fixture
def bob(sqlite_ledger: Ledger, clock: FixedClock) -> Iterator[Ledger]:
    """Open the same ledger as a second member; integrations stay on."""
    ledger = open_ledger(sqlite_ledger.path, clock, member="bob")
    with sqlite_ledger.write() as work:
        switch_feature(work, "asana", enabled=True, known=["asana"])
    yield ledger
    ledger.close()


def test_several_remote_projects_are_mapped_to_one_of_ours(ledger: Ledger) -> None:
    team = RemoteProject("t1", "Engineering", kind="team")
    with ledger.write() as work:
        mirror_projects(work, connect(work), WEBSITE, CAMPAIGN)
        connect_linear(work, team)
        acme = add_project(work, "Acme Redesign", "Acme GmbH")
        who = work.rows("SELECT name FROM member")[0][0]
        tail = (acme.id, "Acme Redesign", "Acme GmbH", who)
        assert map_remote(work, acme.id, "asana", "p1") == Mapping(
            "asana", "p1", "project", "Website relaunch", *tail
        )
        map_remote(work, acme.id, "asana", "p2")
        assert map_remote(work, acme.id, "linear", "t1").kind == "team"
        assert map_remote(work, acme.id, "asana", "p1").set_by == who  # again is no mistake
        assert [mapping.key for mapping in mappings(work)] == ["asana:p1", "asana:p2", "linear:t1"]
        assert mappings(work, acme.id) == mappings(work)
        assert mappings(work, add_project(work, "Orbit").id) == []


def test_never_the_reverse(ledger: Ledger) -> None:
    with ledger.write() as work:
        mirror_projects(work, connect(work), WEBSITE)
        acme, orbit = add_project(work, "Acme"), add_project(work, "Orbit")
        map_remote(work, acme.id, "asana", "p1")
        with pytest.raises(Refused) as caught:
            map_remote(work, orbit.id, "asana", "p1")
        assert str(caught.value) == (
            "Website relaunch is mapped to Acme already. Take that away first:"
            f" ayron map remove {acme.id} asana:p1"
        )
        unmap_remote(work, acme.id, "asana", "p1")
        assert map_remote(work, orbit.id, "asana", "p1").project == "Orbit"
        with pytest.raises(NothingToDo, match="asana:p1 is not mapped to Acme"):
            unmap_remote(work, acme.id, "asana", "p1")


def test_what_can_be_mapped_is_each_open_project_that_is_seen_once(ledger: Ledger) -> None:
    with ledger.write() as work:
        first, second = connect(work, "ada"), connect(work, "ada at work")
        mirror_projects(work, first, WEBSITE, RemoteProject("p3", "Old", archived=True))
        mirror_projects(work, second, WEBSITE, CAMPAIGN)
        acme = add_project(work, "Acme")
        map_remote(work, acme.id, "asana", "p1")
        found = [(choice.key, choice.name, choice.mapped_to) for choice in mappable(work)]
        assert found == [
            ("asana:p2", "Spring campaign", None),
            ("asana:p1", "Website relaunch", acme.id),
        ]
        assert {choice.workspace for choice in mappable(work)} == {"Studio"}
        assert {choice.account for choice in mappable(work)} == {"Ada Byron"}
        assert map_remote(work, acme.id, "asana", "p3").name == "Old"  # by id, archived or not
        switch_feature(work, "asana", enabled=False, known=["asana"])
        assert mappable(work) == []
        assert [mapping.name for mapping in mappings(work)] == [None, None]


def test_one_that_is_open_somewhere_is_open(ledger: Ledger) -> None:
    with ledger.write() as work:
        mirror_projects(work, connect(work, "ada"), WEBSITE._replace(archived=True))
        mirror_projects(work, connect(work, "ada at work"), WEBSITE)
        assert [choice.key for choice in mappable(work)] == ["asana:p1"]


def test_a_remote_project_is_found_by_id_or_by_a_name_that_is_unique(ledger: Ledger) -> None:
    with ledger.write() as work:
        mirror_projects(work, connect(work), WEBSITE, CAMPAIGN)
        connect_linear(work, RemoteProject("l1", "Website Relaunch"))
        assert find_remote(work, "asana:p1").name == "Website relaunch"
        assert find_remote(work, "spring CAMPAIGN").key == "asana:p2"
        with pytest.raises(Ambiguous) as caught:
            find_remote(work, "website relaunch")
        assert [line.split()[0] for line in caught.value.choices] == ["asana:p1", "linear:l1"]
        for text in ("asana:404", "jira:1", "", "Website"):
            with pytest.raises(NothingToDo, match="You see no remote project"):
                find_remote(work, text)


def test_only_an_admin_maps_and_a_member_is_told_whose_it_is(
    sqlite_ledger: Ledger, bob: Ledger
) -> None:
    with sqlite_ledger.write() as work:
        mirror_projects(work, connect(work), WEBSITE, CAMPAIGN)
        acme = add_project(work, "Acme")
        map_remote(work, acme.id, "asana", "p1")
        work.run("UPDATE member SET name = 'Ada' WHERE handle = ?", (work.owner,))
    with bob.write() as work:
        mirror_projects(work, connect(work, "bob"), WEBSITE)
        assert [(each.name, each.set_by) for each in mappings(work)] == [
            ("Website relaunch", "Ada")
        ]
    before = contents(sqlite_ledger, "mapping")
    changes: list[Callable[[Work], object]] = [
        lambda work: map_remote(work, acme.id, "asana", "p1"),
        lambda work: unmap_remote(work, acme.id, "asana", "p1"),
    ]
    for change in changes:
        with pytest.raises(Refused, match="Only an admin may"), bob.write() as work:
            change(work)
    assert contents(sqlite_ledger, "mapping") == before


def test_a_member_is_shown_no_name_of_what_they_cannot_see(
    sqlite_ledger: Ledger, bob: Ledger
) -> None:
    secret = RemoteProject("p9", "Salaries")
    with sqlite_ledger.write() as work:
        mirror_projects(work, connect(work), WEBSITE, secret)
        acme = add_project(work, "Acme")
        for remote in ("p1", "p9"):
            map_remote(work, acme.id, "asana", remote)
    with bob.write() as work:
        mirror_projects(work, connect(work, "bob"), WEBSITE)
        shown = {each.remote_id: each.name for each in mappings(work)}
        assert shown == {"p1": "Website relaunch", "p9": None}
        assert "Salaries" not in repr([mappings(work), mappable(work), suggestions(work, acme.id)])
        with pytest.raises(NothingToDo, match="Salaries is not mapped to Acme"):
            find_mapping(work, acme.id, "Salaries")
        assert find_mapping(work, acme.id, "asana:p9").name is None


def test_suggestions_are_alike_best_first_and_set_nothing(ledger: Ledger) -> None:
    with ledger.write() as work:
        mirror_projects(
            work,
            connect(work),
            RemoteProject("p1", "Redesign (Acme)"),
            RemoteProject("p2", "ACME Redesign"),
            RemoteProject("p3", "Acme GmbH: Redesign 2026"),
            RemoteProject("p4", "Orbit API"),
            RemoteProject("p5", "Hiring"),
            RemoteProject("p6", "★"),
        )
        acme = add_project(work, "Acme Redesign", "Acme GmbH")
        found = [choice.remote_id for choice in suggestions(work, acme.id)]
        assert found[0] in ("p1", "p2")
        assert set(found) == {"p1", "p2", "p3"}
        assert mappings(work) == []
        map_remote(work, add_project(work, "Other").id, "asana", "p2")
        assert "p2" not in [choice.remote_id for choice in suggestions(work, acme.id)]
        assert suggestions(work, add_project(work, "☂").id) == []


def test_an_archived_project_keeps_its_mappings(ledger: Ledger) -> None:
    with ledger.write() as work:
        mirror_projects(work, connect(work), WEBSITE)
        acme = add_project(work, "Acme")
        map_remote(work, acme.id, "asana", "p1")
        archive_project(work, acme.id)
        assert [(row.project, row.archived) for row in mappings(work)] == [("Acme", True)]


def test_what_rests_with_an_archived_project_is_mapped_anew(ledger: Ledger) -> None:
    with ledger.write() as work:
        mirror_projects(work, connect(work), WEBSITE)
        acme, orbit = add_project(work, "Acme"), add_project(work, "Orbit")
        map_remote(work, acme.id, "asana", "p1")
        with pytest.raises(Refused, match="mapped to Acme already"):
            map_remote(work, orbit.id, "asana", "p1")
        archive_project(work, acme.id)
        assert map_remote(work, orbit.id, "asana", "p1").project == "Orbit"
        assert [mapping.project for mapping in mappings(work)] == ["Orbit"]


class AsItWas(Exception):
    """Raised to have the transaction rolled back."""


STEPS = st.lists(st.tuples(st.booleans(), st.integers(0, 2), st.sampled_from("abcd")), max_size=30)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_a_remote_project_never_has_two_of_ours(
    sqlite_ledger: Ledger, steps: list[tuple[bool, int, str]]
) -> None:
    expected: dict[str, str] = {}
    with suppress(AsItWas), sqlite_ledger.write() as work:
        mirror_projects(work, connect(work), *(RemoteProject(key, key) for key in "abcd"))
        ours = [add_project(work, f"Ours {number}").id for number in range(3)]
        for is_added, number, remote in steps:
            change = map_remote if is_added else unmap_remote
            try:
                change(work, ours[number], "asana", remote)
            except (Refused, NothingToDo):
                assert (expected.get(remote) == ours[number]) is False
                continue
            if is_added:
                assert expected.setdefault(remote, ours[number]) == ours[number]
            else:
                assert expected.pop(remote) == ours[number]
            assert {each.remote_id: each.project_id for each in mappings(work)} == expected
            assert {c.remote_id: c.mapped_to for c in mappable(work) if c.mapped_to} == expected
        raise AsItWas
