"""Create and delete webhooks: the only two things that can be written here."""

from __future__ import annotations

import hmac
import json
import re
import secrets
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sync.sandbox import views
from sync.sandbox.calls import Call
from sync.sandbox.courier import Courier
from sync.sandbox.records import Webhook
from sync.sandbox.replies import Refusal, Reply, bad_request, encode, unknown

if TYPE_CHECKING:
    from sync.sandbox.agency import Agency
    from sync.sandbox.records import Project, Task
    from sync.sandbox.traffic import Request

NO_HANDSHAKE = "The remote server which is intended to receive the webhook did not respond with "
NO_HANDSHAKE += "the handshake secret."
ACTIONS = {"changed", "added", "removed", "deleted", "undeleted"}
FILTER_NAMES = {"resource_type", "resource_subtype", "action", "fields"}
Wish = dict[str, Any]


class Hooks:
    """Every webhook, and who delivers to it.

    The real service refuses a target on the machine itself, which a test needs: `allows_local`.
    """

    def __init__(self, agency: Agency) -> None:
        self.courier = Courier(agency)
        self.allows_local = True
        self._agency = agency
        agency.told = self.courier.nudge

    def create(self, call: Call, request: Request) -> Reply:
        """Answer `POST /webhooks`: shake hands with the target first."""
        wish = _read(request)
        resource = self._resource(call, wish)
        target = self._target(wish)
        filters = _filters(wish.get("filters") or [])
        self._refuse_double(resource, target)
        secret = secrets.token_hex(32)
        answer = self.courier.postman.post(target, {"X-Hook-Secret": secret}, b"")
        echo = answer.headers.get("x-hook-secret", "")
        if answer.status not in (200, 204) or not hmac.compare_digest(
            echo.encode(), secret.encode()
        ):
            raise bad_request(NO_HANDSHAKE)
        hook = self._add(call, resource, target, filters, secret)
        self.courier.start()
        self.courier.nudge()
        fields = call.query.get("opt_fields")
        tree = views.parse(fields) if fields else views.full("webhook")
        data = views.show(hook, tree, call.viewer)
        return Reply(201, encode({"data": data, "X-Hook-Secret": secret}))

    def delete(self, call: Call, gid: str) -> Reply:
        """Answer `DELETE /webhooks/{gid}`."""
        with self._agency.lock:
            del self._agency.webhooks[call.webhook(gid).gid]
            self._agency.version += 1
        return Reply(200, encode({"data": {}}))

    def _resource(self, call: Call, wish: Wish) -> Task | Project:
        gid = wish.get("resource")
        if not isinstance(gid, str) or not gid:
            raise bad_request("resource: Missing input")
        with self._agency.lock:
            if gid in self._agency.projects:
                return call.project(gid)
            if gid in self._agency.tasks:
                return call.task(gid)
        raise unknown("resource", gid)

    def _target(self, wish: Wish) -> str:
        target = wish.get("target")
        if not isinstance(target, str) or not target:
            raise bad_request("target: Missing input")
        parts = urlsplit(target)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise bad_request(f"target: Not a valid URL: {target}")
        if not self.allows_local and _is_local(parts.hostname):
            raise Refusal(403, "Forbidden: the target is not a valid hostname.")
        return target

    def _refuse_double(self, resource: Task | Project, target: str) -> None:
        with self._agency.lock:
            known = self._agency.webhooks.values()
            if any((hook.resource, hook.target) == (resource, target) for hook in known):
                raise Refusal(403, "Duplicated webhook: it exists already.")

    def _add(
        self, call: Call, resource: Task | Project, target: str, filters: list[Wish], secret: str
    ) -> Webhook:
        with self._agency.lock:
            self._refuse_double(resource, target)
            hook = Webhook(
                self._agency.new_gid(),
                resource,
                target,
                filters,
                call.grant,
                secret,
                self._agency.now(),
                len(self._agency.history),
            )
            self._agency.webhooks[hook.gid] = hook
            self._agency.version += 1
            return hook


def _read(request: Request) -> Wish:
    if request.header("content-type").startswith("application/x-www-form-urlencoded"):
        return dict(request.form())
    try:
        wish = json.loads(request.body)["data"]
    except (ValueError, LookupError, TypeError, RecursionError):
        raise bad_request("Could not parse request data, invalid JSON") from None
    if not isinstance(wish, dict):
        raise bad_request("data: Not an object")
    return wish


def _filters(filters: Any) -> list[Wish]:
    if not isinstance(filters, list) or not all(_is_filter(wanted) for wanted in filters):
        raise bad_request("filters: Not a list of filters")
    return filters


def _is_filter(wanted: Any) -> bool:
    if not isinstance(wanted, dict) or not wanted.keys() <= FILTER_NAMES:
        return False
    if wanted.get("action", "changed") not in ACTIONS:
        return False
    return "fields" not in wanted or wanted.get("action") == "changed"


def _is_local(host: str) -> bool:
    return "." not in host or re.match(r"127\.|0\.0\.0\.0", host) is not None
