"""Estimates as stages of a project, on both engines: saved, replaced, made, suggested."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.estimates.hours import seconds_in
from billing.estimates.reading import read_estimate
from billing.estimates.saving import save_reading
from billing.estimates.suggesting import suggest_stages
from billing.estimates.templates import TEMPLATES, from_project, from_template, shares
from store.errors import Ambiguous, NothingToDo, Refused
from store.estimates import estimate_lines, estimates
from store.journal import redo, undo
from store.ledger import Ledger
from store.project_terms import set_project_terms
from store.projects import add_project
from store.stages import (
    add_stage,
    archive_stage,
    edit_stage,
    find_stage,
    finish_stage,
    place_task,
    stages,
)
from store.tasks import add_task
from store.work import Work
from tests.store.filling import RemoteTask, adopted, contents

HOUR = 3600
FIRST = b"""\
Phase;Leistung;Stunden;Betrag (EUR);Termin
Design;Skizzen;10;950,00;2026-12-18
;Muster;5;475,00;2026-12-11
Bau;Frontend;40;3.800,00;
"""
SECOND = b"Phase;Leistung;Stunden;Betrag (EUR)\nBau;Frontend;50;4.750,00\nTest;Abnahme;8;760,00\n"


def budgets(work: Work, project: str) -> list[tuple[str, int | None, int | None, str | None]]:
    """Show the stages of a project."""
    return [(s.name, s.budget_seconds, s.budget, s.due_on) for s in stages(work, project)]


def test_lines_become_stage_budgets_and_no_task(ledger: Ledger) -> None:
    reading = read_estimate("angebot.csv", FIRST)
    with ledger.write() as work:
        project = add_project(work, "Website").id
        saved = save_reading(work, project, reading)
        assert budgets(work, project) == [
            ("Design", 15 * HOUR, 142_500, "2026-12-18"),
            ("Bau", 40 * HOUR, 380_000, None),
        ]
        assert [line.description for line in estimate_lines(work, saved.id)] == [
            *("Skizzen", "Muster", "Frontend"),
        ]
        assert (saved.name, saved.source_name, saved.currency) == (
            *("angebot", "angebot.csv", "EUR"),
        )
        assert saved.source_text == FIRST.decode().rstrip()
    assert contents(ledger, "task", "entry") == {"task": [], "entry": []}


def test_importing_again_replaces_and_keeps_what_was(ledger: Ledger) -> None:
    with ledger.write() as work:
        project = add_project(work, "Website").id
        first = save_reading(work, project, read_estimate("a.csv", FIRST))
        by_hand = add_stage(work, project, "Reserve", HOUR)
        build = find_stage(work, project, "Bau")
        task = add_task(work, "Frontend")
        place_task(work, task, build)
        second = save_reading(work, project, read_estimate("b.csv", SECOND))
        assert [(row.id, row.replaced_at is None) for row in estimates(work, project)] == [
            *((second.id, True), (first.id, False)),
        ]
        assert {stage.name for stage in stages(work, project)} == {"Bau", "Test", "Reserve"}
        assert find_stage(work, project, "bau").id == build.id
        assert find_stage(work, project, "bau").budget_seconds == 50 * HOUR
        assert find_stage(work, project, by_hand.id).budget_seconds == HOUR
        assert {s.name for s in stages(work, project, archived=True)} >= {"Design"}
        assert len(estimate_lines(work, first.id)) == 3


def test_another_currency_is_refused_whole(ledger: Ledger) -> None:
    reading = read_estimate("a.csv", b"Item,Hours,Amount (USD)\nDesign,10,950.00\n")
    with ledger.write() as work:
        project = add_project(work, "Website").id
        with pytest.raises(Refused, match="in USD, the project is billed in EUR"):
            save_reading(work, project, reading)
        assert estimates(work, project) == []
        set_project_terms(work, project, "hourly", "JPY", None)
        yen = read_estimate("a.csv", b"Item,Hours,Amount (JPY)\nDesign,10,95000\n")
        save_reading(work, project, yen)
        assert budgets(work, project) == [("Design", 10 * HOUR, 95_000, None)]


def test_many_lines_without_a_heading_are_one_stage(ledger: Ledger) -> None:
    text = "".join(f"- Task number {number} x: 1 h\n" for number in range(20))
    with ledger.write() as work:
        project = add_project(work, "Website").id
        save_reading(work, project, read_estimate("a.md", text.encode()))
        assert budgets(work, project) == [("All work", 20 * HOUR, None, None)]


def test_corrected_lines_are_what_is_saved(ledger: Ledger) -> None:
    reading = read_estimate("a.csv", FIRST)
    changed = reading.lines[0]._replace(seconds=20 * HOUR, amount=Decimal("0.005"))
    with ledger.write() as work:
        project = add_project(work, "Website").id
        save_reading(work, project, reading._replace(lines=(changed,)))
        assert budgets(work, project) == [("Design", 20 * HOUR, 1, "2026-12-18")]
        with pytest.raises(Refused, match="one line at least"):
            save_reading(work, project, reading._replace(lines=()))


def test_a_member_saves_nothing(sqlite_ledger: Ledger) -> None:
    with sqlite_ledger.write() as work:
        project = add_project(work, "Website").id
        work.role = "member"
        with pytest.raises(Refused, match="admin"):
            save_reading(work, project, read_estimate("a.csv", FIRST))


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_shares_everything_out(sqlite_ledger: Ledger, template: str) -> None:
    with sqlite_ledger.write() as work:
        project = add_project(work, "Website").id
        from_template(work, project, template, 100 * HOUR + 7, 1_000_001)
        found = stages(work, project)
        assert len(found) == len(TEMPLATES[template])
        assert sum(stage.budget_seconds or 0 for stage in found) == 100 * HOUR + 7
        assert sum(stage.budget or 0 for stage in found) == 1_000_001


@given(st.integers(0, 10**12), st.lists(st.integers(1, 1000), min_size=1, max_size=20))
def test_shares_add_up_and_none_is_off_by_more_than_one(whole: int, weights: list[int]) -> None:
    parts = shares(whole, weights)
    assert sum(parts) == whole
    total = sum(weights)
    assert all(
        abs(part * total - whole * weight) < total
        for part, weight in zip(parts, weights, strict=True)
    )


def test_an_estimate_like_another_projects(ledger: Ledger) -> None:
    with ledger.write() as work:
        first, second = (add_project(work, name).id for name in ("Website", "Shop"))
        with pytest.raises(NothingToDo, match="no estimate and no stages"):
            from_project(work, second, first)
        save_reading(work, first, read_estimate("a.csv", FIRST))
        from_project(work, second, first)
        assert [row[:3] for row in budgets(work, second)] == [
            *(("Design", 15 * HOUR, 142_500), ("Bau", 40 * HOUR, 380_000)),
        ]


def test_stages_are_suggested_and_never_set(ledger: Ledger) -> None:
    with ledger.write() as work:
        project = add_project(work, "Website").id
        save_reading(work, project, read_estimate("a.csv", FIRST))
        add_task(work, "Neues Design der Seite", project)
        add_task(work, "Frontend", project)
        add_task(work, "Buchhaltung", project)
        (remote,) = adopted(work, RemoteTask("1", "Anything", section="Bau"))
        work.run("UPDATE task SET project_id = ? WHERE id = ?", (project, remote))
        found = {s.task: (s.stage.name, s.reason) for s in suggest_stages(work, project)}
        assert found == {
            "Neues Design der Seite": ("Design", "its name"),
            "Frontend": ("Bau", "a line of the estimate"),
            "Anything": ("Bau", "its section"),
        }
        assert work.rows("SELECT * FROM stage_task") == []
        place_task(work, remote, find_stage(work, project, "Design"))
        assert "Anything" not in {s.task for s in suggest_stages(work, project)}
        place_task(work, remote, None)
        assert "Anything" in {s.task for s in suggest_stages(work, project)}


def test_stages_by_hand(ledger: Ledger) -> None:
    with ledger.write() as work:
        project = add_project(work, "Website").id
        stage = add_stage(work, project, " De\x1bsign ", HOUR, 100, "2026-12-01")
        assert (stage.name, stage.position) == ("De\ufffdsign", 1)
        stage = edit_stage(work, stage, name="Design", due_on="2026-12-24")
        assert find_stage(work, project, "DESIGN").due_on == "2026-12-24"
        assert finish_stage(work, stage).done_on == "2026-11-27"
        assert finish_stage(work, stage, "no").done_on is None
        with pytest.raises(Refused, match="already"):
            add_stage(work, project, "design")
        with pytest.raises(Refused, match="no date"):
            edit_stage(work, stage, due_on="soon")
        with pytest.raises(Refused, match="between 0 and"):
            edit_stage(work, stage, budget_seconds=-1)
        with pytest.raises(NothingToDo, match="There are: Design"):
            find_stage(work, project, "Build")
        archive_stage(work, stage)
        assert stages(work, project) == []
        work.run("UPDATE stage SET archived_at = NULL")
        work.run("UPDATE stage SET name = 'Design'")
        add_stage(work, project, "Build")
        work.run("UPDATE stage SET name = 'Design'")
        with pytest.raises(Ambiguous):
            find_stage(work, project, "Design")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("12", 43_200), ("12,5", 45_000), ("12.5 h", 45_000), ("3:30", 12_600), ("2d", 57_600)],
)
def test_hours_as_typed(text: str, seconds: int) -> None:
    assert seconds_in(text) == seconds


@pytest.mark.parametrize("text", ["", "soon", "12 €", "-3", "1:75"])
def test_what_is_no_number_of_hours(text: str) -> None:
    with pytest.raises(Refused, match="no number of hours"):
        seconds_in(text)


def test_an_estimate_is_taken_back_and_done_again_as_one(ledger: Ledger) -> None:
    tables = ("estimate", "stage", "estimate_line", "stage_task")
    with ledger.write() as work:
        project = add_project(work, "Website").id
        save_reading(work, project, read_estimate("a.csv", FIRST))
        task = add_task(work, "Frontend")
        place_task(work, task, find_stage(work, project, "Bau"))
    before = contents(ledger, *tables)
    with ledger.write() as work:
        save_reading(work, project, read_estimate("b.csv", SECOND))
    after = contents(ledger, *tables)
    with ledger.write() as work:
        assert undo(work)[0] == "Saved the estimate b."
    assert contents(ledger, *tables) == before
    with ledger.write() as work:
        redo(work)
    assert contents(ledger, *tables) == after
    with ledger.write() as work:
        place_task(work, task, find_stage(work, project, "Test"))
        assert undo(work)[0] == "Put Frontend into Test."
        assert undo(work)[0] == "Saved the estimate b."
        assert undo(work)[0] == "Put Frontend into Bau."
        undo(work)  # the task
        assert undo(work)[0] == "Saved the estimate a."
    assert contents(ledger, *tables) == {table: [] for table in tables}


def test_a_stage_with_somebodys_task_in_it_does_not_go(ledger: Ledger) -> None:
    with ledger.write() as work:
        project = add_project(work, "Website").id
        task = add_task(work, "Frontend")
        stage = add_stage(work, project, "Bau")
        work.run("INSERT INTO stage_task VALUES (?, ?, ?)", (work.owner, task, stage.id))
    with ledger.write() as work, pytest.raises(Refused, match="stage is used since"):
        undo(work)
    with ledger.write() as work:
        place_task(work, task, None)
        finish_stage(work, stage)
        assert undo(work)[0] == "The stage Bau is done."
        assert find_stage(work, project, "Bau").done_on is None
