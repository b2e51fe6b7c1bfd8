"""The receiver has bounds: bytes, seconds, connections; what is genuine is answered."""

from __future__ import annotations

import socket
import time
from threading import Event, Thread

import pytest

from store.errors import Refused
from sync.receiver.incoming import MOST_BODY, Delivery
from sync.receiver.server import MOST_CONNECTIONS, Place, Reply, Server
from tests.sync.receiver.conftest import HINT, Listening
from tests.sync.receiver.posting import PATH, deliver, post, say, signature, status_of

HEAD = f"POST /{PATH} HTTP/1.1\r\nhost: x\r\n".encode()


@pytest.mark.parametrize("listening", [600], indirect=True)
def test_a_flood_of_half_open_connections_keeps_nobody_out(listening: Listening) -> None:
    flood = [say(listening.place, HEAD) for _ in range(80)]
    began = time.monotonic()
    assert deliver(listening.place) == 200
    assert time.monotonic() - began < 1
    assert listening.hints() == [HINT]
    oldest = flood[: 80 - MOST_CONNECTIONS]
    assert [status_of(connection) for connection in oldest] == [0] * len(oldest)
    for connection in flood:
        connection.close()


@pytest.mark.parametrize("listening", [0.2], indirect=True)
@pytest.mark.parametrize("start", [b"", HEAD, HEAD + b"content-length: 9\r\n\r\n12345678"])
def test_whoever_never_comes_to_an_end_is_let_go(listening: Listening, start: bytes) -> None:
    assert status_of(say(listening.place, start)) == 0


@pytest.mark.parametrize("listening", [0.3], indirect=True)
def test_a_drip_wins_no_time(listening: Listening) -> None:
    connection = say(listening.place, HEAD + b"content-length: 99\r\n\r\n")
    ended = Event()

    def drip() -> None:
        try:
            while not ended.wait(0.02):
                connection.send(b"x")
        except OSError:
            ended.set()

    Thread(target=drip, daemon=True).start()
    assert ended.wait(5)
    connection.close()


def test_a_body_that_is_too_long_is_not_even_read(listening: Listening) -> None:
    announced = HEAD + b"content-length: %d\r\n\r\n" % (MOST_BODY + 1)
    assert status_of(say(listening.place, announced)) == 413


def test_a_body_of_the_most_bytes_is_taken(listening: Listening) -> None:
    body = b"x" * MOST_BODY
    assert post(listening.place, body, {"X-Hook-Signature": signature(body)})[0] == 200


@pytest.mark.parametrize("piece", [1, 10, 60_000])
def test_a_chunked_flood_is_cut(listening: Listening, piece: int) -> None:
    chunk = b"%x\r\n%s\r\n" % (piece, b"x" * piece)
    connection = say(listening.place, HEAD + b"transfer-encoding: chunked\r\n\r\n")
    sent = 0
    try:
        while sent < 64 << 20:
            sent += connection.send(chunk * (60_000 // piece))
    except ConnectionError:
        pass
    assert sent < 16 << 20  # what was under way when the connection was cut
    connection.close()
    assert deliver(listening.place) == 200


def test_a_chunked_body_that_is_too_long_is_answered(listening: Listening) -> None:
    half = b"%x\r\n%s\r\n" % (MOST_BODY // 2, b"x" * (MOST_BODY // 2))
    body = half + half + b"1\r\nx\r\n0\r\n\r\n"
    sent = HEAD + b"transfer-encoding: chunked\r\n\r\n" + body
    assert status_of(say(listening.place, sent)) == 413


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"GET / HTTP/1.1\r\nhost: x\r\n\r\n", 405),
        (b"PUT / HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\n\r\nabc", 405),
        (HEAD + b"a: %s\r\n\r\n" % (b"x" * 20_000), 431),
        (HEAD + b"a: %s" % (b"x" * 20_000), 431),
        (HEAD + b"a: b\r\n" * 2000 + b"\r\n", 431),
        (b"POST /%s HTTP/1.1\r\nhost: x\r\n\r\n" % (b"x" * 9000), 431),
        (HEAD + b"content-length: 3\r\ncontent-length: 4\r\n\r\nabcd", 400),
        (HEAD + b"content-length: -3\r\n\r\n", 400),
        (HEAD + b"content-length: %s\r\n\r\n" % (b"9" * 5000), 400),
        (b"\x16\x03\x01 this is TLS\r\n\r\n", 400),
        (HEAD + b"transfer-encoding: chunked\r\n\r\nzz\r\n", 400),
    ],
    ids=lambda value: value if isinstance(value, int) else f"{len(value)} bytes",
)
def test_what_is_no_proper_post_is_refused(
    listening: Listening, content: bytes, status: int
) -> None:
    assert status_of(say(listening.place, content)) == status
    assert deliver(listening.place) == 200


def test_one_who_asks_before_sending_is_told_to_go_on(listening: Listening) -> None:
    connection = say(listening.place, HEAD + b"expect: 100-continue\r\ncontent-length: 2\r\n\r\n")
    assert connection.recv(100).startswith(b"HTTP/1.1 100")
    connection.sendall(b"{}")
    assert status_of(connection) == 401


def test_an_error_of_our_own_is_an_answer(caplog: pytest.LogCaptureFixture) -> None:
    def fail(_delivery: Delivery) -> Reply:
        raise ZeroDivisionError

    server = Server(fail, Place("127.0.0.1", 0))
    server.start()
    assert deliver(server.place) == 500
    server.close()
    assert "ZeroDivisionError" in caplog.text


def test_a_place_that_is_taken_is_a_sentence(listening: Listening) -> None:
    with pytest.raises(Refused, match="cannot listen on 127"):
        Server(listening.hooks.answer, listening.place)


def test_it_ends_at_once_with_connections_open(listening: Listening) -> None:
    connection = say(listening.place, HEAD)
    began = time.monotonic()
    listening.server.close()
    assert time.monotonic() - began < 0.5
    assert status_of(connection) == 0
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(listening.place, timeout=1)
