"""Webhooks: what changed is signed and posted to whoever the workspace's admin named."""

from __future__ import annotations

import hashlib
import hmac
import json
import queue
import threading
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sync.sandbox.linear.payloads import payload
from sync.sandbox.posting import Postman
from sync.sandbox.replies import encode

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.sandbox.linear.records import Issue, Team
    from sync.sandbox.linear.tracker import Tracker


@dataclass(slots=True, frozen=True)
class Hook:
    """Where to post, signed with what; for one team, else for all public ones."""

    id: str
    url: str
    secret: str
    team: Team | None = None

    def covers(self, issue: Issue) -> bool:
        """Say whether this hook is told of an issue."""
        return issue.team is self.team if self.team else not issue.team.private


@dataclass(slots=True, eq=False)
class Delivery:
    """One message to one hook. `statuses` has what each try was answered, 0 for nothing."""

    hook: Hook
    body: dict[str, Any]
    id: str
    statuses: list[int] = field(default_factory=list)


class Hooks:
    """Tells the hooks what changes, one after the other in a thread of its own.

    Nothing is tried a second time by itself: `retry` does that by hand.
    """

    def __init__(self, tracker: Tracker, clock: Callable[[], float]) -> None:
        self.hooks: list[Hook] = []
        self.deliveries: list[Delivery] = []
        self._tracker = tracker
        self._clock = clock
        self._waiting: queue.Queue[Delivery | None] = queue.Queue()
        self._thread: threading.Thread | None = None
        self._postman = Postman()
        tracker.told.append(self._hear)

    def add(self, url: str, secret: str, team: Team | str | None = None) -> Hook:
        """Let a URL be told of the changes in a team, else in all public ones."""
        place = self._tracker.team(team) if team else None
        hook = Hook(str(uuid.uuid4()), url, secret, place)
        self.hooks.append(hook)
        return hook

    def remove(self, hook: Hook) -> None:
        """Tell a hook nothing any more."""
        self.hooks.remove(hook)

    def wait(self) -> None:
        """Wait until everything that changed so far has been told."""
        self._waiting.join()

    def close(self) -> None:
        """End the thread, after what it still has to say to those who answer."""
        if self._thread:
            self._waiting.put(None)
            self._thread.join()
            self._thread = None

    def deliver(self, hook: Hook, body: dict[str, Any], at: int | None = None) -> Delivery:
        """Post a message now and return what became of it; `at` is its time in milliseconds."""
        stamp = {"webhookId": hook.id, "webhookTimestamp": self._now() if at is None else at}
        delivery = Delivery(hook, body | stamp, str(uuid.uuid4()))
        self.deliveries.append(delivery)
        self.retry(delivery)
        return delivery

    def retry(self, delivery: Delivery) -> int:
        """Post a message again, under its old number and with its old time; 0 for no answer."""
        raw = encode(delivery.body)
        status = self._postman.post(delivery.hook.url, self.headers(delivery, raw), raw).status
        delivery.statuses.append(status)
        return status

    def headers(self, delivery: Delivery, raw: bytes) -> dict[str, str]:
        """Return the headers that a message goes out with."""
        return {
            "User-Agent": "Linear-Webhook",
            "Linear-Delivery": delivery.id,
            "Linear-Event": str(delivery.body.get("type", "Issue")),
            "Linear-Signature": sign(delivery.hook.secret, raw),
            "Linear-Timestamp": str(delivery.body["webhookTimestamp"]),
        }

    def _hear(self, action: str, issue: Issue, former: dict[str, Any]) -> None:
        told = [hook for hook in self.hooks if hook.covers(issue)]
        if not told:
            return
        with self._tracker.lock:
            body = payload(action, issue, former, self._tracker.main, self._now())
        for hook in told:
            stamp = {"webhookId": hook.id, "webhookTimestamp": self._now()}
            delivery = Delivery(hook, json.loads(encode(body | stamp)), str(uuid.uuid4()))
            self.deliveries.append(delivery)
            self._waiting.put(delivery)
        self._begin()

    def _begin(self) -> None:
        with self._tracker.lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._tell, name="hooks", daemon=True)
                self._thread.start()

    def _tell(self) -> None:
        while (delivery := self._waiting.get()) is not None:
            self.retry(delivery)
            self._waiting.task_done()
        self._waiting.task_done()

    def _now(self) -> int:
        return int(self._clock() * 1000)


def sign(secret: str, raw: bytes) -> str:
    """Return the signature of a body: the hex HMAC with SHA-256."""
    return hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
