"""Tokens in use: taken from where secrets are kept, refreshed by one at a time."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from threading import RLock
from typing import NamedTuple, Protocol

from store.clock import MINUTE, Clock
from store.locks import FileLock
from sync.errors import NoSafePlace, RemoteError, SecretsLocked, SignedOut
from sync.secrets import Secret, Secrets

TOKEN, ACCESS, REFRESH, APPLICATION = "token", "access", "refresh", "application"
KINDS = (TOKEN, ACCESS, REFRESH, APPLICATION)
"""What an account is read with."""
REVOKE = "revoke"
"""What is kept of a sign-in that a person has ended, until the provider knows."""

_log = logging.getLogger("ayron.sync")


class Grant(NamedTuple):
    """What a sign-in or a refresh brought. `refresh` is None where the old one stays good.

    `scopes` is empty where the answer does not say what was granted.
    """

    access: Secret
    refresh: Secret | None
    expires_at: int
    scopes: tuple[str, ...] = ()


class Application(NamedTuple):
    """The application that is registered with the provider, as whose user one signs in."""

    id: str
    secret: Secret | None


class TokenSource(Protocol):
    """Hands out the bearer token of one account."""

    def __call__(self) -> Secret:
        """Return a token that should work; raises SignedOut."""

    def renew(self, rejected: Secret) -> None:
        """Get another token in place of one that was rejected; raises SignedOut."""


class Refresher(Protocol):
    """The provider's refresh endpoint."""

    def refresh(self, refresh: Secret) -> Grant:
        """Trade a refresh token in; raises SignedOut when it is no longer good."""


class FixedToken:
    """A personal access token: it works or it does not."""

    def __init__(self, token: Secret, service: str) -> None:
        self._token = token
        self._service = service

    def __call__(self) -> Secret:
        """Return the token."""
        return self._token

    def renew(self, rejected: Secret) -> None:
        """Give up: there is no other token."""
        raise SignedOut(f"{self._service} does not accept this token; connect again.")


class TokenShelf:
    """Where the tokens of one signed-in account are kept."""

    def __init__(self, secrets: Secrets, provider: str, account: str) -> None:
        self._secrets = secrets
        self._provider = provider
        self._account = account

    def access(self) -> tuple[Secret, int] | None:
        """Read the access token and when it expires."""
        found = self._secrets.get(self._provider, self._account, ACCESS)
        if found is None:
            return None
        expires_at, _, token = found.reveal().partition(" ")
        return (Secret(token), int(expires_at)) if expires_at.isdecimal() else None

    def refresh(self) -> Secret | None:
        """Read the refresh token."""
        return self._secrets.get(self._provider, self._account, REFRESH)

    def keep(self, grant: Grant) -> None:
        """Keep a new pair: first the refresh token, which cannot be had again."""
        if grant.refresh is not None:
            self._secrets.put(self._provider, self._account, REFRESH, grant.refresh)
        access = Secret(f"{grant.expires_at} {grant.access.reveal()}")
        self._secrets.put(self._provider, self._account, ACCESS, access)

    def keep_sign_in(self, application: Application, grant: Grant) -> None:
        """Keep a new sign-in; where that fails, the old one is as good as it was."""
        before, refresh = self.application(), self.refresh()
        self.keep_application(application)
        try:
            self.keep(grant)
        except (RemoteError, OSError):
            if before and self.refresh() == refresh:
                self.keep_application(before)
            raise
        if grant.refresh is None:
            self.forget(REFRESH)

    def keep_token(self, token: Secret) -> None:
        """Keep a personal token."""
        self._secrets.put(self._provider, self._account, TOKEN, token)

    def keep_application(self, application: Application) -> None:
        """Keep the application that the tokens belong to."""
        text = json.dumps(_dump(application))
        self._secrets.put(self._provider, self._account, APPLICATION, Secret(text))

    def application(self) -> Application | None:
        """Read the application that the tokens belong to."""
        found = self._secrets.get(self._provider, self._account, APPLICATION)
        if found is None:
            return None
        return _load(json.loads(found.reveal()))

    def set_aside(self) -> None:
        """Move what revoking the sign-in takes to where it can do nothing else; forget the rest."""
        found = self.sign_in()
        if found:
            self.keep_waiting(*found)
        self.clear()

    def sign_in(self) -> tuple[Application, Secret] | None:
        """Read what revoking the sign-in takes: its application and its refresh token."""
        application, refresh = self.application(), self.refresh()
        return (application, refresh) if application and refresh else None

    def keep_waiting(self, application: Application, refresh: Secret) -> None:
        """Keep what revoking a sign-in takes."""
        held = _dump(application) | {"refresh": refresh.reveal()}
        self._secrets.put(self._provider, self._account, REVOKE, Secret(json.dumps(held)))

    def waiting(self) -> tuple[Application, Secret] | None:
        """Read what was set aside: the application and the refresh token to revoke."""
        found = self._secrets.get(self._provider, self._account, REVOKE)
        if found is None:
            return None
        held = json.loads(found.reveal())
        return _load(held), Secret(held["refresh"])

    def clear(self) -> None:
        """Forget everything that the account is read with."""
        self.forget(*KINDS)

    def forget(self, *kinds: str) -> None:
        """Forget some of it."""
        self._secrets.forget(self._provider, self._account, kinds)


