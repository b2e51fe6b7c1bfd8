"""The commands as people script them: shapes, exit codes, sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pytest

from store.ledger import Ledger
from store.projects import add_project
from tests.app.conftest import Command
from tests.clock import FixedClock
from tests.store.filling import RemoteProject, RemoteTask, connect, map_project, mirror
from tests.store.filling import mirror_projects as see_projects


def keys(text: str) -> set[str]:
    """Read the keys of a shape as the design writes them."""
    return set(text.replace(",", " ").split())


TASK = keys(
    "id, name, source, remote_id, url, link, reason, project, client, mapped, seconds, due_on"
)
ENTRY = keys(
    "id, task, task_id, source, remote_id, url, project, client, started_at, stopped_at, seconds,"
    " note, billable, tags, invoice, flags"
)
STATUS = keys("running, entry, today_seconds")
CHANGE = keys("changed, removed")
WEEK = keys("week, from, to, seconds, billable_seconds, target_seconds, days, projects")
WEEK_PROJECT = keys("project, client, seconds, billable_seconds, value, budget_seconds")
CONNECTION = keys(
    "id, provider, account, workspaces, state, mode, webhooks, scopes, can_write, guest,"
    " last_ok_at, error, tasks, projects"
)
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")


def check_entry(shape: dict[str, Any]) -> None:
    """Check that a shape is an ENTRY, and its values are of the agreed kinds."""
    assert set(shape) >= ENTRY
    assert INSTANT.fullmatch(shape["started_at"])
    assert shape["stopped_at"] is None or INSTANT.fullmatch(shape["stopped_at"])
    assert isinstance(shape["seconds"], int)
    assert isinstance(shape["billable"], bool)
    assert isinstance(shape["tags"], list)
    assert isinstance(shape["flags"], list)
    assert shape["source"] in ("ayron", "asana", "linear")


class TestShapes:
    """One object or list on stdout, with at least the agreed keys."""

    def test_of_the_timer(self, command: Command, standing_clock: FixedClock) -> None:
        idle = command("status", "--json").json
        assert idle == {"running": False, "entry": None, "today_seconds": 0}
        for words in (
            ["start", "Write proposal", "--new"],
            ["note", "first draft"],
            ["switch", "Bookkeeping", "--new"],
            ["stop"],
            ["resume"],
            ["cancel"],
        ):
            standing_clock.advance(minutes=5)
            answer = command(*words, "--json")
            assert (answer.code, answer.err) == (0, "")
            shape = answer.json
            assert set(shape) >= STATUS | {"stopped"}
            assert shape["running"] == (shape["entry"] is not None)
            assert shape["running"] == (words[0] not in ("stop", "cancel"))
            assert (shape["stopped"] is not None) == (words[0] in ("switch", "stop"))
            for entry in (shape["entry"], shape["stopped"]):
                if entry:
                    check_entry(entry)
        assert command("status", "--json").json["today_seconds"] == 15 * 60

    def test_of_entries(self, command: Command) -> None:
        added = command("add", "Bookkeeping", "09:00", "10:30", "--note", "tax", "--json").json
        entry_id = added["changed"][0]["id"]
        edited = command(
            *("edit", entry_id, "--to", "10:00", "--no-billable", "--tag", "a", "--tag", "b c"),
            "--json",
        ).json
        (entry,) = edited["changed"]
        assert (entry["seconds"], entry["billable"], entry["tags"]) == (3600, False, ["a", "b-c"])
        assert entry["started_at"] == "2026-11-27T09:00:00+01:00"
        assert command("log", "--json").json == [entry]
        deleted = command("delete", entry_id, "--json").json
        assert (deleted["changed"], deleted["removed"]) == ([], [entry_id])
        undone = command("undo", "--json").json
        assert (undone["changed"], undone["removed"]) == ([entry], [])
        redone = command("redo", "--json").json
        assert (redone["changed"], redone["removed"]) == ([], [entry_id])
        for shape in (added, edited, deleted, undone, redone):
            assert set(shape) >= CHANGE
            for changed in shape["changed"]:
                check_entry(changed)

    def test_of_tasks_and_projects(self, command: Command) -> None:
        assert command("tasks", "--json").json == []
        assert command("project", "list", "--json").json == []
        assert command("client", "list", "--json").json == []
        project = command("project", "add", "Orbit", "API", "--client", "Orbit Labs", "--json").json
        assert project["name"] == "Orbit API"
        made = command("task", "add", "Flaky", "import", "--project", "orbit api", "--json").json
        assert set(made) >= TASK
        assert (made["name"], made["project"], made["client"]) == (
            *("Flaky import", "Orbit API", "Orbit Labs"),
        )
        assert (made["source"], made["link"], made["mapped"]) == ("ayron", None, False)
        edited = command(
            *("task", "edit", made["id"], "--name", "Import", "--project", "none", "--json")
        ).json
        assert (edited["id"], edited["name"], edited["project"]) == (made["id"], "Import", None)
        assert command("undo", "--json").code == 0
        assert command("tasks", "--json").json == [made]
        assert command("project", "list", "--json").json == [project]
        (client,) = command("client", "list", "--json").json
        assert client["name"] == "Orbit Labs"
        assert command("task", "archive", made["id"], "--json").json["id"] == made["id"]
        assert command("tasks", "--json").json == []

    def test_of_a_week(self, command: Command) -> None:
        command("project", "add", "Orbit")
        command("add", "Import", "09:00", "10:30", "--project", "Orbit")
        shape = command("week", "--json").json
        assert set(shape) >= WEEK
        assert (shape["week"], shape["from"], shape["to"]) == (
            *("2026-W48", "2026-11-23", "2026-11-29"),
        )
        assert (shape["seconds"], shape["target_seconds"]) == (5400, 144_000)
        assert shape["days"][4] == {"date": "2026-11-27", "seconds": 5400}
        assert len(shape["days"]) == 7
        (project,) = shape["projects"]
        assert set(project) >= WEEK_PROJECT
        assert (project["project"], project["value"], project["budget_seconds"]) == (
            *("Orbit", None, None),
        )
        assert command("week", "--week", "2026-W47", "--json").json["seconds"] == 0

    def test_of_connections(self, command: Command, home_ledger: Ledger) -> None:
        assert command("connections", "--json").json == []
        with home_ledger.write() as work:
            connect(work)
        (shape,) = command("connections", "--json").json
        assert set(shape) >= CONNECTION


EXITS: list[tuple[str, int, str]] = [
    ("status", 0, ""),
    ("tasks", 0, ""),
    ("tasks nothing", 0, ""),
    ("log", 0, ""),
    ("week", 0, ""),
    ("project list", 0, ""),
    ("connections", 0, ""),
    ("stop", 3, "There is no timer to stop."),
    ("cancel", 3, "There is no timer to cancel."),
    ("note hello", 3, "There is no timer to write a note on."),
    ("resume", 3, "There is no earlier timer to resume."),
    ("undo", 3, "There is nothing to undo."),
    ("redo", 3, "There is nothing to redo."),
    ("start nothing", 3, "No task matches “nothing”. `ayron tasks` lists them; --new creates"),
    ("switch nothing", 3, "No task matches “nothing”"),
    ("start --task 0", 3, "There is no task 0 of yours. `ayron tasks` lists them."),
    ("start --task asana:0", 3, "There is no task asana:0 here. `ayron sync` fetches"),
    ("start --new --project nothing x", 3, "There is no project “nothing”."),
    ("delete 0", 3, "There is no entry 0 of yours. `ayron log` lists them."),
    ("edit 0 --note x", 3, "There is no entry 0 of yours."),
    ("task edit 0 --name x", 3, "There is no task 0 of yours."),
    ("task archive 0", 3, "There is no task 0 of yours."),
    ("edit 0", 1, "Say what to change"),
    ("task edit 0", 1, "Say what to change"),
    ("add task 10:00 09:00", 1, "cannot end at 09:00 when it begins at 10:00"),
    ("add task soon 09:00", 1, "“soon” is no moment. Write it like 09:30"),
    ("add task 14:00 14:06", 1, "14:06 is still to come"),
    ("start --new x --at 14:06", 1, "14:06 is still to come"),
    ("log --from soon", 1, "“soon” is no date"),
    ("log --from today --to yesterday", 1, "--from lies after --to"),
    ("week --week 48", 1, "“48” is no week; write it like 2026-W48."),
    ("week --week 2026-W54", 1, "2026 has no week 54."),
    ("start", 2, "Say what to start: a name, or --task ID."),
    ("start x --task 0", 2, "Say what to start: a name, or --task ID."),
    ("status --format {nonsense}", 2, "--format knows these fields: {state}"),
    ("nonsense", 2, "invalid choice"),
    ("stop now", 2, "unrecognized arguments"),
    ("add task 09:00", 2, "required"),
    ("connect jira", 2, "there are: asana, linear"),
    ("task", 2, "required"),
]


@pytest.mark.parametrize(("words", "code", "sentence"), EXITS)
@pytest.mark.parametrize("as_json", [False, True])
def test_exit_codes_and_what_is_said(
    command: Command, home_ledger: Ledger, words: str, code: int, sentence: str, as_json: bool
) -> None:
    answer = command(*words.split(), *(["--json"] if as_json else []))
    assert answer.code == code
    assert sentence in answer.err
    assert bool(answer.err) == (code != 0)
    assert bool(answer.out) == (code == 0)
    if code:
        with home_ledger.read() as work:
            assert work.rows("SELECT id FROM entry UNION ALL SELECT id FROM task") == []


class TestStart:
    """What a query on `start` means."""

    @pytest.fixture(autouse=True)
    def tasks(self, home_ledger: Ledger) -> None:
        """Fill the ledger with names that are near each other."""
        with home_ledger.write() as work:
            connection = connect(work)
            see_projects(work, connection, RemoteProject("p1", "Relaunch"))
            mirror(
                work,
                connection,
                RemoteTask("1", "Homepage hero", ("p1",)),
                RemoteTask("2", "Homepage footer", ("p1",)),
                RemoteTask("3", "Flaky import", identifier="ENG-214"),
                RemoteTask("4", "Standup"),
            )
            map_project(work, "p1", add_project(work, "Acme Redesign", "Acme GmbH").id)

    def test_an_exact_name(self, command: Command) -> None:
        entry = command("start", "Homepage hero", "--json").json["entry"]
        assert (entry["task"], entry["source"], entry["remote_id"]) == (
            *("Homepage hero", "asana", "1"),
        )
        assert (entry["project"], entry["client"]) == ("Acme Redesign", "Acme GmbH")

    def test_several_words_make_one_name(self, command: Command) -> None:
        assert command("start", "Homepage", "hero", "--json").json["running"]

    @pytest.mark.parametrize("query", ["hphe", "eng 214", "ENG-214", "flaky", "impotr"])
    def test_a_clear_winner(self, command: Command, query: str) -> None:
        expected = "Homepage hero" if query == "hphe" else "Flaky import"
        assert command("start", query, "--json").json["entry"]["task"] == expected

    def test_no_clear_winner_lists_who_could_be_meant(self, command: Command) -> None:
        answer = command("start", "homepage")
        assert (answer.code, answer.out) == (1, "")
        first, *candidates = answer.err.splitlines()
        assert first == (
            "Several tasks match “homepage”. Name one by its id: ayron start --task ID"
        )
        assert {line.split()[0] for line in candidates} == {"asana:1", "asana:2"}
        assert all("Acme Redesign" in line for line in candidates)
        assert command("start", "--task", "asana:2", "--json").json["running"]

    def test_a_name_that_several_have_is_told_apart_by_project(self, command: Command) -> None:
        command("task", "add", "Standup", "--project", "Acme Redesign")
        answer = command("start", "Standup")
        assert answer.code == 1
        assert sorted(line.split("  ")[3] for line in answer.err.splitlines()[1:]) == [
            *("Acme Redesign", "no project"),
        ]
        chosen = command("start", "Standup", "--project", "Acme Redesign", "--json").json
        assert chosen["entry"]["source"] == "ayron"

    def test_new_creates_what_is_not_there_and_only_that(self, command: Command) -> None:
        made = command("start", "Kick-off", "--new", "--project", "Acme Redesign", "--json").json
        assert made["entry"]["project"] == "Acme Redesign"
        command("stop")
        again = command("start", "Kick-off", "--new", "--json").json
        assert again["entry"]["task_id"] == made["entry"]["task_id"]
        known = command("start", "Homepage hero", "--new", "--json").json
        assert known["entry"]["source"] == "asana"
        names = [row["name"] for row in command("tasks", "--json").json]
        assert len(names) == len(set(names)) == 5

    def test_a_remote_id_works_before_and_after_it_is_picked(self, command: Command) -> None:
        row = command("task", "edit", "asana:4", "--name", "Daily", "--json").json
        assert (row["name"], row["remote_id"]) == ("Daily", "4")
        assert command("add", "asana:4", "09:00", "09:15", "--json").code == 0
        assert command("start", "--task", "asana:4", "--json").json["entry"]["task"] == "Daily"
        command("stop")
        assert command("task", "archive", "asana:4").code == 0
        assert command("task", "archive", "asana:3").code == 0
        assert "Daily" not in command("tasks").out
        assert "Flaky import" not in command("tasks").out
        assert command("start", "Daily").code == 3


class TestTimes:
    """Times as people type them."""

    def test_a_time_ago_is_no_option(self, command: Command) -> None:
        started = command("start", "Call", "--new", "--at", "-15m", "--json").json
        assert started["entry"]["started_at"] == "2026-11-27T13:50:00+01:00"
        stopped = command("stop", "--at", "-5m", "--json").json["stopped"]
        assert (stopped["stopped_at"], stopped["seconds"]) == ("2026-11-27T14:00:00+01:00", 600)
        added = command("add", "Call", "-2h", "-1h", "--json").json["changed"][0]
        assert (added["started_at"], added["seconds"]) == ("2026-11-27T12:05:00+01:00", 3600)

    def test_times_of_an_edit_are_on_the_day_of_the_entry(self, command: Command) -> None:
        added = command("add", "Call", "yesterday 09:00", "10:00", "--json").json["changed"][0]
        assert added["stopped_at"] == "2026-11-26T10:00:00+01:00"
        edited = command("edit", added["id"], "--from", "08:30", "--to", "11:00", "--json").json
        assert edited["changed"][0]["started_at"] == "2026-11-26T08:30:00+01:00"
        assert edited["changed"][0]["stopped_at"] == "2026-11-26T11:00:00+01:00"

    def test_a_time_that_came_twice_is_asked_for_and_can_be_given_back(
        self, command: Command, standing_clock: FixedClock
    ) -> None:
        standing_clock.set("2026-10-25 12:00")
        answer = command("add", "Night shift", "01:00", "02:30")
        assert (answer.code, answer.out) == (1, "")
        question, *choices = answer.err.splitlines()
        assert "02:30 on 2026-10-25 came twice" in question
        lengths = [
            command("add", "Night shift", "01:00", choice.strip(), "--json").json["changed"][0]
            for choice in choices
        ]
        assert [entry["seconds"] for entry in lengths] == [5400, 9000]

    def test_a_time_that_never_was_is_asked_for(
        self, command: Command, standing_clock: FixedClock
    ) -> None:
        standing_clock.set("2026-03-29 12:00")
        answer = command("start", "Night shift", "--new", "--at", "02:30")
        assert answer.code == 1
        assert "never was" in answer.err
        assert command("tasks", "--json").json == []

    def test_the_log_is_cut_by_days_and_projects(self, command: Command) -> None:
        command("project", "add", "Orbit")
        command("add", "early", "yesterday 09:00", "10:00", "--project", "Orbit")
        command("add", "late", "09:00", "10:00")

        def logged(*words: str) -> list[str]:
            return [entry["task"] for entry in command("log", *words, "--json").json]

        assert logged() == ["late"]
        assert logged("--from", "yesterday") == ["early", "late"]
        assert logged("--to", "yesterday") == ["early"]
        assert logged("--from", "2026-11-26", "--to", "2026-11-26") == ["early"]
        assert logged("--from", "monday", "--project", "Orbit") == ["early"]


def test_a_status_line_is_filled(command: Command, standing_clock: FixedClock) -> None:
    template = "{state} {task}|{project}|{client}|{elapsed}|{since}|{note}|{today}|{seconds}"
    assert command("status", "--format", template).out == "■ ||||||0:00|\n"
    command("project", "add", "Orbit", "--client", "Orbit Labs")
    command("start", "Import", "--new", "--project", "Orbit", "--note", "flaky")
    standing_clock.advance(minutes=65)
    line = command("status", "--format", template).out
    assert line == "● Import|Orbit|Orbit Labs|1:05|14:05|flaky|1:05|3900\n"


def test_what_is_said_to_a_person(command: Command, standing_clock: FixedClock) -> None:
    command("project", "add", "Orbit", "--client", "Orbit Labs")
    started = command("start", "Import", "--new", "--project", "Orbit")
    assert started.out == "● Import · Orbit · Orbit Labs · 0:00 since 14:05 · today 0:00\n"
    standing_clock.advance(seconds=30)
    assert "  0:00         Orbit · Orbit Labs" in command("week").out
    assert "%" not in command("week").out
    standing_clock.advance(seconds=-30)
    standing_clock.advance(minutes=25)
    stopped = command("stop").out
    assert stopped == "■ Import · Orbit · Orbit Labs · stopped after 0:25\n"
    assert command("status").out == "■ Nothing runs · today 0:25\n"
    assert command("undo").out.startswith("Undone: Stopped Import.\n14:05-now\t0:25\tImport")
    standing_clock.set("2026-11-27 20:00")
    assert "the clock was changed while this ran" in command("stop").out
    week = command("week").out.splitlines()
    assert week[0] == "Week 2026-W48  5:55 of 40:00"
    assert week[6].startswith("Fri    5:55  █")


HOSTILE = "evil\x1b]0;title\x07\x9b31m\u202egpj\x00\x7f [b]#[fg=red]"


def control_characters(texts: Iterable[str]) -> set[str]:
    """Choose what a terminal would obey, or turn around."""
    return {
        character
        for text in texts
        for character in text
        if not character.isprintable() and character not in "\n\t"
    }


def test_hostile_names_in_the_ledger_do_nothing_to_the_terminal(
    command: Command, home_ledger: Ledger
) -> None:
    with home_ledger.write() as work:
        project = add_project(work, "Orbit", "Orbit Labs").id
        see_projects(work, connect(work), RemoteProject("p1"))
        mirror(work, connect(work), RemoteTask("1", HOSTILE, ("p1",)), RemoteTask("2", HOSTILE))
        work.run("UPDATE project SET name = ?", (HOSTILE,))
        work.run("UPDATE client SET name = ?", (HOSTILE,))
        work.run("UPDATE connection SET account = ?, error = ?", (HOSTILE, HOSTILE))
        work.run("UPDATE remote_project SET name = ?", (HOSTILE,))
        work.run("UPDATE remote_workspace SET name = ?", (HOSTILE,))
        map_project(work, "p1", project)
    for words in (
        ["tasks"],
        ["start", "evil"],  # two match
        ["start", "--task", "asana:1", "--note", HOSTILE],
        ["status"],
        ["status", "--format", "{task} {project} {client} {note}"],
        ["stop", "--at", "-1h"],  # refused by name
        ["stop"],
        ["undo"],
        ["redo"],
        ["add", HOSTILE, "09:00", "10:00", "--note", HOSTILE],
        ["edit", HOSTILE, "--note", HOSTILE],
        ["start", HOSTILE, "--project", HOSTILE],
        ["start", "x", "--new", "--at", HOSTILE],
        ["log"],
        ["week"],
        ["week", "--week", HOSTILE],
        ["project", "list"],
        ["client", "list"],
        ["connections"],
        ["task", "add", HOSTILE],
        ["resume"],
        ["task", "archive", "asana:1"],
        ["cancel"],
    ):
        for variant in (words, [*words, "--json"]):
            answer = command(*variant)
            assert control_characters(answer[1:]) == set(), variant
            assert "mistake" not in answer.err
            if answer.code == 0 and "--json" in variant:
                assert answer.json is not None


def test_a_ledger_on_postgresql_serves_the_same(
    command: Command, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AYRON_DATABASE", postgres_url)
    assert command("start", "Import", "--new", "--at", "-30m", "--json").json["running"]
    assert command("status", "--json").json["today_seconds"] == 1800
    assert command("stop", "--json").json["stopped"]["seconds"] == 1800
    assert command("week", "--json").json["seconds"] == 1800
    assert [row["name"] for row in command("tasks", "--json").json] == ["Import"]
    assert command("undo", "--json").json["changed"][0]["stopped_at"] is None


def test_another_member_has_a_day_of_their_own(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    command("start", "Import", "--new")
    monkeypatch.setenv("AYRON_MEMBER", "bob")
    assert command("status", "--json").json["running"] is False
    assert command("tasks", "--json").json == []
    assert command("stop").code == 3
    refused = command("project", "add", "Orbit")
    assert (refused.code, refused.err) == (
        1,
        "Only an admin may add a project. Ask the admin of this workspace.\n",
    )
    monkeypatch.delenv("AYRON_MEMBER")
    assert command("status", "--json").json["running"] is True


@pytest.mark.parametrize("words", [["status"], ["log"], ["start", "x"]])
def test_what_is_no_ledger_is_refused_in_a_sentence(
    command: Command, tmp_path: Any, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    (tmp_path / "diary.txt").write_text("Dear diary\n" * 1000)
    monkeypatch.setenv("AYRON_DATABASE", str(tmp_path / "diary.txt"))
    answer = command(*words)
    assert answer.code == 1
    assert "not an Ayron ledger" in answer.err
    monkeypatch.setenv("AYRON_DATABASE", str(tmp_path))
    assert command(*words).code == 1
    monkeypatch.setenv("AYRON_DATABASE", "mysql://ada:hunter2@db/ayron")
    answer = command(*words)
    assert answer.code == 1
    assert "mysql://" in answer.err
    assert "hunter2" not in answer.err
