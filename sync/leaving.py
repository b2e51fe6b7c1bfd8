"""Letting an account go: revoke what can be revoked, forget its secrets, let its links sleep."""

from __future__ import annotations

from threading import Event

from store.connections import address_of, connections, note_trouble, remove_connection
from store.ledger import Ledger
from store.records import Connection
from store.revocations import add_revocation
from store.webhooks import webhooks
from sync.access import LAST_USED, Surroundings
from sync.errors import SecretsLocked
from sync.kinds import kind_of
from sync.revoking import revoke

SUBSCRIPTIONS_LEFT = (
    "Its subscriptions to changes could not be removed at {label}; they end there by themselves"
    " after a day without an answer."
)


def disconnect(
    ledger: Ledger, around: Surroundings, connection: Connection, stop: Event | None = None
) -> str:
    """Revoke, forget the secret, let the links go dormant; return a sentence on what was done.

    What it was read with is out of use at once. A sign-in that cannot be revoked now is revoked
    later: see `sync.revoking`. Raises Stopped.
    """
    said = [f"{connection.account} is disconnected; tasks and entries stay."]
    said += _end_subscriptions(ledger, around, connection)
    if connection.method == "oauth":
        said += _end_sign_in(ledger, around, connection, stop or Event())
    else:
        said += _end_token(ledger, around, connection)
    return " ".join(filter(None, said))


def _end_subscriptions(ledger: Ledger, around: Surroundings, connection: Connection) -> list[str]:
    """Turn webhooks off while there is a token to do it with; nothing is synced from here on."""
    with ledger.read() as work:
        if not webhooks(work, connection.id):
            return []
    from sync.receiver.leaving import let_go

    with ledger.write() as work:
        note_trouble(work, connection.id, "signed_out", "This account is being disconnected.")
    said = let_go(ledger, around, connection)
    with ledger.read() as work:
        if not webhooks(work, connection.id):
            return said
    return [SUBSCRIPTIONS_LEFT.format(label=kind_of(connection.provider).label)]


def _end_sign_in(
    ledger: Ledger, around: Surroundings, connection: Connection, stop: Event
) -> list[str]:
    """Remove the connection; its sign-in waits to be revoked from that very moment on."""
    last = _is_last_sign_in(ledger, connection)
    with ledger.write() as work:
        address = address_of(work, connection.id)
        remove_connection(work, connection.id, connection.provider)
        wanted = add_revocation(work, connection, address)
    said = [revoke(ledger, around, wanted, stop).sentence]
    return [*said, _clear(around, connection.provider, LAST_USED)] if last else said


def _end_token(ledger: Ledger, around: Surroundings, connection: Connection) -> list[str]:
    """Forget a personal token, then remove the connection."""
    locked = _clear(around, connection.provider, connection.account_id)
    with ledger.write() as work:
        remove_connection(work, connection.id, connection.provider)
    leave_help = kind_of(connection.provider).leave_help
    return [locked, f"The token itself is valid until you delete it. {leave_help}"]


def _clear(around: Surroundings, provider: str, account_id: str) -> str:
    try:
        around.shelf(provider, account_id).clear()
    except SecretsLocked as trouble:
        return f"Its secret could not be removed: {trouble}"
    return ""


def _is_last_sign_in(ledger: Ledger, connection: Connection) -> bool:
    """Say whether no other connection of this provider was signed in through the browser."""
    with ledger.read() as work:
        held = connections(work, connection.provider)
    return [each.id for each in held if each.method == "oauth"] == [connection.id]
