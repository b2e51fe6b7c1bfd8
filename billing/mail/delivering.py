"""Send what is in the outbox: claimed first, by one process, and told truly afterwards.

A sender holds a lock file of this machine as long as it lives. Whoever looks at the outbox sees
by it that a sender is gone, and by the time of the claim where it was on another machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event

from billing.mail.checking import drop_others, held_back, refuse_sent_since
from billing.mail.drafting import checked_pdf
from billing.mail.message import envelope_of
from billing.mail.server import mail_server
from billing.mail.smtp import TOTAL_SECONDS, Outcome, hand_over
from store.clock import MINUTE, SECOND
from store.errors import Refused
from store.ledger import Ledger
from store.locks import FileLock, is_held
from store.outbox import (
    Message,
    change_state,
    claim,
    find_message,
    give_up,
    messages,
    settle,
    under_way,
)
from store.work import Work
from sync.access import Surroundings

PAUSES = (1, 5, 15, 60, 180, 720)
"""Minutes to the next try after each one; after the last the message has failed."""
CLAIM = int(TOTAL_SECONDS * SECOND) + 5 * MINUTE
LOST = "Whoever sent it was ended in the middle; it may have gone."
ASK = (
    "It may have arrived. If it did: ayron outbox arrived {0}. To send it once more, so that it"
    " may arrive twice: ayron outbox retry {0} --yes. To give it up: ayron outbox drop {0}"
)
WRONG_STATE = {
    "sending": "This message is being sent right now.",
    "sent": "This message was sent.",
    "dropped": "This message was dropped.",
}


def deliver(ledger: Ledger, around: Surroundings, key: str, stop: Event) -> Message:
    """Send a queued message now and return it as it is then; raises Refused where it may not go."""
    server = mail_server(around)
    with ledger.write() as work:
        held = held_back(work, key)
    if held:
        return held
    with ledger.read() as work:
        message = find_message(work, key)
        envelope = envelope_of(message, checked_pdf(work, message.invoice_id))
    with _held(_lock_file(around, message.id)) as finished:
        with ledger.write() as work:
            held = held_back(work, message.id)
            claimed = None if held else claim(work, message.id, work.now() + CLAIM)
        if claimed:
            outcome = hand_over(server, envelope, stop)
            with ledger.write() as work:
                _write_down(work, claimed, outcome)
        finished.set()
    with ledger.read() as work:
        after = find_message(work, message.id)
    if not claimed and not held:
        raise Refused(WRONG_STATE.get(after.state) or f"This message is {after.state}.")
    return after


def deliver_due(ledger: Ledger, around: Surroundings, stop: Event) -> list[Message]:
    """Try again what did not go and is due; returns what was tried. Nothing else is ever sent."""
    if ledger.role != "admin":
        return []
    tried = []
    for message in _due(ledger, _give_up_lost(ledger, around)):
        if stop.is_set():
            break
        with suppress(Refused):
            tried.append(deliver(ledger, around, message.id, stop))
    return tried


def look(ledger: Ledger, around: Surroundings) -> list[Message]:
    """List the outbox, after saying of messages whose sender is gone that they may have gone."""
    _give_up_lost(ledger, around)
    with ledger.read() as work:
        return messages(work)


def retry(
    ledger: Ledger, around: Surroundings, key: str, *, sure: bool = False, again: bool = False
) -> Message:
    """Queue a message again; `sure` says that a person knows that one in doubt did not go.

    Raises Refused where its invoice went with another message since, unless that is meant: `again`.
    """
    _give_up_lost(ledger, around)
    with ledger.write() as work:
        message = find_message(work, key)
        if message.state in WRONG_STATE:
            raise Refused(WRONG_STATE[message.state])
        if message.state == "unknown" and not sure:
            raise Refused(ASK.format(message.id))
        if not again:
            refuse_sent_since(work, message)
        return change_state(work, message, "queued")


def drop(ledger: Ledger, around: Surroundings, key: str) -> Message:
    """Give a message up, so that it is never sent."""
    _give_up_lost(ledger, around)
    with ledger.write() as work:
        message = find_message(work, key)
        if message.state in WRONG_STATE:
            raise Refused(WRONG_STATE[message.state])
        return change_state(work, message, "dropped", message.error or "")


def arrived(ledger: Ledger, around: Surroundings, key: str) -> Message:
    """Take down that a message in doubt did arrive, as a person found out."""
    _give_up_lost(ledger, around)
    with ledger.write() as work:
        message = find_message(work, key)
        if message.state != "unknown":
            raise Refused(f"This message is {message.state}; nobody doubts that.")
        sent = change_state(work, message, "sent")
        drop_others(work, sent)
        return sent


def _write_down(work: Work, claimed: Message, outcome: Outcome) -> None:
    """Write down what came of a claim, and when it is tried again."""
    state, next_try = outcome.state, None
    if state == "queued":
        tries = min(claimed.attempts, len(PAUSES) + 1)
        if tries > len(PAUSES):
            state = "failed"
        else:
            next_try = work.now() + PAUSES[tries - 1] * MINUTE
    settle(work, claimed, state, "" if state == "sent" else outcome.words, next_try)
    if state == "sent":
        drop_others(work, claimed)


def _give_up_lost(ledger: Ledger, around: Surroundings) -> list[Message]:
    """Say of messages whose sender is gone that they may have gone; lists what is under way."""
    with ledger.read() as work:
        found, now = under_way(work), work.now()
    lost = [each for each in found if each.state == "sending" and _is_lost(around, each, now)]
    for message in lost:
        with ledger.write() as work:
            give_up(work, message, LOST)
        _lock_file(around, message.id).unlink(missing_ok=True)
    return found


def _due(ledger: Ledger, found: list[Message]) -> list[Message]:
    """Keep what was tried before and may be tried again now."""
    now = ledger.clock.wall()
    return [
        each
        for each in found
        if each.state == "queued" and each.attempts and (each.next_try_at or 0) <= now
    ]


def _is_lost(around: Surroundings, message: Message, now: int) -> bool:
    """Tell whether nobody is sending a message any more that somebody began to send."""
    path = _lock_file(around, message.id)
    if path.exists():
        return not is_held(str(path))
    return now > (message.next_try_at or 0)


def _lock_file(around: Surroundings, key: str) -> Path:
    """Name the file that the one process holds which sends a message."""
    return around.file(f"sending-{key}.lock")


@contextmanager
def _held(path: Path) -> Iterator[Event]:
    """Hold a lock file; it goes once all is written down, and stays where that did not happen."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock, finished = FileLock(str(path)), Event()
    if not lock.try_acquire():
        raise Refused(WRONG_STATE["sending"])
    try:
        yield finished
    finally:
        if finished.is_set():
            with suppress(OSError):
                path.unlink()
        lock.release()
