"""An invoice as the document that is drawn: a draft as it would be, or what was issued."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, cast

from billing.document import Document
from billing.parties import (
    Facts,
    bank,
    buyer_facts,
    issuer_facts,
    issuer_logo,
    party,
    thawed,
)
from billing.settling import printed, sums
from billing.taking_back import frozen_sums
from billing.totals import Totals
from store.invoice_lines import InvoiceLine, invoice_lines, invoice_taxes
from store.invoices import Invoice, find_invoice
from store.local_time import add_days, date_of, iso_date
from store.unbilled import held_work
from store.work import Work


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a document gets when it is issued; a draft has none of it."""

    number: str = ""
    issued_on: str = ""
    due_on: str = ""


def stamp(work: Work, number: str, terms_days: int) -> Stamp:
    """Stamp what is issued today."""
    today = date_of(work.now())
    return Stamp(number, iso_date(today), iso_date(add_days(today, terms_days)))


def draft_document(work: Work, text: str) -> Document:
    """Show a draft as it would be issued now; it says that it is a draft."""
    invoice = find_invoice(work, text)
    lines = invoice_lines(work, invoice.id)
    mark = stamp(work, "", invoice.terms_days)
    return document(work, invoice, lines, mark, sums(lines, invoice.discount, invoice.currency))


def document(
    work: Work,
    invoice: Invoice,
    lines: Sequence[InvoiceLine],
    mark: Stamp,
    found: Totals,
    original: Invoice | None = None,
) -> Document:
    """Put everything together that is printed; what was issued has its parties as they were."""
    issuer, buyer = parties(work, invoice)
    period = period_of(work, invoice, mark)
    return Document(
        kind=cast("Literal['invoice', 'credit']", invoice.kind),
        **asdict(mark),
        **_printed_of(issuer),
        buyer=party(buyer),
        buyer_reference=buyer["buyer_reference"],
        language=invoice.language,
        currency=invoice.currency,
        terms_days=invoice.terms_days,
        po_number=invoice.po_number,
        notes=invoice.notes,
        period_from=period[0],
        period_to=period[1],
        lines=tuple(printed(line) for line in lines),
        **{field.name: getattr(found, field.name) for field in fields(found)},
        original_number=(original.number or "") if original else "",
        original_issued_on=(original.issued_on or "") if original else "",
        logo=issuer_logo(work),
        draft=not mark.number,
    )


def _printed_of(issuer: Facts) -> dict[str, Any]:
    """Choose what is printed of who bills."""
    return {
        "issuer": party(issuer),
        "bank": bank(issuer),
        "cash_accounting": bool(issuer["cash_accounting"]),
        **{name: issuer[name] for name in ("paper", "accent", "footer")},
    }


def parties(work: Work, invoice: Invoice) -> tuple[Facts, Facts]:
    """Say who sells and who buys: as it was frozen, else as it is now."""
    if invoice.issuer is not None and invoice.buyer is not None:
        return thawed(invoice.issuer), thawed(invoice.buyer)
    return issuer_facts(work), buyer_facts(work, invoice.client_id)


def period_of(work: Work, invoice: Invoice, mark: Stamp) -> tuple[str, str]:
    """Say when the work was done: the period that was asked for, else the days of its
    entries.

    Without either it is the day of issuing, since an invoice has to name one.
    """
    if invoice.period_from and invoice.period_to:
        return invoice.period_from, invoice.period_to
    days = [iso_date(date_of(entry.started_at)) for entry in held_work(work, invoice.id)]
    return (min(days), max(days)) if days else (mark.issued_on, mark.issued_on)


def issued_document(work: Work, text: str) -> Document:
    """Put together anew what was issued, from what was frozen then; the bytes are stored apart."""
    invoice = find_invoice(work, text)
    lines = invoice_lines(work, invoice.id)
    mark = Stamp(invoice.number or "", invoice.issued_on or "", invoice.due_on or "")
    original = find_invoice(work, invoice.original_id) if invoice.original_id else None
    taxes = invoice_taxes(work, invoice.id)
    found = frozen_sums(lines, taxes, invoice.discount, invoice.currency)
    return document(work, invoice, lines, mark, found, original)
