from __future__ import annotations

from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.mail.addresses import parse_address, split_name, with_name
from billing.mail.drafting import Wishes, draft_mail, draft_reminder, enqueue
from billing.mail.message import envelope_of, safe_file_name
from billing.mail.templates import KEYS, filled, keep_template
from billing.mail.wording import BUILT_IN
from store.errors import Refused
from store.invoices import update_invoice
from store.ledger import Ledger
from store.mail_templates import Template, remove_template
from store.outbox import Message
from tests.billing.issued import PDF, bill, set_issuer
from tests.clock import FixedClock

NOTHING = Wishes()


def test_a_mail_is_drafted_from_the_invoice(ledger: Ledger, invoice: str) -> None:
    draft = draft_mail(ledger, "2026-0042", Wishes(copy_self=True))
    letter = draft.letter
    assert letter.sender == "Łódź Söhne <billing@example.com>"
    assert (letter.recipient, letter.copy_to) == ("ap@example.org", "billing@example.com")
    assert letter.attachment_name == "Invoice-2026-0042.pdf"
    assert "invoice 2026-0042 for €1,190.00" in letter.text
    assert "due on December 11, 2026" in letter.text
    assert "online" not in letter.text
    assert (draft.pdf_size, draft.size > len(PDF) * 4 // 3) == (len(PDF), True)
    with ledger.read() as work:
        assert work.rows("SELECT * FROM outbox") == []


@pytest.mark.parametrize(
    ("language", "name", "words"),
    [
        ("de_AT", "Rechnung-2026-0042.pdf", "Rechnung 2026-0042 über € 1.190,00"),
        ("fr", "Facture-2026-0042.pdf", "facture 2026-0042 d’un montant de 1 190,00 €"),
        ("pl", "Invoice-2026-0042.pdf", "from November 1, 2026 to November 30, 2026"),
    ],
)
def test_it_is_in_the_language_of_the_invoice(
    ledger: Ledger, invoice: str, language: str, name: str, words: str
) -> None:
    with ledger.write() as work:
        update_invoice(work, invoice, language=language)
    letter = draft_mail(ledger, invoice, NOTHING).letter
    text = letter.text.replace("\u00a0", " ").replace("\u202f", " ")
    assert letter.attachment_name == name
    assert words in text


def test_the_link_is_in_the_mail_while_it_is_open(ledger: Ledger, invoice: str) -> None:
    set_issuer(ledger, pay_url="https://pay.example/1")
    with ledger.write() as work:
        work.run(
            "INSERT INTO payment_link (invoice_id, provider, url, amount, state, created_at)"
            " VALUES (?, 'template', 'https://pay.example/1', 1, 'open', 1)",
            (invoice,),
        )
    assert "online: https://pay.example/1" in draft_mail(ledger, invoice, NOTHING).letter.text
    with ledger.write() as work:
        work.run("UPDATE payment_link SET state = 'closed'")
    assert "online" not in draft_mail(ledger, invoice, NOTHING).letter.text


def test_everything_can_be_said_otherwise(ledger: Ledger, invoice: str) -> None:
    wishes = Wishes(
        "a@b.example, c@bücher.example",
        "d@b.example,a@b.example",
        False,
        "Your bill",
        "Hi\r\n\nyou",
    )
    letter = draft_mail(ledger, invoice, wishes).letter
    assert letter.recipient == "a@b.example, c@xn--bcher-kva.example"
    assert (letter.copy_to, letter.subject, letter.text) == (
        "d@b.example",
        "Your bill",
        "Hi\n\nyou\n",
    )


def test_templates_of_the_client_come_before_those_of_the_workspace(
    ledger: Ledger, invoice: str
) -> None:
    with ledger.write() as work:
        ((client_id,),) = work.rows("SELECT id FROM client")
        keep_template(work, "invoice", "en", "", Template("All {number}", "x {nothing"))
        keep_template(
            work, "invoice", "en", client_id, Template("Acme {number}", "y\n{payment_url}")
        )
    letter = draft_mail(ledger, invoice, NOTHING).letter
    assert (letter.subject, letter.text) == ("Acme 2026-0042", "y\n")
    with ledger.write() as work:
        assert remove_template(work, "invoice", "en", client_id)
    letter = draft_mail(ledger, invoice, NOTHING).letter
    assert (letter.subject, letter.text) == ("All 2026-0042", "x {nothing\n")


def test_keys_are_these_and_no_others(ledger: Ledger, invoice: str) -> None:
    values = {key: f"<{key}>" for key in KEYS} | {"client": "{number} {issuer.__class__}"}
    text = "{client.__class__} {number!r} {0} {} {{number}} $number %(number)s {client}"
    found = filled(Template("{client}", text), values)
    assert found.subject == "{number} {issuer.__class__}"
    assert found.text == (
        "{client.__class__} {number!r} {0} {} {<number>} $number %(number)s"
        " {number} {issuer.__class__}\n"
    )
    with ledger.write() as work, pytest.raises(Refused, match=r"no key {iban}"):
        keep_template(work, "invoice", "en", "", Template("x", "{iban}"))


def test_all_built_in_words_know_their_keys() -> None:
    values = dict.fromkeys(KEYS, "x")
    for template in BUILT_IN.values():
        assert "{" not in "".join(filled(template, values))


@pytest.mark.parametrize("state", ["draft", "void"])
def test_what_does_not_hold_is_not_sent(ledger: Ledger, invoice: str, state: str) -> None:
    with ledger.write() as work:
        update_invoice(work, invoice, state=state, number=None if state == "draft" else "1")
    with pytest.raises(Refused, match=state):
        draft_mail(ledger, invoice, NOTHING)


def test_without_an_address_it_is_said_what_is_missing(ledger: Ledger, invoice: str) -> None:
    with ledger.write() as work:
        work.run("UPDATE client SET email = ''")
    with pytest.raises(Refused, match="--to"):
        draft_mail(ledger, invoice, NOTHING)
    set_issuer(ledger, email="")
    with pytest.raises(Refused, match="issuer set email"):
        draft_mail(ledger, invoice, Wishes(to="a@b.example"))


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        ("en", "is due on", "was due on"),
        ("de", "ist am", "war am"),
        ("fr", "est payable au plus tard le", "était payable au plus tard le"),
    ],
)
def test_a_reminder_knows_whether_it_is_due(
    ledger: Ledger, invoice: str, clock: FixedClock, language: str, before: str, after: str
) -> None:
    with ledger.write() as work:
        update_invoice(work, invoice, language=language)
    assert before in draft_reminder(ledger, invoice, NOTHING).letter.text
    clock.advance(days=20)
    assert after in draft_reminder(ledger, invoice, NOTHING).letter.text


