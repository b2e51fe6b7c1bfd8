"""From a stored connection to a provider that can be read: transport, token, application."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from store.clock import MINUTE, Clock
from store.health import read_health
from store.records import Connection
from sync.errors import SignedOut, TokenElsewhere
from sync.kinds import Kind, kind_of
from sync.origin import parse_origin
from sync.pauses import SharedPause
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

BACKOFF_SECONDS = 0.5
"""The first pause between tries."""
LAST_USED = ""
"""The account under which the application of the last sign-in is kept, to be offered again."""


@dataclass(frozen=True)
class Surroundings:
    """What signing in and reading need besides the ledger.

    `folder` is where lock files lie; `beside` is the path that files of this ledger begin with,
    and `log_file` where the details are of what went wrong.
    """

    secrets: Secrets
    clock: Clock
    environment: Mapping[str, str]
    folder: Path
    beside: str = ""
    log_file: Path | None = None

    def shelf(self, provider: str, account: str) -> TokenShelf:
        """Return where the tokens of an account are kept."""
        return TokenShelf(self.secrets, provider, account)

    def token_lock(self, provider: str, account: str) -> Path:
        """Name the lock that one process at a time holds which changes tokens of an account."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self.folder / f"{provider}-{account}.lock"

    def file(self, name: str) -> Path:
        """Name a file that belongs to the ledger and is not part of it."""
        return Path(f"{self.beside or self.folder / 'ledger'}.{name}")


def open_transport(kind: Kind, origin: str, clock: Clock, stop: Event) -> GuardedTransport:
    """Open the way to a provider at an origin; raises Refused where it is not one."""
    from sync.transport import GuardedTransport

    return GuardedTransport(kind.label, parse_origin(origin), kind.policy, clock, stop)


def open_provider(
    connection: Connection, address: Address, around: Surroundings, stop: Event
) -> Provider:
    """Open the provider of a connection as its account; raises SignedOut without a token."""
    kind = kind_of(connection.provider)
    transport = open_transport(kind, address.origin, around.clock, stop)
    transport.asked_lately = _asked_lately(connection, around)
    transport.pause = shared_pause(connection, around)
    token = token_source(kind, connection, transport, around)
    return kind.provider(transport, token, connection.subject_id, BACKOFF_SECONDS)


def shared_pause(connection: Connection, around: Surroundings) -> SharedPause:
    """Return the pause that all processes keep that ask as the account of a connection."""
    return SharedPause(around.file("health.json"), around.clock, connection.id)


def _asked_lately(connection: Connection, around: Surroundings) -> int:
    """Count what earlier runs and other processes asked in this minute and the last one."""
    health = read_health(around.file("health.json")).get(connection.id)
    since = around.clock.wall() // MINUTE - 1
    return sum(count for minute, count in health.asked if minute >= since) if health else 0


def known_application(around: Surroundings, provider: str) -> Application | None:
    """Find the application to sign in with: from the environment, else the one used last."""
    given = _given(around, provider, "ID")
    if given:
        return Application(given, environment_secret(around, provider))
    return kept_application(around, provider, LAST_USED)


def kept_application(around: Surroundings, provider: str, account: str) -> Application | None:
    """Read the application of an account; a secret that was not kept is the environment's."""
    found = around.shelf(provider, account).application()
    return found and with_secret(around, provider, found)


def with_secret(around: Surroundings, provider: str, application: Application) -> Application:
    """Add the secret that the environment gives to an application without one."""
    if application.secret or _given(around, provider, "ID") not in ("", application.id):
        return application
    return application._replace(secret=environment_secret(around, provider))


def environment_secret(around: Surroundings, provider: str) -> Secret | None:
    """Return the application's secret that the environment gives; it is never kept."""
    value = _given(around, provider, "SECRET")
    return Secret(value) if value else None


def _given(around: Surroundings, provider: str, what: str) -> str:
    return around.environment.get(f"AYRON_{provider.upper()}_CLIENT_{what}", "").strip()


def token_source(
    kind: Kind, connection: Connection, transport: GuardedTransport, around: Surroundings
) -> TokenSource:
    """Return what hands out the token of a connection; raises SignedOut where none is kept."""
    if connection.method == "oauth":
        return _renewed_token(kind, connection, transport, around)
    token = around.secrets.get(connection.provider, connection.account_id, TOKEN)
    token = token or _environment_token(kind, connection, transport, around)
    if token is None:
        raise TokenElsewhere(
            f"The token of {connection.account} is not kept here. Set"
            f" AYRON_{kind.name.upper()}_TOKEN if it came from there, or connect again."
        )
    return FixedToken(token, transport.service)


def _environment_token(
    kind: Kind, connection: Connection, transport: GuardedTransport, around: Surroundings
) -> Secret | None:
    """Take the token of the environment, which is for the address of the environment alone."""
    found = around.secrets.from_environment(kind.name)
    meant = parse_origin(around.environment.get(f"AYRON_{kind.name.upper()}_URL") or kind.home)
    if found is not None and meant != transport.origin:
        raise SignedOut(
            f"The token in the environment is for {meant}, and {connection.account} was connected"
            f" at {transport.origin}; connect again."
        )
    return found


def _renewed_token(
    kind: Kind, connection: Connection, transport: GuardedTransport, around: Surroundings
) -> TokenSource:
    name, account = connection.provider, connection.account_id
    application = kept_application(around, name, account) or known_application(around, name)
    if application is None:
        raise SignedOut(f"The sign-in of {connection.account} is not kept here; connect again.")
    return RenewedToken(
        around.shelf(name, account),
        kind.sign_in(transport, application, "", around.environment),
        around.clock,
        around.token_lock(name, account),
        transport.service,
    )
