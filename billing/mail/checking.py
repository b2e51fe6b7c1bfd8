"""Check a message that waited against its invoice as it is now; let nothing go twice.

What is due may have changed while a message was in the outbox, and its words tell the old sum.
"""

from __future__ import annotations

from billing.mail.drafting import checked_pdf
from store.errors import Refused
from store.invoices import hold_invoice
from store.local_time import clock_text, date_of, iso_date
from store.outbox import Message, change_state, find_message, messages
from store.work import Work

VOID = "Invoice {} is void, so this never goes."
CHANGED = "{} of invoice {} changed since; send it again: ayron invoice {} {}"
INSTEAD = "It went with another message, {}."
_CHANGES = (
    "SELECT 1 FROM payment WHERE invoice_id = ? AND (created_at > ? OR removed_at > ?)"
    " UNION ALL SELECT 1 FROM invoice WHERE original_id = ? AND issued_at > ?"
)


def held_back(work: Work, key: str) -> Message | None:
    """Hold a queued message back where its invoice changed since; None where it may go."""
    message = find_message(work, key)
    if message.state != "queued":
        return None
    invoice = hold_invoice(work, message.invoice_id)
    if invoice.state == "void":
        return change_state(work, message, "dropped", VOID.format(message.number))
    changed = _what_changed(work, message)
    if not changed:
        return None
    verb = "remind" if message.kind == "reminder" else "send"
    words = CHANGED.format(changed, message.number, verb, message.number)
    return change_state(work, message, "failed", words)


def drop_others(work: Work, sent: Message) -> None:
    """Drop what was to go to the same end before and did not, as this one went."""
    for other in messages(work, sent.invoice_id):
        if other.id != sent.id and other.kind == sent.kind and other.state in ("failed", "queued"):
            change_state(work, other, "dropped", INSTEAD.format(sent.id))


def dropped_for(work: Work, sent: Message) -> list[Message]:
    """List what was dropped as this one went."""
    words = INSTEAD.format(sent.id)
    return [each for each in messages(work, sent.invoice_id) if each.error == words]


def refuse_sent_since(work: Work, message: Message) -> None:
    """Refuse to send a message where another one went to the same end after it was written."""
    for other in messages(work, message.invoice_id):
        went = other.state == "sent" and other.kind == message.kind and other.id != message.id
        if went and (other.sent_at or 0) >= message.created_at:
            at = other.sent_at or 0
            raise Refused(
                f"{message.number} was sent by another message since, to {other.recipient} on"
                f" {iso_date(date_of(at))} at {clock_text(at)}. To send this one, too, add --again."
            )


def _what_changed(work: Work, message: Message) -> str:
    written = message.created_at
    key = message.invoice_id
    if work.row(_CHANGES, (key, written, written, key, written)):
        return "What is due"
    try:
        checked_pdf(work, key)
    except Refused:
        return "The document"
    return ""
