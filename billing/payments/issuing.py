"""Issue an invoice with its payment link printed on it, as far as there is one to be had.

Where the provider is out of reach the invoice is issued without; the link is made later and is
then in the mail and in the app.
"""

from __future__ import annotations

from contextlib import suppress
from threading import Event

from billing.document import Document
from billing.issuing import issue_invoice
from billing.payments.choosing import chosen, open_provider
from billing.payments.linking import close_link, prepare_link
from billing.payments.provider import PaymentProvider
from store.billed import find_billed, sender_of
from store.errors import LedgerUnavailable, Refused
from store.invoices import Invoice, find_invoice
from store.ledger import Ledger
from store.payment_links import link_of
from sync.access import Surroundings


class LinkMaker:
    """Makes the address that is printed on an invoice; `trouble` says why there is none."""

    def __init__(self, ledger: Ledger, provider: PaymentProvider, invoice_id: str) -> None:
        self.trouble = ""
        self._ledger = ledger
        self._provider = provider
        self._invoice_id = invoice_id

    def __call__(self, document: Document) -> str:
        """Make the link for a document that is about to be issued."""
        if document.gross <= 0:
            return ""
        try:
            number, gross = document.number, document.gross
            return prepare_link(self._ledger, self._provider, self._invoice_id, number, gross).url
        except LedgerUnavailable:
            raise
        except Refused as trouble:
            self.trouble = str(trouble)
            return ""

    def take_back(self) -> None:
        """Close the link of an invoice that was not issued after all, by nobody."""
        with self._ledger.read() as work:
            link = link_of(work, self._invoice_id)
            is_draft = find_billed(work, self._invoice_id).state == "draft"
        if link and link.state == "open" and is_draft:
            with suppress(Refused):
                close_link(self._ledger, self._provider, link)


def issue_with_link(
    ledger: Ledger, around: Surroundings, text: str, stop: Event | None = None
) -> tuple[Invoice, str]:
    """Issue a draft; returns it, and what kept a link from being made."""
    with ledger.read() as work:
        sender, invoice_id = sender_of(work), find_invoice(work, text).id
    name = chosen(around, sender)
    if not name:
        return issue_invoice(ledger, text), ""
    provider = open_provider(name, around, sender, stop or Event())
    maker = LinkMaker(ledger, provider, invoice_id)
    try:
        return issue_invoice(ledger, text, maker), maker.trouble
    except BaseException:
        maker.take_back()
        raise
    finally:
        provider.close()
