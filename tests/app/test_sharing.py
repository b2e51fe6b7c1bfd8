"""Clients, projects, members and mappings from the command line: shapes, codes, sentences."""

from __future__ import annotations

from typing import Any

import pytest

from store.choices import answer, unanswered
from store.features import switch_feature
from store.ledger import Ledger
from store.opening import open_ledger
from tests.app.conftest import Command
from tests.app.test_commands import HOSTILE, control_characters
from tests.clock import FixedClock
from tests.store.filling import RemoteProject, RemoteTask, connect, mirror, mirror_projects
from tests.store.test_mapping import connect_linear

MAPPING = {
    "id",
    "provider",
    "remote_id",
    "kind",
    "name",
    "project_id",
    "project",
    "client",
    "set_by",
}


@pytest.fixture
def studio(home_ledger: Ledger) -> Ledger:
    """Fill the ledger with two projects and what two accounts see."""
    with home_ledger.write() as work:
        work.run("UPDATE member SET name = 'Ada'")
        connection = connect(work)
        mirror_projects(
            work, connection, RemoteProject("p1", "Acme relaunch"), RemoteProject("p2", "Spring")
        )
        mirror(work, connection, RemoteTask("1", "Homepage hero", ("p1",)))
        connect_linear(work, RemoteProject("t1", "Spring", kind="team"))
    return home_ledger


def test_of_projects(command: Command) -> None:
    made = command("project", "add", "Redesign", "--client", "Acme GmbH", "--json").json
    assert {"id", "name", "client", "client_id", "archived"} <= set(made)
    moved = command(
        "project", "edit", "redesign", "--name", "Relaunch", "--client", "Orbit", "--json"
    )
    assert (moved.json["id"], moved.json["name"], moved.json["client"]) == (
        *(made["id"], "Relaunch", "Orbit"),
    )
    assert (
        command("project", "edit", "Relaunch", "--client", "none", "--json").json["client"] is None
    )
    assert command("project", "archive", "Relaunch", "--json").json["archived"] is True
    assert command("project", "list", "--json").json == []
    (listed,) = command("project", "list", "--archived", "--json").json
    assert listed["archived"] is True
    assert command("start", "x", "--new", "--project", "Relaunch").code == 3
    back = command("project", "edit", "Relaunch", "--unarchive")
    assert back.out == f"Changed {made['id']}\tRelaunch\tno client\n"


def test_what_is_done_to_projects_is_taken_back_and_done_again(
    command: Command, studio: Ledger
) -> None:
    command("project", "add", "Redesign", "--client", "Acme GmbH")
    command("start", "Plan", "--new")
    command("project", "edit", "Redesign", "--name", "Relaunch", "--client", "Orbit")
    command("client", "edit", "Acme GmbH", "--name", "Acme AG")
    command("map", "add", "Relaunch", "asana:p1")
    command("project", "archive", "Relaunch")
    said = [
        "Archived Relaunch.",
        "Mapped Acme relaunch to Relaunch.",
        "Renamed the client Acme GmbH to Acme AG.",
        "Moved Redesign to Orbit. Renamed Redesign to Relaunch.",
    ]
    for sentence in said:
        assert command("undo").out == f"Undone: {sentence}\n"
    assert [row["name"] for row in command("client", "list", "--json").json] == ["Acme GmbH"]
    (project,) = command("project", "list", "--json").json
    assert (project["name"], project["client"]) == ("Redesign", "Acme GmbH")
    assert command("status", "--json").json["entry"]["task"] == "Plan"
    for sentence in reversed(said):
        assert command("redo").out == f"Done again: {sentence}\n"
    assert command("project", "list", "--json").json == []


def test_a_client_called_none_is_no_client(command: Command) -> None:
    made = command("project", "add", "Internal", "--client", "none", "--json").json
    assert (made["client"], made["client_id"]) == (None, None)
    assert command("client", "list", "--json").json == []


def test_of_clients(command: Command) -> None:
    made = command("client", "add", "Acme", "GmbH", "--json").json
    assert (made["name"], made["archived"], made["projects"]) == ("Acme GmbH", False, 0)
    assert command("client", "edit", "acme gmbh", "--name", "Acme", "--json").json["name"] == "Acme"
    assert command("client", "list").out == f"{made['id']}\tAcme\n"
    assert command("client", "archive", "Acme", "--json").json["archived"] is True
    assert command("client", "list").out == "There are no clients yet.\n"
    assert command("client", "list", "--archived").out == f"{made['id']}\tAcme\tarchived\n"
    assert command("client", "edit", "Acme", "--unarchive", "--json").json["archived"] is False


def test_of_members(command: Command, home_ledger: Ledger) -> None:
    first = command("member", "add", "bob", "--name", "Bob Hope")
    said, note = first.out.splitlines()
    assert said == "Added bob\tBob Hope\tmember"
    assert "ayron feature on asana" in note
    second = command("member", "add", "eve", "--role", "admin", "--json").json
    assert second == {"handle": "eve", "name": "eve", "role": "admin", "archived": False}
    assert (
        command("member", "edit", "Bob Hope", "--role", "admin", "--json").json["role"] == "admin"
    )
    assert command("member", "archive", "eve").out == "Archived eve\teve\tadmin\tarchived\n"
    listed = [member["handle"] for member in command("member", "list", "--json").json]
    assert sorted(listed) == ["bob", home_ledger.owner]
    assert len(command("member", "list", "--archived", "--json").json) == 3
    assert command("member", "edit", "eve", "--unarchive", "--json").json["archived"] is False


