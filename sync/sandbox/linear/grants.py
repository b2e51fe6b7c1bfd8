"""Who holds which key or token, for whom, and what it opens."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sync.sandbox.linear.troubles import Trouble
from sync.sandbox.linear.viewer import Viewer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sync.sandbox.linear.records import Team, User

KEY_PREFIX = "lin_api_"
ACCESS_SECONDS = 24 * 3600
REPLAY_SECONDS = 30 * 60
BEARER_KEY = (
    "It looks like you're trying to use an API key as a Bearer token. Remove the Bearer prefix "
    "from the Authorization header."
)


@dataclass(slots=True, eq=False)
class Grant:
    """A person's leave to an application, or to whoever holds their key (then no scopes)."""

    viewer: Viewer
    scopes: frozenset[str] | None
    revoked: bool = False


@dataclass(slots=True)
class Access:
    """One access token's standing; a key never expires."""

    grant: Grant
    expires_at: float | None = None


@dataclass(slots=True)
class Pair:
    """An access token with the refresh token beside it."""

    access: str
    refresh: str
    grant: Grant


@dataclass(slots=True)
class Refresh:
    """A refresh token: what it was spent for, and when, if it was."""

    grant: Grant
    spent_at: float = 0.0
    successor: Pair | None = None


@dataclass(slots=True, eq=False)
class Grants:
    """Every key and token ever handed out here. They live in memory only."""

    clock: Callable[[], float]
    _access: dict[str, Access] = field(default_factory=dict)
    _refresh: dict[str, Refresh] = field(default_factory=dict)

    def key(self, user: User, teams: Sequence[Team] = ()) -> str:
        """Return a person's key, the same one each time; it may be limited to some teams."""
        limited = frozenset(team.id for team in teams) or None
        origin = f"sandbox:{user.id}:{sorted(limited or ())}"
        key = KEY_PREFIX + hashlib.sha256(origin.encode()).hexdigest()[:40]
        self._access.setdefault(key, Access(Grant(Viewer(user, limited), None)))
        return key

    def allow(self, user: User, scopes: frozenset[str]) -> Pair:
        """Return the first pair of tokens of a new grant."""
        return self.issue(Grant(Viewer(user), scopes))

    def issue(self, grant: Grant) -> Pair:
        """Return a new pair of tokens."""
        pair = Pair(f"lin_oauth_{secrets.token_hex(32)}", secrets.token_hex(32), grant)
        self._access[pair.access] = Access(grant, self.clock() + ACCESS_SECONDS)
        self._refresh[pair.refresh] = Refresh(grant)
        return pair

    def renew(self, token: str) -> Pair | None:
        """Spend a refresh token for a new pair; the same pair again if its answer got lost."""
        refresh = self._refresh.get(token)
        if refresh is None or refresh.grant.revoked:
            return None
        if refresh.successor is None:
            refresh.successor, refresh.spent_at = self.issue(refresh.grant), self.clock()
        elif self.clock() - refresh.spent_at > REPLAY_SECONDS:
            return None
        return refresh.successor

    def check(self, authorization: str) -> Grant:
        """Return the grant behind an Authorization header: a bare key, or Bearer and a token."""
        bearer = authorization[:7].lower() == "bearer "
        token = authorization[7:].strip() if bearer else authorization
        if bearer and token.startswith(KEY_PREFIX):
            raise Trouble("AUTHENTICATION_ERROR", BEARER_KEY, status=400)
        access = self._access.get(token)
        if access is None or access.grant.revoked or bearer == token.startswith(KEY_PREFIX):
            raise Trouble("AUTHENTICATION_ERROR", "Authentication required, not authenticated")
        if access.expires_at is not None and self.clock() >= access.expires_at:
            raise Trouble("AUTHENTICATION_ERROR", "Authentication required, token expired")
        return access.grant

    def revoke(self, token: str) -> bool:
        """End the grant behind any kind of token; say whether there was a living one."""
        held = self._access.get(token) or self._refresh.get(token)
        if held is None or held.grant.revoked:
            return False
        held.grant.revoked = True
        return True

    def revoke_user(self, user: User) -> None:
        """End all that a person ever allowed, keys too."""
        for access in self._access.values():
            if access.grant.viewer.user is user:
                access.grant.revoked = True

    def expire(self) -> None:
        """Let every access token run out now; refresh tokens stay good."""
        for access in self._access.values():
            if access.expires_at is not None:
                access.expires_at = 0.0
