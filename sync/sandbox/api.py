"""The API below /api/1.0: check the token, the limits, the scopes; answer; fold into pages."""

from __future__ import annotations

from bisect import bisect_right
from functools import partial
from typing import TYPE_CHECKING, Any

from sync.sandbox import events, views
from sync.sandbox.calls import Call
from sync.sandbox.endpoints import match
from sync.sandbox.grants import FORBIDDEN_SCOPE
from sync.sandbox.hooks import Hooks
from sync.sandbox.paging import TOO_LARGE, UNPAGED, Pages, Seal, read_limit
from sync.sandbox.replies import Refusal, Reply, bad_request, encode
from sync.sandbox.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.sandbox.agency import Agency
    from sync.sandbox.calls import Many
    from sync.sandbox.grants import Grant, Grants
    from sync.sandbox.limits import Gate
    from sync.sandbox.records import Record
    from sync.sandbox.traffic import Request

PREFIX = "/api/1.0"
READ_ONLY = "The sandbox can only be read: {} {} would change something."


class Api:
    """Answers every request below /api/1.0."""

    def __init__(
        self, agency: Agency, grants: Grants, gate: Gate, seal: Seal, clock: Callable[[], float]
    ) -> None:
        self.agency = agency
        self.grants = grants
        self.gate = gate
        self.pages = Pages(seal, clock)
        self.hooks = Hooks(agency)
        self.streams = events.Streams(agency, seal, clock)
        self._shelf = Shelf(agency)

    def answer(self, request: Request, pause: Callable[[], None]) -> Reply:
        """Answer a request, with a refusal if need be; `pause` first, while it counts as inside."""
        try:
            authorization = request.header("authorization")
            grant = self.grants.check(authorization)
            with self.gate.passing(authorization):
                pause()
                return self._answer(request, grant)
        except Refusal as refusal:
            return refusal.reply()

    def _answer(self, request: Request, grant: Grant) -> Reply:
        path = request.path.removeprefix(PREFIX)
        if path == "/events" and request.method == "GET":
            return self._events(request, grant)
        route, holes = match(path)
        if request.method != "GET":
            return self._write(request, grant, *holes)
        grant.demand(route.scope)
        with self.agency.lock:
            call = Call(self.agency, grant, request.query)
            if route.many:
                return self._page(request, call, partial(route.answer, call, *holes), grant)
            return self._one(request, call, route.answer(call, *holes), grant)

    def _write(self, request: Request, grant: Grant, *holes: str) -> Reply:
        """Create or delete a webhook; anything else is refused. The target must not wait for us."""
        path = request.path.removeprefix(PREFIX)
        call = Call(self.agency, grant, request.query)
        if request.method == "POST" and path == "/webhooks":
            grant.demand("webhooks:write")
            return self.hooks.create(call, request)
        if request.method == "DELETE" and path.startswith("/webhooks/"):
            grant.demand("webhooks:delete")
            return self.hooks.delete(call, *holes)
        raise Refusal(403, READ_ONLY.format(request.method, path))

    def _events(self, request: Request, grant: Grant) -> Reply:
        grant.demand(None)
        if self.streams.forbidden:
            raise Refusal(403, "You do not have access to this resource.")
        with self.agency.lock:
            call = Call(self.agency, grant, request.query)
            return Reply(200, encode(self.streams.read(call)))

    def _one(self, request: Request, call: Call, record: Record, grant: Grant) -> Reply:
        tree = self._tree(request, record.kind, views.full(record.kind), grant)
        return Reply(200, encode({"data": views.show(record, tree, call.viewer)}))

    def _page(
        self, request: Request, call: Call, work_out: Callable[[], Any], grant: Grant
    ) -> Reply:
        identity = _identity(request, grant)
        lasting = request.query.get("completed_since") != "now"
        found: Many = self._shelf.listed(identity, work_out) if lasting else work_out()
        limit = read_limit(request.query)
        if limit is None and len(found.rows) > UNPAGED:
            raise bad_request(TOO_LARGE)
        tree = self._tree(request, found.kind, views.COMPACT[found.kind], grant)
        show = self._shelf.shown(request.query.get("opt_fields", ""), tree, call.viewer)
        start = bisect_right(found.numbers, self._first(request, identity))
        rows = found.rows[start : start + (limit or UNPAGED)]
        data = b",".join(map(show, rows))
        if limit is None:
            return Reply(200, b'{"data":[' + data + b"]}")
        following = None
        if start + limit < len(found.rows):
            following = self._following(request, identity, found.numbers[start + limit - 1])
        return Reply(200, b'{"data":[' + data + b'],"next_page":' + encode(following) + b"}")

    def _first(self, request: Request, identity: str) -> int:
        offset = request.query.get("offset")
        return self.pages.resume(identity, offset) if offset is not None else 0

    def _following(self, request: Request, identity: str, last: int) -> dict[str, Any]:
        offset = self.pages.offset(identity, last)
        path = request.path.removeprefix(PREFIX) + "?" + request.with_query(offset=offset)
        return {"offset": offset, "path": path, "uri": request.origin + PREFIX + path}

    def _tree(self, request: Request, kind: str, otherwise: views.Tree, grant: Grant) -> views.Tree:
        if "opt_fields" not in request.query:
            return otherwise
        tree = views.parse(request.query["opt_fields"])
        lacking = grant.scopes is not None and views.missing_scope(kind, tree, grant.scopes)
        if lacking:
            raise Refusal(403, FORBIDDEN_SCOPE.format(lacking))
        return tree


def _identity(request: Request, grant: Grant) -> str:
    filters = sorted(
        (name, value)
        for name, value in request.query.items()
        if name not in ("limit", "offset", "opt_fields", "opt_pretty")
    )
    paged = "limit" in request.query
    return f"{grant.person.gid} {grant.personal} {request.path} {paged} {filters}"
