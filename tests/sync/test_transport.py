"""What leaves, where to, and how much of an answer is taken."""

from __future__ import annotations

import gzip
import io
import resource
import time
import zlib
from threading import Event, Timer

import httpx
import pytest
from rich.console import Console
from rich.traceback import Traceback

from sync.errors import BadAnswer, NotSent, RemoteError, Stopped, Unreachable
from sync.secrets import Secret
from tests.sync.clocks import RunningClock
from tests.sync.conftest import Reader
from tests.sync.hostile import drip, hostile, response, silence
from tests.sync.opening import open_asana_transport

PATH = "/api/1.0/users/me"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/1.0/tasks"),
        ("PUT", "/api/1.0/tasks/1"),
        ("DELETE", "/api/1.0/tasks/1"),
        ("PATCH", "/api/1.0/tasks/1"),
        ("POST", "/api/1.0/batch"),
        ("GET", "/-/oauth_authorize"),
        ("GET", "/api/1.0/../../-/oauth_token"),
        ("GET", "/api/1.0/tasks/%2e%2e"),
        ("GET", "/api/1.0//evil.example/x"),
        ("GET", "/api/1.1/tasks"),
        ("POST", "/-/oauth_token/"),
        ("OPTIONS", "/api/1.0/tasks"),
    ],
)
def test_what_is_not_a_read_never_leaves(
    method: str, path: str, running: RunningClock, stop: Event
) -> None:
    with hostile(response({})) as server:
        transport = open_asana_transport(server.url, running, stop)
        with pytest.raises(NotSent):
            transport.exchange(method, path, [])
        assert server.requests == []
        assert transport.requests == 0


def test_an_httpx_client_on_it_cannot_reach_another_host(
    running: RunningClock, stop: Event
) -> None:
    with hostile(response({})) as home, hostile(response({})) as other:
        transport = open_asana_transport(home.url, running, stop)
        with httpx.Client(transport=transport) as client:
            assert client.get(home.url + PATH).status_code == 200
            with pytest.raises(NotSent):
                client.get(other.url + PATH)
        assert other.requests == []


def test_a_redirect_is_an_error_and_the_token_stays_home(reader: Reader) -> None:
    with hostile(response({})) as other:
        away = response({}, status=302, Location=other.url + PATH)
        with hostile(away) as server, pytest.raises(BadAnswer, match="another address"):
            reader(server.url).get(PATH)
        assert other.requests == []


def test_the_request_carries_the_token_and_the_host(reader: Reader) -> None:
    with hostile(response({"data": 1})) as server:
        reader(server.url).get(f"{PATH}?opt_fields=name%2Cemail")
        request = server.requests[0]
        assert request.startswith(f"GET {PATH}?opt_fields=name%2Cemail HTTP/1.1\r\n")
        assert f"host: {server.url.removeprefix('http://')}\r\n" in request
        assert "authorization: Bearer canary-token\r\n" in request


def test_a_packed_answer_is_unpacked(reader: Reader) -> None:
    packed = gzip.compress(b'{"data": "gr\xc3\xbcn"}')
    with hostile(response(packed, Content_Encoding="gzip")) as server:
        assert reader(server.url).get(PATH) == {"data": "grün"}


def test_a_bomb_is_not_unpacked(reader: Reader) -> None:
    squeeze = zlib.compressobj(9, wbits=31)
    bomb = b"".join(squeeze.compress(b" " * 1_000_000) for _ in range(200)) + squeeze.flush()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with (
        hostile(response(bomb, Content_Encoding="gzip")) as server,
        pytest.raises(BadAnswer, match="more than 8 MB"),
    ):
        reader(server.url).get(PATH)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64_000


def test_a_flood_is_cut_off(reader: Reader) -> None:
    with (
        hostile(response(b"[" + b"1," * 5_000_000)) as server,
        pytest.raises(BadAnswer, match="more than 8 MB"),
    ):
        reader(server.url).get(PATH)


@pytest.mark.parametrize(
    "answer",
    [
        response(b"\x1f\x8b nonsense", Content_Encoding="gzip"),
        response(b"{}", Content_Encoding="br"),
    ],
    ids=["broken gzip", "an encoding not asked for"],
)
def test_what_cannot_be_unpacked_is_a_bad_answer(answer: bytes, reader: Reader) -> None:
    with hostile(answer) as server, pytest.raises(BadAnswer):
        reader(server.url).get(PATH)


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 200_000,
        b"9" * 5_000,
        b"NaN",
        b"[Infinity]",
        b"1e999",
        b'{"data": ',
        b"<html>",
        b'"\xff\xfe"',
        b"",
    ],
    ids=["deep", "huge", "nan", "infinity", "overflow", "cut", "html", "not utf-8", "empty"],
)
def test_json_that_is_none_is_a_bad_answer(body: bytes, reader: Reader) -> None:
    with hostile(response(body)) as server, pytest.raises(BadAnswer, match="JSON"):
        reader(server.url).get(PATH)


def test_half_an_answer_is_tried_again(reader: Reader) -> None:
    whole = response({"data": [1, 2, 3]})
    with hostile(whole[:-4], whole) as server:
        assert reader(server.url).get(PATH) == {"data": [1, 2, 3]}
        assert len(server.requests) == 2


HEADS = [b"HTTP/1.1 200 X\r\nX-Slow: ", b"HTTP/1.1 200 X\r\nContent-Length: 99999\r\n\r\n"]


@pytest.mark.parametrize("head", HEADS, ids=["in the headers", "in the body"])
def test_an_answer_that_trickles_in_ends_at_the_deadline(
    head: bytes, running: RunningClock, stop: Event
) -> None:
    with hostile(drip(head)) as server:
        transport = open_asana_transport(server.url, RunningClock(speed=40), stop)
        with pytest.raises(Unreachable, match="too long"):
            transport.exchange("GET", PATH, [])
    assert running.boot() < 2_000_000


def test_nobody_there_is_said_in_a_sentence(reader: Reader) -> None:
    with hostile(response({})) as server:
        gone = server.url
    with pytest.raises(Unreachable, match="Connection refused"):
        reader(gone).get(PATH)


@pytest.mark.parametrize("answer", [silence, drip(HEADS[0])], ids=["silence", "drip"])
def test_stopping_ends_a_read_at_once(answer: object, reader: Reader, stop: Event) -> None:
    with hostile(answer) as server:  # type: ignore[arg-type]
        client = reader(server.url)
        Timer(0.1, stop.set).start()
        began = time.monotonic()
        with pytest.raises(Stopped):
            client.get(PATH)
    assert time.monotonic() - began < 1


@pytest.mark.parametrize("answer", [response({}, status=302), silence], ids=["refused", "stopped"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_traceback_shows_a_token(
    method: str, answer: object, running: RunningClock, stop: Event
) -> None:
    path = PATH if method == "GET" else "/-/oauth_token"
    secret = Secret("-".join(["Bearer canary", "token"]))
    form = secret if method == "POST" else None
    with hostile(answer) as server:  # type: ignore[arg-type]
        transport = open_asana_transport(server.url, running, stop)
        Timer(0.2, stop.set).start()
        try:
            transport.exchange(method, path, [], authorization=secret, form=form)
        except RemoteError as error:
            shown = Traceback.from_exception(
                type(error), error, error.__traceback__, show_locals=True, locals_max_string=10_000
            )
    screen = io.StringIO()
    Console(file=screen, width=300).print(shown)
    assert "exchange" in screen.getvalue()
    assert "canary-token" not in screen.getvalue()
