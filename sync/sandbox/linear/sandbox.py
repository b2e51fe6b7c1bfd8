"""The sandbox itself: one tracker, one server, and every handle that a test or a demo needs."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sync.sandbox.linear.application import App
from sync.sandbox.linear.control import Control
from sync.sandbox.linear.grants import Grants
from sync.sandbox.linear.graph import PATH, Graph, cursor_in, writes
from sync.sandbox.linear.hooks import Hooks
from sync.sandbox.linear.meters import Limits, Meters
from sync.sandbox.linear.northwind import northwind
from sync.sandbox.linear.paging import Pages
from sync.sandbox.linear.schemas import EXCERPT, load
from sync.sandbox.linear.server import Server
from sync.sandbox.linear.signin import SignIn
from sync.sandbox.linear.troubles import bad_input, trouble_of
from sync.sandbox.paging import Seal
from sync.sandbox.replies import TEXT_TYPE, Reply

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from sync.sandbox.faults import Fault
    from sync.sandbox.linear.records import Team, User
    from sync.sandbox.linear.tracker import Tracker
    from sync.sandbox.traffic import Request


class LinearSandbox(Server):
    """A server on loopback that speaks Linear's API. Use it with `with`, or start and stop it.

    `clock` gives epoch seconds. Without a `tracker` there is Northwind Studio as of `today` (by
    the clock, if it is not given). `control` opens `/control/`; `approve` lets sign-in succeed
    without a click; `schema` is a file with Linear's whole schema, instead of our excerpt.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float],
        port: int = 0,
        tracker: Tracker | None = None,
        today: date | None = None,
        control: bool = False,
        approve: bool = False,
        app: App | None = None,
        limits: Limits | None = None,
        log: Path | None = None,
        schema: Path | None = None,
    ) -> None:
        super().__init__(clock, port, log)
        day = today or datetime.fromtimestamp(clock(), UTC).date()
        self.tracker = tracker or northwind(day)
        self.tracker.clock = self.clock
        self.app = app or App()
        self.app.approves |= approve
        self.grants = Grants(self.clock)
        self.meters = Meters(self.clock, limits)
        self.pages = Pages(Seal(secrets.token_bytes(32)))
        graph_schema = load(schema or EXCERPT)
        self.graph = Graph(graph_schema, self.tracker, self.grants, self.meters, self.pages)
        self.sign_in = SignIn(self.app, self.grants, self.tracker.main, self.clock)
        self.hooks = Hooks(self.tracker, self.clock)
        self._control = Control(self) if control else None
        for user in self.tracker.users.values():
            self.grants.key(user)

    @property
    def token(self) -> str:
        """The personal key of the main person."""
        return self.token_of(self.tracker.main)

    @property
    def client_id(self) -> str:
        """The registered application's id."""
        return self.app.client_id

    def token_of(self, user: User, teams: Sequence[Team] = ()) -> str:
        """Return somebody's personal key; it may be limited to some teams."""
        return self.grants.key(user, teams)

    def sit_down(self, user: User) -> None:
        """Let somebody else than the main person be signed in at the browser."""
        self.sign_in.page.user = user

    @property
    def writes(self) -> list[dict[str, Any]]:
        """The requests to the API that were not reads: whatever holds more than queries."""
        return [record for record in self.traffic if _wrote(record)]

    def close(self) -> None:
        """Stop for good."""
        self.hooks.close()
        super().close()

    def order(self, request: Request) -> Reply | None:
        """Return the answer to a request to the control surface, if it is open."""
        if self._control and request.path.startswith("/control/"):
            return self._control.answer(request)
        return None

    def text(self, request: Request) -> str:
        """Return what a fault may wait for; a cursor is told as an offset, as elsewhere."""
        cursor = cursor_in(request.body)
        return super().text(request) + (f"\noffset={cursor}" if cursor else "")

    def truth(self, request: Request) -> Reply:
        """Return the true answer."""
        if request.path == PATH:
            return self.graph.answer(request)
        if request.path.startswith("/oauth/"):
            return self.sign_in.answer(request)
        return Reply(404, b"Not Found", TEXT_TYPE)

    def refusal(self, fault: Fault, reply: Reply) -> Reply:
        """Return a plain refusal in Linear's own words; 429 is answered as `meters` says."""
        if fault.how == "expired":
            return bad_input(fault.sentence or "after is a cursor that has expired").reply()
        status = self.meters.limited_status if fault.status == 429 else fault.status
        refused = trouble_of(fault.status, fault.sentence, status).reply()
        refused.headers = reply.headers
        return refused


def _wrote(record: dict[str, Any]) -> bool:
    if not record["url"].endswith(PATH):
        return False
    return record["method"] not in ("GET", "POST") or writes(record["request_body"])
