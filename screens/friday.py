"""The Friday loop: every client with time that is not billed, from the draft to the mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from reports.invoices import InvoiceRow, invoice_book
from screens.billing_steps import draft_words, read_shown
from screens.dialogs.preview import Offer, Preview, Shown
from store.clients import clients
from store.errors import LedgerError, NothingToDo
from store.ledger import Ledger
from store.local_time import add_days, iso_date, weekday

if TYPE_CHECKING:
    from screens.invoice_flows import InvoiceFlows

ISSUE, EDIT, SKIP, MAIL = "issue", "edit", "skip", "mail"
DRAFT_OFFERS = (Offer("i", "issue", ISSUE), Offer("e", "edit", EDIT), Offer("n", "next", SKIP))
ISSUED_OFFERS = (Offer("m", "mail", MAIL), Offer("n", "next", SKIP))


class Drafted(NamedTuple):
    """The drafts that a week came to, and a sentence for each client of what went on."""

    rows: tuple[InvoiceRow, ...]
    words: tuple[str, ...]


class Friday:
    """One run through the week. Whatever is left half-way stays as a draft, or unsent."""

    def __init__(self, place: InvoiceFlows) -> None:
        self._place = place
        self._host = place.host
        self._rows: list[InvoiceRow] = []
        self._count = 0
        self._words: list[str] = []

    def begin(self) -> None:
        """Ask up to which day, draft what there is, and go through it."""
        from screens.dialogs.choices import Choice, Choose

        today = self._host.today
        sunday = _last_sunday(today)
        choices = [
            Choice(today, "Up to today", today),
            Choice(sunday, "Up to the end of last week", sunday),
        ]
        sentence = "Drafts all that is not billed yet, client by client, and shows each of them."
        self._host.push_screen(
            Choose("Bill the week", choices, sentence=sentence),
            lambda day: self._draft(day) if day else None,
        )

    def _draft(self, day: str) -> None:
        self._host.send_out(lambda ledger: draft_all(ledger, day), self._drafted)

    def _drafted(self, found: Drafted) -> None:
        self._rows, self._words = list(found.rows), list(found.words)
        self._count = len(self._rows)
        if not self._rows:
            self._host.say("\n".join(("There is nothing to bill.", *self._words)))
        else:
            self._next()

    def _next(self) -> None:
        """Show the next draft; after the last one, say what came of it all."""
        if not self._rows:
            self._finish()
            return
        self._show(self._rows[0], DRAFT_OFFERS)

    def _show(self, row: InvoiceRow, offers: tuple[Offer, ...]) -> None:
        at = f"{self._count - len(self._rows) + 1} of {self._count}"

        def show(shown: Shown) -> None:
            counted = shown._replace(title=f"{at} · {shown.title}")
            self._host.push_screen(Preview(counted, offers), lambda a: self._answered(row, a))

        self._host.study(lambda ledger: read_shown(ledger, row.id), show, "preview invoice")

    def _answered(self, row: InvoiceRow, answer: str | None) -> None:
        if answer == ISSUE:
            self._place.issue(row, lambda done: self._issued(row, done))
        elif answer == EDIT:
            from screens.dialogs.edit_draft import EditDraft

            self._host.push_screen(
                EditDraft(row.id, f"Draft for {row.client}"),
                lambda _none: self._show(row, DRAFT_OFFERS),
            )
        elif answer == MAIL:
            self._place.send(row, lambda sent: self._sent(row, sent))
        elif answer == SKIP:
            self._step(f"{row.client}: {'left unsent' if row.number else 'left as a draft'}")
        else:
            self._finish()

    def _issued(self, row: InvoiceRow, done: bool) -> None:
        if not done:
            self._show(row, DRAFT_OFFERS)
            return

        def read(ledger: Ledger) -> InvoiceRow:
            with ledger.read() as work:
                return next(found for found in invoice_book(work).rows if found.id == row.id)

        def known(issued: InvoiceRow) -> None:
            self._words.append(f"{issued.client}: issued {issued.number}")
            self._show(issued, ISSUED_OFFERS)

        self._host.study(read, known, "issued invoice")

    def _sent(self, row: InvoiceRow, sent: bool) -> None:
        if sent:
            self._step(f"{row.client}: sent {row.number}")
        else:
            self._show(row, ISSUED_OFFERS)

    def _step(self, words: str) -> None:
        self._words.append(words)
        self._rows = self._rows[1:]
        self._next()

    def _finish(self) -> None:
        from screens.dialogs.choices import Choice, Choose

        rest = [f"{row.client}: not finished" for row in self._rows]
        self._host.ledger_changed()
        words = "\n".join((*self._words, *rest)) or "Nothing was done."
        done = [Choice("done", "Done")]
        self._host.push_screen(Choose("The week is billed", done, sentence=words))


def draft_all(ledger: Ledger, day: str) -> Drafted:
    """Draft what is not billed up to a day for each client; older drafts come along."""
    words = []
    with ledger.read() as work:
        known = clients(work)
    for client in known:
        try:
            words += _draft_one(ledger, client.id, day)
        except NothingToDo:
            continue
        except LedgerError as error:
            words.append(f"{client.name}: {error}")
    with ledger.read() as work:
        rows = [row for row in invoice_book(work).rows if row.state == "draft"]
    rows.sort(key=lambda row: row.client)
    return Drafted(tuple(rows), tuple(words))


def _draft_one(ledger: Ledger, client_id: str, day: str) -> list[str]:
    """Draft for one client in a transaction of its own; says what that leaves out."""
    from billing.drafts import draft_invoice
    from screens.billing_steps import first_unbilled

    with ledger.write() as work:
        first = first_unbilled(work, client_id)
        if first is None or first > day:
            return []
        made = draft_invoice(work, client_id, (first, day))
        return [draft_words(work, made).replace("\n", " ")]


def _last_sunday(today: str) -> str:
    year, month, day = (int(part) for part in today.split("-"))
    date = (year, month, day)
    return iso_date(add_days(date, -weekday(date) - 1))
