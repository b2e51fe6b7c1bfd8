"""Connecting an account, by token or through the browser, and letting it go again."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from threading import Event

from store.connections import (
    NewConnection,
    add_connection,
    address_of,
    connections,
    remove_connection,
)
from store.features import require_feature
from store.ledger import Ledger
from store.records import Connection
from sync.access import (
    LAST_USED,
    Surroundings,
    environment_secret,
    kept_application,
    open_transport,
    provider_with,
)
from sync.errors import NotAllowed, RemoteError, SecretsLocked
from sync.provider import Account, Provider
from sync.secrets import Secret
from sync.signin import Attempt
from sync.tokens import TOKEN, Application, FixedToken, Grant
from sync.transport import GuardedTransport

PROVIDER = "asana"
Announce = Callable[[Attempt], object]
"""Shows the attempt's address, opens the browser, and keeps the attempt to `paste` into."""


def connect_with_token(
    ledger: Ledger, around: Surroundings, origin: str, token: Secret, cancel: Event
) -> Connection:
    """Connect with a personal access token; one from the environment is not kept."""
    _require_asana(ledger)
    kept = token != around.secrets.from_environment(PROVIDER)
    if kept:
        around.secrets.prepare()
    with closing(open_transport(origin, around.clock, cancel)) as transport:
        provider = _impatient_provider(transport, token)
        account = provider.account()
        around.shelf(account.id).clear()
        if kept:
            around.secrets.put(PROVIDER, account.id, TOKEN, token)
        return _remember(ledger, provider, _by_token(account, transport))


def connect_with_oauth(
    ledger: Ledger,
    around: Surroundings,
    origin: str,
    application: Application,
    redirect: str,
    announce: Announce,
    cancel: Event,
) -> Connection:
    """Connect through the browser; waits for the person, at most five minutes.

    `announce` is called once, when the answer can be received; `cancel` ends the waiting.
    """
    _require_asana(ledger)
    from sync.providers.asana.signin import AsanaSignIn

    around.secrets.prepare()
    with closing(open_transport(origin, around.clock, cancel)) as transport:
        endpoints = AsanaSignIn(transport, application, redirect)
        with Attempt(endpoints, redirect, around.clock) as attempt:
            announce(attempt)
            grant = attempt.wait(cancel)
        scopes = _granted_scopes(endpoints.scopes(grant.access))
        provider = _impatient_provider(transport, grant.access)
        account = provider.account()
        _keep(around, account, application, grant)
        return _remember(ledger, provider, _by_oauth(account, transport, application, scopes))


def disconnect(ledger: Ledger, around: Surroundings, connection: Connection) -> str:
    """Revoke, forget the secret, let the links go dormant; return a sentence on what was done.

    The secret is forgotten and the connection removed even where revoking fails.
    """
    said = [f"{connection.account} is disconnected; tasks and entries stay."]
    try:
        said += _revoke(ledger, around, connection)
    except RemoteError as trouble:
        said.append(f"The sign-in could not be revoked ({trouble}) Do it in Asana's settings.")
    try:
        around.shelf(connection.account_id).clear()
        if _is_last_sign_in(ledger, connection):
            around.shelf(LAST_USED).clear()
    except SecretsLocked as trouble:
        said.append(f"Its secret could not be removed: {trouble}")
    with ledger.write() as work:
        remove_connection(work, connection.id, connection.provider)
    return " ".join(said)


def _require_asana(ledger: Ledger) -> None:
    with ledger.read() as work:
        require_feature(work, PROVIDER)


def _revoke(ledger: Ledger, around: Surroundings, connection: Connection) -> list[str]:
    from sync.providers.asana.signin import AsanaSignIn

    if connection.method != "oauth":
        return ["The token itself is valid until you delete it in Asana's developer console."]
    with ledger.read() as work:
        origin = address_of(work, connection.id).origin
    refresh = around.shelf(connection.account_id).refresh()
    application = kept_application(around, connection.account_id)
    if refresh is None or application is None:
        return ["There was no sign-in left to revoke."]
    with closing(open_transport(origin, around.clock, Event())) as transport:
        AsanaSignIn(transport, application).revoke(refresh)
    return []


def _is_last_sign_in(ledger: Ledger, connection: Connection) -> bool:
    """Say whether no other connection was signed in through the browser."""
    with ledger.read() as work:
        held = connections(work)
    return [each.id for each in held if each.method == "oauth"] == [connection.id]


def _impatient_provider(transport: GuardedTransport, token: Secret) -> Provider:
    """Make a provider for when somebody is waiting."""
    return provider_with(transport, FixedToken(token, transport.service), backoff_seconds=0.1)


def _granted_scopes(granted: tuple[str, ...]) -> tuple[str, ...]:
    """Check that what was granted is enough to read; take the wish where nobody says."""
    from sync.providers.asana.signin import SCOPES

    missing = [scope for scope in SCOPES if scope not in granted]
    if granted and "default" not in granted and missing:
        raise NotAllowed(
            f"Asana did not grant {' '.join(missing)}. Register the application with the scopes"
            f" {' '.join(SCOPES)}, and sign in again."
        )
    return granted or SCOPES


def _keep(around: Surroundings, account: Account, application: Application, grant: Grant) -> None:
    """Keep a sign-in; a secret that the environment gives is not kept."""
    if application.secret == environment_secret(around):
        application = application._replace(secret=None)
    shelf = around.shelf(account.id)
    shelf.clear()
    shelf.keep_application(application)
    shelf.keep(grant)
    around.shelf(LAST_USED).keep_application(application)


def _by_token(account: Account, transport: GuardedTransport) -> NewConnection:
    """Describe a connection by token, which can do whatever its person can."""
    return NewConnection(
        provider=PROVIDER,
        account_id=account.id,
        account=_label(account),
        method="token",
        scopes=(),
        guest=bool(account.guest),
        can_write=True,
        origin=str(transport.origin),
    )


def _by_oauth(
    account: Account,
    transport: GuardedTransport,
    application: Application,
    scopes: tuple[str, ...],
) -> NewConnection:
    return _by_token(account, transport)._replace(
        method="oauth",
        scopes=scopes,
        can_write=not all(_is_read(scope) for scope in scopes),
        application_id=application.id,
    )


def _is_read(scope: str) -> bool:
    return scope.endswith(":read") or scope in ("openid", "email", "profile")


def _label(account: Account) -> str:
    return f"{account.name} ({account.email})" if "@" in account.email else account.name


def _remember(ledger: Ledger, provider: Provider, new: NewConnection) -> Connection:
    """Store the connection; it is this member's, and signing in again updates it."""
    workspaces = provider.workspaces()
    with ledger.write() as work:
        connection_id = add_connection(work, new, workspaces)
        return next(each for each in connections(work) if each.id == connection_id)
