"""The commands that go out with an invoice, as the shell runs them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from app.settings import load_settings
from reports.invoices import invoice_book
from store.errors import Refused
from store.ledger import Ledger
from tests.app.conftest import Command
from tests.billing.issued import bill, set_issuer
from tests.servers.post_office import POLITE, PostOffice, answer, post_office, scripted
from tests.servers.stripe_like import KEY, StripeLike, stripe_like

NUMBER = "2026-0042"
Pipe = io.StringIO


class Terminal(io.StringIO):
    """Standard input of somebody who sits there."""

    def isatty(self) -> bool:
        """Say that they do."""
        return True


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Iterator[PostOffice]:
    """Run the mail server of this person."""
    with post_office() as made:
        monkeypatch.setenv("AYRON_SMTP_URL", f"smtp://localhost:{made.port}")
        yield made


@pytest.fixture
def stripe(monkeypatch: pytest.MonkeyPatch) -> Iterator[StripeLike]:
    """Run a server like Stripe, and hold a key of it."""
    monkeypatch.setattr("billing.payments.choosing.BACKOFF_SECONDS", 0.0)
    with stripe_like() as made:
        monkeypatch.setenv("AYRON_STRIPE_URL", made.url)
        monkeypatch.setenv("AYRON_STRIPE_KEY", KEY)
        yield made


@pytest.fixture(autouse=True)
def invoice(home_ledger: Ledger) -> str:
    """Issue an invoice."""
    return bill(home_ledger)


def test_an_invoice_is_shown_and_sent(command: Command, office: PostOffice) -> None:
    letter = ("invoice", "send", NUMBER, "--copy", "--subject", "Your bill")
    said = command(*letter, "--dry-run")
    assert command(*letter, "--yes").code == 0
    for line in (
        "From     Łódź Söhne <billing@example.com>",
        "To       ap@example.org",
        "Cc       billing@example.com",
        "Subject  Your bill",
        "Attached Invoice-2026-0042.pdf, 11 kB; 15 kB in all",
    ):
        assert line in said.out
    (envelope,) = office.box
    assert envelope.rcpt_tos == ["ap@example.org", "billing@example.com"]
    (listed,) = command("outbox", "list", "--json").json
    read = message_from_bytes(envelope.content, policy=default)
    assert (listed["state"], listed["message_id"]) == ("sent", read["Message-ID"])
    assert (listed["kind"], listed["invoice"], listed["attempts"]) == ("invoice", NUMBER, 1)


def test_a_second_time_has_to_be_meant(command: Command, office: PostOffice) -> None:
    assert command("invoice", "send", NUMBER, "--yes").code == 0
    refused = command("invoice", "send", NUMBER, "--yes")
    assert (refused.code, "--again" in refused.err) == (1, True)
    assert command("invoice", "send", NUMBER, "--yes", "--again").code == 0
    assert len(office.box) == 2


def test_a_look_sends_nothing(command: Command, office: PostOffice) -> None:
    look = command("invoice", "send", NUMBER, "--dry-run", "--json")
    assert look.json["attachment_bytes"] < look.json["bytes"]
    assert "To       ap@example.org" in command("invoice", "remind", NUMBER, "--dry-run").out
    assert command("outbox", "list", "--json").json == []
    assert office.box == []


@pytest.mark.parametrize(("reply", "sent"), [("y\n", 1), ("\n", 0), ("no\n", 0)])
def test_a_person_is_asked(
    command: Command,
    office: PostOffice,
    monkeypatch: pytest.MonkeyPatch,
    reply: str,
    sent: int,
) -> None:
    monkeypatch.setattr("tests.app.conftest.io.StringIO", lambda: Terminal(reply))
    said = command("invoice", "send", NUMBER)
    assert "Send it?" in said.err
    assert (len(office.box), said.code) == (sent, 0 if sent else 1)


@pytest.mark.parametrize("shape", [[], ["--json"]])
def test_a_script_is_shown_the_letter_and_not_asked(
    command: Command, office: PostOffice, shape: list[str]
) -> None:
    said = command("invoice", "send", NUMBER, *shape)
    assert (said.code, len(office.box)) == (0, 1)
    assert "To       ap@example.org" in said.err


def test_there_are_words_in_three_languages(command: Command) -> None:
    assert "Rechnungskorrektur" in command("outbox", "template", "credit", "--language", "de").out
    assert command("outbox", "template", "credit", "--language", "it").code == 2


@pytest.mark.parametrize("url", ["http://pay.example/{amount}", "https://pay.example/{sum}"])
def test_an_address_for_paying_is_checked(command: Command, url: str) -> None:
    assert command("issuer", "set", f"pay_url={url}").code == 1
    assert command("issuer", "set", "pay_url=https://pay.example/{amount}").code == 0
    assert command("issuer", "set", "pay_url=").code == 0


def test_the_words_can_be_ones_own(command: Command, office: PostOffice, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("Hello {contact}\n{payment_url}\nBye", encoding="utf-8")
    file = str(tmp_path / "text")
    changed = command("outbox", "template", "invoice", "--client", "Acme GmbH", "--text", file)
    assert changed.code == 0
    command("invoice", "send", NUMBER, "--yes")
    read = message_from_bytes(office.box[0].content, policy=default)
    body = read.get_body()
    assert body
    assert body.get_content().splitlines() == ["Hello Acme GmbH", "Bye"]
    assert command("outbox", "template", "credit", "--reset").code == 3
    assert command("invoice", "send", NUMBER, "--text", str(tmp_path / "none")).code == 1


def test_what_did_not_go_is_tried_again(command: Command, office: PostOffice) -> None:
    office.answers = ["451 4.7.1 later \x1b[31m"]
    said = command("invoice", "send", NUMBER, "--yes")
    assert (said.code, "451 4.7.1 later" in said.out, "\x1b" in said.out) == (1, True, False)
    assert command("outbox", "retry").out == "Nothing is due.\n"
    assert command("outbox", "retry", NUMBER).out == f"Sent {NUMBER} to ap@example.org.\n"
    assert command("outbox", "drop", NUMBER).code == 1


def test_doubt_is_told_and_asked_about(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    with scripted(*POLITE, answer(b"354 go\r\n"), lambda line: None) as liar:
        monkeypatch.setenv("AYRON_SMTP_URL", f"smtp://localhost:{liar.port}")
        said = command("invoice", "send", NUMBER, "--yes")
        assert (said.code, "May have sent" in said.out) == (1, True)
        for word in ("arrived", "retry", "twice", "drop"):
            assert word in said.out
        assert command("outbox", "retry", NUMBER).code == 1
        assert liar.callers == 1
    assert command("outbox", "arrived", NUMBER).code == 0


def test_without_a_server_it_is_said_how_one_is_named(command: Command) -> None:
    said = command("invoice", "send", NUMBER, "--yes")
    assert (said.code, "AYRON_SMTP_URL" in said.err) == (1, True)
    assert command("outbox", "list", "--json").json == []


def test_a_link_is_made_paid_and_polled(command: Command, stripe: StripeLike) -> None:
    made = command("invoice", "link", NUMBER, "--json").json
    assert made["amount"] == {"amount": "1190.00", "currency": "EUR"}
    assert command("invoice", "link", NUMBER).out == made["url"] + "\n"
    assert "█" in command("invoice", "link", NUMBER, "--qr").out
    (link,) = stripe.links
    stripe.pay(link)
    assert command("invoice", "poll", "--json").json == {
        "asked": 1,
        "received": 1,
        "troubles": [],
    }
    shown = command("invoice", "show", NUMBER, "--json").json
    assert (shown["paid"]["amount"], shown["due"]["amount"]) == ("1190.00", "0.00")


def test_a_link_is_closed(command: Command, stripe: StripeLike) -> None:
    assert command("invoice", "link", NUMBER, "--close").code == 3
    command("invoice", "link", NUMBER)
    assert command("invoice", "link", NUMBER, "--close", "--json").json["state"] == "closed"
    assert stripe.active == []


@pytest.mark.parametrize(
    "done",
    [("void", NUMBER, "--reason", "wrong"), ("pay", NUMBER, "100")],
)
def test_a_link_is_closed_with_what_it_was_for(
    command: Command, stripe: StripeLike, done: tuple[str, ...]
) -> None:
    command("invoice", "link", NUMBER)
    assert command("invoice", *done).code == 0
    assert stripe.active == []


@pytest.mark.parametrize("key", ["", "pk_test_public"])
def test_a_link_that_cannot_be_closed_is_told_of(
    command: Command, stripe: StripeLike, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    command("invoice", "link", NUMBER)
    monkeypatch.setenv("AYRON_STRIPE_KEY", key)
    said = command("invoice", "void", NUMBER, "--reason", "wrong")
    assert (said.code, "still open" in said.err) == (0, True)


def test_a_template_makes_links_without_a_provider(command: Command, home_ledger: Ledger) -> None:
    assert command("invoice", "link", NUMBER).code == 1
    set_issuer(home_ledger, pay_url="https://pay.example/{amount}{currency}")
    assert command("invoice", "link", NUMBER).out == "https://pay.example/1190.00EUR\n"
    assert "BCD" in command("invoice", "link", NUMBER, "--bank").out


def test_the_address_asks_for_what_is_open_now(command: Command, home_ledger: Ledger) -> None:
    set_issuer(home_ledger, pay_url="https://pay.example/{amount}")
    command("invoice", "link", NUMBER)
    command("invoice", "pay", NUMBER, "1000")
    assert command("invoice", "show", NUMBER, "--json").json["payment_url"] == (
        "https://pay.example/190.00"
    )
    with home_ledger.read() as work:
        assert [row.pay_url for row in invoice_book(work).rows if row.number == NUMBER] == [
            "https://pay.example/190.00"
        ]
    command("invoice", "pay", NUMBER, "190")
    assert command("invoice", "show", NUMBER, "--json").json["payment_url"] is None


def test_an_unrestricted_key_is_warned_of(
    command: Command, stripe: StripeLike, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AYRON_STRIPE_KEY", "sk_test_canary")
    said = command("invoice", "link", NUMBER)
    assert (said.code, "may do everything" in said.err) == (1, True)
    assert "canary" not in said.out + said.err


def test_a_secret_is_kept_and_never_shown(
    command: Command, monkeypatch: pytest.MonkeyPatch, ayron_home: Path
) -> None:
    monkeypatch.setattr("tests.app.conftest.io.StringIO", lambda: Pipe("canary\n"))
    nowhere = command("secret", "set", "stripe")
    assert (nowhere.code, "AYRON_STRIPE_KEY" in nowhere.err) == (1, True)
    kept = command("secret", "set", "stripe", "--insecure-storage")
    assert kept.code == 0
    listed = command("secret", "list", "--json")
    assert {row["name"]: row["kept"] for row in listed.json}["stripe"]
    assert "canary" not in nowhere.err + kept.out + kept.err + listed.out
    assert command("secret", "forget", "stripe").code == 0
    assert command("secret", "forget", "stripe").code == 3


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ('smtp_url = "smtp://me@x.example:canary@mail.example"', "ayron secret set smtp"),
        ('stripe_key = "rk_canary"', "ayron secret set stripe"),
        ('smtp_password = "canary"', "ayron secret set smtp"),
    ],
)
def test_the_settings_take_no_secret(ayron_home: Path, line: str, named: str) -> None:
    ayron_home.mkdir(parents=True, exist_ok=True)
    (ayron_home / "config.toml").write_text(line, encoding="utf-8")
    with pytest.raises(Refused, match=named) as caught:
        load_settings({})
    assert "canary" not in str(caught.value)


def test_the_settings_name_the_servers(ayron_home: Path) -> None:
    lines = 'smtp_url = "smtp://me@mail.example:587"\nstripe_url = "http://localhost:1"'
    ayron_home.mkdir(parents=True, exist_ok=True)
    (ayron_home / "config.toml").write_text(lines, encoding="utf-8")
    told = load_settings({"AYRON_SMTP_URL": "smtp://me:canary@mail.example"})
    assert told.environment["AYRON_STRIPE_URL"] == "http://localhost:1"
    assert "canary" not in repr(told)
