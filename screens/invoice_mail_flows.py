"""An invoice is sent: its mail is shown, changed, and handed over once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.invoices import InvoiceRow
from screens.billing_steps import AGAIN, ARRIVED, DROP, draft_letter, post, settle_message
from screens.invoice_issue_flows import InvoiceIssueFlows, Then, nothing
from store.errors import Refused

if TYPE_CHECKING:
    from billing.mail.drafting import Draft
    from screens.dialogs.fill_in import Answers
    from store.outbox import Message

FAILED = {
    "queued": "It did not go and is tried again: {}",
    "failed": "It did not go: {}",
    "dropped": "It is given up and never sent. {}",
    "unknown": "It may have gone; ask {} before you send it again. {}",
}


class InvoiceMailFlows(InvoiceIssueFlows):
    """Mixed into a place that has a selected invoice."""

    def do_invoice_send(self) -> None:
        """Show the mail of the selected invoice, let it be changed, and send it."""
        row = self.ready("invoice.send")
        if row is not None:
            self.send(row)

    def send(self, row: InvoiceRow, then: Then = nothing) -> None:
        """Show the mail of an invoice, let it be changed, and send it."""

        def refused(error: Exception) -> None:
            self.host.report(error)
            then(False)

        self.host.send_out(
            lambda ledger: draft_letter(ledger, row.id),
            lambda draft: self._open_letter(row, draft, then),
            refused,
        )

    def _open_letter(self, row: InvoiceRow, draft: Draft, then: Then) -> None:
        """Show the mail; where one is under way or in doubt, ask about that one first."""
        before = draft.earlier[-1] if draft.earlier else None
        if before is None or before.state == "sent":
            self._show_letter(row, draft, then)
            return
        from screens.dialogs.choices import Choice, Choose

        choices = [
            Choice("leave", "Leave it as it is"),
            Choice(ARRIVED, "It arrived"),
            Choice(AGAIN, "It did not arrive: send it now"),
            Choice(DROP, "Give it up"),
        ]
        if before.state != "unknown":
            del choices[1]

        def answered(answer: str | None) -> None:
            if answer in (ARRIVED, AGAIN, DROP):
                self._settle(row, before.id, answer, then)
            else:
                then(False)

        sentence = f"To {before.recipient}: {before.state}. {before.error or ''}".strip()
        self.host.push_screen(
            Choose("A message is in the outbox", choices, sentence=sentence), answered
        )

    def _settle(self, row: InvoiceRow, key: str, answer: str, then: Then) -> None:
        host = self.host

        def refused(error: Exception) -> None:
            host.report(error)
            then(False)

        host.send_out(
            lambda ledger: settle_message(
                ledger, host.remotes.surroundings(), key, answer, host.leaving
            ),
            lambda message: self._tell(row, message, then),
            refused,
        )

    def _tell(self, row: InvoiceRow, message: Message, then: Then) -> None:
        """Say what came of a message."""
        words = FAILED.get(message.state)
        if words is None:
            self.host.say(f"Sent {row.number} to {message.recipient}.")
        elif message.state == "unknown":
            self.host.say(words.format(message.recipient, message.error or ""), "warning")
        else:
            self.host.say(words.format(message.error or ""), "warning")
        then(words is None)

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
            lambda message: self._tell(row, message, then),
            refused,
        )


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
