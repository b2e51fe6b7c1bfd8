"""Changing a draft: its lines and their order, the discount, notes, terms, and the grouping."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from billing.drafts import add_time, hold_draft, terms_of
from billing.fees import PIECE
from billing.grouping import require_grouping
from billing.refreshing import refresh_draft, tidy
from billing.totals import line_amount
from billing.unbilled import Priced, Pricing, survey
from store.errors import NothingToDo, Refused
from store.invoice_lines import (
    InvoiceLine,
    delete_lines,
    insert_lines,
    invoice_lines,
    order_lines,
    update_line,
)
from store.invoices import Invoice, find_invoice, update_invoice
from store.ledger import require_admin
from store.particulars import LONGEST_TERMS, TAX_CATEGORIES
from store.text import clean
from store.unbilled import held_work
from store.work import Work

LONGEST_NOTE = 2000
MOST = Decimal(10) ** 9
PLACES = 4


def edit_draft(work: Work, text: str, **changes: Any) -> Invoice:
    """Change fields of a draft: discount, notes, po_number, terms_days, language."""
    invoice = _held(work, text)
    values = {name: _checked(name, value) for name, value in changes.items()}
    if values:
        update_invoice(work, invoice.id, **values)
    return _settled(work, invoice)


def add_line(work: Work, text: str, description: str, quantity: Decimal, price: Decimal) -> Invoice:
    """Add a line by hand, with the client's usual tax."""
    invoice = _held(work, text)
    terms = terms_of(work, invoice)
    title = clean(description)
    if not title:
        raise Refused("A line needs a description.")
    _refuse_odd(quantity, price)
    position = max((line.position for line in invoice_lines(work, invoice.id)), default=0) + 1
    line = InvoiceLine(
        id=work.new_id(),
        position=position,
        kind="manual",
        description=title,
        detail="",
        quantity=quantity,
        unit=PIECE,
        price=price,
        amount=line_amount(quantity, price, invoice.currency),
        tax_category=terms.tax_category,
        tax_percent=terms.tax_percent,
        tax_reason=terms.tax_reason,
    )
    insert_lines(work, invoice.id, [line])
    return _settled(work, invoice)


def edit_line(work: Work, text: str, position: int, **changes: Any) -> Invoice:
    """Change fields of a line: description, detail, quantity, price, tax_category, tax_percent,
    tax_reason. What was written over stays when the draft is worked out anew.
    """
    invoice = _held(work, text)
    line = line_at(work, invoice, position)
    values = {name: _line_value(name, value) for name, value in changes.items()}
    changed = line._replace(**values)
    if not changed.description:
        raise Refused("A line needs a description.")
    _refuse_odd(changed.quantity, changed.price)
    if line.kind == "time" and "quantity" in values and changed.quantity < 0:
        raise Refused("Time cannot be below zero; take the line off, or add one of its own.")
    changed = _with_tax(changed)
    update_line(
        work,
        line.id,
        **{**values, "tax_percent": changed.tax_percent},
        edited=tuple(dict.fromkeys((*line.edited, *values))),
        amount=line_amount(changed.quantity, changed.price, invoice.currency),
    )
    return _settled(work, invoice)


def remove_lines(work: Work, text: str, positions: Sequence[int]) -> Invoice:
    """Take lines off a draft; their time can be billed elsewhere."""
    invoice = _held(work, text)
    delete_lines(work, [line_at(work, invoice, position).id for position in positions])
    order_lines(work, [line.id for line in invoice_lines(work, invoice.id)])
    return _settled(work, invoice)


def move_line(work: Work, text: str, position: int, to: int) -> Invoice:
    """Move a line to another place among the lines."""
    invoice = _held(work, text)
    line = line_at(work, invoice, position)
    ids = [other.id for other in invoice_lines(work, invoice.id) if other.id != line.id]
    ids.insert(max(0, to - 1), line.id)
    order_lines(work, ids)
    return _settled(work, invoice)


