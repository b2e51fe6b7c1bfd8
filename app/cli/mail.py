"""invoice send and remind, and outbox: mail goes out when a person says so, and never twice."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event

from app.cli.invocation import Invocation
from app.cli.paying import surroundings
from app.sentences import printable
from billing.mail.checking import dropped_for
from billing.mail.delivering import arrived, deliver, deliver_due, drop, look, retry
from billing.mail.drafting import Draft, Wishes, draft_mail, draft_reminder, enqueue
from billing.mail.server import mail_server
from store.errors import Refused
from store.ledger import Ledger, require_admin
from store.local_time import clock_text, date_of, iso_date, iso_instant
from store.outbox import Message
from sync.access import Surroundings

UNSURE = (
    "Nobody knows whether it arrived. Ask, then: ayron outbox arrived {0}, ayron outbox retry {0}"
    " --yes (it may arrive twice), or ayron outbox drop {0}"
)
LONGEST_TEXT = 100_000


def send(invocation: Invocation) -> int:
    """Send an invoice or a credit note."""
    return _send(invocation, draft_mail)


def remind(invocation: Invocation) -> int:
    """Draft a reminder, and send it where the person says so."""
    return _send(invocation, draft_reminder)


def outbox(invocation: Invocation) -> int:
    """Run one of the verbs of `outbox`."""
    with invocation.ledger.read() as work:
        require_admin(work, "see the outbox")
    return VERBS[invocation.options.verb](invocation)


def _send(invocation: Invocation, draft: Callable[[Ledger, str, Wishes], Draft]) -> int:
    options = invocation.options
    drafted = draft(invocation.ledger, options.id, _wishes(invocation))
    if options.dry_run:
        return invocation.answer(_draft_shape(drafted), letter_lines(drafted))
    around = surroundings(invocation)
    mail_server(around)
    if not options.yes:
        _agree(drafted)
    message = enqueue(invocation.ledger, drafted, again=options.again)
    return _deliver(invocation, around, message)


def _wishes(invocation: Invocation) -> Wishes:
    options = invocation.options
    return Wishes(
        ",".join(options.to or ()),
        ",".join(options.cc or ()),
        options.copy,
        options.subject or "",
        file_text(options.text) if options.text else "",
    )


def file_text(name: str) -> str:
    """Read the text of a message from a file, or from standard input for -."""
    try:
        if name == "-":
            return sys.stdin.read(LONGEST_TEXT)
        with Path(name).open(encoding="utf-8") as file:
            return file.read(LONGEST_TEXT)
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise Refused(f"{name} cannot be read: {why}.") from error


def _agree(draft: Draft) -> None:
    """Show what goes to whom, and ask where somebody sits at the terminal; a script meant it."""
    print("\n".join(map(printable, letter_lines(draft))), file=sys.stderr)
    if not sys.stdin.isatty():
        return
    print("\nSend it? [y/N] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().casefold() not in ("y", "yes"):
        raise Refused("Nothing was sent.")


def letter_lines(draft: Draft) -> list[str]:
    """Show a letter as it would go."""
    letter = draft.letter
    sizes = f"{kilobytes(draft.pdf_size)}; {kilobytes(draft.size)} in all"
    heads = [
        f"From     {letter.sender}",
        f"To       {letter.recipient}",
        *([f"Cc       {letter.copy_to}"] if letter.copy_to else []),
        f"Subject  {letter.subject}",
        f"Attached {letter.attachment_name}, {sizes}",
        *(f"Before   {message_line(each)}".replace("\t", "  ") for each in draft.earlier),
    ]
    return [*heads, "", *letter.text.splitlines()]


def kilobytes(size: int) -> str:
    """Write a size in kilobytes, rounded up."""
    return f"{-(-size // 1000)} kB"


def _deliver(invocation: Invocation, around: Surroundings, message: Message) -> int:
    """Hand a message over, saying so to who waits for it."""
    if sys.stderr.isatty():
        print(f"Handing it to {mail_server(around)} …", file=sys.stderr, flush=True)
    return _told(invocation, deliver(invocation.ledger, around, message.id, Event()))


def _told(invocation: Invocation, message: Message) -> int:
    """Say how a message is now; what did not go is a refusal with its reason."""
    with invocation.ledger.read() as work:
        dropped = dropped_for(work, message)
    lines = [_sentence(message), *(f"{_sentence(each)} ({each.id})" for each in dropped)]
    invocation.answer(message_shape(message), lines)
    return 0 if message.state == "sent" else 1


def _sentence(message: Message) -> str:
    what = f"{message.number} to {message.recipient}"
    if message.state == "sent":
        return f"Sent {what}."
    if message.state == "queued":
        due = message.next_try_at
        when = f" The app tries again at {clock_text(due)}; now: ayron outbox retry" if due else ""
        return f"Did not send {what} yet: {message.error or 'it waits.'}{when}"
    if message.state == "unknown":
        return f"May have sent {what}. {message.error} {UNSURE.format(message.id)}"
    return f"{message.state.capitalize()}: {what}. {message.error or ''}".rstrip()


def _list(invocation: Invocation) -> int:
    found = look(invocation.ledger, surroundings(invocation))
    lines = [message_line(each) for each in found] or ["The outbox is empty."]
    return invocation.answer([message_shape(each) for each in found], lines)


def _retry(invocation: Invocation) -> int:
    """Try a message again, or all that are due."""
    options, around = invocation.options, surroundings(invocation)
    mail_server(around)
    if options.id:
        message = retry(
            invocation.ledger, around, options.id, sure=options.yes, again=options.again
        )
        return _deliver(invocation, around, message)
    tried = deliver_due(invocation.ledger, around, Event())
    lines = [_sentence(each) for each in tried] or ["Nothing is due."]
    invocation.answer([message_shape(each) for each in tried], lines)
    return 1 if any(each.state != "sent" for each in tried) else 0


def _drop(invocation: Invocation) -> int:
    dropped = drop(invocation.ledger, surroundings(invocation), invocation.options.id)
    return invocation.answer(message_shape(dropped), [_sentence(dropped)])


def _arrived(invocation: Invocation) -> int:
    sent = arrived(invocation.ledger, surroundings(invocation), invocation.options.id)
    return invocation.answer(message_shape(sent), [_sentence(sent)])


def _template(invocation: Invocation) -> int:
    from app.cli.mail_templates import change

    return change(invocation)


def message_line(message: Message) -> str:
    """Write a message as a line of a table."""
    moment = message.sent_at or message.created_at
    when = f"{iso_date(date_of(moment))} {clock_text(moment)}"
    parts = [message.id, message.state, when, message.number, message.recipient, message.subject]
    return "\t".join([*parts, message.error or ""]).rstrip()


def message_shape(message: Message) -> dict[str, object]:
    """Shape a message; its text and attachment are not repeated."""
    times = {
        name: None if value is None else iso_instant(value)
        for name in ("next_try_at", "created_at", "sent_at")
        for value in (getattr(message, name),)
    }
    return {
        "id": message.id,
        "kind": message.kind,
        "invoice": message.number,
        "state": message.state,
        "from": message.sender,
        "to": message.recipient,
        "cc": message.copy_to,
        "subject": message.subject,
        "attachment": message.attachment_name,
        "message_id": message.message_id,
        "attempts": message.attempts,
        "error": message.error,
        **times,
    }


def _draft_shape(draft: Draft) -> dict[str, object]:
    letter = draft.letter
    return {
        "kind": letter.kind,
        "invoice": draft.number,
        "from": letter.sender,
        "to": letter.recipient,
        "cc": letter.copy_to,
        "subject": letter.subject,
        "text": letter.text,
        "attachment": letter.attachment_name,
        "attachment_bytes": draft.pdf_size,
        "bytes": draft.size,
        "earlier": [message_shape(each) for each in draft.earlier],
    }


VERBS = {
    "list": _list,
    "retry": _retry,
    "drop": _drop,
    "arrived": _arrived,
    "template": _template,
}
