"""Letting an account go: revoke what can be revoked, forget its secrets, let its links sleep."""

from __future__ import annotations

from threading import Event

from store.connections import address_of, connections, note_trouble, remove_connection
from store.ledger import Ledger
from store.locks import FileLock
from store.records import Connection
from store.revocations import Revocation, add_revocation
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

    The sync of it ends first, and what it was read with is out of use then. A sign-in that cannot
    be revoked now is revoked later: see `sync.revoking`. Raises Stopped.
    """
    last = _is_last_sign_in(ledger, connection)
    said = [f"{connection.account} is disconnected; tasks and entries stay."]
    said += _end_subscriptions(ledger, around, connection)
    pending = _remove(ledger, connection)
    if pending:
        said.append(revoke(ledger, around, pending, stop or Event()).sentence)
    else:
        leave_help = kind_of(connection.provider).leave_help
        said.append(f"The token itself is valid until you delete it. {leave_help}")
    said.append(_forget(around, connection, last, bool(pending)))
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


def _remove(ledger: Ledger, connection: Connection) -> Revocation | None:
    """Remove the connection, which ends its sync; a sign-in waits to be revoked from then on."""
    with ledger.write() as work:
        address = address_of(work, connection.id)
        remove_connection(work, connection.id, connection.provider)
        return add_revocation(work, connection, address) if connection.method == "oauth" else None


def _forget(around: Surroundings, connection: Connection, last: bool, revoking: bool) -> str:
    """Forget what the account was read with, and the application after the last sign-in."""
    name, account_id = connection.provider, connection.account_id
    try:
        if not revoking:
            with FileLock(str(around.token_lock(name, account_id))):
                around.shelf(name, account_id).clear()
        if last:
            around.shelf(name, LAST_USED).clear()
    except SecretsLocked as trouble:
        return f"Its secret could not be removed: {trouble}"
    return ""


def _is_last_sign_in(ledger: Ledger, connection: Connection) -> bool:
    """Say whether no other connection of this provider was signed in through the browser."""
    with ledger.read() as work:
        held = connections(work, connection.provider)
    return [each.id for each in held if each.method == "oauth"] == [connection.id]