def test_a_reminder_is_for_what_is_open(ledger: Ledger, invoice: str) -> None:
    with ledger.write() as work:
        work.run(
            "INSERT INTO payment (id, invoice_id, kind, amount, paid_on, method, created_at)"
            " VALUES ('p1', ?, 'payment', 19000, '2026-11-27', 'hand', 1)",
            (invoice,),
        )
    letter = draft_reminder(ledger, invoice, NOTHING).letter
    assert "€1,000.00 is still open" in letter.text
    assert letter.subject.startswith("Reminder: invoice 2026-0042")
    note = bill(ledger, "2026-0043", kind="credit", original_id=invoice)
    for each in (invoice, note):
        with pytest.raises(Refused):
            draft_reminder(ledger, each, NOTHING)
    assert "corrects invoice 2026-0042" in draft_mail(ledger, note, NOTHING).letter.text
    with ledger.write() as work:
        update_invoice(work, note, language="de")
    letter = draft_mail(ledger, note, NOTHING).letter
    assert letter.subject.startswith("Rechnungskorrektur 2026-0043")
    assert letter.attachment_name == "Rechnungskorrektur-2026-0043.pdf"


EXAMPLE = Message(
    id="0",
    invoice_id="i",
    number="1",
    message_id="<invoice.1@example.com>",
    state="queued",
    sender="me@example.com",
    recipient="you@example.org",
    copy_to="",
    subject="",
    text="",
    attachment_name="",
    attempts=0,
    next_try_at=None,
    error=None,
    created_by="",
    created_at=1,
    sent_at=None,
)
HOSTILE = st.text(
    st.characters() | st.sampled_from('\r\n\x00\x1b\u202e\u2028<>@"\\,;:()[]=?_{}%/.'), max_size=60
)


@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
def test_no_text_breaks_out_of_where_it_belongs(
    name: str, subject: str, text: str, file: str
) -> None:
    message = EXAMPLE._replace(
        sender=with_name(name, "me@example.com"),
        subject=subject,
        text=text,
        attachment_name=f"{file}.pdf",
    )
    envelope = envelope_of(message, PDF)
    assert envelope.content.isascii()
    assert max(map(len, envelope.content.split(b"\r\n"))) <= 998
    assert b"\n" not in envelope.content.replace(b"\r\n", b"")
    read = message_from_bytes(envelope.content, policy=default)
    assert sorted(read.keys()) == sorted(
        ["From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"]
    )
    assert [address.addr_spec for address in read["From"].addresses] == ["me@example.com"]
    assert envelope[:2] == ("me@example.com", ("you@example.org",))
    body, attached = read.get_body(), list(read.iter_attachments())
    assert body
    assert [part.get_content() for part in attached] == [PDF]
    assert attached[0].get_filename() == safe_file_name(f"{file}.pdf")


@pytest.mark.parametrize(
    ("given_name", "safe"),
    [
        ("Invoice-2026/0042.pdf", "Invoice-2026-0042.pdf"),
        ("../../etc/passwd.pdf", "etc-passwd.pdf"),
        ("..pdf", "document.pdf"),
        ("C:\\x\\y.pdf", "C-x-y.pdf"),
        ("a\r\nb\u202ecod.exe.pdf", "a-bcod.exe.pdf"),
        ("", "document.pdf"),
    ],
)
def test_a_file_name_is_no_path(given_name: str, safe: str) -> None:
    assert safe_file_name(given_name) == safe


@pytest.mark.parametrize(
    "text",
    [
        *("", "a", "a@", "@b", "a b@c", "a@b c", "a@b\r\nBcc: c@d", "a@b>", "<a@b", "a@b,c@d"),
        *("a\x00@b", "ä@b", f"{'a' * 65}@b", f"a@{'b' * 250}.example", "a@b..c", '"a"@b', "a@[1]"),
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        parse_address(text)


@given(HOSTILE)
def test_a_name_before_an_address_comes_apart_again(name: str) -> None:
    assert split_name(with_name(name, "a@b.example"))[1] == "a@b.example"


def test_a_member_sends_nothing(ledger: Ledger, invoice: str) -> None:
    draft = draft_mail(ledger, invoice, NOTHING)
    ledger.role = "member"
    for doing in (lambda: draft_mail(ledger, invoice, NOTHING), lambda: enqueue(ledger, draft)):
        with pytest.raises(Refused, match="Only an admin"):
            doing()
