"""What a provider reads of a Linear that changes under its eyes."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from store.clock import HOUR, MINUTE
from sync.provider import Absence, Account, Person, Provider, RemoteTask, Workspace
from sync.sandbox.linear import Fault, LinearSandbox, StillClock, large
from sync.sandbox.linear.schemas import EXCERPT
from tests.clock import FRIDAY
from tests.sync.hostile import hostile
from tests.sync.linear.answers import ISSUE, issues
from tests.sync.linear.conftest import NOW, Opened, rows
from tests.sync.linear.test_documents import WHOLE

MONTHS_AGO = FRIDAY - 90 * 24 * HOUR


def names(tasks: list[RemoteTask]) -> set[str]:
    return {task.name for task in tasks}


def home(linear: LinearSandbox) -> str:
    return linear.tracker.organization.id


def open_names(provider: Provider) -> set[str]:
    return names(rows(provider.my_open_tasks("")))


def look_up(provider: Provider, *task_ids: str) -> dict[str, RemoteTask | Absence]:
    found = list(provider.look_up(task_ids))
    assert len(found) == len(task_ids)
    return dict(found)


def test_it_knows_whose_key_it_is(linear: LinearSandbox, provider: Provider) -> None:
    main = linear.tracker.main
    assert provider.account() == Account(main.id, "Lena Brandt", "lena@northwind.example")
    assert provider.standing() == "member"
    assert provider.workspaces() == [Workspace(home(linear), "Northwind Studio")]
    assert provider.streams is None


@pytest.mark.parametrize(
    ("name", "standing"), [("Petra Müller", "guest"), ("Helper", "bot"), ("Mei Tanaka", "member")]
)
def test_it_knows_what_an_account_is(
    name: str, standing: str, linear: LinearSandbox, opened: Opened
) -> None:
    token = linear.token_of(linear.tracker.user(name))
    assert opened(linear.url, token).standing() == standing


def test_people_are_listed_without_apps(linear: LinearSandbox, provider: Provider) -> None:
    found = rows(provider.people(home(linear)))
    assert [person.name for person in found if person.name == "Helper"] == []
    main = linear.tracker.main
    assert Person(main.id, main.name, main.email) in found
    assert len(found) == 4


def test_projects_and_teams_are_both_places(linear: LinearSandbox, provider: Provider) -> None:
    linear.tracker.archive_project("Checkout")
    found = rows(provider.projects(home(linear)))
    assert [(each.name, each.kind) for each in found] == [
        ("Import", "project"),
        ("Design", "team"),
        ("Engineering", "team"),
    ]
    assert {each.workspace_id for each in found} == {home(linear)}
    assert found[0].url.startswith("https://linear.app/northwind/project/")


@pytest.mark.parametrize("schema", [EXCERPT, WHOLE], ids=["excerpt", "whole"])
def test_what_is_open_and_mine_is_read_whole(schema: Path, opened: Opened) -> None:
    if not schema.exists():
        pytest.skip("Linear's whole schema is not here.")
    with LinearSandbox(clock=StillClock(NOW), schema=schema) as linear:
        tracker = linear.tracker
        tracker.due("Undo an import", date(2026, 12, 1))
        issue = tracker.issue("Undo an import")
        (found,) = [
            task
            for task in rows(opened(linear.url, linear.token).my_open_tasks(home(linear)))
            if task.name == "Undo an import"
        ]
        assert found == RemoteTask(
            workspace_id=home(linear),
            id=issue.id,
            name="Undo an import",
            identifier=issue.identifier,
            url=issue.url,
            completed=False,
            assignee_id=tracker.main.id,
            due_on="2026-12-01",
            modified_at=FRIDAY,
            project_ids=(tracker.project("Import").id, tracker.team("ENG").id),
            state=issue.state.name,
        )
        assert linear.writes == []


def test_only_what_is_open_and_mine_is_listed(linear: LinearSandbox, provider: Provider) -> None:
    mine = {
        issue.title
        for issue in linear.tracker.issues.values()
        if issue.assignee is linear.tracker.main and issue.completed_at is issue.canceled_at
    }
    assert open_names(provider) == mine
    assert "Retire the old payment form" not in mine
    open_ids = set(rows(provider.my_open_ids("")))
    assert open_ids == {task.id for task in rows(provider.my_open_tasks(""))}


def test_a_change_is_seen_after_it_and_not_before(
    linear: LinearSandbox, provider: Provider
) -> None:
    tracker = linear.tracker
    assert rows(provider.my_changed_tasks("", FRIDAY)) == []
    tracker.rename("Undo an import", "Take an import back")
    tracker.complete("Send the receipt again")
    tracker.cancel("Keep the basket after signing in")
    changed = {task.name: task.completed for task in rows(provider.my_changed_tasks("", FRIDAY))}
    assert changed == {
        "Take an import back": False,
        "Send the receipt again": True,
        "Keep the basket after signing in": True,
    }
    assert rows(provider.my_changed_tasks("", FRIDAY + MINUTE)) == []


def test_an_issue_that_moved_is_known_by_both_names(
    linear: LinearSandbox, provider: Provider
) -> None:
    before = linear.tracker.issue("Undo an import").identifier
    linear.tracker.move("Undo an import", "DES")
    (moved,) = rows(provider.my_changed_tasks("", FRIDAY))
    assert moved.identifier is not None
    assert moved.identifier.startswith("DES-")
    assert moved.older_identifiers == (before,)


def test_archiving_is_seen_though_it_is_no_update(
    linear: LinearSandbox, provider: Provider
) -> None:
    linear.tracker.archive("Show the progress of a long import")
    (archived,) = rows(provider.my_changed_tasks("", FRIDAY))
    assert archived.completed
    linear.tracker.archive("Undo an import")
    assert names(rows(provider.my_changed_tasks("", FRIDAY))) == {archived.name}
    assert "Undo an import" not in open_names(provider)


def test_what_vanished_is_explained(linear: LinearSandbox, provider: Provider) -> None:
    tracker = linear.tracker
    titles = [
        *("Undo an import", "Send the receipt again", "Keep the basket after signing in"),
        *("Draw the empty basket", "Upgrade the database", "Read the supplier's price list"),
        "Survive a file without a header row",
    ]
    ids = [tracker.issue(title).id for title in titles]
    archived, trashed, purged, hidden, given, done, same = ids
    tracker.archive(archived)
    tracker.trash(trashed)
    tracker.purge(purged)
    tracker.hide("DES")
    tracker.assign(given, "Mei Tanaka")
    tracker.complete(done)
    found = look_up(provider, *ids, "unheard-of", "../graphql")
    assert found[archived] == found[trashed] == "gone"
    assert found[purged] == found[hidden] == "no_access"
    assert found["unheard-of"] == found["../graphql"] == "no_access"
    for task_id, assignee in ((given, "Mei Tanaka"), (done, "Lena Brandt"), (same, "Lena Brandt")):
        task = found[task_id]
        assert isinstance(task, RemoteTask)
        assert task.assignee_id == tracker.user(assignee).id
        assert task.completed is (task_id == done)


def test_two_hundred_ids_are_looked_up_with_two_questions(opened: Opened) -> None:
    with LinearSandbox(clock=StillClock(NOW), tracker=large(200, date(2026, 11, 27))) as linear:
        reader = opened(linear.url, linear.token)
        ids = rows(reader.my_open_ids(""))
        before = reader.requests
        found = look_up(reader, *ids)
        assert all(isinstance(task, RemoteTask) for task in found.values())
        assert reader.requests - before == 2
        assert list(reader.look_up([])) == []
        assert reader.requests - before == 2


@pytest.mark.slow
def test_a_thousand_issues_are_read_at_the_price_that_was_worked_out(opened: Opened) -> None:
    with LinearSandbox(clock=StillClock(NOW), tracker=large(1001, date(2026, 11, 27))) as linear:
        reader = opened(linear.url, linear.token)
        assert len({task.id for task in rows(reader.my_open_tasks(""))}) == 1001
        assert reader.requests == 11
        assert len(set(rows(reader.my_open_ids("")))) == 1001
        assert reader.requests == 16
        assert reader.usage.last_hour == 16
        assert reader.usage.limit == 2500
        assert linear.writes == []


def test_a_broken_row_among_looked_up_ones_leaves_nothing_for_gone(opened: Opened) -> None:
    with hostile(issues([ISSUE, {"id": None}])) as server:
        found = dict(opened(server.url).look_up(["i-12", "i-13"]))
        assert not isinstance(found["i-12"], str)
        assert found["i-13"] == "unreadable"


def test_no_answer_is_given_that_was_not_asked_for(opened: Opened) -> None:
    other = ISSUE | {"id": "i-99"}
    with hostile(issues([other, ISSUE, ISSUE])) as server:
        found = list(opened(server.url).look_up(["i-12"]))
        assert [task_id for task_id, _ in found] == ["i-12"]
        asked = json.loads(server.requests[0].partition("\r\n\r\n")[2])["variables"]
        assert asked["filter"] == {"id": {"in": ["i-12"]}}
        assert asked["archived"] is True


@pytest.mark.parametrize("who", ["Helper", "Petra Müller"])
def test_a_bot_or_guest_reads_the_issues_of_the_one_person_chosen(
    who: str, linear: LinearSandbox, opened: Opened
) -> None:
    tracker = linear.tracker
    reader_user, subject = tracker.user(who), tracker.user("Mei Tanaka")
    tracker.join(reader_user, "DES")
    reader = opened(linear.url, linear.token_of(reader_user), subject.id)
    expected = {"Choose icons for the import", "Review the receipt's layout"}
    assert open_names(reader) == expected
    assert all(task.assignee_id == subject.id for task in rows(reader.my_open_tasks("")))
    assert len(rows(reader.my_open_ids(""))) == 2
    tracker.rename("Choose icons for the import", "Choose icons")
    tracker.rename("Undo an import", "Not theirs")
    assert names(rows(reader.my_changed_tasks("", FRIDAY))) == {"Choose icons"}
    assert linear.writes == []


def test_a_key_limited_to_a_team_sees_that_team(linear: LinearSandbox, opened: Opened) -> None:
    design = linear.tracker.team("DES")
    token = linear.token_of(linear.tracker.main, [design])
    reader = opened(linear.url, token)
    assert open_names(reader) == {"Draw the empty basket"}
    assert [each.name for each in rows(reader.projects("")) if each.kind == "team"] == ["Design"]


@pytest.mark.parametrize("how", ["person", "workspace"])
def test_a_foreign_row_is_passed_on_truthfully(
    how: Any, linear: LinearSandbox, provider: Provider
) -> None:
    linear.fail(Fault(how=how))
    tasks = rows(provider.my_open_tasks(home(linear)))
    foreign = [
        task
        for task in tasks
        if (task.workspace_id, task.assignee_id) != (home(linear), linear.tracker.main.id)
    ]
    assert len(foreign) >= 1
    assert len(foreign) < len(tasks)


def test_it_tells_the_time_at_linear(linear: LinearSandbox, provider: Provider) -> None:
    linear.skew = 90.0
    provider.account()
    assert provider.server_now() == FRIDAY + 90_000_000
