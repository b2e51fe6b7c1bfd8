"""An invoice is issued: asked for with its number, then with a link to pay at, or without."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from reports.invoices import InvoiceRow
from screens.billing_steps import ToIssue, issue, make_link, read_codes, read_to_issue
from screens.invoice_refusals import why_not
from store.invoices import Invoice

if TYPE_CHECKING:
    from screens.dialogs.pay_code import Code
    from screens.host import Host

NO_CODE = "There is neither a link to pay at nor an IBAN, or nothing is open, so there is no code."
Then = Callable[[bool], None]
"""Told whether a step was taken."""


def nothing(_taken: bool) -> None:
    """Go on with nothing."""


class InvoiceIssueFlows:
    """Mixed into a place that has a selected invoice."""

    host: Host

    def selected(self) -> InvoiceRow | None:
        """Return the invoice that a command is about."""
        raise NotImplementedError

    def ready(self, command_id: str) -> InvoiceRow | None:
        """Return the selected invoice where a command can be done with it; else say why not."""
        row = self.selected()
        why = why_not(command_id, row) if row else ""
        if why:
            self.host.say(why, "warning")
            return None
        return row

    def confirm(
        self, title: str, sentence: str, yes: str, then: Callable[[], None], no: Then = nothing
    ) -> None:
        """Ask before something that cannot be taken back."""
        from screens.dialogs.choices import Choice, Choose

        def answered(answer: str | None) -> None:
            if answer == "yes":
                then()
            else:
                no(False)

        choices = [Choice("no", "Leave it as it is"), Choice("yes", yes)]
        self.host.push_screen(Choose(title, choices, sentence=sentence), answered)

    def issue(self, row: InvoiceRow, then: Then = nothing) -> None:
        """Ask, with the number that it will get, and issue a draft."""

        def ask(known: ToIssue) -> None:
            self.confirm(
                f"Issue it as {known.number}?",
                _issue_words(known),
                f"Issue {known.number}",
                lambda: self._issue(row, then),
                then,
            )

        self.host.study(lambda ledger: read_to_issue(ledger, row.id), ask, "to issue")

    def _issue(self, row: InvoiceRow, then: Then) -> None:
        host = self.host

        def issued(result: tuple[Invoice, str]) -> None:
            invoice, trouble = result
            if trouble:
                host.say(f"Issued {invoice.number}, without a link to pay at: {trouble}", "warning")
            else:
                host.say(f"Issued {invoice.number} for {invoice.client}.")
            then(True)

        def refused(error: Exception) -> None:
            host.report(error)
            then(False)

        host.send_out(
            lambda ledger: issue(ledger, host.remotes.surroundings(), row.id, host.leaving),
            issued,
            refused,
        )

    def do_invoice_code(self) -> None:
        """Show a code by which what is open of the selected invoice can be paid."""
        row = self.ready("invoice.code")
        if row is None:
            return

        def show(codes: list[Code]) -> None:
            from screens.dialogs.pay_code import PayCode

            if codes:
                self.host.push_screen(PayCode(f"Pay {row.number}", codes))
            else:
                self.host.say(NO_CODE, "warning")

        self.host.look(lambda work: read_codes(work, row.id), show)

    def do_invoice_link(self) -> None:
        """Copy the address where the selected invoice can be paid, made now where it has none."""
        row, host = self.ready("invoice.link"), self.host
        if row is None:
            return
        if row.pay_url:
            self._copy(row.pay_url)
            return
        host.send_out(
            lambda ledger: make_link(ledger, host.remotes.surroundings(), row.id, host.leaving),
            self._copy,
        )

    def _copy(self, url: str) -> None:
        self.host.copy_to_clipboard(url)
        self.host.say(f"Copied {url}")


def _issue_words(known: ToIssue) -> str:
    words = (
        f"{known.client}, {known.total}. It never changes afterwards; it can be void or credited."
    )
    if known.changed:
        words += f" Time on it was changed ({known.changed} entries) and is counted as it is now."
    return words
