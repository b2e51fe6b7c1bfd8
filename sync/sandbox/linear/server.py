"""A server with a record of its traffic and faults to meet, whatever it serves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from sync.sandbox.damage import damaged
from sync.sandbox.faults import Fault, Faults, replaced
from sync.sandbox.listener import Listener
from sync.sandbox.traffic import Exchange, Request, Traffic

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sync.sandbox.replies import Reply


class Server:
    """Listens on loopback, answers by `truth` and `order`, and remembers. Use it with `with`.

    State outlives a stop, and the next start listens on the same port.
    """

    def __init__(self, clock: Callable[[], float], port: int, log: Path | None) -> None:
        self.skew = 0.0
        self.faults = Faults()
        self._clock = clock
        self._port = port
        self._traffic = Traffic(log)
        self._listener: Listener | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @property
    def url(self) -> str:
        """The origin: `http://127.0.0.1:PORT`."""
        return f"http://127.0.0.1:{self._port}"

    def clock(self) -> float:
        """Return the server's own epoch seconds, which `skew` makes wrong by so many."""
        return self._clock() + self.skew

    def start(self) -> None:
        """Listen; OSError when the port is taken."""
        self._listener = Listener(self._port, self.answer, self.clock)
        self._port = self._listener.server_port
        self._listener.start()

    def stop(self) -> None:
        """Stop listening; everything is remembered for the next start."""
        if self._listener:
            self._listener.stop()
            self._listener = None

    def close(self) -> None:
        """Stop for good."""
        self.stop()
        self._traffic.close()

    @property
    def traffic(self) -> list[dict[str, Any]]:
        """Every request so far, oldest first, with its answer; secrets included."""
        return self._traffic.records()

    def forget_traffic(self) -> None:
        """Start the record anew."""
        self._traffic.clear()

    def fail(self, fault: Fault) -> None:
        """Let the next requests meet a fault."""
        self.faults.add(fault)

    def answer(self, request: Request) -> Reply:
        """Answer a request, and record both; orders are not recorded."""
        ordered = self.order(request)
        if ordered:
            return ordered
        at = self.clock()
        reply = self._meet(request, self.faults.take(request.path, self.text(request)))
        self._traffic.add(Exchange(request, reply, at))
        return reply

    def text(self, request: Request) -> str:
        """Return what a fault may wait for in a request."""
        return f"{request.target}\n{request.body.decode('utf-8', 'replace')}"

    def order(self, request: Request) -> Reply | None:
        """Return the answer to a request that is not for the service but for the sandbox."""
        return None

    def truth(self, request: Request) -> Reply:
        """Return the true answer."""
        raise NotImplementedError

    def refusal(self, fault: Fault, reply: Reply) -> Reply:
        """Return a plain refusal in the service's own words."""
        return reply

    def _meet(self, request: Request, fault: Fault | None) -> Reply:
        if fault is None:
            return self.truth(request)
        self._pause(fault.seconds)
        instead = replaced(fault, self.clock())
        if instead and fault.how in ("answer", "expired"):
            instead = self.refusal(fault, instead)
        reply = instead or damaged(fault, self.truth(request), self.clock())
        reply.fault = fault.how if fault.how != "answer" else ""
        return reply

    def _pause(self, seconds: float) -> None:
        """Let a request wait, but no longer than the server lives."""
        if seconds and self._listener:
            self._listener.stopping.wait(seconds)
