"""The control surface below /control/: what a test or a demo does to the agency over HTTP."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sync.sandbox.faults import Fault
from sync.sandbox.orders import Body, Orders
from sync.sandbox.replies import Reply, encode
from sync.sandbox.traffic import redacted

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.sandbox.sandbox import Sandbox
    from sync.sandbox.traffic import Request


class Control:
    """Answers `GET /control/traffic`, `GET /control/agency` and `POST /control/VERB` with JSON.

    Tasks are named by gid or by name, people by gid or address.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._agency = sandbox.agency
        self._orders = Orders(sandbox.agency)
        self._reads: dict[str, Callable[[], Any]] = {
            "traffic": lambda: [redacted(record) for record in sandbox.traffic],
            "agency": self._orders.summary,
            "webhooks": self._webhooks,
        }
        self._verbs: dict[str, Callable[[Body], Any]] = {
            **self._orders.verbs,
            "revoke": self._revoke,
            "deauthorise": self._deauthorise,
            "expire-tokens": lambda body: sandbox.grants.expire(),
            "expire-offsets": lambda body: sandbox.api.pages.expire(),
            "fail": lambda body: sandbox.fail(Fault(**body)),
            "recover": lambda body: sandbox.faults.clear(),
            "expire-streams": lambda body: sandbox.api.streams.forget(),
            "streams": self._streams,
            "lose-events": self._lose_events,
            "heartbeat": lambda body: sandbox.heartbeat(),
            "lose-deliveries": self._lose_deliveries,
            "skew": lambda body: setattr(sandbox, "skew", float(body["seconds"])),
            "forget-traffic": lambda body: sandbox.forget_traffic(),
            "approve": self._approve,
            "register": self._register,
        }

    def answer(self, request: Request) -> Reply:
        """Do what is asked; 400 with a sentence when it makes no sense."""
        name = request.path.removeprefix("/control/")
        try:
            if request.method == "GET":
                return Reply(200, encode(self._reads[name]()))
            body = json.loads(request.body or b"{}")
            return Reply(200, encode(self._verbs[name](body) or {}))
        except (LookupError, TypeError, ValueError) as error:
            return Reply(400, encode({"error": f"{type(error).__name__}: {error}"}))

    def _revoke(self, body: Body) -> Body:
        if "token" in body:
            return {"revoked": self._sandbox.grants.revoke(body["token"])}
        person = self._orders.whom(body) or self._agency.main
        self._sandbox.grants.revoke_person(person)
        return {"revoked": True}

    def _streams(self, body: Body) -> None:
        self._sandbox.api.streams.forbidden = bool(body["forbidden"])

    def _deauthorise(self, body: Body) -> None:
        self._sandbox.grants.deauthorise(self._orders.whom(body) or self._agency.main)

    def _lose_events(self, body: Body) -> None:
        self._agency.history.losing = int(body["events"])

    def _lose_deliveries(self, body: Body) -> None:
        self._sandbox.api.hooks.courier.losing = int(body["deliveries"])

    def _webhooks(self) -> list[Body]:
        return [
            {
                "gid": hook.gid,
                "resource": hook.resource.gid,
                "target": hook.target,
                "delivered": [
                    {"at": sent.at, "status": sent.status, "events": sent.events}
                    for sent in self._sandbox.deliveries
                    if sent.webhook is hook
                ],
            }
            for hook in self._sandbox.webhooks
        ]

    def _approve(self, body: Body) -> None:
        self._sandbox.app.approves = bool(body.get("approve", True))

    def _register(self, body: Body) -> None:
        """Change what the application was registered with; scopes null: full permissions."""
        app = self._sandbox.app
        app.redirects = tuple(body.get("redirects", app.redirects))
        app.rotates = bool(body.get("rotates", app.rotates))
        app.grace_seconds = float(body.get("grace_seconds", app.grace_seconds))
        if "scopes" in body:
            app.scopes = None if body["scopes"] is None else frozenset(body["scopes"])