def test_an_archived_member_is_told_so(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    command("member", "add", "bob")
    command("member", "archive", "bob")
    monkeypatch.setenv("AYRON_MEMBER", "bob")
    for words in (["status"], ["log"]):
        refused = command(*words)
        assert (refused.code, refused.out) == (1, "")
        assert "bob is archived in this workspace" in refused.err


def test_of_mappings(command: Command, studio: Ledger) -> None:
    command("project", "add", "Acme Redesign", "--client", "Acme GmbH")
    (hint,) = command("map", "suggest", "acme redesign", "--json").json
    assert (hint["id"], hint["mapped_to"]) == ("asana:p1", None)
    assert command("map", "list", "--json").json == []
    made = command("map", "add", "Acme Redesign", "asana:p1", "--json").json
    assert set(made) >= MAPPING
    assert (made["id"], made["name"], made["set_by"]) == ("asana:p1", "Acme relaunch", "Ada")
    assert command("map", "add", "Acme Redesign", "linear:t1", "--json").json["kind"] == "team"
    listed = command("map", "list", "--json").json
    assert listed == command("map", "list", "acme redesign", "--json").json
    assert [mapping["id"] for mapping in listed] == ["asana:p1", "linear:t1"]
    assert command("map", "list").out.splitlines()[0] == (
        "asana:p1\tAcme relaunch\tAcme Redesign · Acme GmbH\tset by Ada"
    )
    assert command("start", "Homepage hero", "--json").json["entry"]["project"] == "Acme Redesign"
    assert command("map", "remove", "Acme Redesign", "acme RELAUNCH", "--json").json == made
    assert [mapping["id"] for mapping in command("map", "list", "--json").json] == ["linear:t1"]
    assert command("status", "--json").json["entry"]["project"] == "Acme Redesign"


def test_what_can_be_mapped_is_listed_with_its_ids(command: Command, studio: Ledger) -> None:
    command("project", "add", "Acme Redesign", "--client", "Acme GmbH")
    command("map", "add", "Acme Redesign", "asana:p1")
    listed = command("map", "remotes", "--json").json
    assert [choice["id"] for choice in listed] == ["asana:p1", "asana:p2", "linear:t1"]
    assert [choice["kind"] for choice in listed] == ["project", "project", "team"]
    first, second, third = command("map", "remotes").out.splitlines()
    assert first.endswith("\tmapped to Acme Redesign · Acme GmbH")
    assert second.startswith("asana:p2\tSpring\tproject\t")
    assert third.startswith("linear:t1\tSpring\tteam\t")
    assert command("map", "suggest", "Acme Redesign").out == (
        "No remote project that is not mapped yet has a name like Acme Redesign."
        " `ayron map remotes` lists all of them.\n"
    )


def test_without_an_account_nothing_can_be_mapped(command: Command) -> None:
    assert command("map", "remotes", "--json").json == []
    assert "`ayron connect asana`" in command("map", "remotes").out


def test_a_mapping_to_an_archived_project_is_marked(command: Command, studio: Ledger) -> None:
    command("project", "add", "Acme Redesign", "--client", "Acme GmbH")
    command("map", "add", "Acme Redesign", "asana:p1")
    command("project", "archive", "Acme Redesign")
    assert "Acme Redesign · Acme GmbH · archived" in command("map", "list").out
    assert command("map", "list", "--json").json[0]["archived"] is True
    assert command("start", "Homepage hero", "--json").json["entry"]["project"] is None


def test_an_unmapped_start_asks_nothing_and_uses_what_was_answered(
    command: Command, studio: Ledger
) -> None:
    command("project", "add", "Acme Redesign")
    for _first_the_full_way_then_quickly in range(2):
        started = command("start", "Homepage hero")
        assert started.code == 0
        entry = command("status", "--json").json["entry"]["id"]
        assert started.err == (
            f"Homepage hero is for no project yet: ayron edit {entry} --project NAME,"
            " or answer in the app\n"
        )
        command("stop")
    started = command("start", "Homepage hero", "--json")
    assert started.json["entry"]["project"] is None
    assert command("map", "answers").out == "No answer is remembered.\n"
    with studio.write() as work:
        question = unanswered(work)
        assert question
        project = work.rows("SELECT id FROM project")[0][0]
        answer(work, question, project)
    assert command("start", "Homepage hero").err == ""
    (remembered,) = command("map", "answers", "--json").json
    assert (remembered["remote_id"], remembered["project"]) == ("p1", "Acme Redesign")
    assert command("map", "forget", "asana:p1").out == (
        "Forgotten: asana:p1\tAcme relaunch\tAcme Redesign\n"
    )
    assert command("map", "forget", "asana:p1").code == 3


def test_a_member_sees_mappings_without_names_that_are_not_theirs(
    command: Command, studio: Ledger, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    command("project", "add", "Acme Redesign")
    command("map", "add", "Acme Redesign", "asana:p1")
    bob = open_ledger(studio.path, clock, member="bob")
    with studio.write() as work:
        switch_feature(work, "asana", enabled=True, known=["asana"])
    bob.close()
    monkeypatch.setenv("AYRON_MEMBER", "bob")
    line = "asana:p1\ta remote project that you cannot see\tAcme Redesign\tset by Ada\n"
    assert command("map", "list").out == line
    assert command("map", "list", "--json").json[0]["name"] is None
    for words in (["add", "Acme Redesign", "asana:p1"], ["remove", "Acme Redesign", "asana:p1"]):
        refused = command("map", *words)
        assert refused.code in (1, 3)
        assert "relaunch" not in refused.err
    assert "Only an admin may take a mapping away." in refused.err


REFUSALS: list[tuple[list[str], int, str]] = [
    (["map"], 2, "required"),
    (["map", "add", "Acme"], 2, "required"),
    (["map", "list", "Nothing"], 3, "There is no project “Nothing”."),
    (["map", "add", "Nothing", "asana:p1"], 3, "There is no project “Nothing”."),
    (["map", "add", "Acme", "asana:404"], 3, "You see no remote project “asana:404”."),
    (["map", "add", "Acme", "Spring"], 1, "Several remote projects are called “Spring”."),
    (["map", "add", "Orbit", "asana:p1"], 1, "Acme relaunch is mapped to Acme already."),
    (["map", "remove", "Orbit", "asana:p1"], 3, "asana:p1 is not mapped to Orbit."),
    (["project", "add", "acme"], 1, "There is a project “Acme” already."),
    (["project", "edit", "Acme"], 1, "Say what to change: --name, --client, --unarchive, --kind"),
    (["project", "edit", "Nothing", "--name", "x"], 3, "There is no project “Nothing”."),
    (["client", "archive", "Nobody"], 3, "There is no client “Nobody”."),
    (["client", "edit", "Nobody"], 1, "Say what to change: --name, --unarchive, or how"),
    (["member", "archive", "nobody"], 3, "No member is called “nobody”."),
    (["member", "add", "bob", "--role", "boss"], 1, "“boss” is no role."),
    (["member", "edit", "Ada"], 1, "Say what to change: --name, --role or --unarchive."),
    (["member", "edit", "Ada", "--role", "member"], 1, "Ada is the only admin."),
    (["member", "archive", "Ada"], 1, "Ada is the only admin."),
]


@pytest.mark.parametrize(("words", "code", "sentence"), REFUSALS)
def test_refusals_say_what_is_wrong(
    command: Command, studio: Ledger, words: list[str], code: int, sentence: str
) -> None:
    command("project", "add", "Acme")
    command("project", "add", "Orbit")
    command("map", "add", "Acme", "asana:p1")
    before = snapshot(studio)
    refused = command(*words)
    assert (refused.code, refused.out) == (code, "")
    assert sentence in refused.err
    assert snapshot(studio) == before


def snapshot(ledger: Ledger) -> list[Any]:
    """Read what these commands change."""
    with ledger.read() as work:
        tables = ("project", "client", "member", "mapping")
        return [sorted(work.rows(f"SELECT * FROM {table}"), key=repr) for table in tables]


def test_hostile_names_do_nothing_to_the_terminal(command: Command, studio: Ledger) -> None:
    command("project", "add", "Acme", "--client", "Acme GmbH")
    for words in (["map", "add", "Acme", "asana:p1"], ["start", "Homepage hero"]):
        assert command(*words).code == 0
    with studio.write() as work:
        for table in ("project", "client", "member", "remote_project", "remote_workspace"):
            work.run(f"UPDATE {table} SET name = ?", (HOSTILE,))
    for words in (
        ["map", "list"],
        ["map", "suggest", HOSTILE],
        ["map", "add", HOSTILE, HOSTILE],
        ["map", "remove", HOSTILE, "asana:p1"],
        ["map", "answers"],
        ["map", "forget", HOSTILE],
        ["project", "edit", HOSTILE, "--name", HOSTILE + "2", "--client", HOSTILE + "2"],
        ["project", "add", HOSTILE + "2", "--client", HOSTILE + "2"],
        ["client", "list"],
        ["client", "archive", HOSTILE],
        ["member", "add", HOSTILE, "--name", HOSTILE, "--role", HOSTILE],
        ["member", "archive", HOSTILE],
        ["member", "list"],
    ):
        for variant in (words, [*words, "--json"]):
            said = command(*variant)
            assert control_characters(said[1:]) == set(), variant
            assert "mistake" not in said.err
            assert said.out or said.err


def test_somebody_who_joins_by_a_name_in_the_environment_is_told(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    command("project", "list")
    monkeypatch.setenv("AYRON_MEMBER", "bob")
    assert "bob is new here" in command("project", "list").err
    assert "new here" not in command("project", "list").err
