"""The steps of one invoice that leave the house: issued, sent, paid, credited, void."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from reports.invoices import InvoiceRow, plain_amount
from screens.billing_steps import ToIssue, draft_letter, issue, post, read_to_issue
from store.decimals import plain
from store.errors import Refused
from store.invoice_lines import InvoiceLine, invoice_lines
from store.invoices import Invoice
from store.work import Work

if TYPE_CHECKING:
    from billing.mail.drafting import Draft
    from screens.dialogs.fill_in import Answers
    from screens.host import Host
    from store.outbox import Message

Then = Callable[[bool], None]
"""Told whether a step was taken."""
FAILED = {
    "queued": "It did not go and is tried again: {}",
    "failed": "It did not go: {}",
    "unknown": "It may have gone; ask {} before you send it again. {}",
}


def _nothing(_taken: bool) -> None:
    """Go on with nothing."""


class InvoiceMoneyFlows:
    """Mixed into a place that has a selected invoice."""

    host: Host

    def selected(self) -> InvoiceRow | None:
        """Return the invoice that a command is about."""
        raise NotImplementedError

    def confirm(
        self, title: str, sentence: str, yes: str, then: Callable[[], None], no: Then = _nothing
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

    def issue(self, row: InvoiceRow, then: Then = _nothing) -> None:
        """Ask, with the number that it will get, and issue a draft."""

        def ask(known: ToIssue) -> None:
            self.confirm(
                f"Issue it as {known.number}?",
                _issue_words(known),
                f"Issue {known.number}",
                lambda: self._issue(row, then, linked=True),
                then,
            )

        self.host.study(lambda ledger: read_to_issue(ledger, row.id), ask, "to issue")

    def _issue(self, row: InvoiceRow, then: Then, *, linked: bool) -> None:
        host = self.host

        def issued(invoice: Invoice) -> None:
            host.say(f"Issued {invoice.number} for {invoice.client}.")
            then(True)

        def refused(error: Exception) -> None:
            from sync.errors import RemoteError

            if isinstance(error, RemoteError):
                self.confirm(
                    "Issue it without a link to pay at?",
                    f"The provider of payments made none: {error}",
                    "Issue it without",
                    lambda: self._issue(row, then, linked=False),
                    then,
                )
            else:
                host.report(error)
                then(False)

        host.send_out(
            lambda ledger: issue(
                ledger, host.remotes.surroundings() if linked else None, row.id, host.leaving
            ),
            issued,
            refused,
        )

    def do_invoice_send(self) -> None:
        """Show the mail of the selected invoice, let it be changed, and send it."""
        row = self.selected()
        if row is not None:
            self.send(row)

    def send(self, row: InvoiceRow, then: Then = _nothing) -> None:
        """Show the mail of an invoice, let it be changed, and send it."""

        def refused(error: Exception) -> None:
            self.host.report(error)
            then(False)

        self.host.send_out(
            lambda ledger: draft_letter(ledger, row.id),
            lambda draft: self._show_letter(row, draft, then),
            refused,
        )

    def _show_letter(self, row: InvoiceRow, draft: Draft, then: Then) -> None:
        from screens.dialogs.fill_in import Field, FillIn

        letter = draft.letter
        fields = [
            Field("to", "To", letter.recipient, "ann@example.com"),
            Field("copies", "Copy to", letter.copy_to, "yourself, or nobody"),
            Field("subject", "Subject", letter.subject),
            Field("text", "Text", letter.text, long=True),
        ]

        def answered(answers: Answers | None) -> None:
            if answers:
                self._post(row, answers, then, again=bool(draft.earlier))
            else:
                then(False)

        self.host.push_screen(
            FillIn(
                f"Send {draft.number}",
                fields,
                sentence=_letter_words(draft),
                check=_check_letter,
                hint="ctrl+s sends it · tab goes on · escape leaves",
            ),
            answered,
        )

    def _post(self, row: InvoiceRow, answers: Answers, then: Then, *, again: bool) -> None:
        from billing.mail.drafting import Wishes

        host = self.host
        wishes = Wishes(
            answers["to"], answers["copies"], subject=answers["subject"], text=answers["text"]
        )

        def sent(message: Message) -> None:
            words = FAILED.get(message.state)
            if words is None:
                host.say(f"Sent {row.number} to {message.recipient}.")
            elif message.state == "unknown":
                host.say(words.format(message.recipient, message.error or ""), "warning")
            else:
                host.say(words.format(message.error or ""), "warning")
            then(words is None)

        def refused(error: Exception) -> None:
            host.report(error)
            then(False)

        host.say(f"Sending {row.number} …")
        host.send_out(
            lambda ledger: post(
                ledger,
                host.remotes.surroundings(),
                draft_letter(ledger, row.id, wishes),
                host.leaving,
                again=again,
            ),
            sent,
            refused,
        )

    def do_invoice_pay(self) -> None:
        """Ask how much came in, and when, and write it down."""
        from screens.dialogs.fill_in import Field, FillIn

        row = self.selected()
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
        row = self.selected()
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
                hint="enter issues the credit note · escape leaves",
            ),
            answered,
        )

    def _credit(self, row: InvoiceRow, positions: list[int] | None, reason: str) -> None:
        def credit(work: Work) -> Invoice:
            from billing.crediting import credit_invoice

            return credit_invoice(work, row.id, positions, reason)

        self.host.act(
            credit, lambda note: self.host.say(f"Issued {note.number}, which credits {row.number}.")
        )

    def do_invoice_void(self) -> None:
        """Ask for the reason, and void the selected invoice."""
        from screens.dialogs.ask import Ask

        row = self.selected()
        if row is None:
            return

        def void(work: Work, reason: str) -> Invoice:
            from billing.voiding import void_invoice

            return void_invoice(work, row.id, reason)

        def answered(reason: str | None) -> None:
            if reason:
                self.host.act(
                    lambda work: void(work, reason),
                    lambda _void: self.host.say(f"{row.number} is void; its time is free again."),
                )

        sentence = "Its number and its PDF stay; its time can be billed again. It cannot be undone."
        ask = Ask(
            f"Void {row.number}?", placeholder="Why?", sentence=sentence, check=_require_reason
        )
        self.host.push_screen(ask, answered)

    def do_invoice_link(self) -> None:
        """Copy the address where the selected invoice can be paid."""
        row = self.selected()
        if row is not None and row.pay_url:
            self.host.copy_to_clipboard(row.pay_url)
            self.host.say(f"Copied {row.pay_url}")


def _issue_words(known: ToIssue) -> str:
    words = (
        f"{known.client}, {known.total}. It never changes afterwards; it can be void or credited."
    )
    if known.changed:
        words += f" Time on it was changed ({known.changed} entries) and is counted as it is now."
    return words


def _letter_words(draft: Draft) -> str:
    letter = draft.letter
    size = max(1, round(draft.pdf_size / 1000))
    words = f"From {letter.sender}\nAttached {letter.attachment_name}, {size} kB"
    if draft.earlier:
        last = draft.earlier[-1]
        words += f"\n! This went to {last.recipient} before ({last.state}). It would go once more."
    return words


def _check_letter(answers: Answers) -> None:
    from billing.mail.addresses import parse_addresses

    if not parse_addresses(answers["to"]):
        raise Refused("Say whom it goes to.")
    parse_addresses(answers["copies"])


def _require_reason(text: str) -> None:
    if not text:
        raise Refused("Say why; the reason is kept with it.")


def _positions(answers: Answers) -> list[int] | None:
    """Read which lines are meant; None for all."""
    parts = answers["lines"].replace(",", " ").split()
    if not all(part.isdecimal() and part.isascii() for part in parts):
        raise Refused("Write the numbers of lines like 1, 3.")
    return [int(part) for part in parts] or None
