"""`ayron invoice`: from a draft to a payment, by a person and by a script."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from store.issuer import set_issuer
from store.ledger import Ledger
from store.project_terms import set_project_terms
from store.projects import add_project
from store.stages import add_stage
from tests.app.conftest import Command
from tests.billing.studio import open_studio, worked

MONEY = {"amount": "407.58", "currency": "EUR"}


@pytest.fixture
def studio(home_ledger: Ledger) -> Ledger:
    """Make a studio with time for one invoice."""
    with home_ledger.write() as work:
        project = open_studio(work)
        worked(work, project, "Hero", "09:00", "11:00")
        worked(work, project, "Footer", "11:00", "12:30")
    return home_ledger


DRAFT = ("invoice", "draft", "--client", "Acme GmbH", "--from", "2026-11-01", "--to", "2026-11-30")


@pytest.mark.usefixtures("studio")
def test_an_invoice_goes_all_the_way(command: Command, tmp_path: Path) -> None:
    made = command(*DRAFT, "--json").json
    assert (made["state"], made["number"], made["gross"]["amount"]) == ("draft", None, "395.68")
    edit = ("invoice", "edit", made["id"])
    added = command(*edit, "--add", "Train; 1; 10", "--terms", "30", "--po", "4711", "--json").json
    train = added["lines"][2]
    assert (train["kind"], train["price"]["amount"]) == ("manual", "10.00")
    assert command("invoice", "issue", made["id"]).code == 0
    shown = command("invoice", "show", "2026-0001", "--json").json
    assert (shown["state"], shown["issued_on"], shown["due_on"]) == (
        "open",
        "2026-11-27",
        "2026-12-27",
    )
    assert shown["gross"] == MONEY
    assert shown["taxes"][0]["percent"] == "19"
    assert shown["lines"][1]["quantity"] == "1.50"
    pdf = tmp_path / "a.pdf"
    assert command("invoice", "pdf", "2026-0001", str(pdf)).code == 0
    assert hashlib.sha256(pdf.read_bytes()).hexdigest() == shown["pdf_sha256"]
    again = command("invoice", "pdf", "2026-0001", str(pdf))
    assert (again.code, "--force" in again.err) == (1, True)
    assert command("invoice", "xml", "2026-0001", str(tmp_path / "a.xml")).code == 0
    paid = command("invoice", "pay", "2026-0001", "407.58", "--on", "2026-11-27", "--json").json
    assert (paid["state"], paid["paid"], paid["due"]["amount"]) == ("paid", MONEY, "0.00")
    note = command("invoice", "credit", "2026-0001", "--lines", "1,2", "--json").json
    assert (note["kind"], note["number"], note["credits"]) == ("credit", "2026-0002", "2026-0001")
    listed = command("invoice", "list", "--json").json
    assert [row["number"] for row in listed] == ["2026-0002", "2026-0001"]
    assert "lines" not in listed[0]


@pytest.mark.usefixtures("studio")
def test_the_log_tells_the_invoice_and_a_billed_entry_is_refused(command: Command) -> None:
    made = command(*DRAFT, "--json").json
    assert {entry["invoice"] for entry in command("log", "--json").json} == {made["id"]}
    command("invoice", "issue", made["id"])
    entry = command("log", "--json").json[0]
    assert entry["invoice"] == "2026-0001"
    for words in (
        ("edit", entry["id"], "--note", "x"),
        ("delete", entry["id"]),
        ("undo",),
    ):
        refused = command(*words)
        assert (refused.code, "invoice 2026-0001" in refused.err) == (1, True)


@pytest.mark.usefixtures("studio")
def test_a_second_draft_says_what_is_on_the_first(command: Command) -> None:
    first = command(*DRAFT, "--json").json
    nothing = command(*DRAFT)
    assert (nothing.code, "3:30 on another draft" in nothing.err) == (3, True)
    gone = command("invoice", "delete", first["id"], "--json").json
    assert gone == {"removed": [first["id"]]}
    by_entry = command(*DRAFT, "--by", "entry", "--json").json
    assert [line["description"] for line in by_entry["lines"]] == ["Hero", "Footer"]


@pytest.mark.usefixtures("studio")
def test_numbers_are_patterned(command: Command) -> None:
    said = command(
        "invoice", "numbers", "--pattern", "RE-{year}/{number}", "--start", "7", "--json"
    )
    assert said.json == [
        {"series": "invoice", "pattern": "RE-{year}/{number}", "next": "RE-2026/7"}
    ]
    made = command(*DRAFT, "--json").json
    assert command("invoice", "issue", made["id"], "--json").json["number"] == "RE-2026/7"


@pytest.mark.usefixtures("studio")
def test_without_days_all_that_is_unbilled_is_drafted(command: Command) -> None:
    everything = DRAFT[:4]
    early = command(*everything, "--to", "2026-01-31")
    assert (early.code, "nothing to bill" in early.err) == (3, True)
    made = command(*everything, "--json").json
    assert (made["from"], made["gross"]["amount"]) == ("2026-11-27", "395.68")
    again = command(*everything)
    assert (again.code, "nothing to bill" in again.err) == (3, True)
    assert command(*everything, "--empty", "--json").json["lines"] == []


def test_a_fee_that_stages_do_not_cover_is_said(command: Command, studio: Ledger) -> None:
    with studio.write() as work:
        shop = add_project(work, "Shop", "Acme GmbH").id
        set_project_terms(work, shop, "fixed", "", 800_000)
        add_stage(work, shop, "Design", budget=300_000)
    assert "Shop: its stages come to 3000.00 EUR" in command(*DRAFT).err


def test_what_keeps_it_from_being_an_electronic_invoice_is_said(
    command: Command, studio: Ledger
) -> None:
    assert command(*DRAFT, "--json").json["einvoice_gaps"] == []
    with studio.write() as work:
        set_issuer(work, {"vat_id": ""})
    (draft,) = command("invoice", "list", "--json").json
    shown = command("invoice", "show", draft["id"])
    assert "will be no electronic invoice" in shown.err
    assert command("invoice", "show", draft["id"], "--json").json["einvoice_gaps"]
    assert "is no electronic invoice" in command("invoice", "issue", draft["id"]).err


@pytest.mark.usefixtures("studio")
def test_a_void_needs_its_reason(command: Command) -> None:
    made = command(*DRAFT, "--json").json
    command("invoice", "issue", made["id"])
    assert command("invoice", "void", "2026-0001").code == 2
    gone = command("invoice", "void", "2026-0001", "--reason", "wrong month", "--json").json
    assert (gone["state"], gone["void_reason"], gone["due"]["amount"]) == (
        "void",
        "wrong month",
        "0.00",
    )


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("invoice", "show", "nothing"), 3),
        (("invoice", "draft", "--client", "Nobody", "--from", "2026-11-01"), 3),
        (("invoice", "draft"), 1),
        ((*DRAFT, "--by", "colour"), 1),
        (("invoice", "edit", "nothing"), 1),
        (("invoice", "pay", "nothing"), 1),
        (("invoice", "credit", "nothing", "--lines", "one"), 2),
    ],
)
@pytest.mark.usefixtures("studio")
def test_what_cannot_be_done_is_said(command: Command, words: tuple[str, ...], code: int) -> None:
    answer = command(*words)
    assert (answer.code, answer.out) == (code, "")
    assert answer.err


@pytest.mark.usefixtures("studio")
def test_a_person_reads_all_of_it(command: Command) -> None:
    said = command(*DRAFT).out
    assert "1. Hero\t2.00 h\t× 95.00\t€190.00" in said
    assert "Total\t\t\t€395.68" in said
    assert command("invoice", "list").out.count("draft") == 1
