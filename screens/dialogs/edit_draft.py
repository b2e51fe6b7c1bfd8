"""The dialog in which a draft is edited: its lines in their order, and what stands around them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar, NamedTuple

from textual import on
from textual.binding import Binding, BindingType
from textual.getters import app as app_getter
from textual.getters import query_one
from textual.widget import Widget

from reports.invoices import amount_text
from screens.billing_steps import left_words
from screens.dialogs.choices import Choice, Choose
from screens.dialogs.dialog import Dialog, Sentence
from screens.dialogs.fill_in import Answers, Field, FillIn
from screens.host import Host
from store.decimals import parse_decimal, plain
from store.errors import Refused
from store.invoice_lines import InvoiceLine, invoice_lines
from store.invoices import Invoice, find_invoice
from store.work import Work
from widgets.invoice_lines import LineList
from widgets.virtual_list import VirtualList

HINT = "enter edit  a add  d remove  K J move  t terms  g group  u recount  esc"
GROUPINGS = ("task", "project", "person", "day", "entry")
CATEGORIES = "S; without tax: Z zero, E exempt, AE reverse charge, K EU, G export, O outside"
Change = Callable[[Work], Any]


class DraftFacts(NamedTuple):
    """A draft with its lines, what it leaves out, and how many of its entries were changed."""

    invoice: Invoice
    lines: tuple[InvoiceLine, ...]
    left: tuple[str, ...]
    changed: int


def read_draft(work: Work, key: str) -> DraftFacts:
    """Read a draft and what is to be known about it."""
    from billing.drafts import left_out
    from billing.refreshing import changed_entries

    invoice = find_invoice(work, key)
    return DraftFacts(
        invoice,
        tuple(invoice_lines(work, key)),
        tuple(left_words(left_out(work, invoice))),
        len(changed_entries(work, invoice)),
    )


class EditDraft(Dialog[None]):
    """Edits a draft in place; each change is in the ledger at once."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "add", show=False),
        Binding("e", "edit", show=False),
        Binding("d", "remove", show=False),
        Binding("K,shift+up", "shift(-1)", show=False),
        Binding("J,shift+down", "shift(1)", show=False),
        Binding("t", "terms", show=False),
        Binding("g", "group", show=False),
        Binding("u", "refresh_draft", show=False),
    ]
    host = app_getter(Host)
    """The app."""
    listing = query_one(LineList)
    """The lines."""

    def __init__(self, key: str, title: str) -> None:
        super().__init__(title, HINT)
        self._key = key
        self._known: DraftFacts | None = None

    def compose_content(self) -> Iterator[Widget]:
        """Put the sums below the lines."""
        yield LineList()
        yield Sentence("", kind="-muted", id="sums")

    def on_mount(self) -> None:
        """Read the draft."""
        self.read_again()

    def read_again(self, at: int = 0) -> None:
        """Read the draft, and put the cursor on one of its lines."""
        self.host.look(
            lambda work: read_draft(work, self._key),
            lambda known: self._show(known, at),
            "edit draft",
        )

    def _show(self, known: DraftFacts, at: int) -> None:
        if not self.is_attached:
            return
        self._known = known
        self.listing.currency = known.invoice.currency
        self.listing.show_rows(known.lines, at or self.listing.cursor)
        self.query_one("#sums", Sentence).say("\n".join(_sums(known)))

    def _change(self, change: Change, at: int = 0) -> None:
        self.host.act(change, lambda _done: self.read_again(at))

    @on(VirtualList.Chosen)
    def action_edit(self) -> None:
        """Ask for other words and figures of the line under the cursor."""
        line = self.listing.current
        if line is None:
            return
        fields = [
            Field("description", "Description", line.description),
            Field("detail", "Detail, below it", line.detail),
            Field("quantity", "Quantity", plain(line.quantity)),
            Field("price", "Price", plain(line.price)),
            Field("tax_percent", "Tax in %", plain(line.tax_percent)),
            Field("tax_category", f"Kind of tax: {CATEGORIES}", line.tax_category),
            Field("tax_reason", "Reason, where there is no tax", line.tax_reason),
        ]
        before = {field.name: field.value for field in fields}

        def answered(answers: Answers | None) -> None:
            changes = {
                name: _value(name, text)
                for name, text in (answers or {}).items()
                if text != before[name]
            }
            if changes:
                self._change(lambda work: _edit(work, self._key, line.position, changes))

        self.host.push_screen(FillIn(f"Line {line.position}", fields, check=_check), answered)

    def action_add(self) -> None:
        """Ask for a line that is no time."""
        fields = [
            Field("description", "Description", "", "Train to Hamburg"),
            Field("quantity", "Quantity; below zero takes off", "1"),
            Field("price", "Price", "", "49.90"),
        ]

        def answered(answers: Answers | None) -> None:
            if answers:
                self._change(lambda work: _add(work, self._key, answers), len(self.listing.rows))

        self.host.push_screen(FillIn("New line", fields, check=_check), answered)

    def action_remove(self) -> None:
        """Take the line under the cursor off; its time can be billed elsewhere."""
        line = self.listing.current
        if line is not None:
            self._change(lambda work: _remove(work, self._key, line.position))

    def action_shift(self, steps: int) -> None:
        """Move the line under the cursor up or down."""
        line = self.listing.current
        to = line.position + steps if line else 0
        if line is not None and 1 <= to <= len(self.listing.rows):
            self._change(lambda work: _move(work, self._key, line.position, to), to - 1)

    def action_terms(self) -> None:
        """Ask for the discount, the notes, the client's order and the days to pay within."""
        if self._known is None:
            return
        draft = self._known.invoice
        fields = [
            Field("discount", "Discount on the whole, such as 10% or 50", draft.discount),
            Field("po_number", "The client's order number", draft.po_number),
            Field("terms_days", "Days to pay within", str(draft.terms_days)),
            Field("notes", "Notes", draft.notes, long=True),
        ]

        def answered(answers: Answers | None) -> None:
            if answers:
                values = {**answers, "terms_days": int(answers["terms_days"])}
                self._change(lambda work: _terms(work, self._key, values))

        self.host.push_screen(FillIn("Around the lines", fields, check=_check_terms), answered)

    def action_group(self) -> None:
        """Ask by what the time is put together, and do it anew."""
        now = self._known.invoice.grouping if self._known else ""
        choices = [Choice(by, f"by {by}", "now" if by == now else "") for by in GROUPINGS]

        def answered(by: str | None) -> None:
            if by:
                self._change(lambda work: _group(work, self._key, by))

        sentence = "What was written over on lines of time is lost."
        self.host.push_screen(Choose("Put time together", choices, sentence=sentence), answered)

    def action_refresh_draft(self) -> None:
        """Count changed time as it is now."""
        self._change(lambda work: _refresh(work, self._key))


