"""Asana's webhooks: what a delivery says; subscribing, and ending it, the only writes there are.

Asana's deliveries come at most once, name ids and no words, and are signed with a secret that the
handshake brought. A subscription that fails for a day is deleted over there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from sync.answers import decode
from sync.errors import BadAnswer, Missing, RemoteError, SignedOut
from sync.http import Client
from sync.kinds import SignIn
from sync.pace import Pace
from sync.providers.asana.client import API, SERVICE, AsanaClient
from sync.providers.asana.kind import KIND
from sync.providers.asana.manners import AsanaManners, asana_pace
from sync.receiver.incoming import Delivery
from sync.receiver.kinds import Hook, Learnt, Made, RemoteHook, WebhookKind
from sync.secrets import Secret
from sync.tokens import Application, TokenSource
from sync.transport import Answer, GuardedTransport, Headers

SCOPES = ("webhooks:read", "webhooks:write", "webhooks:delete")
TASK_FIELDS = ["assignee", "completed", "name", "due_on", "due_at"]
FILTERS: list[dict[str, object]] = [
    {"resource_type": "task", "action": "changed", "fields": TASK_FIELDS},
    {"resource_type": "task", "action": "added"},
    {"resource_type": "task", "action": "removed"},
    {"resource_type": "task", "action": "deleted"},
    {"resource_type": "task", "action": "undeleted"},
]
"""What Asana tells of a project: not its comments, its sections or who liked what."""
MOST_WRITES_PER_MINUTE = 30
"""What is left of Asana's limit beside a process that reads as fast as it may."""
_HEADERS: Headers = [(b"accept", b"application/json"), (b"content-type", b"application/json")]

_is_subscription = re.compile(rf"{re.escape(API)}/webhooks/[0-9]{{1,64}}").fullmatch
_is_id = re.compile("[0-9]{1,64}").fullmatch


def subscribing(method: str, path: str, body: bytes) -> bool:
    """Allow creating and deleting a webhook, and nothing else that is not a read."""
    if method == "POST":
        return path == f"{API}/webhooks"
    return method == "DELETE" and _is_subscription(path) is not None


def learn(delivery: Delivery, hook: Hook, now: int) -> Learnt:
    """Say to look at the hook's project, unless Asana only shows that it is there."""
    try:
        said = json.loads(delivery.body)
    except (ValueError, RecursionError):
        said = None
    is_heartbeat = type(said) is dict and said.get("events") == []
    return Learnt(not is_heartbeat, (hook.resource_id,))


class AsanaSubscriber:
    """Subscribes to projects. It reads with the client that only reads, and writes with another."""

    def __init__(
        self, reading: GuardedTransport, writing: GuardedTransport, token: TokenSource
    ) -> None:
        self._asana = AsanaClient(
            Client(reading, token, AsanaManners(), asana_pace(reading), backoff_seconds=0.5)
        )
        self._writing = writing
        self._token = token
        self._manners = AsanaManners()
        self._pace = Pace(MOST_WRITES_PER_MINUTE, 60, writing.clock, writing.stop)

    def held(self, workspace_ids: Sequence[str]) -> list[RemoteHook]:
        """List the webhooks that this account's application has in some workspaces."""
        found: dict[str, RemoteHook] = {}
        for workspace_id in workspace_ids:
            query = {"workspace": workspace_id, "opt_fields": "active,target"}
            for rows in self._asana.pages("/webhooks", query):
                found.update((hook.id, hook) for hook in map(_remote_hook, rows))
        return list(found.values())

    def create(self, resource_id: str, target: str) -> Made:
        """Subscribe to a project; Asana shakes hands with `target` before it answers."""
        document = {"resource": resource_id, "target": target, "filters": FILTERS}
        body = json.dumps({"data": document}).encode()
        answer = self._write("POST", f"{API}/webhooks", body)
        data = answer.get("data")
        secret = answer.get("X-Hook-Secret")
        return Made(_id_of(data), Secret(secret) if type(secret) is str and secret else None)

    def remove(self, remote_id: str) -> None:
        """End a webhook; one that is gone already is fine."""
        with suppress(Missing):
            self._write("DELETE", f"{API}/webhooks/{remote_id}", b"")

    def close(self) -> None:
        """Close the connections."""
        self._asana.http.close()
        self._writing.close()

    def _write(self, method: str, target: str, body: bytes) -> dict[str, Any]:
        """Send one write, and nothing twice unless the token was the trouble."""
        token = self._token()
        answer, trouble = self._send(method, target, body, token)
        if isinstance(trouble, SignedOut):
            self._token.renew(token)
            answer, trouble = self._send(method, target, body, self._token())
        if trouble:
            raise trouble
        said = decode(answer.body, SERVICE)
        if type(said) is not dict:
            raise BadAnswer(f"{SERVICE} did not say what became of a webhook.")
        return said

    def _send(
        self, method: str, target: str, body: bytes, token: Secret
    ) -> tuple[Answer, RemoteError | None]:
        self._pace.wait()
        answer = self._writing.exchange(
            method, target, _HEADERS, authorization=self._manners.authorization(token), body=body
        )
        return answer, self._manners.trouble(answer, self._writing.clock.wall())


def _remote_hook(row: Any) -> RemoteHook:
    target = row.get("target") if type(row) is dict else None
    is_active = type(row) is dict and row.get("active") is True
    return RemoteHook(_id_of(row), target if type(target) is str else "", is_active)


def _id_of(data: Any) -> str:
    found = data.get("gid") if type(data) is dict else None
    if type(found) is not str or not _is_id(found):
        raise BadAnswer(f"{SERVICE} sent a webhook that cannot be read.")
    return found


def _sign_in(
    transport: GuardedTransport,
    application: Application,
    redirect: str,
    environment: Mapping[str, str],
) -> SignIn:
    from sync.providers.asana.signin import AsanaSignIn

    return AsanaSignIn(transport, application, redirect, (*KIND.scopes, *SCOPES))


WEBHOOKS = WebhookKind(
    signature="x-hook-signature",
    handshake="x-hook-secret",
    learn=learn,
    scopes=SCOPES,
    sign_in=_sign_in,
    writes=subscribing,
    subscriber=AsanaSubscriber,
)
