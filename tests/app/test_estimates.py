"""estimate and margin on the command line: shapes, sentences, codes, and the question."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.__main__ import main
from store.ledger import Ledger
from store.rates import Scope, set_rate
from tests.app.conftest import Command
from tests.app.test_commands import HOSTILE, control_characters

MARGIN = {
    *("project", "client", "currency", "kind", "budget", "budget_seconds", "seconds", "cost"),
    *("revenue", "margin", "margin_percent", "burn_percent", "eac", "stages"),
}
STAGE = {"name", "budget_seconds", "seconds", "burn_percent"}
TEXT = """\
Phase;Leistung;Stunden;Betrag (EUR)
Design;Skizzen;10;950,00
Bau;Frontend;30;2.850,00
;Summe;41;3.800,00
"""


@pytest.fixture
def offer(tmp_path: Path) -> str:
    """Write an estimate with a total that does not fit; return its path."""
    path = tmp_path / "angebot.csv"
    path.write_text(TEXT, encoding="utf-8")
    return str(path)


@pytest.fixture
def website(command: Command, home_ledger: Ledger) -> None:
    """Make the project that the estimate is for."""
    command("project", "add", "Website", "--client", "Acme GmbH")


def test_of_an_import(command: Command, website: None, offer: str) -> None:
    found = command("estimate", "import", offer, "--project", "Website", "--yes", "--json").json
    assert (found["saved"], found["currency"], found["seconds"]) == (True, "EUR", 40 * 3600)
    assert found["amount"] == {"amount": "3800.00", "currency": "EUR"}
    assert found["lines"][1] == {
        "description": "Frontend",
        "stage": "Bau",
        "seconds": 108_000,
        "amount": {"amount": "2850.00", "currency": "EUR"},
        "rate": None,
        "due_on": None,
        "line": 3,
        "source": "Bau;Frontend;30;2.850,00",
    }
    assert found["doubts"] == [
        {"line": 4, "text": "Summe says 41:00 h, the lines come to 40:00 h."}
    ]
    assert [stage["name"] for stage in found["stages"]] == ["Design", "Bau"]
    assert command("tasks", "--json").json == []
    shown = command("estimate", "show", "--project", "website", "--json").json
    assert [line["description"] for line in shown["lines"]] == ["Skizzen", "Frontend"]
    assert command("estimate", "show", "--project", "Website", "--source").out == TEXT
    assert command("estimate", "show", "--json").json == [shown]


def test_a_dry_run_saves_nothing(command: Command, website: None, offer: str) -> None:
    said = command("estimate", "import", offer, "--project", "Website", "--dry-run")
    assert "3: Bau;Frontend;30;2.850,00" in said.out
    assert "? line 4: Summe says 41:00 h" in said.out
    assert command("estimate", "show", "--json").json == []
    assert "no estimate yet" in command("estimate", "show").out


@pytest.mark.parametrize(("answer", "count"), [("y\n", 2), ("n\n", 0), ("", 0)])
def test_a_person_is_asked(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: Command,
    website: None,
    offer: str,
    answer: str,
    count: int,
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.argv", ["ayron", "estimate", "import", offer, "--project", "Website"])
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    main()
    assert "Save this as the project's estimate?" in capsys.readouterr().err
    shown = command("estimate", "show", "--json").json
    assert len(shown[0]["stages"] if shown else []) == count


@pytest.mark.parametrize("shape", [[], ["--json"]])
def test_a_script_is_not_asked(
    command: Command, website: None, offer: str, shape: list[str]
) -> None:
    assert command("estimate", "import", offer, "--project", "Website", *shape).code == 0
    assert len(command("estimate", "show", "--json").json) == 1


def test_of_a_margin(command: Command, home_ledger: Ledger, website: None, offer: str) -> None:
    command("estimate", "import", offer, "--project", "Website", "--yes")
    command("add", "Frontend", "08:00", "12:00", "--project", "Website")
    task_id = command("tasks", "--json").json[0]["id"]
    assert command("estimate", "suggest", "--project", "Website", "--json").json == [
        {
            "task_id": task_id,
            "task": "Frontend",
            "stage": "Bau",
            "reason": "a line of the estimate",
        }
    ]
    command("estimate", "place", task_id, "bau", "--project", "Website")
    with home_ledger.write() as work:
        set_rate(work, "bill", Scope(), Decimal(95), "EUR")
        set_rate(work, "cost", Scope(), Decimal(50), "EUR")
    command("estimate", "progress", "--project", "Website", "--percent", "5")
    (found,) = command("margin", "--json").json
    assert set(found) >= MARGIN
    assert all(set(stage) >= STAGE for stage in found["stages"])
    assert (found["project"], found["client"], found["kind"]) == ("Website", "Acme GmbH", "hourly")
    assert (found["seconds"], found["burn_percent"]) == (4 * 3600, 10.0)
    assert found["revenue"] == {"amount": "380.00", "currency": "EUR"}
    assert found["margin"] == {"amount": "180.00", "currency": "EUR"}
    assert found["margin_percent"] == 47.4
    assert found["eac"] == {"amount": "4000.00", "currency": "EUR"}
    assert found["eac_seconds"] == 80 * 3600
    assert [stage["seconds"] for stage in found["stages"]] == [0, 4 * 3600]
    said = command("margin", "--project", "Website").out
    assert "in the end: 80:00 h" in said
    assert "EAC = BAC / CPI" in said
    assert said.rstrip().endswith("Website needs attention: it heads for 80:00 h of 40:00 h.")
    assert found["attention"] == "Website needs attention: it heads for 80:00 h of 40:00 h."


def test_a_member_sees_hours_and_no_money(
    monkeypatch: pytest.MonkeyPatch, command: Command, website: None, offer: str
) -> None:
    command("estimate", "import", offer, "--project", "Website", "--yes")
    command("member", "add", "ben")
    monkeypatch.setenv("AYRON_MEMBER", "ben")
    (found,) = command("margin", "--json").json
    assert found["budget_seconds"] == 40 * 3600
    assert {found[name] for name in ("budget", "cost", "revenue", "margin", "eac")} == {None}
    shown = command("estimate", "show", "--project", "Website", "--json")
    assert "950" not in shown.out
    assert "€" not in command("margin").out + command("estimate", "show").out
    refused = command("estimate", "import", offer, "--project", "Website", "--yes")
    assert (refused.code, "admin" in refused.err) == (1, True)


def test_of_stages(command: Command, website: None) -> None:
    def stage(*words: str) -> Any:
        return command("estimate", "stage", *words, "--project", "Website", "--json").json

    made = stage("add", "Design", "--hours", "12,5", "--amount", "1000", "--due", "2026-12-01")
    assert (made["budget_seconds"], made["due_on"]) == (45_000, "2026-12-01")
    assert made["budget"] == {"amount": "1000.00", "currency": "EUR"}
    assert stage("edit", "design", "--name", "Concept", "--hours", "3:30")["name"] == "Concept"
    assert stage("done", "Concept")["done_on"] == "2026-11-27"
    assert stage("done", "Concept", "--on", "no")["done_on"] is None
    assert stage("archive", "Concept")["archived"] is True
    assert command("estimate", "stage", "edit", "Concept", "--project", "Website").code == 1
    made = command(
        *("estimate", "new", "--project", "Website", "--template", "website", "--hours", "100"),
        "--json",
    ).json
    assert sum(row["budget_seconds"] for row in made["stages"]) == 360_000
    command("project", "add", "Shop")
    like = command("estimate", "new", "--project", "Shop", "--like", "Website", "--json").json
    assert [row["name"] for row in like["stages"]] == [row["name"] for row in made["stages"]]


def test_refusals_are_sentences(command: Command, website: None, tmp_path: Path) -> None:
    missing = command(
        "estimate", "import", str(tmp_path / "none.csv"), "--project", "Website", "--yes"
    )
    assert (missing.code, missing.err.count("\n")) == (1, 1)
    assert "cannot be read" in missing.err
    folder = command("estimate", "import", str(tmp_path), "--project", "Website")
    assert folder.code == 1
    assert command("estimate", "new", "--project", "Website").code == 1
    assert command("estimate", "progress", "--project", "Website").code == 1
    far = command("estimate", "progress", "--project", "Website", "--percent", "300")
    assert (far.code, "between 0 and 100" in far.err) == (1, True)
    assert command("margin", "--project", "Nothing").code == 3


def test_hostile_names_do_nothing_to_a_terminal(
    command: Command, website: None, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    hostile = HOSTILE.replace("\0", "")
    path.write_text(f'Stage,Task,Hours\n"{hostile}","{hostile}",3\n', encoding="utf-8")
    said = command("estimate", "import", str(path), "--project", "Website", "--yes")
    for answer in (said, command("estimate", "show"), command("margin")):
        assert answer.code == 0
        assert not control_characters(answer.out + answer.err)
