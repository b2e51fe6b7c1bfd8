"""Time that was changed while it was on a draft: shown as changed, and counted as it is now."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal, NamedTuple

from billing.drafts import add_time, hold_draft, limit, terms_of
from billing.fees import is_limit, limit_lines
from billing.quantities import line_hours
from billing.settling import settle
from billing.totals import line_amount
from billing.unbilled import Priced, Pricing
from store.invoice_lines import (
    InvoiceLine,
    delete_lines,
    invoice_lines,
    order_lines,
    update_line,
)
from store.invoices import Invoice, find_invoice
from store.ledger import require_admin
from store.reserved import held_entries, recount_entries, release_entries
from store.unbilled import Worked, held_work, worked_entries
from store.work import Work


class Changed(NamedTuple):
    """An entry that differs from what a draft has of it; `reason` says how."""

    entry_id: str
    line_id: str
    task: str
    reason: str
    kind: Literal["longer", "priced", "gone"]


def changed_entries(work: Work, invoice: Invoice) -> list[Changed]:
    """List the entries of a draft that were changed since, or cannot be billed any more."""
    if invoice.state != "draft":
        return []
    lines = {line.id: line for line in invoice_lines(work, invoice.id)}
    now = {entry.id: entry for entry in held_work(work, invoice.id)}
    pricing = Pricing(work, invoice.client_id, invoice.currency)
    found = [
        _compared(now.get(entry_id), entry_id, lines[line_id], seconds, pricing)
        for entry_id, line_id, seconds in held_entries(work, invoice.id)
    ]
    return [change for change in found if change is not None]


def refresh_draft(work: Work, text: str) -> list[Changed]:
    """Count the time on a draft as it is now; returns what had changed.

    What cannot be billed any more is let go. What has another price goes to a line of its own;
    a line whose price or quantity somebody wrote over keeps it.
    """
    require_admin(work, "change invoices")
    invoice = hold_draft(work, text, "changed")
    changes = changed_entries(work, invoice)
    if not changes:
        if limits_changed(work, invoice):
            tidy(work, invoice)
        return []
    apart = [change.entry_id for change in changes if change.kind != "longer"]
    release_entries(work, invoice.id, apart)
    priced = {change.entry_id for change in changes if change.kind == "priced"}
    _recount(work, invoice, {change.line_id for change in changes})
    _place_anew(work, invoice, priced)
    tidy(work, find_invoice(work, invoice.id))
    return changes


def tidy(work: Work, invoice: Invoice) -> None:
    """Bring limits, order and sums of a draft in line with what is on it now."""
    if limits_changed(work, invoice):
        limits = [line.id for line in invoice_lines(work, invoice.id) if is_limit(line)]
        delete_lines(work, limits)
        limit(work, invoice, terms_of(work, invoice))
    order_lines(work, [line.id for line in invoice_lines(work, invoice.id)])
    settle(work, invoice)


def limits_changed(work: Work, invoice: Invoice) -> bool:
    """Tell whether capped projects leave another sum than a draft takes back by now.

    Other drafts, credit notes and the limit itself may have changed since it was worked out.
    """
    lines = invoice_lines(work, invoice.id)
    terms = terms_of(work, invoice)
    wanted = limit_lines(work, invoice.id, invoice.client_id, lines, terms)
    return _by_project(wanted) != _by_project([line for line in lines if is_limit(line)])


def _by_project(limits: Sequence[InvoiceLine]) -> list[tuple[str, int]]:
    return sorted((line.project_id or "", line.amount) for line in limits)


def _compared(
    entry: Worked | None, entry_id: str, line: InvoiceLine, seconds: int, pricing: Pricing
) -> Changed | None:
    if entry is None:
        return Changed(entry_id, line.id, line.description, "deleted", "gone")
    price = pricing.price(entry)
    if isinstance(price, str):
        return Changed(entry_id, line.id, entry.title, price, "gone")
    if entry.project_id != line.project_id:
        return Changed(entry_id, line.id, entry.title, f"moved to {entry.project}", "priced")
    if price != line.price and "price" not in line.edited:
        return Changed(entry_id, line.id, entry.title, "another rate", "priced")
    if entry.seconds != seconds:
        reason = "longer" if entry.seconds > seconds else "shorter"
        return Changed(entry_id, line.id, entry.title, reason, "longer")
    return None


def _recount(work: Work, invoice: Invoice, line_ids: set[str]) -> None:
    """Work out quantities and amounts anew; a line without any time left goes."""
    terms = terms_of(work, invoice)
    seconds = {entry.id: entry.seconds for entry in held_work(work, invoice.id)}
    held: dict[str, list[str]] = {}
    for entry_id, line_id, _before in held_entries(work, invoice.id):
        held.setdefault(line_id, []).append(entry_id)
    for line in invoice_lines(work, invoice.id):
        if line.id not in line_ids:
            continue
        entry_ids = held.get(line.id, [])
        if not entry_ids:
            delete_lines(work, [line.id])
            continue
        recount_entries(work, invoice.id, {key: seconds[key] for key in entry_ids})
        if "quantity" not in line.edited:
            quantity = line_hours([seconds[key] for key in entry_ids], terms.increments)
            set_quantity(work, line, quantity, invoice.currency)


def set_quantity(work: Work, line: InvoiceLine, quantity: Decimal, currency: str) -> None:
    """Give a line a quantity, and the amount that goes with it."""
    amount = line_amount(quantity, line.price, currency)
    update_line(work, line.id, quantity=quantity, amount=amount)


def _place_anew(work: Work, invoice: Invoice, entry_ids: set[str]) -> None:
    """Put entries that have another price now on lines of their own, behind all others."""
    if not entry_ids:
        return
    pricing = Pricing(work, invoice.client_id, invoice.currency)
    priced = []
    for entry in worked_entries(work, entry_ids):
        price = pricing.price(entry)
        if isinstance(price, Decimal):
            priced.append(Priced(entry, price))
    last = max((line.position for line in invoice_lines(work, invoice.id)), default=0)
    add_time(work, invoice, priced, terms_of(work, invoice), last + 1)
