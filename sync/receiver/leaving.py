"""Turning webhooks off: the subscriptions end over there, their secrets go, polling goes on."""

from __future__ import annotations

from contextlib import closing
from threading import Event

from store.connections import workspace_ids
from store.ledger import Ledger
from store.records import Connection
from store.webhooks import Webhook, remove_webhook, switch_webhooks, webhooks
from sync.access import Surroundings
from sync.errors import NotAllowed, RemoteError, SecretsLocked
from sync.kinds import kind_of
from sync.receiver.kinds import Subscriber
from sync.receiver.opening import forget_secret, open_subscriber
from sync.subscriptions import settling_lock

STILL_THERE = (
    "{count} at {label} could not be removed: {why} They end there by themselves after a day"
    " without an answer; `ayron webhooks --off` tries again."
)


def let_go(ledger: Ledger, around: Surroundings, connection: Connection) -> list[str]:
    """Turn the webhooks of a connection off; return sentences on what was, and was not, done.

    From the first moment on nothing is received. What cannot be removed over there stays written
    down, for another try. Without webhooks this does nothing and says nothing.
    """
    with settling_lock(around, connection.id):
        with ledger.write() as work:
            rows = webhooks(work, connection.id)
            switch_webhooks(work, connection.id, False)
        if not rows:
            return []
        return [*_forget_secrets(around, connection, rows), *_end(ledger, around, connection, rows)]


def _forget_secrets(around: Surroundings, connection: Connection, rows: list[Webhook]) -> list[str]:
    try:
        for row in rows:
            forget_secret(around, connection, row.path)
    except SecretsLocked as trouble:
        return [f"The secrets of the webhooks could not be removed: {trouble}"]
    return []


def _end(
    ledger: Ledger, around: Surroundings, connection: Connection, rows: list[Webhook]
) -> list[str]:
    """End the subscriptions over there, as far as that is ours to do, and say what came of it."""
    label = kind_of(connection.provider).label
    try:
        subscriber = open_subscriber(ledger, connection, around, Event())
        if subscriber is None:
            return [_leave_to_admin(ledger, label, row) for row in rows]
        with closing(subscriber):
            why = _remove(ledger, subscriber, connection, rows)
    except RemoteError as trouble:
        why = str(trouble)
    with ledger.read() as work:
        left = len(webhooks(work, connection.id))
    said = [f"{_count(len(rows) - left)} at {label} removed."] if left < len(rows) else []
    return [*said, STILL_THERE.format(count=_count(left), label=label, why=why)] if left else said


def _leave_to_admin(ledger: Ledger, label: str, row: Webhook) -> str:
    with ledger.write() as work:
        remove_webhook(work, row.path)
    return f"An admin can now delete the webhook in {label}, too. Its address is {row.target}"


def _remove(
    ledger: Ledger, subscriber: Subscriber, connection: Connection, rows: list[Webhook]
) -> str:
    """Remove each; return why some are left. One without an id is looked for by its address."""
    why = ""
    ids = {row.target: row.remote_id for row in rows}
    if not all(ids.values()):
        with ledger.read() as work:
            places = workspace_ids(work, connection.id)
        ids.update((each.target, each.id) for each in subscriber.held(places))
    for row in rows:
        try:
            if ids[row.target]:
                subscriber.remove(ids[row.target])
        except NotAllowed as refusal:
            why = str(refusal)
            continue
        with ledger.write() as work:
            remove_webhook(work, row.path)
    return why


def _count(number: int) -> str:
    return "1 subscription" if number == 1 else f"{number} subscriptions"
