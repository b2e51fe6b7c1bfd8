"""The steps of one invoice: drafted, looked at, issued; or thrown away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from reports.invoices import InvoiceRow
from screens.billing_steps import draft_words, first_unbilled, read_shown
from screens.invoice_money_flows import InvoiceMoneyFlows
from screens.periods import ALL_TIME, periods
from store.clients import Client, clients
from store.dates import date_text
from store.errors import Refused
from store.invoices import Invoice
from store.work import Work

if TYPE_CHECKING:
    from screens.dialogs.fill_in import Answers
    from screens.dialogs.preview import Offer, Shown

OTHER, EMPTY = "other", "empty"
ISSUE, SEND = "issue", "send"


class InvoiceFlows(InvoiceMoneyFlows):
    """Mixed into a place that has a selected invoice.

    `wanted` is the id of what is to be selected once it is among the rows.
    """

    wanted: str | None = None

    def do_invoice_add(self) -> None:
        """Ask for a client and a period, and draft an invoice."""
        self.host.look(clients, self._ask_client)

    def _ask_client(self, found: list[Client]) -> None:
        from screens.dialogs.choices import Choice, Find
        from screens.money_forms import once_issuer_is_named

        if not found:
            key = self.host.key_of("place.projects")
            self.host.say(f"There is no client yet. {key} goes to Projects, to add one.", "warning")
            return
        choices = [Choice(client.id, client.name) for client in found]
        by_id = {client.id: client for client in found}

        def answered(client_id: str | None) -> None:
            if client_id:
                self._ask_period(by_id[client_id])

        find = Find("Who is the invoice for?", choices)
        once_issuer_is_named(self.host, lambda: self.host.push_screen(find, answered))

    def _ask_period(self, client: Client) -> None:
        from screens.dialogs.choices import Choice, Choose

        known = periods(self.host.today)
        choices = [
            *(Choice(name, title, _span(first, last)) for name, title, first, last in known),
            Choice(OTHER, "Other days …"),
            Choice(EMPTY, "None: lines by hand"),
        ]
        spans = {name: (first, last) for name, _title, first, last in known}

        def answered(name: str | None) -> None:
            if name == OTHER:
                self._ask_days(client)
            elif name:
                self._draft(client.id, spans.get(name))

        self.host.push_screen(Choose(f"Bill {client.name} for", choices), answered)

    def _ask_days(self, client: Client) -> None:
        from screens.dialogs.fill_in import Field, FillIn

        def check(answers: Answers) -> None:
            first, last = (date_text(answers[name]) for name in ("first", "last"))
            if last < first:
                raise Refused("The period ends before it begins.")

        def answered(answers: Answers | None) -> None:
            if answers:
                self._draft(client.id, (answers["first"], answers["last"]))

        fields = [
            Field("first", "From", self.host.today[:8] + "01", "2026-11-01"),
            Field("last", "To, this day included", self.host.today, "2026-11-30"),
        ]
        self.host.push_screen(FillIn(f"Bill {client.name} for", fields, check=check), answered)

    def _draft(self, client_id: str, period: tuple[str, str] | None) -> None:
        """Make the draft, then say what it leaves out."""

        def draft(work: Work) -> tuple[Invoice, str]:
            from billing.drafts import draft_invoice

            span = period
            if span and span[0] == ALL_TIME:
                span = (first_unbilled(work, client_id) or span[1], span[1])
            made = draft_invoice(work, client_id, span)
            return made, draft_words(work, made)

        def drafted(result: tuple[Invoice, str]) -> None:
            made, words = result
            self.wanted = made.id
            self.host.say(words)

        self.host.act(draft, drafted)

    def do_invoice_friday(self) -> None:
        """Go through all that is not billed yet, client by client."""
        from screens.friday import Friday

        Friday(self).begin()

    def do_invoice_delete(self) -> None:
        """Ask before throwing the draft away."""
        row = self.ready("invoice.delete")
        if row is None:
            return

        def delete(work: Work) -> Invoice:
            from billing.drafts import delete_draft

            return delete_draft(work, row.id)

        self.confirm(
            f"Delete the draft for {row.client}?",
            "Its time can be billed again. Nothing was issued, so no number is missing.",
            "Delete it",
            lambda: self.host.act(delete, lambda _gone: self.host.say("Deleted the draft.")),
        )

    def do_invoice_preview(self) -> None:
        """Show the selected invoice as it is sent: a draft as it would be."""
        row = self.selected()
        if row is not None:
            self.preview(row, self._offers(row), lambda answer: self._follow(row, answer))

    def _offers(self, row: InvoiceRow) -> list[Offer]:
        from screens.dialogs.preview import Offer

        if row.state == "draft":
            return [Offer("i", "issue", ISSUE)]
        return [Offer("m", "mail", SEND)] if row.state == "issued" else []

    def preview(
        self, row: InvoiceRow, offers: Sequence[Offer], then: Callable[[str | None], None]
    ) -> None:
        """Show the very bytes; `then` gets what was chosen."""

        def show(shown: Shown) -> None:
            from screens.dialogs.preview import Preview

            self.host.push_screen(Preview(shown, offers), then)

        self.host.study(lambda ledger: read_shown(ledger, row.id), show, "preview invoice")

    def _follow(self, row: InvoiceRow, answer: str | None) -> None:
        if answer == ISSUE:
            self.issue(row)
        elif answer == SEND:
            self.send(row)

    def do_invoice_issue(self) -> None:
        """Ask, with the number that it will get, and issue the selected draft."""
        row = self.ready("invoice.issue")
        if row is not None:
            self.issue(row)

    def do_invoice_edit(self) -> None:
        """Edit the lines of the selected draft, and what stands around them."""
        row = self.ready("invoice.edit")
        if row is None:
            return
        from screens.dialogs.edit_draft import EditDraft

        self.host.push_screen(EditDraft(row.id, f"Draft for {row.client}"), self._edited)

    def _edited(self, _answer: Any) -> None:
        self.host.ledger_changed()


def _span(first: str, last: str) -> str:
    return f"up to {last}" if first == ALL_TIME else f"{first} to {last}"
