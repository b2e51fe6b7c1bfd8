"""Who uses the ledger: added, renamed, given a role, let go; one admin always stays."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import timer
from store.errors import NothingToDo, Refused
from store.features import is_on, is_shared
from store.ledger import Ledger, open_quickly
from store.members import (
    Member,
    add_member,
    archive_member,
    edit_member,
    members,
    rename_member,
    unarchive_member,
)
from store.opening import open_ledger
from store.tasks import add_task
from store.work import Work
from tests.clock import FixedClock
from tests.store.filling import connect


def test_a_member_is_added_renamed_and_given_a_role(sqlite_ledger: Ledger) -> None:
    with sqlite_ledger.write() as work:
        assert members(work) == [Member("me", "me", "admin", archived=False)]
        made = add_member(work, "bob", "Bob\x07 Hope")
        assert made == Member("bob", "Bob� Hope", "member", archived=False)
        assert rename_member(work, "bob", "Bob").name == "Bob"
        assert edit_member(work, "BOB", "admin").role == "admin"
        assert [member.role for member in members(work)] == ["admin", "admin"]
        assert edit_member(work, "me", "member").role == "member"


def test_the_last_admin_stays(ledger: Ledger) -> None:
    with ledger.write() as work:
        with pytest.raises(Refused, match="is the only admin"):
            edit_member(work, work.owner, "member")
        with pytest.raises(Refused, match="Make somebody else admin first"):
            archive_member(work, work.owner)
        assert edit_member(work, work.owner, "admin").role == "admin"


def test_who_is_archived_gets_in_no_more_until_brought_back(
    sqlite_ledger: Ledger, clock: FixedClock
) -> None:
    with sqlite_ledger.write() as work:
        add_member(work, "bob")
    bob = open_ledger(sqlite_ledger.path, clock, member="bob")
    with bob.write() as work:
        timer.start(work, add_task(work, "Bookkeeping"))
    with pytest.raises(Refused, match="A timer of bob is running"), sqlite_ledger.write() as work:
        archive_member(work, "bob")
    with bob.write() as work:
        timer.stop(work)
    bob.close()
    with sqlite_ledger.write() as work:
        assert archive_member(work, "bob").archived
        assert [member.handle for member in members(work)] == ["me"]
        assert not is_shared(work)
    assert open_quickly(sqlite_ledger.path, clock, "bob") is None
    with pytest.raises(Refused, match="bob is archived in this workspace"):
        open_ledger(sqlite_ledger.path, clock, member="bob")
    with sqlite_ledger.write() as work:
        assert not unarchive_member(work, "bob").archived
    open_ledger(sqlite_ledger.path, clock, member="bob").close()


def test_a_second_member_makes_integrations_wait_for_the_admin(sqlite_ledger: Ledger) -> None:
    with sqlite_ledger.write() as work:
        connect(work)
        assert (is_on(work, "asana"), is_on(work, "linear")) == (True, True)
        add_member(work, "bob")
        assert (is_on(work, "asana"), is_on(work, "linear")) == (False, False)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda work: add_member(work, "Me"), "There is a member me already."),
        (lambda work: add_member(work, " "), "A member needs a name."),
        (lambda work: add_member(work, "bob", role="boss"), "“boss” is no role"),
        (lambda work: edit_member(work, "me", "boss"), "“boss” is no role"),
        (lambda work: rename_member(work, "me", ""), "A member needs a name."),
        (lambda work: rename_member(work, "eve", "x"), "No member is called “eve”."),
    ],
)
def test_what_makes_no_sense_is_refused(
    sqlite_ledger: Ledger, change: Callable[[Work], object], sentence: str
) -> None:
    with pytest.raises((Refused, NothingToDo), match=sentence), sqlite_ledger.write() as work:
        change(work)


ADMIN_ONLY: list[Callable[[Work], object]] = [
    lambda work: add_member(work, "eve"),
    lambda work: rename_member(work, "bob", "Boss"),
    lambda work: edit_member(work, "bob", "admin"),
    lambda work: archive_member(work, "me"),
    lambda work: unarchive_member(work, "me"),
]


def test_a_plain_member_reads_and_changes_nothing(sqlite_ledger: Ledger, clock: FixedClock) -> None:
    bob = open_ledger(sqlite_ledger.path, clock, member="bob")
    for change in ADMIN_ONLY:
        with pytest.raises(Refused, match="Only an admin may"), bob.write() as work:
            change(work)
    with bob.read() as work:
        assert [member.handle for member in members(work)] == ["me", "bob"]
    bob.close()


def test_on_postgresql_another_member_is_for_later(postgres_ledger: Ledger) -> None:
    with pytest.raises(Refused, match="ayron team"), postgres_ledger.write() as work:
        add_member(work, "bob")
    with postgres_ledger.write() as work:
        assert rename_member(work, work.owner, "Ada").name == "Ada"


class AsItWas(Exception):
    """Raised to have the transaction rolled back."""


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from("pmxu"), st.sampled_from(["me", "bob", "eve"]))))
def test_there_is_always_an_admin(sqlite_ledger: Ledger, steps: list[tuple[str, str]]) -> None:
    changes: dict[str, Callable[[Work, str], object]] = {
        "p": lambda work, handle: edit_member(work, handle, "admin"),
        "m": lambda work, handle: edit_member(work, handle, "member"),
        "x": archive_member,
        "u": unarchive_member,
    }
    with suppress(AsItWas), sqlite_ledger.write() as work:
        add_member(work, "bob")
        add_member(work, "eve", role="admin")
        for step, handle in steps:
            try:
                changes[step](work, handle)
            except Refused:
                continue
            assert [member for member in members(work) if member.role == "admin"]
        raise AsItWas