def regroup_draft(work: Work, text: str, grouping: str) -> Invoice:
    """Group the time on a draft anew; what was written over on its lines is lost."""
    require_grouping(grouping)
    refresh_draft(work, text)
    invoice = _held(work, text)
    pricing = Pricing(work, invoice.client_id, invoice.currency)
    priced = [
        Priced(entry, price)
        for entry in held_work(work, invoice.id)
        if isinstance(price := pricing.price(entry), Decimal)
    ]
    update_invoice(work, invoice.id, grouping=grouping)
    lines = invoice_lines(work, invoice.id)
    delete_lines(work, [line.id for line in lines if line.kind == "time"])
    invoice = find_invoice(work, invoice.id)
    last = max((line.position for line in lines), default=0)
    made = add_time(work, invoice, priced, terms_of(work, invoice), last + 1)
    rest = [line.id for line in lines if line.kind != "time"]
    order_lines(work, [*(line.id for line in made), *rest])
    tidy(work, invoice)
    return find_invoice(work, invoice.id)


def collect_more(work: Work, text: str) -> Invoice:
    """Put on a draft what else of its period can be billed by now, as lines behind all others."""
    refresh_draft(work, text)
    invoice = _held(work, text)
    if invoice.period_from is None or invoice.period_to is None:
        raise NothingToDo("This draft is for no period, so there is no time to collect.")
    found = survey(
        work,
        invoice.client_id,
        invoice.currency,
        (invoice.period_from, invoice.period_to),
        invoice.project_id,
        invoice_id=invoice.id,
    )
    last = max((line.position for line in invoice_lines(work, invoice.id)), default=0)
    add_time(work, invoice, list(found.billable), terms_of(work, invoice), last + 1)
    tidy(work, invoice)
    return find_invoice(work, invoice.id)


def line_at(work: Work, invoice: Invoice, position: int) -> InvoiceLine:
    """Find a line by its place."""
    for line in invoice_lines(work, invoice.id):
        if line.position == position:
            return line
    raise NothingToDo(f"There is no line {position} on this invoice.")


def _held(work: Work, text: str) -> Invoice:
    require_admin(work, "change invoices")
    return hold_draft(work, text, "changed")


def _settled(work: Work, invoice: Invoice) -> Invoice:
    tidy(work, find_invoice(work, invoice.id))
    return find_invoice(work, invoice.id)


def _checked(name: str, value: Any) -> Any:
    if name == "terms_days":
        if not 0 <= value <= LONGEST_TERMS:
            raise Refused(f"Payment is due within 0 to {LONGEST_TERMS} days.")
        return value
    if name == "notes":
        parts = (clean(part, LONGEST_NOTE) for part in str(value).split("\n"))
        return "\n".join(parts).strip()[:LONGEST_NOTE]
    return clean(value, 100)


def _line_value(name: str, value: Any) -> Any:
    if name == "tax_category" and value not in TAX_CATEGORIES:
        raise Refused(f"There is no tax {clean(value)}. There are: {', '.join(TAX_CATEGORIES)}.")
    return clean(value) if isinstance(value, str) else value


def _with_tax(line: InvoiceLine) -> InvoiceLine:
    """Only the standard category has a percentage."""
    if not 0 <= line.tax_percent <= 100:
        raise Refused("A tax is 0 to 100 %.")
    return line if line.tax_category == "S" else line._replace(tax_percent=Decimal(0))


def _refuse_odd(quantity: Decimal, price: Decimal) -> None:
    for what, value in (("A quantity", quantity), ("A price", price)):
        if not value.is_finite() or abs(value) >= MOST:
            raise Refused(f"{what} has to be less than {MOST:f}.")
        if value != round(value, PLACES):
            raise Refused(f"{what} has {PLACES} decimals at most.")
    if price < 0:
        raise Refused("A price cannot be below zero; what is taken off has a negative quantity.")
