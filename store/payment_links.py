"""The links by which invoices can be paid, one for each, and the payments that came through them.

A link is written down as wanted before it is made anywhere, so that none is made and forgotten.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from store.ledger import require_admin
from store.work import Work

State = Literal["wanted", "open", "pending", "paid", "closed", "failed"]


class PaymentLink(NamedTuple):
    """A link; `amount` is in minor units, `created_at` tells one that was wanted anew apart."""

    invoice_id: str
    provider: str
    remote_id: str
    url: str
    amount: int
    state: State
    created_at: int
    checked_at: int
    error: str


class Receipt(NamedTuple):
    """Money that a provider says came in, or went back; `on` is a local date, ISO 8601."""

    kind: Literal["payment", "refund"]
    provider_id: str
    amount: int
    on: str


_QUERY = (
    "SELECT invoice_id, provider, COALESCE(remote_id, ''), url, amount, state, created_at,"
    " COALESCE(checked_at, 0), COALESCE(error, '') FROM payment_link"
)


def link_of(work: Work, invoice_id: str) -> PaymentLink | None:
    """Read the link of an invoice."""
    found = work.row(f"{_QUERY} WHERE invoice_id = ?", (invoice_id,))
    return PaymentLink(*found) if found else None


def links(work: Work, states: tuple[State, ...]) -> list[PaymentLink]:
    """List the links that are in one of some states, the one looked at longest ago first."""
    marks = ", ".join("?" * len(states))
    order = "ORDER BY COALESCE(checked_at, 0), invoice_id"
    return [
        PaymentLink(*r) for r in work.rows(f"{_QUERY} WHERE state IN ({marks}) {order}", states)
    ]


def any_links(work: Work) -> bool:
    """Tell whether there is any link that could be asked about."""
    return bool(work.row("SELECT 1 FROM payment_link WHERE state <> 'failed' LIMIT 1"))


def want_link(work: Work, invoice_id: str, provider: str, amount: int) -> PaymentLink:
    """Write down that an invoice is to have a link, in place of one that is over.

    One that is open already, or wanted just so, stays as it is and is what is returned.
    """
    require_admin(work, "make a payment link")
    known = link_of(work, invoice_id)
    if known and known.state in ("open", "pending"):
        return known
    if known and known.state == "wanted" and (known.provider, known.amount) == (provider, amount):
        return known
    created = max(work.now(), known.created_at + 1 if known else 0)
    work.run(
        "INSERT INTO payment_link (invoice_id, provider, url, amount, state, created_at)"
        " VALUES (?, ?, '', ?, 'wanted', ?) ON CONFLICT (invoice_id) DO UPDATE SET"
        " provider = excluded.provider, remote_id = NULL, url = '', amount = excluded.amount,"
        " state = 'wanted', created_at = excluded.created_at, checked_at = NULL, error = NULL",
        (invoice_id, provider, amount, created),
    )
    return PaymentLink(invoice_id, provider, "", "", amount, "wanted", created, 0, "")


def want_anew(work: Work, link: PaymentLink) -> PaymentLink | None:
    """Ask for a wanted link under a new name; None where somebody else went on meanwhile."""
    created = max(work.now(), link.created_at + 1)
    changed = work.run(
        "UPDATE payment_link SET created_at = ?"
        " WHERE invoice_id = ? AND created_at = ? AND state = 'wanted'",
        (created, link.invoice_id, link.created_at),
    )
    return link._replace(created_at=created) if changed else None


def open_link(work: Work, link: PaymentLink, remote_id: str, url: str) -> PaymentLink:
    """Write down where a wanted link was made."""
    work.run(
        "UPDATE payment_link SET state = 'open', remote_id = ?, url = ?, error = NULL"
        " WHERE invoice_id = ? AND created_at = ? AND state = 'wanted'",
        (remote_id or None, url, link.invoice_id, link.created_at),
    )
    return link_of(work, link.invoice_id) or link


def mark_link(work: Work, link: PaymentLink, state: State, error: str = "") -> None:
    """Write down how a link was found to be, just now."""
    work.run(
        "UPDATE payment_link SET state = ?, checked_at = ?, error = ?"
        " WHERE invoice_id = ? AND created_at = ?",
        (state, work.now(), error or None, link.invoice_id, link.created_at),
    )


def note_trouble(work: Work, link: PaymentLink, error: str) -> None:
    """Write down why a link could not be made or looked at; its state is as it was."""
    work.run(
        "UPDATE payment_link SET error = ? WHERE invoice_id = ? AND created_at = ?",
        (error, link.invoice_id, link.created_at),
    )


def record_receipts(work: Work, link: PaymentLink, receipts: tuple[Receipt, ...]) -> int:
    """Write down what came through a link; what is known, or was removed, stays as it is."""
    return sum(
        work.run(
            "INSERT INTO payment (id, invoice_id, kind, amount, paid_on, method, provider,"
            " provider_id, created_at) VALUES (?, ?, ?, ?, ?, 'link', ?, ?, ?)"
            " ON CONFLICT (provider, provider_id) DO NOTHING",
            (
                work.new_id(),
                link.invoice_id,
                receipt.kind,
                receipt.amount,
                receipt.on,
                link.provider,
                receipt.provider_id,
                work.now(),
            ),
        )
        for receipt in receipts
    )
