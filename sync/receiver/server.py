"""The server: a thread with an event loop, which holds few connections and none of them long."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from asyncio import Task
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from threading import Event, Thread
from typing import NamedTuple

from store.errors import Refused
from sync.receiver.incoming import Delivery, Refusal, read_delivery

SECONDS = 4.0
"""How long a request may take from its first byte to the answer; Linear waits for 5 s."""
MOST_CONNECTIONS = 64
_JOIN_SECONDS = 0.3
_REST_SECONDS = 0.1
_READ_BYTES = 64 << 10

_log = logging.getLogger("ayron.sync")


class Reply(NamedTuple):
    """What is answered: a status, perhaps with one header, and never a body."""

    status: int
    header: tuple[str, str] | None = None


class Place(NamedTuple):
    """Where the receiver listens."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class Server:
    """Listens from `start` to `close`; `answer` is called on its thread and may not block."""

    def __init__(
        self, answer: Callable[[Delivery], Reply], place: Place, seconds: float = SECONDS
    ) -> None:
        self._answer = answer
        self._seconds = seconds
        self._open: dict[Task[None], None] = {}
        self._socket = _listen(place)
        self.place = Place(place.host, self._socket.getsockname()[1])
        self._ready = Event()
        self._thread = Thread(target=self._run, name="webhooks", daemon=True)

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()
        self._ready.wait()

    def close(self) -> None:
        """Stop answering; what is being read is dropped."""
        if self._thread.is_alive():
            with suppress(RuntimeError):  # the loop has just ended by itself
                self._loop.call_soon_threadsafe(self._end.set)
            self._thread.join(_JOIN_SECONDS)
        self._socket.close()

    def _run(self) -> None:
        try:
            with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
                runner.run(self._serve())
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._end = asyncio.Event()
        self._look()
        self._ready.set()
        await self._end.wait()
        self._loop.remove_reader(self._socket)
        tasks = list(self._open)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _look(self) -> None:
        self._loop.add_reader(self._socket, self._accept)

    def _accept(self) -> None:
        """Take the next connection at once: one that is waited for could be lost at the end."""
        try:
            connection, _address = self._socket.accept()
        except BlockingIOError:  # it was gone again
            return
        except OSError:  # too many open files: look again when some are closed
            self._loop.remove_reader(self._socket)
            self._loop.call_later(_REST_SECONDS, self._look)
            return
        connection.setblocking(False)
        self._connected(connection)

    def _connected(self, connection: socket.socket) -> None:
        """Take a connection; the oldest has to go where there are too many."""
        task = self._loop.create_task(self._converse(_Line(self._loop, connection)))
        self._open[task] = None
        task.add_done_callback(lambda _task: self._let_go(task, connection))
        if len(self._open) > MOST_CONNECTIONS:
            oldest = next(iter(self._open))
            del self._open[oldest]
            oldest.cancel()

    def _let_go(self, task: Task[None], connection: socket.socket) -> None:
        """Close a connection, also one whose task never began."""
        self._open.pop(task, None)
        connection.close()

    async def _converse(self, line: _Line) -> None:
        with suppress(TimeoutError, OSError):
            async with asyncio.timeout(self._seconds):
                await self._reply(line)

    async def _reply(self, line: _Line) -> None:
        try:
            reply = self._answered(await read_delivery(line))
        except Refusal as refusal:
            reply = Reply(refusal.status)
        await line.write(_written(reply))

    def _answered(self, delivery: Delivery) -> Reply:
        try:
            return self._answer(delivery)
        except Exception:
            _log.exception("The webhook receiver met an error of Ayron's own.")
            return Reply(500)


class _Line(NamedTuple):
    """A connection, as something to read from and write to."""

    loop: asyncio.AbstractEventLoop
    socket: socket.socket

    async def read(self) -> bytes:
        """Read what is there; nothing at the end."""
        return await self.loop.sock_recv(self.socket, _READ_BYTES)

    async def write(self, data: bytes) -> None:
        """Send all of it."""
        await self.loop.sock_sendall(self.socket, data)


def _listen(place: Place) -> socket.socket:
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    try:
        listener = socket.create_server(place, family=family, backlog=128)
    except OSError as error:
        raise Refused(
            f"Ayron cannot listen on {place} ({_reason(error)}). Close what uses it, or choose"
            " another address with --listen."
        ) from None
    listener.setblocking(False)
    return listener


def _reason(error: OSError) -> str:
    """Say what the system said; Python adds the address to it in its own words."""
    known = error.errno is not None and error.errno > 0
    return os.strerror(error.errno or 0) if known else str(error.strerror)


def _written(reply: Reply) -> bytes:
    lines = [f"HTTP/1.1 {reply.status} {HTTPStatus(reply.status).phrase}"]
    lines += ["content-length: 0", "connection: close"]
    if reply.header:
        lines.append(": ".join(reply.header))
    return "\r\n".join([*lines, "", ""]).encode("latin-1")
