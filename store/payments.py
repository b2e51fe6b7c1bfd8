"""Money that came in for an invoice, or went back, as rows."""

from __future__ import annotations

from typing import NamedTuple

from store.work import Work


class Payment(NamedTuple):
    """A payment or a refund; `amount` is above zero, in minor units of the invoice's currency."""

    id: str
    invoice_id: str
    kind: str
    amount: int
    paid_on: str
    method: str
    note: str
    created_at: int

    @property
    def signed(self) -> int:
        """What it adds to what was paid."""
        return self.amount if self.kind == "payment" else -self.amount


FIELDS = ", ".join(Payment._fields)


def payments(work: Work, invoice_id: str) -> list[Payment]:
    """List the payments of an invoice that were not removed, as they came in."""
    found = work.rows(
        f"SELECT {FIELDS} FROM payment WHERE invoice_id = ? AND removed_at IS NULL"
        " ORDER BY paid_on, created_at, id",
        (invoice_id,),
    )
    return [Payment(*row) for row in found]


def find_payment(work: Work, payment_id: str) -> Payment | None:
    """Find a payment that was not removed."""
    found = work.row(
        f"SELECT {FIELDS} FROM payment WHERE id = ? AND removed_at IS NULL", (payment_id,)
    )
    return Payment(*found) if found else None


def insert_payment(work: Work, payment: Payment) -> None:
    """Write a payment down."""
    work.run(
        f"INSERT INTO payment ({FIELDS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        tuple(payment),
    )


def remove_payment(work: Work, payment_id: str) -> None:
    """Strike a payment out; it stays on record."""
    work.run("UPDATE payment SET removed_at = ? WHERE id = ?", (work.now(), payment_id))


def paid_sums(work: Work) -> dict[str, int]:
    """Add up what was paid for each invoice, less what went back."""
    found = work.rows(
        "SELECT invoice_id, SUM(CASE WHEN kind = 'payment' THEN amount ELSE -amount END)"
        " FROM payment WHERE removed_at IS NULL GROUP BY invoice_id"
    )
    return {invoice_id: int(amount) for invoice_id, amount in found}
