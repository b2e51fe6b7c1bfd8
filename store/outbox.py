"""The outbox: every message that is to be sent, was sent, or may have been.

A message is written down, with its Message-ID, before anybody tries to send it. Whoever sends it
claims it first, so that two processes never send one; what a claim came to is written down by the
claim that did it, told from later ones by the count of attempts.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from store.errors import NothingToDo, Refused
from store.ledger import require_admin
from store.text import clean
from store.work import Work

State = Literal["queued", "sending", "sent", "failed", "unknown", "dropped"]
Kind = Literal["invoice", "credit", "reminder"]
UNSETTLED = ("queued", "sending", "unknown")


class Letter(NamedTuple):
    """A message before it is in the outbox. Addresses are separated by commas."""

    kind: Kind
    invoice_id: str
    sender: str
    recipient: str
    copy_to: str
    subject: str
    text: str
    attachment_name: str


class Message(NamedTuple):
    """A message in the outbox; `number` is that of its invoice, `sender` is `Name <address>`."""

    id: str
    invoice_id: str
    number: str
    message_id: str
    state: State
    sender: str
    recipient: str
    copy_to: str
    subject: str
    text: str
    attachment_name: str
    attempts: int
    next_try_at: int | None
    error: str | None
    created_by: str
    created_at: int
    sent_at: int | None

    @property
    def kind(self) -> str:
        """What it is: invoice, credit or reminder."""
        return self.message_id.lstrip("<").partition(".")[0]


_QUERY = (
    "SELECT outbox.id, invoice_id, invoice.number, message_id, outbox.state, sender, recipient,"
    " copy_to, subject, text, attachment_name, attempts, next_try_at, error, outbox.created_by,"
    " outbox.created_at, sent_at"
    " FROM outbox LEFT JOIN invoice ON invoice.id = outbox.invoice_id"
)


def messages(work: Work, invoice_id: str = "") -> list[Message]:
    """List the messages, of one invoice or of all, the oldest first."""
    where, given = (" WHERE invoice_id = ?", (invoice_id,)) if invoice_id else ("", ())
    return [Message(*row) for row in work.rows(f"{_QUERY}{where} ORDER BY outbox.id", given)]


def under_way(work: Work) -> list[Message]:
    """List the messages that are queued or being sent, the oldest first."""
    where = "WHERE outbox.state IN ('queued', 'sending') ORDER BY outbox.id"
    return [Message(*row) for row in work.rows(f"{_QUERY} {where}")]


def find_message(work: Work, message_id: str) -> Message:
    """Find a message by id, by Message-ID or by its invoice's number where that is but one."""
    wanted = clean(message_id)
    found = work.rows(
        f"{_QUERY} WHERE outbox.id = ? OR message_id = ? OR invoice.number = ?", (wanted,) * 3
    )
    if len(found) > 1:
        raise Refused(f"{wanted} has several messages; `ayron outbox list` names them by id.")
    if not found:
        raise NothingToDo(f"There is no message “{wanted}”. `ayron outbox list` names them.")
    return Message(*found[0])


def add_message(work: Work, letter: Letter, domain: str) -> Message:
    """Write a message down, to be sent; what makes it itself is its Message-ID."""
    require_admin(work, "send an invoice")
    key = work.new_id()
    message_id = f"<{letter.kind}.{key}@{domain}>"
    work.run(
        "INSERT INTO outbox (id, invoice_id, message_id, state, sender, recipient, copy_to,"
        " subject, text, attachment_name, created_by, created_at)"
        " VALUES (?, ?, ?, 'queued', ?, ?, ?, ?, ?, ?, ?, ?)",
        (key, letter.invoice_id, message_id, *letter[2:], work.owner, work.now()),
    )
    return find_message(work, key)


def claim(work: Work, key: str, until: int) -> Message | None:
    """Take a queued message to send it before `until`; None where it is not there to be taken."""
    require_admin(work, "send an invoice")
    taken = work.run(
        "UPDATE outbox SET state = 'sending', attempts = attempts + 1, next_try_at = ?,"
        " error = NULL WHERE id = ? AND state = 'queued'",
        (until, key),
    )
    return find_message(work, key) if taken else None


def settle(work: Work, claimed: Message, state: State, error: str, next_try: int | None) -> None:
    """Write down what a claim came to, also where somebody gave it up for lost meanwhile."""
    work.run(
        "UPDATE outbox SET state = ?, error = ?, next_try_at = ?, sent_at = ?"
        " WHERE id = ? AND attempts = ? AND state IN ('sending', 'unknown')",
        (
            state,
            error or None,
            next_try,
            work.now() if state == "sent" else None,
            claimed.id,
            claimed.attempts,
        ),
    )


def give_up(work: Work, sending: Message, error: str) -> bool:
    """Say of a message whose sender is gone that it may have been sent; False if it came back."""
    changed = work.run(
        "UPDATE outbox SET state = 'unknown', error = ?, next_try_at = NULL"
        " WHERE id = ? AND attempts = ? AND state = 'sending'",
        (error, sending.id, sending.attempts),
    )
    return bool(changed)


def change_state(work: Work, message: Message, state: State, error: str = "") -> Message:
    """Put a message that nobody is sending into another state, as a person decided."""
    require_admin(work, "decide on a message")
    changed = work.run(
        "UPDATE outbox SET state = ?, error = ?, next_try_at = ?, sent_at = ?"
        " WHERE id = ? AND attempts = ? AND state = ?",
        (
            state,
            error or None,
            work.now() if state == "queued" else None,
            work.now() if state == "sent" else message.sent_at,
            message.id,
            message.attempts,
            message.state,
        ),
    )
    if not changed:
        raise Refused("Somebody else decided on this message just now; look at it again.")
    return find_message(work, message.id)
