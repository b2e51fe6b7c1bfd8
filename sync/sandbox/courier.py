"""Deliver events to the targets of webhooks: signed, at most once, again after a failure."""

from __future__ import annotations

import hmac
import json
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sync.sandbox.events import show
from sync.sandbox.fields import DAY_MS
from sync.sandbox.posting import Answered, Postman
from sync.sandbox.records import Story, Task
from sync.sandbox.replies import encode
from sync.sandbox.viewer import Viewer

if TYPE_CHECKING:
    from sync.sandbox.agency import Agency
    from sync.sandbox.history import Event
    from sync.sandbox.records import Webhook

GATHER_SECONDS = 0.05
LOOK_SECONDS = 0.25
HEARTBEAT_MS = 8 * 3600 * 1000
FIRST_WAIT_MS = 10_000
LONGEST_WAIT_MS = 3600 * 1000


@dataclass(slots=True, frozen=True)
class Delivery:
    """One attempt: to which webhook, when, what, with which signature, and the answer's status."""

    webhook: Webhook
    at: int
    body: bytes
    signature: str
    status: int

    @property
    def events(self) -> list[dict[str, Any]]:
        """The events in it; none in a heartbeat."""
        return list(json.loads(self.body)["events"])


class Courier:
    """Goes round the webhooks, in a thread of its own or when told to.

    `deliveries` is everything ever sent; `losing` is how many of the next deliveries get lost.
    """

    def __init__(self, agency: Agency) -> None:
        self.deliveries: list[Delivery] = []
        self.losing = 0
        self.postman = Postman()
        self._agency = agency
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._turn = threading.RLock()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to go round, in a thread of its own; once is enough."""
        if self._thread is None:
            self._stopping.clear()
            self._thread = threading.Thread(target=self._run, name="sandbox-courier", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Stop going round, and wait until that is so."""
        self._stopping.set()
        self._wake.set()
        self.postman.hang_up()
        if self._thread:
            self._thread.join()
            self._thread = None

    def nudge(self) -> None:
        """Say that there is news."""
        self._wake.set()

    def heartbeat(self) -> None:
        """Send every webhook an empty delivery now."""
        with self._turn:
            for hook in list(self._agency.webhooks.values()):
                hook.beat_at = None
            self.go_round()

    def go_round(self) -> None:
        """Deliver all that is due."""
        with self._turn:
            for hook in list(self._agency.webhooks.values()):
                self._serve(hook)

    def _run(self) -> None:
        while not self._stopping.is_set():
            if self._wake.wait(LOOK_SECONDS):
                self._stopping.wait(GATHER_SECONDS)
                self._wake.clear()
            if not self._stopping.is_set():
                self.go_round()

    def _serve(self, hook: Webhook) -> None:
        now = self._agency.now()
        if hook.grant.revoked:
            self._agency.webhooks.pop(hook.gid, None)
            return
        if hook.next_attempt_after is not None and now < hook.next_attempt_after:
            return
        if hook.beat_at is None or now - hook.beat_at >= HEARTBEAT_MS:
            if not self._deliver(hook, [], now):
                return
            hook.beat_at = now
        events, position = self._news(hook)
        if not events or self._deliver(hook, events, now):
            hook.position = position

    def _news(self, hook: Webhook) -> tuple[list[dict[str, Any]], int]:
        with self._agency.lock:
            history = self._agency.history
            viewer = Viewer(hook.grant.person)
            events = [
                show(event, names=False)
                for _, event in history.since(hook.position, hook.resource.gid)
                if _is_seen(viewer, event) and passes(hook.filters, event)
            ]
            return events, len(history)

    def _deliver(self, hook: Webhook, events: list[dict[str, Any]], now: int) -> bool:
        """Deliver, note how it went, and say whether it went well."""
        if self.losing:
            self.losing -= 1
            return True
        body = encode({"events": events})
        signature = hmac.new(hook.secret.encode(), body, "sha256").hexdigest()
        answer = self.postman.post(hook.target, {"X-Hook-Signature": signature}, body)
        if self._stopping.is_set() and not answer.status:
            return False  # we hung up ourselves, which is nobody's failure
        with self._agency.lock:
            self.deliveries.append(Delivery(hook, now, body, signature, answer.status))
            self._agency.version += 1
            if answer.accepted:
                hook.last_success_at = now
                hook.failing_since = hook.next_attempt_after = None
                hook.retries = 0
            else:
                self._note_failure(hook, answer, now)
        return answer.accepted

    def _note_failure(self, hook: Webhook, answer: Answered, now: int) -> None:
        hook.last_failure_at = now
        hook.last_failure_content = answer.content
        if hook.failing_since is None:
            hook.failing_since = now
        else:
            hook.retries += 1
        wait = min(FIRST_WAIT_MS * 2**hook.retries, LONGEST_WAIT_MS)
        hook.next_attempt_after = now + wait
        if now - hook.failing_since >= DAY_MS:
            self._agency.webhooks.pop(hook.gid, None)


def passes(filters: list[dict[str, Any]], event: Event) -> bool:
    """Say whether an event passes any of the filters; without filters each does."""
    return not filters or any(_fits(wanted, show(event), event.changed) for wanted in filters)


def _fits(wanted: dict[str, Any], shown: dict[str, Any], changed: str) -> bool:
    resource = shown["resource"]
    for name in ("resource_type", "resource_subtype"):
        if name in wanted and wanted[name] != resource.get(name):
            return False
    if "action" in wanted and wanted["action"] != shown["action"]:
        return False
    return "fields" not in wanted or changed in wanted["fields"]


def _is_seen(viewer: Viewer, event: Event) -> bool:
    found = event.resource.task if isinstance(event.resource, Story) else event.resource
    if event.action == "deleted":
        return True
    if isinstance(found, Task):
        return viewer.sees_task(found)
    return viewer.sees_project(found)