def _sums(known: DraftFacts) -> list[str]:
    draft = known.invoice
    net, tax, gross = (
        amount_text(amount or 0, draft.currency) for amount in (draft.net, draft.tax, draft.gross)
    )
    discount = f"discount {draft.discount} · " if draft.discount else ""
    lines = [f"{discount}net {net} · tax {tax} · total {gross}"]
    around = [
        f"order {draft.po_number}" if draft.po_number else "",
        f"payable within {draft.terms_days} days",
        f"by {draft.grouping}",
    ]
    lines.append(" · ".join(filter(None, around)))
    lines += [draft.notes] if draft.notes else []
    if known.changed:
        lines.append(f"! {known.changed} of its entries were changed; u counts them anew.")
    return [*lines, *known.left]


def _check(answers: Answers) -> None:
    if not answers["description"]:
        raise Refused("A line needs a description.")
    for name in ("quantity", "price", "tax_percent"):
        if name in answers:
            parse_decimal(answers[name])


def _check_terms(answers: Answers) -> None:
    if not (answers["terms_days"].isdecimal() and answers["terms_days"].isascii()):
        raise Refused("Write the days as a whole number, such as 14.")


def _value(name: str, text: str) -> Any:
    return parse_decimal(text) if name in ("quantity", "price", "tax_percent") else text


def _edit(work: Work, key: str, position: int, changes: dict[str, Any]) -> None:
    from billing.editing import edit_line

    if "tax_category" in changes:
        changes["tax_category"] = changes["tax_category"].upper()
    edit_line(work, key, position, **changes)


def _add(work: Work, key: str, answers: Answers) -> None:
    from billing.editing import add_line

    quantity, price = (parse_decimal(answers[name]) for name in ("quantity", "price"))
    add_line(work, key, answers["description"], quantity, price)


def _remove(work: Work, key: str, position: int) -> None:
    from billing.editing import remove_lines

    remove_lines(work, key, [position])


def _move(work: Work, key: str, position: int, to: int) -> None:
    from billing.editing import move_line

    move_line(work, key, position, to)


def _terms(work: Work, key: str, values: dict[str, Any]) -> None:
    from billing.editing import edit_draft

    edit_draft(work, key, **values)


def _group(work: Work, key: str, by: str) -> None:
    from billing.editing import regroup_draft

    regroup_draft(work, key, by)


def _refresh(work: Work, key: str) -> None:
    from billing.refreshing import refresh_draft

    refresh_draft(work, key)
