"""What the screens ask of billing, each step off the screen's loop; loaded when it is taken."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING, NamedTuple

from store.invoices import Invoice, find_invoice, stored_document
from store.ledger import Ledger
from store.local_time import date_of, duration_text, iso_date
from store.work import Work

if TYPE_CHECKING:
    from billing.drafts import Left
    from billing.mail.drafting import Draft, Wishes
    from screens.dialogs.pay_code import Code
    from screens.dialogs.preview import Shown
    from store.outbox import Message
    from sync.access import Surroundings

ARRIVED, AGAIN, DROP = "arrived", "again", "drop"


class ToIssue(NamedTuple):
    """A draft that is about to be issued: the number that it gets, and what changed on it."""

    number: str
    client: str
    total: str
    changed: int


def read_shown(ledger: Ledger, key: str) -> Shown:
    """Read the bytes that were issued; draw those of a draft as it would be."""
    from billing.documents import draft_document
    from billing.rendering import render
    from screens.dialogs.preview import Shown

    with ledger.read() as work:
        invoice = find_invoice(work, key)
        drawn = draft_document(work, key) if invoice.state == "draft" else None
        stored = b"" if drawn else stored_document(work, key)[0]
    if drawn is not None:
        return Shown(f"Draft for {invoice.client}", f"draft-{invoice.client}", render(drawn).pdf)
    title = f"{invoice.number} for {invoice.client}"
    return Shown(title, str(invoice.number), stored, invoice.pdf_sha256 or "")


def draft_words(work: Work, invoice: Invoice) -> str:
    """Say what a draft comes to, and what it leaves out."""
    from billing.drafts import left_out
    from reports.invoices import amount_text

    total = amount_text(invoice.gross or 0, invoice.currency)
    return "\n".join(
        (f"Drafted {total} for {invoice.client}.", *left_words(left_out(work, invoice)))
    )


def left_words(left: Left) -> list[str]:
    """Say what an invoice leaves out, by reason, and whether time on it overlaps."""
    seconds: dict[str, int] = {}
    for item in left.entries:
        seconds[item.reason] = seconds.get(item.reason, 0) + item.entry.seconds
    words = [f"Left out: {duration_text(spent)} {reason}." for reason, spent in seconds.items()]
    words += [f"Left out: {fee.stage or fee.project}, {reason}." for fee, reason in left.fees]
    if left.overlapping:
        words.append(f"{len(left.overlapping)} of its entries overlap with others.")
    return words


def first_unbilled(work: Work, client_id: str) -> str | None:
    """Find the day of the oldest time of a client that no invoice holds."""
    from store.unbilled import client_work

    for entry in client_work(work, client_id, 0, work.now(), None):
        if entry.held_by is None and entry.billable:
            return iso_date(date_of(entry.started_at))
    return None


def read_to_issue(ledger: Ledger, key: str) -> ToIssue:
    """Say what issuing a draft now would come to."""
    from billing.numbering import series_of
    from billing.refreshing import changed_entries
    from reports.invoices import amount_text

    with ledger.read() as work:
        invoice = find_invoice(work, key)
        number = series_of(work, invoice.kind, date_of(work.now())[0]).number
        total = amount_text(invoice.gross or 0, invoice.currency)
        return ToIssue(number, invoice.client, total, len(changed_entries(work, invoice)))


def issue(ledger: Ledger, around: Surroundings, key: str, stop: Event) -> tuple[Invoice, str]:
    """Issue a draft; returns it, and what kept a link to pay at from being made."""
    from billing.payments.issuing import issue_with_link

    return issue_with_link(ledger, around, key, stop)


def make_link(ledger: Ledger, around: Surroundings, key: str, stop: Event) -> str:
    """Return the address to pay at what is open of an invoice, made now where there is none."""
    from billing.payments.choosing import open_provider
    from billing.payments.linking import ensure_link, provider_name
    from store.billed import sender_of

    with ledger.read() as work:
        name, sender = provider_name(work, around), sender_of(work)
    provider = open_provider(name, around, sender, stop)
    try:
        return ensure_link(ledger, provider, key).url
    finally:
        provider.close()


def read_codes(work: Work, key: str) -> list[Code]:
    """Make the codes by which what is open of an invoice can be paid: its page, a transfer."""
    from billing.payments.asking import payment_url
    from billing.payments.epc import epc_payload
    from billing.payments.qr import qr_lines
    from screens.dialogs.pay_code import Code
    from store.billed import find_issued, sender_of

    billed, sender, url = find_issued(work, key), sender_of(work), payment_url(work, key)
    transfer = epc_payload(
        sender.name, sender.iban, sender.bic, billed.open, billed.currency, billed.number
    )
    found = [(f"Opens {url}", url), ("Fills in a bank transfer", transfer or "")]
    return [Code(words, tuple(qr_lines(text))) for words, text in found if text]


def draft_letter(ledger: Ledger, key: str, wishes: Wishes | None = None) -> Draft:
    """Draft the mail that an invoice goes out with."""
    from billing.mail.drafting import Wishes, draft_mail

    return draft_mail(ledger, key, wishes or Wishes())


def post(
    ledger: Ledger, around: Surroundings, draft: Draft, stop: Event, *, again: bool
) -> Message:
    """Put a letter into the outbox and hand it over; what it came to is in the message."""
    from billing.mail.delivering import deliver
    from billing.mail.drafting import enqueue
    from billing.mail.server import mail_server

    mail_server(around)
    return deliver(ledger, around, enqueue(ledger, draft, again=again).id, stop)


def settle_message(
    ledger: Ledger, around: Surroundings, key: str, answer: str, stop: Event
) -> Message:
    """Do with a message in the outbox what somebody says: it arrived, send it, give it up."""
    from billing.mail.delivering import arrived, deliver, drop, retry

    if answer == ARRIVED:
        return arrived(ledger, around, key)
    if answer == DROP:
        return drop(ledger, around, key)
    return deliver(ledger, around, retry(ledger, around, key, sure=True).id, stop)
