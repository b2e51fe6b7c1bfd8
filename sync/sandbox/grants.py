"""Who holds which token, for whom, and what it opens."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sync.sandbox.replies import Refusal, unauthorized

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.sandbox.records import Person

ACCESS_SECONDS = 3600
EXPIRED = (
    "The bearer token has expired. If you have a refresh token, please use it to request a new "
    "bearer token, otherwise allow the user to re-authenticate."
)
FORBIDDEN_SCOPE = "Forbidden: this request needs the scope {}, which the token was not granted."
FULL_ONLY = "Forbidden: this request takes full permissions, which the token was not granted."


@dataclass(slots=True, eq=False)
class Grant:
    """A person's leave to an application. `scopes` None: all of it, as with personal tokens."""

    person: Person
    scopes: frozenset[str] | None
    refresh: str = ""
    revoked: bool = False

    @property
    def personal(self) -> bool:
        """Say whether it is a person's own token and no application's."""
        return not self.refresh

    def demand(self, scope: str | None) -> None:
        """Refuse what this does not cover; None takes all permissions."""
        if self.scopes is not None and scope not in self.scopes:
            raise Refusal(403, FORBIDDEN_SCOPE.format(scope) if scope else FULL_ONLY)


@dataclass(slots=True, eq=False)
class Access:
    """One access token's standing; a personal one never expires."""

    grant: Grant
    expires_at: float | None = None


class Grants:
    """Every token ever handed out here. They live in memory only."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._access: dict[str, Access] = {}
        self._refresh: dict[str, Grant] = {}

    def personal(self, person: Person) -> str:
        """Return the person's access token, the same one each time the sandbox runs."""
        digest = hashlib.sha256(f"sandbox:{person.gid}".encode()).hexdigest()[:32]
        token = f"2/{person.gid}/1209999999999999:{digest}"
        if token not in self._access:
            self._access[token] = Access(Grant(person, None))
        return token

    def allow(self, person: Person, scopes: frozenset[str] | None) -> Grant:
        """Open a grant with a refresh token of its own."""
        grant = Grant(person, scopes)
        self.renew_refresh(grant)
        return grant

    def renew_refresh(self, grant: Grant) -> None:
        """Replace the grant's refresh token; the old one is worth nothing then."""
        self._refresh.pop(grant.refresh, None)
        grant.refresh = f"2/{grant.person.gid}/refresh:{secrets.token_hex(16)}"
        self._refresh[grant.refresh] = grant

    def issue(self, grant: Grant) -> str:
        """Return a new access token, good for an hour."""
        token = f"2/{grant.person.gid}/access+{secrets.token_urlsafe(24)}=="
        self._access[token] = Access(grant, self._clock() + ACCESS_SECONDS)
        return token

    def by_refresh(self, token: str) -> Grant | None:
        """Return the living grant of a refresh token."""
        grant = self._refresh.get(token)
        return grant if grant and not grant.revoked else None

    def by_access(self, token: str) -> Access | None:
        """Return an access token's standing, whether it is still good or not."""
        return self._access.get(token)

    def check(self, authorization: str) -> Grant:
        """Return the grant behind an Authorization header; 401 if there is none that holds."""
        scheme, _, token = authorization.partition(" ")
        access = self._access.get(token.strip())
        if scheme.lower() != "bearer" or access is None or access.grant.revoked:
            raise unauthorized()
        if access.expires_at is not None and self._clock() >= access.expires_at:
            raise unauthorized(EXPIRED)
        return access.grant

    def revoke(self, token: str) -> bool:
        """End the grant behind any kind of token; say whether there was one."""
        access = self._access.get(token)
        grant = access.grant if access else self._refresh.get(token)
        if grant is None:
            return False
        grant.revoked = True
        return True

    def revoke_person(self, person: Person) -> None:
        """End all that a person ever allowed, personal tokens too."""
        for access in list(self._access.values()):
            if access.grant.person is person:
                access.grant.revoked = True

    def deauthorise(self, person: Person) -> None:
        """End what a person allowed the application, as one does in the settings."""
        for grant in list(self._refresh.values()):
            if grant.person is person:
                grant.revoked = True

    def expire(self) -> None:
        """Let every access token run out now; refresh tokens stay good."""
        for access in list(self._access.values()):
            if access.expires_at is not None:
                access.expires_at = 0.0
