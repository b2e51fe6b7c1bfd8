"""An invoice is paid, credited, or void."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.invoices import InvoiceRow, plain_amount
from screens.invoice_mail_flows import InvoiceMailFlows
from store.decimals import plain
from store.errors import Refused
from store.invoice_lines import InvoiceLine, invoice_lines
from store.invoices import Invoice
from store.work import Work

if TYPE_CHECKING:
    from screens.dialogs.fill_in import Answers


class InvoiceMoneyFlows(InvoiceMailFlows):
    """Mixed into a place that has a selected invoice."""

    def do_invoice_pay(self) -> None:
        """Ask how much came in, and when, and write it down."""
        from screens.dialogs.fill_in import Field, FillIn

        row = self.ready("invoice.pay")
        if row is None:
            return
        due = plain_amount(max(0, row.due), row.currency)
        fields = [
            Field("amount", f"Amount in {row.currency}; -50 went back", due, "1234.50"),
            Field("on", "On", self.host.today, "2026-11-27"),
            Field("note", "Note", "", "bank transfer"),
        ]

        def check(answers: Answers) -> None:
            from billing.money import parse_amount
            from store.dates import date_text

            parse_amount(answers["amount"], row.currency)
            date_text(answers["on"])

        def answered(answers: Answers | None) -> None:
            if answers:
                self._pay(row, answers)

        self.host.push_screen(FillIn(f"Paid on {row.number}", fields, check=check), answered)

    def _pay(self, row: InvoiceRow, answers: Answers) -> None:
        amount = answers["amount"]
        back = amount.startswith(("-", "−"))

        def pay(work: Work) -> Invoice:
            from billing.paying import pay_invoice, refund_invoice

            book = refund_invoice if back else pay_invoice
            return book(work, row.id, amount.lstrip("-−"), answers["on"], answers["note"])

        said = f"Wrote down {amount.lstrip('-−')} {row.currency}"
        self.host.act(
            pay,
            lambda _paid: self.host.say(f"{said} {'paid back' if back else 'for'} {row.number}."),
        )

    def do_invoice_credit(self) -> None:
        """Ask which lines are taken back, and write a credit note."""
        row = self.ready("invoice.credit")
        if row is not None:
            self.host.look(
                lambda work: invoice_lines(work, row.id), lambda lines: self._ask_lines(row, lines)
            )

    def _ask_lines(self, row: InvoiceRow, lines: list[InvoiceLine]) -> None:
        from screens.dialogs.fill_in import Field, FillIn

        shown = lines[:12]
        listed = [f"{line.position}. {line.description} {plain(line.quantity)}" for line in shown]
        if len(lines) > len(shown):
            listed.append(f"and {len(lines) - len(shown)} more, up to {lines[-1].position}.")
        fields = [
            Field("lines", "Lines such as 1, 3; empty for all that is not credited yet"),
            Field("reason", "Reason, which is printed on it"),
        ]

        def answered(answers: Answers | None) -> None:
            if answers is not None:
                self._credit(row, _positions(answers), answers["reason"])

        self.host.push_screen(
            FillIn(
                f"Credit {row.number}",
                fields,
                sentence="\n".join(listed),
                check=_positions,
            ),
            answered,
        )

    def _credit(self, row: InvoiceRow, positions: list[int] | None, reason: str) -> None:
        def credit(work: Work) -> Invoice:
            from billing.crediting import credit_invoice

            return credit_invoice(work, row.id, positions, reason)

        def credited(note: Invoice) -> None:
            self.host.say(f"Issued {note.number}, which credits {row.number}.")
            self.host.errands.go()

        what = "lines " + ", ".join(map(str, positions)) if positions else "all that is left"
        self.confirm(
            f"Credit {what} of {row.number}?",
            "The credit note gets a number of its own and never changes. The time can be billed"
            " again.",
            "Issue the credit note",
            lambda: self.host.act(credit, credited),
        )

    def do_invoice_void(self) -> None:
        """Say at once why the selected invoice cannot be void, or ask for the reason."""
        row = self.ready("invoice.void")
        if row is None:
            return

        def check(work: Work) -> None:
            from billing.voiding import refuse_settled
            from store.invoices import find_invoice

            refuse_settled(work, find_invoice(work, row.id))

        self.host.look(check, lambda _checked: self._ask_why(row))

    def _ask_why(self, row: InvoiceRow) -> None:
        """Ask for the reason, and void an invoice."""
        from screens.dialogs.ask import Ask

        def void(work: Work, reason: str) -> Invoice:
            from billing.voiding import void_invoice

            return void_invoice(work, row.id, reason)

        def voided(_invoice: Invoice) -> None:
            self.host.say(f"{row.number} is void; its time is free again.")
            self.host.errands.go()

        def answered(reason: str | None) -> None:
            if reason:
                self.host.act(lambda work: void(work, reason), voided)

        sentence = "Its number and its PDF stay; its time can be billed again. It cannot be undone."
        ask = Ask(
            f"Void {row.number}?", placeholder="Why?", sentence=sentence, check=_require_reason
        )
        self.host.push_screen(ask, answered)


def _require_reason(text: str) -> None:
    if not text:
        raise Refused("Say why; the reason is kept with it.")


def _positions(answers: Answers) -> list[int] | None:
    """Read which lines are meant; None for all."""
    parts = answers["lines"].replace(",", " ").split()
    if not all(part.isdecimal() and part.isascii() for part in parts):
        raise Refused("Write the numbers of lines like 1, 3.")
    return [int(part) for part in parts] or None
