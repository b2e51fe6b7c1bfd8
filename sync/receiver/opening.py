"""From a stored connection to who can subscribe for it, and where the secrets of its hooks lie."""

from __future__ import annotations

import secrets as randomness
from collections.abc import Sequence
from threading import Event
from urllib.parse import urlsplit

from store.connections import address_of
from store.errors import Refused
from store.ledger import Ledger
from store.records import Connection
from store.webhooks import Webhook, add_webhook, renew_webhook, switch_webhooks, webhooks
from sync.access import Surroundings, open_transport, shared_pause, token_source
from sync.kinds import kind_of
from sync.origin import is_loopback, parse_origin
from sync.receiver.kinds import Hook, Subscriber, webhook_kind
from sync.secrets import Secret
from sync.transport import GuardedTransport


def open_subscriber(
    ledger: Ledger, connection: Connection, around: Surroundings, stop: Event
) -> Subscriber | None:
    """Open what subscribes for a connection; None where its webhooks are set up by hand.

    Raises SignedOut without a token.
    """
    kind, hooks = kind_of(connection.provider), webhook_kind(connection.provider)
    if hooks is None or hooks.subscriber is None or hooks.writes is None:
        return None
    with ledger.read() as work:
        origin = address_of(work, connection.id).origin
    reading = open_transport(kind, origin, around.clock, stop)
    writing = GuardedTransport(
        kind.label, parse_origin(origin), hooks.writes, around.clock, stop, connections=1
    )
    reading.pause = writing.pause = shared_pause(connection, around)
    token = token_source(kind, connection, reading, around)
    return hooks.subscriber(reading, writing, token)


def parse_public_url(text: str) -> str:
    """Read the address at which a tunnel is reached; it may have a path. Raises Refused."""
    parts = urlsplit(text.strip())
    if parts.query or parts.fragment:
        raise Refused("A public address ends before its ? and its #; leave them out.")
    origin = parse_origin(f"{parts.scheme}://{parts.netloc}")
    if is_loopback(origin.host) and origin.scheme == "https":
        raise Refused(f"{origin} is this machine alone; give the address of your tunnel.")
    return f"{origin}{parts.path.rstrip('/')}"


def address_at(public_url: str, path: str) -> str:
    """Put a hook's path below the public address."""
    return f"{public_url}/hooks/{path}"


def hook_of(connection: Connection, row: Webhook, around: Surroundings) -> Hook:
    """Make a stored subscription one that can be listened to, if its secret is kept here."""
    return Hook(
        row.path,
        connection.provider,
        connection.id,
        row.resource_id,
        connection.subject_id or connection.account_id,
        around.secrets.get(connection.provider, connection.account_id, _kind(row.path)),
    )


def keep_secret(around: Surroundings, connection: Connection, path: str, secret: Secret) -> None:
    """Keep the secret of a hook where the others are; raises NoSafePlace and SecretsLocked."""
    around.secrets.put(connection.provider, connection.account_id, _kind(path), secret)


def forget_secret(around: Surroundings, connection: Connection, path: str) -> None:
    """Forget the secret of a hook."""
    around.secrets.forget(connection.provider, connection.account_id, [_kind(path)])


def _kind(path: str) -> str:
    return f"hook-{path}"


def by_hand(ledger: Ledger, connection: Connection, public_url: str) -> Webhook:
    """Write down the one hook of a connection whose webhooks an admin sets up, and turn them on.

    Its path stays when the public address becomes another one: the secret belongs to it.
    """
    with ledger.write() as work:
        known = webhooks(work, connection.id)
        path = known[0].path if known else new_path()
        target = address_at(public_url, path)
        if not known:
            add_webhook(work, connection.id, "", path, target)
        elif known[0].target != target:
            renew_webhook(work, path, target)
        switch_webhooks(work, connection.id, True)
        return webhooks(work, connection.id)[0]


def new_path() -> str:
    """Make a path that nobody can guess."""
    return randomness.token_urlsafe(32)


def public_url_of(rows: Sequence[Webhook]) -> str | None:
    """Read off the subscriptions at which public address they are received."""
    return rows[-1].target.rpartition("/hooks/")[0] if rows else None
