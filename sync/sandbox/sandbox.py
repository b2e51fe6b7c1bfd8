"""The sandbox itself: one agency, one server, and every handle that a test or a demo needs."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

from sync.sandbox import pages
from sync.sandbox.api import PREFIX, Api
from sync.sandbox.application import App
from sync.sandbox.control import Control
from sync.sandbox.damage import damaged
from sync.sandbox.faults import Fault, Faults, replaced
from sync.sandbox.grants import Grants
from sync.sandbox.limits import Gate, Limits
from sync.sandbox.listener import Listener
from sync.sandbox.northwind import northwind
from sync.sandbox.paging import Seal
from sync.sandbox.replies import HTML_TYPE, TEXT_TYPE, Reply
from sync.sandbox.signin import SignIn
from sync.sandbox.traffic import Exchange, Request, Traffic

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from sync.sandbox.agency import Agency
    from sync.sandbox.courier import Delivery
    from sync.sandbox.records import Person, Webhook


class Sandbox:
    """A server on loopback that speaks Asana's API. Use it with `with`, or start and stop it.

    `clock` gives epoch seconds. Without an `agency` there is Northwind Studio as of `today` (by
    the clock, if it is not given). `control` opens `/control/`; `approve` lets sign-in succeed
    without a click; `app` is the application that is registered; `log` is a file that gets a
    line for each request. State outlives a stop, and the next start listens on the same port.
    `skew` is by how many seconds this server's clock is wrong.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float],
        port: int = 0,
        agency: Agency | None = None,
        today: date | None = None,
        control: bool = False,
        approve: bool = False,
        app: App | None = None,
        limits: Limits | None = None,
        log: Path | None = None,
    ) -> None:
        self.skew = 0.0
        self._clock = clock
        clock = self.clock
        self.agency = agency or northwind(today or datetime.fromtimestamp(clock(), UTC).date())
        self.agency.clock = clock
        self.app = app or App()
        self.app.approves |= approve
        self.faults = Faults()
        self.grants = Grants(clock)
        self.gate = Gate(limits or Limits(), clock)
        self.api = Api(self.agency, self.grants, self.gate, Seal(secrets.token_bytes(32)), clock)
        self.sign_in = SignIn(self.app, self.grants, self.agency.main, clock)
        self._log = log
        self._port = port
        self._traffic = Traffic(log)
        self._control = Control(self) if control else None
        self._listener: Listener | None = None
        for person in self.agency.people.values():
            self.grants.personal(person)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    # -- what a client is told -------------------------------------------------------------

    @property
    def url(self) -> str:
        """The origin: `http://127.0.0.1:PORT`."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def token(self) -> str:
        """The personal access token of the main person."""
        return self.token_of(self.agency.main)

    @property
    def client_id(self) -> str:
        """The registered application's id."""
        return self.app.client_id

    @property
    def client_secret(self) -> str:
        """The registered application's secret."""
        return self.app.client_secret

    def token_of(self, person: Person) -> str:
        """Return somebody's personal access token."""
        return self.grants.personal(person)

    def sit_down(self, person: Person) -> None:
        """Let somebody else than the main person be signed in at the browser."""
        self.sign_in.page.person = person

    def clock(self) -> float:
        """Return the sandbox's own epoch seconds, which `skew` makes wrong by so many."""
        return self._clock() + self.skew

    # -- running ---------------------------------------------------------------------------

    def start(self) -> None:
        """Listen; OSError when the port is taken."""
        self._listener = Listener(self._port, self.answer, self.clock)
        self._port = self._listener.server_port
        self._listener.start()
        if self.webhooks:
            self.api.hooks.courier.start()

    def stop(self) -> None:
        """Stop listening; everything is remembered for the next start."""
        self.api.hooks.courier.stop()
        if self._listener:
            self._listener.stop()
            self._listener = None

    def close(self) -> None:
        """Stop for good."""
        self.stop()
        self._traffic.close()

    # -- what happened, and what is to happen ----------------------------------------------

    @property
    def traffic(self) -> list[dict[str, Any]]:
        """Every request so far, oldest first, with its answer; secrets included."""
        return self._traffic.records()

    @property
    def writes(self) -> list[dict[str, Any]]:
        """The requests below the API that were not reads."""
        return [
            record
            for record in self.traffic
            if record["method"] != "GET" and PREFIX in record["url"]
        ]

    @property
    def webhooks(self) -> list[Webhook]:
        """The webhooks that are subscribed now."""
        return list(self.agency.webhooks.values())

    @property
    def deliveries(self) -> list[Delivery]:
        """Everything that was ever sent to webhooks, oldest first."""
        return list(self.api.hooks.courier.deliveries)

    def deliver(self) -> None:
        """Send webhooks what is due, now and in this thread."""
        self.api.hooks.courier.go_round()

    def heartbeat(self) -> None:
        """Send every webhook an empty delivery."""
        self.api.hooks.courier.heartbeat()

    def forget_traffic(self) -> None:
        """Start the record anew."""
        self._traffic.clear()

    def fail(self, fault: Fault) -> None:
        """Let the next requests meet a fault."""
        self.faults.add(fault)

    # -- answering -------------------------------------------------------------------------

    def answer(self, request: Request) -> Reply:
        """Answer a request, and record both."""
        if self._control and request.path.startswith("/control/"):
            return self._control.answer(request)
        at = self.clock()
        text = f"{request.target}\n{request.body.decode('utf-8', 'replace')}"
        reply = self._meet(request, self.faults.take(request.path, text))
        self._traffic.add(Exchange(request, reply, at))
        return reply

    def _meet(self, request: Request, fault: Fault | None) -> Reply:
        if fault is None:
            return self._truth(request, 0)
        instead = replaced(fault, self.clock())
        if instead is not None:
            self._pause(fault.seconds)
        reply = instead or damaged(fault, self._truth(request, fault.seconds), self.clock())
        reply.fault = fault.how if fault.how != "answer" else ""
        return reply

    def _pause(self, seconds: float) -> None:
        """Let a request wait, but no longer than the server lives."""
        if seconds and self._listener:
            self._listener.stopping.wait(seconds)

    def _truth(self, request: Request, late: float) -> Reply:
        if request.path.startswith(PREFIX + "/"):
            return self.api.answer(request, lambda: self._pause(late))
        self._pause(late)
        if request.path.startswith("/-/"):
            return self.sign_in.answer(request)
        if request.path == "/":
            return Reply(200, pages.front(), HTML_TYPE)
        return Reply(404, b"Not Found", TEXT_TYPE)