def _dump(application: Application) -> dict[str, str | None]:
    secret = application.secret.reveal() if application.secret else None
    return {"id": application.id, "secret": secret}


def _load(held: dict[str, str | None]) -> Application:
    return Application(str(held["id"]), Secret(held["secret"]) if held["secret"] else None)


class RenewedToken:
    """An access token that is refreshed a minute early, by one thread of one process at a time."""

    def __init__(
        self, shelf: TokenShelf, refresher: Refresher, clock: Clock, lock: Path, service: str
    ) -> None:
        self._shelf = shelf
        self._refresher = refresher
        self._clock = clock
        self._lock = lock
        self._service = service
        self._guard = RLock()
        self._held: Grant | None = None

    def __call__(self) -> Secret:
        """Return a token that is good for another minute."""
        held = self._held
        if held is None or not self._is_fresh(held.expires_at):
            held = self._renewed(None)
        return held.access

    def renew(self, rejected: Secret) -> None:
        """Get another token in place of one that was rejected."""
        self._renewed(rejected)

    def _renewed(self, rejected: Secret | None) -> Grant:
        self._lock.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._guard, FileLock(str(self._lock)):
            held = self._look(rejected) or self._trade()
            self._held = held
            return held

    def _look(self, rejected: Secret | None) -> Grant | None:
        """Find a fresh token that another thread or process has got in the meantime."""
        if self._held and self._held.access != rejected and self._is_fresh(self._held.expires_at):
            return self._held
        found = self._shelf.access()
        if found is None or found[0] == rejected or not self._is_fresh(found[1]):
            return None
        return Grant(found[0], None, found[1])

    def _trade(self) -> Grant:
        """Trade the refresh token in; if another process was quicker, trade the one it got."""
        unkept = self._held.refresh if self._held else None
        kept = self._shelf.refresh()
        refresh = (unkept or kept) if kept else None  # nothing is kept of who was let go
        if refresh is None:
            raise SignedOut(f"The sign-in to {self._service} is not kept any more; connect again.")
        try:
            grant = self._refresher.refresh(refresh)
        except SignedOut:
            newer = self._shelf.refresh()
            if newer is None or newer == refresh:
                raise
            grant = self._refresher.refresh(newer)
        return self._kept(grant)

    def _kept(self, grant: Grant) -> Grant:
        """Store the pair before it is used; if that fails it lasts as long as this session."""
        try:
            self._shelf.keep(grant)
            return grant._replace(refresh=None)
        except (NoSafePlace, SecretsLocked, OSError) as trouble:
            _log.warning("A new token could not be kept and is lost at exit: %s", trouble)
            return grant

    def _is_fresh(self, expires_at: int) -> bool:
        return self._clock.wall() < expires_at - MINUTE
