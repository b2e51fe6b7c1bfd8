"""Several threads on one way out: how many at once, each with its own time, one renewal for all."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event, Lock, Timer

import pytest

from store.clock import SECOND
from sync.errors import RateLimited, SignedOut, Stopped, Unreachable
from sync.http import TRIES, Client
from sync.manners import too_many
from sync.pace import Pace
from sync.providers.asana.manners import AsanaManners
from sync.secrets import Secret
from sync.transport import CONNECTIONS
from tests.clock import FixedClock
from tests.sync.clocks import RunningClock, Waiting
from tests.sync.conftest import Reader
from tests.sync.hostile import Answer, hostile, response, silence
from tests.sync.opening import open_asana_transport

PATH = "/api/1.0/users/me"
FINE = response({"data": {}})
REFUSED = response({"errors": [{"message": "No."}]}, status=401)


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    """Return sixteen threads."""
    with ThreadPoolExecutor(16) as pool:
        yield pool


def once_all_are_here(count: int, then: bytes) -> Answer:
    """Answer when so many requests are waiting for it, and not before."""
    meeting = Barrier(count)

    def answer(connection: socket.socket, stopping: Event) -> None:
        meeting.wait(5)
        connection.sendall(then)

    return answer


def test_eight_go_on_at_once_and_no_more(
    threads: ThreadPoolExecutor, running: RunningClock, stop: Event
) -> None:
    guard, inside, most = Lock(), [0], [0]
    meeting = Barrier(CONNECTIONS)

    def answer(connection: socket.socket, stopping: Event) -> None:
        with guard:
            inside[0] += 1
            most[0] = max(most[0], inside[0])
        meeting.wait(5)
        with guard:
            inside[0] -= 1
        connection.sendall(FINE)

    with hostile(answer) as server:
        transport = open_asana_transport(server.url, running, stop)
        asked = [threads.submit(transport.exchange, "GET", PATH, []) for _ in range(16)]
        assert {each.result().status for each in asked} == {200}
        assert transport.requests == 16
    assert most == [CONNECTIONS]


def test_each_has_its_own_time(
    threads: ThreadPoolExecutor, running: RunningClock, stop: Event
) -> None:
    clock, asked = RunningClock(speed=20), Event()

    def hang(connection: socket.socket, stopping: Event) -> None:
        asked.set()
        silence(connection, stopping)

    with hostile(hang, FINE) as server:
        transport = open_asana_transport(server.url, clock, stop)
        hanging = threads.submit(transport.exchange, "GET", PATH, [])
        began = clock.boot()
        assert asked.wait(5)
        while not hanging.done():
            assert transport.exchange("GET", PATH, []).status == 200
        with pytest.raises(Unreachable, match="too long"):
            hanging.result()
    assert 20 * SECOND <= clock.boot() - began < 40 * SECOND


def test_stopping_ends_those_that_read_and_those_that_wait(
    threads: ThreadPoolExecutor, running: RunningClock, stop: Event
) -> None:
    with hostile(silence) as server:
        transport = open_asana_transport(server.url, running, stop)
        asked = [threads.submit(transport.exchange, "GET", PATH, []) for _ in range(16)]
        Timer(0.1, stop.set).start()
        began = time.monotonic()
        assert all(isinstance(each.exception(), Stopped) for each in asked)
        assert time.monotonic() - began < 1
        assert len(server.requests) <= CONNECTIONS


def test_who_still_reads_when_it_is_closed_asks_no_more(
    threads: ThreadPoolExecutor, reader: Reader
) -> None:
    asked = Event()

    def hang(connection: socket.socket, stopping: Event) -> None:
        asked.set()
        silence(connection, stopping)

    with hostile(hang, FINE) as server:
        client = reader(server.url)
        reading = threads.submit(client.get, PATH)
        assert asked.wait(5)
        client.close()
        assert isinstance(reading.exception(5), Stopped)
        assert len(server.requests) == 1


# -- the client ------------------------------------------------------------------------------


class Renewable:
    """A token source whose tokens are numbered; it counts how often it was asked for another."""

    def __init__(self, good: bool = True) -> None:
        self.number = 1
        self.good = good

    def __call__(self) -> Secret:
        return Secret(f"token{self.number}")

    def renew(self, rejected: Secret) -> None:
        """Get the next token."""
        assert rejected == self()
        self.number += 1
        if not self.good:
            raise SignedOut("It is over.")


Opened = Callable[[str, Renewable], Client]


@pytest.fixture
def opened(running: RunningClock, stop: Event) -> Iterator[Opened]:
    """Return a function that makes a client with such a token source."""
    clients: list[Client] = []

    def make(url: str, token: Renewable) -> Client:
        transport = open_asana_transport(url, running, stop)
        clients.append(Client(transport, token, AsanaManners(), backoff_seconds=0.01))
        return clients[-1]

    yield make
    for client in clients:
        client.close()


def test_a_token_is_renewed_once_for_all(threads: ThreadPoolExecutor, opened: Opened) -> None:
    refusals = [once_all_are_here(8, REFUSED)] * 8
    with hostile(*refusals, FINE) as server:
        token = Renewable()
        client = opened(server.url, token)
        asked = [threads.submit(client.get, PATH) for _ in range(8)]
        assert [each.result() for each in asked] == [{"data": {}}] * 8
        assert len(server.requests) == 16
        assert sum("Bearer token2" in request for request in server.requests) == 8
    assert token.number == 2


@pytest.mark.parametrize("good", [True, False], ids=["refused too", "none to be had"])
def test_where_renewing_does_not_help_nothing_is_asked_any_more(
    good: bool, threads: ThreadPoolExecutor, opened: Opened
) -> None:
    refusals = [once_all_are_here(8, REFUSED)] * 8
    with hostile(*refusals, REFUSED) as server:
        token = Renewable(good)
        client = opened(server.url, token)
        asked = [threads.submit(client.get, PATH) for _ in range(8)]
        assert all(isinstance(each.exception(), SignedOut) for each in asked)
        sent = len(server.requests)
        with pytest.raises(SignedOut):
            client.get(PATH)
        assert len(server.requests) == sent <= (16 if good else 8)
    assert token.number == 2


def test_a_pause_is_kept_by_all(threads: ThreadPoolExecutor, reader: Reader) -> None:
    arrived: list[float] = []
    meeting = Barrier(4)

    def refuse(connection: socket.socket, stopping: Event) -> None:
        meeting.wait(5)
        connection.sendall(response({}, status=429, Retry_After="1"))

    def answer(connection: socket.socket, stopping: Event) -> None:
        arrived.append(time.monotonic())
        connection.sendall(FINE)

    with hostile(*[refuse] * 4, answer) as server:
        client = reader(server.url)
        began = time.monotonic()
        asked = [threads.submit(client.get, PATH) for _ in range(4)]
        asked += [threads.submit(each.result) for each in asked]
        assert all(each.result() == {"data": {}} for each in asked)
        assert len(server.requests) == 8
    assert min(arrived) - began >= 1


def test_nobody_asks_in_a_pause_that_is_too_long_to_wait_for(
    threads: ThreadPoolExecutor, reader: Reader
) -> None:
    refusals = [once_all_are_here(8, response({}, status=429, Retry_After="600"))] * 8
    with hostile(*refusals, FINE) as server:
        client = reader(server.url)
        asked = [threads.submit(client.get, PATH) for _ in range(16)]
        assert all(isinstance(each.exception(), RateLimited) for each in asked)
        assert len(server.requests) == 8


def test_a_pause_told_at_the_sign_in_is_kept_too(clock: FixedClock) -> None:
    stop = Waiting(clock)

    class Tired(Renewable):
        """A token source that is told to wait, once."""

        def __call__(self) -> Secret:
            if not stop.waited:
                raise too_many("Asana", 40, 0)
            return super().__call__()

    with hostile(FINE) as server:
        transport = open_asana_transport(server.url, clock, stop)
        client = Client(transport, Tired(), AsanaManners())
        assert client.get(PATH) == {"data": {}}
        transport.close()
    assert stop.waited == [40]


def test_pauses_and_the_pace_are_waited_out_in_turn(clock: FixedClock) -> None:
    stop = Waiting(clock)
    tired = response({}, status=429, Retry_After="30")
    with hostile(FINE, tired, FINE) as server:
        transport = open_asana_transport(server.url, clock, stop)
        pace = Pace(2, 60, clock, stop)
        client = Client(transport, Renewable(), AsanaManners(), pace)
        began = clock.boot()
        for _ in range(2):
            client.get(PATH)
        transport.close()
    assert stop.waited == pytest.approx([30, 30], abs=0.01)
    assert clock.boot() - began == pytest.approx(60 * SECOND, abs=0.01 * SECOND)
    assert client.usage.last_hour == 3


def test_giving_up_takes_as_many_tries_as_ever(clock: FixedClock) -> None:
    stop = Waiting(clock)
    with hostile(response({}, status=429, Retry_After="60")) as server:
        transport = open_asana_transport(server.url, clock, stop)
        client = Client(transport, Renewable(), AsanaManners())
        with pytest.raises(RateLimited):
            client.get(PATH)
        transport.close()
        assert len(server.requests) == TRIES
    assert stop.waited == [60] * (TRIES - 1)
