"""Issuing: a draft becomes an invoice with a number, and never changes again.

The document is drawn before the ledger is locked, with the number that it will most likely get;
inside the transaction that gives the number, it is checked to be the very same. So nobody waits
for the drawing, and where anything fails no number is used and the draft is as it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from billing.document import Document
from billing.documents import Stamp, document, parties, stamp
from billing.drafts import find_draft, hold_draft
from billing.money import Money, format_money
from billing.numbering import Series, give_number, hold_series, series_of
from billing.parties import frozen, refuse_unnamed
from billing.refreshing import Changed, changed_entries, limits_changed, refresh_draft
from billing.rendering import Rendered, render
from billing.settling import keep_sums, sums
from billing.totals import Totals
from store.errors import LedgerError, Refused
from store.invoice_lines import invoice_lines
from store.invoices import Invoice, find_invoice, store_document, update_invoice
from store.ledger import Ledger, require_admin
from store.local_time import date_of
from store.reserved import hold_entries
from store.work import Work

ATTEMPTS = 3
"""How often another may issue or edit first before the drawing is done with all waiting."""

PayLink = Callable[[Document], str]
"""Makes the address at which a document is paid; what is returned is printed on it."""


class _Overtaken(LedgerError):
    """Somebody else took the number, or changed the draft, while it was drawn."""


def issue_invoice(ledger: Ledger, text: str, pay_link: PayLink | None = None) -> Invoice:
    """Issue a draft: give it a number, freeze it, draw it, store it. An admin's right.

    `pay_link` is asked once for each document that is drawn, outside of any transaction. Raises
    Refused, with the draft as it was, where something is missing.
    """
    with ledger.read() as work:
        require_admin(work, "issue invoices")
        draft = find_draft(work, text, "issued")
        changes, limits = changed_entries(work, draft), limits_changed(work, draft)
    _refuse_unpriced(changes)
    if changes or limits:
        with ledger.write() as work:
            refresh_draft(work, text)
    for _attempt in range(ATTEMPTS):
        with ledger.read() as work:
            wanted = _planned(work, find_draft(work, text, "issued"))
        if pay_link is not None:
            wanted = replace(wanted, payment_url=pay_link(wanted))
        drawn = render(wanted)
        with suppress(_Overtaken), ledger.write() as work:
            return _issue(work, text, wanted, drawn)
    if pay_link is not None:
        raise Refused("Others issue just now, again and again. Try once more in a moment.")
    with ledger.write() as work:
        return _issue_at_once(work, text)


def _planned(work: Work, invoice: Invoice) -> Document:
    series = series_of(work, invoice.kind, date_of(work.now())[0])
    return _document(work, invoice, series)[0]


def _document(work: Work, invoice: Invoice, series: Series) -> tuple[Document, Stamp, Totals]:
    lines = invoice_lines(work, invoice.id)
    found = sums(lines, invoice.discount, invoice.currency)
    mark = stamp(work, series.number, invoice.terms_days)
    made = document(work, invoice, lines, mark, found)
    refuse_faulty(made)
    refuse_unnamed(*parties(work, invoice))
    return made, mark, found


def _issue(work: Work, text: str, wanted: Document, drawn: Rendered) -> Invoice:
    """Issue in one transaction; `drawn` is what `wanted` looks like."""
    series, invoice = _hold(work, text)
    if changed_entries(work, invoice) or limits_changed(work, invoice):
        raise _Overtaken
    made, mark, found = _document(work, invoice, series)
    if replace(made, payment_url=wanted.payment_url) != wanted:
        raise _Overtaken
    keep_sums(work, invoice.id, found)
    return freeze(work, invoice, series, mark, drawn)


def _issue_at_once(work: Work, text: str) -> Invoice:
    """Issue with everybody waiting while it is drawn."""
    series, invoice = _hold(work, text)
    _refuse_unpriced(changed_entries(work, invoice))
    refresh_draft(work, text)
    invoice = find_draft(work, text, "issued")
    made, mark, found = _document(work, invoice, series)
    keep_sums(work, invoice.id, found)
    return freeze(work, invoice, series, mark, render(made))


def _hold(work: Work, text: str) -> tuple[Series, Invoice]:
    """Let nobody else give a number, or change the draft or its time, until this ends."""
    require_admin(work, "issue invoices")
    series = hold_series(work, "invoice", date_of(work.now())[0])
    invoice = hold_draft(work, text, "issued")
    hold_entries(work, invoice.id)
    return series, invoice


def freeze(work: Work, invoice: Invoice, series: Series, mark: Stamp, drawn: Rendered) -> Invoice:
    """Make an invoice or a credit note what it will always be: numbered, hashed, stored."""
    refuse_taken(work, mark.number)
    digest = hashlib.sha256(drawn.pdf).hexdigest()
    issuer, buyer = parties(work, invoice)
    store_document(work, invoice.id, drawn.pdf, drawn.xml)
    update_invoice(
        work,
        invoice.id,
        state="issued",
        number=mark.number,
        issued_at=work.now(),
        issued_on=mark.issued_on,
        due_on=mark.due_on,
        issuer=frozen(issuer),
        buyer=frozen(buyer),
        pdf_sha256=digest,
        chain=give_number(work, series, digest),
    )
    return find_invoice(work, invoice.id)


def _refuse_unpriced(changes: list[Changed]) -> None:
    """Refuse to leave out unseen what was on the draft and has no rate now."""
    lost = [change.task for change in changes if change.reason == "no rate"]
    if lost:
        raise Refused(
            f"There is no rate any more for {lost[0]}"
            f"{f' and {len(lost) - 1} more' if lost[1:] else ''}. Set one: ayron rate set"
        )


def refuse_taken(work: Work, number: str) -> None:
    """Refuse a number that an earlier pattern has given already."""
    if work.row("SELECT 1 FROM invoice WHERE number = ?", (number,)):
        raise Refused(
            f"There is a number {number} already. Choose another pattern:"
            " ayron invoice numbers --pattern"
        )


def refuse_faulty(made: Document) -> None:
    """Refuse what nobody should get: nothing on it, a sum below zero, a tax that lacks a reason."""
    if not made.lines:
        raise Refused("There is nothing on this draft. Add a line, or delete it.")
    if all(line.amount == 0 for line in made.lines):
        raise Refused("All lines of this draft come to nothing. Set a price, or delete it.")
    if made.net < 0 or made.gross < 0:
        total = format_money(Money(made.gross, made.currency), "en")
        raise Refused(f"This draft comes to {total}. An invoice cannot be below zero.")
    categories = {line.tax_category for line in made.lines}
    if "AE" in categories and not made.buyer.vat_id:
        raise Refused(
            f"Reverse charge needs the VAT id of {made.buyer.name}: ayron client edit --vat-id"
        )
    if categories & {"AE", "K"} and not (made.issuer.vat_id or made.issuer.tax_number):
        raise Refused("Reverse charge needs your own VAT id, too: ayron issuer set vat_id=…")
    if any(line.tax_category == "E" and not line.tax_reason for line in made.lines):
        raise Refused("A line without tax needs the reason why, for example the law's paragraph.")
