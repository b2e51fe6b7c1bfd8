"""issuer, rate, totals, and how clients and projects are billed, from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from app.cli.money_options import TOTALS
from billing.time_totals import KINDS
from store.ledger import Ledger
from tests.app.conftest import Command

HOSTILE = "\x1b]0;evil\x07[bold]"


def test_what_the_parser_offers_is_what_there_is() -> None:
    assert TOTALS == KINDS


def test_of_the_issuer(command: Command, tmp_path: Path, home_ledger: Ledger) -> None:
    assert command("issuer", "show", "--json").json["currency"] == "EUR"
    made = command(
        *("issuer", "set", "name=Northwind = Studio", "vat-id=DE 123456789", "tax=S:19", "--json")
    )
    assert (made.json["name"], made.json["vat_id"]) == ("Northwind = Studio", "DE123456789")
    assert (made.json["tax_category"], made.json["tax_percent"]) == ("S", "19")
    assert made.json["logo"] is False
    picture = tmp_path / "logo.png"
    Image.new("RGB", (20, 10)).save(picture)
    assert command("issuer", "logo", str(picture), "--json").json["logo"] is True
    assert command("issuer", "logo", "--remove", "--json").json["logo"] is False


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("issuer", "set", "Berlin"), "sets nothing"),
        (("issuer", "set", "country=Germany"), "no country"),
        (("issuer", "set", f"{HOSTILE}=x"), "There is no"),
        (("issuer", "logo"), "Name one picture"),
        (("issuer", "logo", "no-such-file.png"), "cannot be read"),
        (("issuer", "logo", "/"), "cannot be read"),
        (("rate", "set", "1.234"), "can be"),
        (("rate", "set", "95", "--currency", "EURO"), "no currency"),
        (("rate", "set", "95", "--from", "2026-02-30"), ""),
        (("totals", "--from", "2026-11-02", "--to", "2026-11-01"), "lies after"),
    ],
)
def test_what_is_wrong_is_refused_with_a_sentence(
    command: Command, home_ledger: Ledger, arguments: tuple[str, ...], said: str
) -> None:
    answer = command(*arguments)
    assert (answer.code, answer.out) == (1, "")
    assert said in answer.err
    assert "\x1b" not in answer.err


def test_of_rates(command: Command, home_ledger: Ledger) -> None:
    command("project", "add", "Redesign", "--client", "Acme")
    assert command("rate", "list").out == "There are no rates yet.\n"
    assert command("rate", "list", "--json").json == []
    made = command("rate", "set", "95", "--currency", "eur", "--json").json
    assert (made["kind"], made["amount"], made["currency"]) == ("bill", "95.00", "EUR")
    assert (made["valid_from"], made["current"], made["client"]) == ("1970-01-01", True, None)
    own = command("rate", "set", "110,50", "--project", "redesign", "--json").json
    assert (own["project"], own["amount"], own["valid_from"]) == (
        "Redesign",
        "110.50",
        "2026-11-27",
    )
    cost = command(
        *("rate", "set", "40.1250", "--cost", "--person", home_ledger.owner),
        *("--from", "2027-01-01", "--json"),
    ).json
    assert (cost["kind"], cost["amount"], cost["current"]) == ("cost", "40.1250", False)
    assert len(command("rate", "list", "--json").json) == 3
    assert "from the beginning" in command("rate", "list").out
    assert command("rate", "set", "1", "--client", "Nobody").code == 3
    assert command("rate", "set", "1", "--client", "Acme", "--project", "Redesign").code == 1


def test_of_terms(command: Command, home_ledger: Ledger) -> None:
    made = command(
        *("client", "add", "Acme", "--country", "at", "--currency", "chf", "--terms", "30"),
        *("--increment", "15", "--increment-mode", "up", "--increment-per", "entry"),
        *("--tax", "AE", "--tax-reason", "Reverse charge", "--json"),
    ).json
    assert (made["country"], made["currency"], made["terms_days"]) == ("AT", "CHF", 30)
    assert (made["increment_minutes"], made["increment_mode"]) == (15, "up")
    assert (made["tax_category"], made["tax_percent"]) == ("AE", "0")
    assert command("client", "edit", "Acme", "--email", "nobody").code == 1
    changed = command(
        *("client", "edit", "Acme", "--email", "pay@acme.example", "--tax", "S:19", "--json")
    ).json
    assert (changed["email"], changed["tax_percent"]) == ("pay@acme.example", "19")
    assert command("client", "list", "--json").json == [changed]
    command("undo")
    assert command("client", "list", "--json").json[0]["email"] == ""
    fixed = command(
        *("project", "add", "App", "--client", "Acme", "--kind", "fixed", "--fee", "5’000"),
        "--json",
    ).json
    assert (fixed["kind"], fixed["currency"]) == ("fixed", "CHF")
    assert fixed["fee"] == {"amount": "5000.00", "currency": "CHF"}
    refused = command("project", "edit", "App", "--currency", "JPY")
    assert (refused.code, "The fee is in CHF" in refused.err) == (1, True)
    yen = command("project", "edit", "App", "--currency", "JPY", "--fee", "500", "--json").json
    assert yen["fee"] == {"amount": "500", "currency": "JPY"}
    hourly = command("project", "edit", "App", "--kind", "hourly", "--json").json
    assert (hourly["kind"], hourly["fee"]) == ("hourly", None)
    assert command("project", "add", "Site", "--kind", "fixed").code == 1
    assert len(command("project", "list", "--json").json) == 1


def test_of_totals_and_the_week(command: Command, home_ledger: Ledger) -> None:
    assert command("totals").out == "There is no time yet.\n"
    command("project", "add", "Redesign", "--client", "Acme")
    command("add", "Hero", "2026-11-26 09:00", "2026-11-26 10:30", "--project", "Redesign")
    command("add", "Hero", "2026-11-02 09:00", "2026-11-02 10:00", "--project", "Redesign")
    assert command("totals", "--json").json[0]["value"] is None
    assert "2:30 without a rate" in command("totals").out.replace("\t", " ")
    (missing,) = command("rate", "missing", "--json").json
    assert (missing["project"], missing["seconds"]) == ("Redesign", 9000)
    command("rate", "set", "90")
    assert command("rate", "missing", "--json").json == []
    (total,) = command("totals", "--json").json
    assert (total["key"], total["client"]) == ("Redesign", "Acme")
    assert (total["seconds"], total["billable_seconds"]) == (9000, 9000)
    assert total["value"] == {"amount": "225.00", "currency": "EUR"}
    for by in TOTALS:
        assert sum(each["seconds"] for each in command("totals", "--by", by, "--json").json) == 9000
    (part,) = command("totals", "--from", "2026-11-23", "--to", "2026-11-29", "--json").json
    assert part["value"]["amount"] == "135.00"
    week = command("week", "--json").json
    assert week["projects"][0]["value"] == part["value"]
    assert week["seconds"] == part["seconds"]
    assert "135.00 EUR" in command("week").out


def test_a_member_sees_no_cost_and_sets_nothing(
    command: Command, home_ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    command("member", "add", "bob")
    command("rate", "set", "95")
    command("rate", "set", "40", "--cost")
    command("rate", "set", "50", "--cost", "--person", "bob")
    monkeypatch.setenv("AYRON_MEMBER", "bob")
    shown = command("rate", "list", "--json").json
    assert [(rate["kind"], rate["amount"]) for rate in shown] == [
        ("bill", "95.00"),
        ("cost", "50.00"),
    ]
    for arguments in (("rate", "set", "1"), ("issuer", "set", "city=x")):
        refused = command(*arguments)
        assert (refused.code, "Only an admin" in refused.err) == (1, True)
