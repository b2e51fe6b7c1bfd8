"""Invoices: what is drafted, open and paid, and every step from hours to money."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.getters import query_one
from textual.widget import Widget
from textual.widgets import Input

from reports.invoices import InvoiceBook, InvoiceRow, invoice_book
from screens.dialogs.dialog import Sentence
from screens.facts import Facts
from screens.invoice_flows import InvoiceFlows
from screens.invoice_refusals import why_not
from screens.invoice_words import (
    InvoiceDetails,
    about_invoice,
    ageing_words,
    nothing_words,
    read_details,
)
from screens.place import Place
from store.ledger import Ledger
from widgets.frame import Framed
from widgets.invoice_list import InvoiceList, invoice_rows, place_of
from widgets.search_field import SearchField
from widgets.virtual_list import VirtualList


class InvoicesPane(Framed):
    """Around the field, the list and what is open."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "list(1)", show=False),
        Binding("up", "list(-1)", show=False),
        Binding("escape", "clear", show=False),
    ]

    def compose(self) -> Iterator[Widget]:
        """Put the field above the list, and what is open below it."""
        yield SearchField("Find by number, client, state, day or currency")
        yield InvoiceList()
        yield Sentence("", kind="-muted", id="ageing")

    def action_list(self, steps: int) -> None:
        """Move the cursor of the list while the field has the focus."""
        self.query_one(InvoiceList).action_move(steps)

    def action_clear(self) -> None:
        """Empty the field and go back to the list."""
        self.query_one(SearchField).value = ""
        self.query_one(InvoiceList).focus()


class InvoicePane(Framed):
    """Around what is said about the selected invoice."""

    def compose(self) -> Iterator[Widget]:
        """Let many lines scroll, once the pane has the focus."""
        with VerticalScroll():
            yield Sentence("", id="about")


class Invoices(InvoiceFlows, Place):
    """All invoices, and the details of one."""

    PLACE: ClassVar[str] = "invoices"
    CSS_PATH = "invoices.tcss"
    AUTO_FOCUS = "InvoiceList"

    pane = query_one(InvoicesPane)
    """On the left, or above."""
    listing = query_one(InvoiceList)
    """In it."""
    details = query_one(InvoicePane)
    """On the right, or below."""
    field = query_one(SearchField)
    """Where a query is typed."""

    _book: InvoiceBook | None = None

    def compose_place(self) -> Iterator[Widget]:
        """Put the details beside the list."""
        with Container(id="invoices"):
            yield InvoicesPane(id="bills")
            yield InvoicePane(id="bill")

    def show(self, facts: Facts) -> None:
        """Show nothing but what `reload` reads: the facts hold no invoices."""

    def on_screen_resume(self) -> None:
        """Catch up, and ask what was paid meanwhile."""
        super().on_screen_resume()
        self.host.errands.go()

    def reload(self) -> None:
        """Read all invoices."""

        def read(ledger: Ledger) -> InvoiceBook:
            with ledger.read() as work:
                return invoice_book(work)

        self.host.study(read, self._take, "invoices")

    def _take(self, book: InvoiceBook) -> None:
        self._book = book
        self.query_one("#ageing", Sentence).say(ageing_words(book.ageing))
        self.query_one("#ageing").display = bool(book.ageing)
        self._show_rows()

    def _show_rows(self) -> None:
        book = self._book
        if book is None:
            return
        before = self.listing.invoice
        rows = invoice_rows(book.rows, self.field.value)
        key = self.wanted or (before.id if before else None)
        self.listing.show_rows(rows, place_of(key, rows))
        if self.listing.invoice and self.listing.invoice.id == self.wanted:
            self.wanted = None
        self.pane.head("Invoices", _count(book))
        self.pane.foot("enter shows it" if rows else "")
        self.tell_more()
        self.show_hints()

    @property
    def admin(self) -> bool:
        """Whether who looks may see and make invoices."""
        return self.host.ledger.role == "admin"

    def selected(self) -> InvoiceRow | None:
        """Return the invoice under the cursor."""
        return self.listing.invoice

    @on(VirtualList.Moved)
    def tell_more(self) -> None:
        """Say more about the selected invoice; its lines follow as soon as they are read."""
        row, book = self.listing.invoice, self._book
        if row is None:
            self.details.head("")
            key = self.host.key_of("invoice.add")
            known = book or InvoiceBook()
            query = self.field.value.strip()
            self._say(nothing_words(known, query, key, admin=self.admin))
            return
        kind = "Credit note" if row.kind == "credit" else "Invoice"
        self.details.head(f"{kind} {row.number}" if row.number else f"Draft for {row.client}")
        self._say(about_invoice(row, None))
        self.host.look(
            lambda work: read_details(work, row.id),
            lambda found: self._tell_all(row, found),
            "invoice details",
        )

    def _tell_all(self, row: InvoiceRow, found: InvoiceDetails) -> None:
        if self.listing.invoice == row:
            self._say(about_invoice(row, found))

    def _say(self, words: str) -> None:
        self.query_one("#about", Sentence).say(words)

    def can_do(self, command_id: str) -> bool | None:
        """Offer each step to an admin where the selected invoice is at it; else say why not."""
        if not self.is_mounted:
            return False
        if not command_id.startswith("invoice."):
            return super().can_do(command_id)
        row = self.listing.invoice
        if not self.admin:
            return False
        if command_id in ("invoice.add", "invoice.friday", "invoice.filter"):
            return True
        if row is None:
            return False
        return None if why_not(command_id, row) else True

    @on(VirtualList.Chosen)
    def show_chosen(self) -> None:
        """Show the selected invoice as it is sent."""
        self.do_invoice_preview()

    def do_invoice_filter(self) -> None:
        """Put the cursor into the field."""
        self.field.focus()

    @on(Input.Changed)
    def narrow(self, event: Input.Changed) -> None:
        """Show what fits what is typed."""
        event.stop()
        self._show_rows()

    @on(Input.Submitted)
    def leave_field(self, event: Input.Submitted) -> None:
        """Go to the list as it is now."""
        event.stop()
        self.listing.focus()


def _count(book: InvoiceBook) -> str:
    drafts = sum(row.state == "draft" for row in book.rows)
    issued = len(book.rows) - drafts
    words = [f"{issued} issued"] if issued else []
    if drafts:
        words.append("1 draft" if drafts == 1 else f"{drafts} drafts")
    return ", ".join(words)
