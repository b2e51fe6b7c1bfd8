"""Who may speak: the hooks that there are, their secrets, and the verdict on each delivery.

The path of a hook is known to nobody but its provider, and every delivery is signed. A secret is
taken only from a handshake that our own request has just asked for.
"""

from __future__ import annotations

import hashlib
import logging
import secrets as randomness
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hmac import compare_digest, digest
from threading import Lock
from typing import NamedTuple

from store.clock import MINUTE, Clock
from sync.hints import Hint
from sync.receiver.incoming import Delivery
from sync.receiver.kinds import Hook, Learnt, Stale, WebhookKind, webhook_kind
from sync.receiver.server import Reply
from sync.secrets import Secret

REMEMBERED_FOR = 10 * MINUTE
"""How long a delivery that comes again is no news. Never for ever: it may be news after all."""
_MOST_REMEMBERED = 1000
_LONGEST_SECRET = 256
_STRANGER = WebhookKind("x-hook-signature", lambda *_: Learnt(False), handshake="x-hook-secret")
_NO_KEY = Secret(randomness.token_urlsafe(32))

_log = logging.getLogger("ayron.sync")


class Heard(NamedTuple):
    """A hook that spoke, and the hint that comes of it; None where it only shows that it lives."""

    path: str
    hint: Hint | None


class Hooks:
    """The hooks that are listened to. Any thread may call; `hear` must not block."""

    def __init__(self, clock: Clock, hear: Callable[[Heard], object]) -> None:
        self._clock = clock
        self._hear = hear
        self._guard = Lock()
        self._hooks: dict[str, Hook] = {}
        self._opening: set[str] = set()
        self._remembered: OrderedDict[bytes, int] = OrderedDict()

    def put(self, hook: Hook) -> None:
        """Listen to a hook, or to one whose secret became known."""
        webhook_kind(hook.provider)  # loaded here, so that no delivery waits for it
        with self._guard:
            self._hooks[hook.path] = hook

    def drop(self, path: str) -> None:
        """Listen to a hook no more."""
        with self._guard:
            self._hooks.pop(path, None)

    def secret_of(self, path: str) -> Secret | None:
        """Return the secret of a hook, once its handshake has brought one."""
        hook = self._hooks.get(path)
        return hook.secret if hook else None

    @contextmanager
    def opening(self, hook: Hook) -> Iterator[None]:
        """Take a handshake for this hook, one, and only in this block."""
        with self._guard:
            self._hooks[hook.path] = hook
            self._opening.add(hook.path)
        try:
            yield
        finally:
            with self._guard:
                self._opening.discard(hook.path)

    def answer(self, delivery: Delivery) -> Reply:
        """Judge a delivery; whatever it is, this takes no more than milliseconds."""
        hook = self._hooks.get(delivery.path.rpartition("/")[2])
        kind = (webhook_kind(hook.provider) if hook else None) or _STRANGER
        if kind.handshake and delivery.header(kind.handshake):
            return self._shake_hands(hook, kind, delivery)
        signature = _signature(hook, delivery.body)
        if not compare_digest(signature, delivery.header(kind.signature)) or hook is None:
            return Reply(401)
        return self._take(hook, kind, delivery)

    def _shake_hands(self, hook: Hook | None, kind: WebhookKind, delivery: Delivery) -> Reply:
        """Take the secret of a hook that is just being made; nobody else's, and none twice."""
        offered = delivery.header(kind.handshake).decode("latin-1")
        if len(offered) > _LONGEST_SECRET or not offered.isascii():
            return Reply(403)
        with self._guard:
            if hook is None or hook.path not in self._opening or self.secret_of(hook.path):
                return Reply(403)
            self._hooks[hook.path] = hook._replace(secret=Secret(offered))
        return Reply(200, (kind.handshake, offered))

    def _take(self, hook: Hook, kind: WebhookKind, delivery: Delivery) -> Reply:
        try:
            learnt = kind.learn(delivery, hook, self._clock.wall())
        except Stale as reason:
            _log.warning("A webhook delivery was refused: %s", reason)
            return Reply(401)
        is_news = learnt.news and not self._has_seen(hook.path, delivery.body, learnt.delivery_id)
        hint = Hint(hook.provider, hook.connection_id, learnt.remote_ids)
        self._hear(Heard(hook.path, hint if is_news else None))
        return Reply(200)

    def _has_seen(self, path: str, body: bytes, delivery_id: str) -> bool:
        """Say whether this came in the last minutes, by its id or word for word; remember it."""
        now = self._clock.boot()
        marks = [_mark(path, body)]
        if delivery_id:
            marks.append(_mark(path, delivery_id.encode()))
        with self._guard:
            if any(now < self._remembered.get(mark, now) for mark in marks):
                return True
            for mark in marks:
                self._remembered[mark] = now + REMEMBERED_FOR
                self._remembered.move_to_end(mark)
            while len(self._remembered) > _MOST_REMEMBERED:
                self._remembered.popitem(last=False)
        return False


def _mark(path: str, what: bytes) -> bytes:
    return hashlib.sha256(path.encode() + b" " + what).digest()


def _signature(hook: Hook | None, body: bytes) -> bytes:
    """Sign a body as its sender should have; for a stranger the work is the same."""
    key = (hook.secret if hook else None) or _NO_KEY
    return digest(key.reveal().encode(), body, "sha256").hex().encode()
