"""Letting an account go: revoke what can be revoked, forget its secrets, let its links sleep."""

from __future__ import annotations

from contextlib import closing
from threading import Event

from store.connections import address_of, connections, remove_connection
from store.ledger import Ledger
from store.records import Connection
from sync.access import LAST_USED, Surroundings, kept_application, open_transport
from sync.errors import RemoteError, SecretsLocked
from sync.kinds import kind_of


def disconnect(ledger: Ledger, around: Surroundings, connection: Connection) -> str:
    """Revoke, forget the secret, let the links go dormant; return a sentence on what was done.

    The secret is forgotten and the connection removed even where revoking fails.
    """
    kind = kind_of(connection.provider)
    said = [f"{connection.account} is disconnected; tasks and entries stay."]
    try:
        said += _revoke(ledger, around, connection)
    except RemoteError as trouble:
        said.append(f"The sign-in could not be revoked ({trouble}) {kind.leave_help}")
    try:
        around.shelf(kind.name, connection.account_id).clear()
        if _is_last_sign_in(ledger, connection):
            around.shelf(kind.name, LAST_USED).clear()
    except SecretsLocked as trouble:
        said.append(f"Its secret could not be removed: {trouble}")
    with ledger.write() as work:
        remove_connection(work, connection.id, connection.provider)
    return " ".join(said)


def _revoke(ledger: Ledger, around: Surroundings, connection: Connection) -> list[str]:
    kind = kind_of(connection.provider)
    if connection.method != "oauth":
        return [f"The token itself is valid until you delete it. {kind.leave_help}"]
    with ledger.read() as work:
        origin = address_of(work, connection.id).origin
    refresh = around.shelf(kind.name, connection.account_id).refresh()
    application = kept_application(around, kind.name, connection.account_id)
    if refresh is None or application is None:
        return ["There was no sign-in left to revoke."]
    with closing(open_transport(kind, origin, around.clock, Event())) as transport:
        kind.sign_in(transport, application, "", around.environment).revoke(refresh)
    return []


def _is_last_sign_in(ledger: Ledger, connection: Connection) -> bool:
    """Say whether no other connection of this provider was signed in through the browser."""
    with ledger.read() as work:
        held = connections(work, connection.provider)
    return [each.id for each in held if each.method == "oauth"] == [connection.id]
