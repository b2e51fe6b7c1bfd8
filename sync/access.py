"""From a stored connection to a provider that can be read: transport, token, application."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from store.clock import Clock
from store.records import Connection
from sync.errors import SignedOut
from sync.provider import Provider
from sync.secrets import Secret, Secrets
from sync.tokens import (
    TOKEN,
    Application,
    FixedToken,
    RenewedToken,
    TokenShelf,
    TokenSource,
)

if TYPE_CHECKING:
    from store.connections import Address
    from sync.transport import GuardedTransport

LAST_USED = ""
"""The account under which the application of the last sign-in is kept, to be offered again."""


@dataclass(frozen=True)
class Surroundings:
    """What signing in and reading need besides the ledger. `folder` is where lock files lie."""

    secrets: Secrets
    clock: Clock
    environment: Mapping[str, str]
    folder: Path

    def shelf(self, account: str, provider: str = "asana") -> TokenShelf:
        """Return where the tokens of an account are kept."""
        return TokenShelf(self.secrets, provider, account)


def open_transport(origin: str, clock: Clock, stop: Event) -> GuardedTransport:
    """Open the way to Asana at an origin; raises Refused where it is not one."""
    from sync.origin import parse_origin
    from sync.providers.asana.client import SERVICE, policy
    from sync.transport import GuardedTransport

    return GuardedTransport(SERVICE, parse_origin(origin), policy, clock, stop)


def open_provider(
    connection: Connection, address: Address, around: Surroundings, stop: Event
) -> Provider:
    """Open the provider of a connection as its account; raises SignedOut without a token."""
    transport = open_transport(address.origin, around.clock, stop)
    return provider_with(transport, _token_source(connection, transport, around))


def provider_with(
    transport: GuardedTransport, token: TokenSource, backoff_seconds: float = 0.5
) -> Provider:
    """Put a provider on a transport; `backoff_seconds` is the first pause between tries."""
    from sync.http import Client
    from sync.providers.asana.manners import AsanaManners, asana_pace
    from sync.providers.asana.provider import AsanaProvider

    client = Client(transport, token, AsanaManners(), asana_pace(transport), backoff_seconds)
    return AsanaProvider(client, transport.clock)


def known_application(around: Surroundings) -> Application | None:
    """Find the application to sign in with: from the environment, else the one used last."""
    given = _given(around, "ID")
    if given:
        return Application(given, environment_secret(around))
    return kept_application(around, LAST_USED)


def kept_application(around: Surroundings, account: str) -> Application | None:
    """Read the application of an account; a secret that was not kept is the environment's."""
    found = around.shelf(account).application()
    if found is None or found.secret or _given(around, "ID") not in ("", found.id):
        return found
    return found._replace(secret=environment_secret(around))


def environment_secret(around: Surroundings) -> Secret | None:
    """Return the application's secret that the environment gives; it is never kept."""
    value = _given(around, "SECRET")
    return Secret(value) if value else None


def _given(around: Surroundings, what: str) -> str:
    return around.environment.get(f"AYRON_ASANA_CLIENT_{what}", "").strip()


def _token_source(
    connection: Connection, transport: GuardedTransport, around: Surroundings
) -> TokenSource:
    if connection.method == "oauth":
        return _renewed_token(connection, transport, around)
    token = around.secrets.get(connection.provider, connection.account_id, TOKEN)
    token = token or around.secrets.from_environment(connection.provider)
    if token is None:
        raise SignedOut(f"The token of {connection.account} is not kept here; connect again.")
    return FixedToken(token, transport.service)


def _renewed_token(
    connection: Connection, transport: GuardedTransport, around: Surroundings
) -> TokenSource:
    from sync.providers.asana.signin import AsanaSignIn

    shelf = around.shelf(connection.account_id)
    application = kept_application(around, connection.account_id) or known_application(around)
    if application is None:
        raise SignedOut(f"The sign-in of {connection.account} is not kept here; connect again.")
    return RenewedToken(
        shelf,
        AsanaSignIn(transport, application),
        around.clock,
        around.folder / f"asana-{connection.account_id}.lock",
        transport.service,
    )
