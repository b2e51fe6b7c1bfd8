"""Things that go wrong on purpose do so exactly as ordered, and then stop."""

from __future__ import annotations

import contextlib
import socket
import threading
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import httpx
import pytest

from sync.sandbox import Fault, Sandbox, StillClock
from sync.sandbox.faults import BOMB_BYTES, PHRASE
from tests.sync.sandbox.asking import message


@pytest.mark.parametrize("status", [401, 402, 403, 404, 429, 451, 500, 502, 503, 504])
def test_a_status_comes_as_often_as_ordered(
    api: httpx.Client, sandbox: Sandbox, status: int
) -> None:
    sandbox.fail(Fault(status=status, times=2))
    answers = [api.get("/users/me") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [status, status, 200]
    assert message(answers[0])


def test_a_server_error_has_a_phrase_to_quote(api: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.fail(Fault(status=500))
    assert api.get("/users/me").json()["errors"][0]["phrase"] == PHRASE


def test_a_429_says_how_long_or_not_at_all(api: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.fail(Fault(status=429, retry_after=17))
    sandbox.fail(Fault(status=429, retry_after=None))
    assert api.get("/users/me").headers["retry-after"] == "17"
    assert "retry-after" not in api.get("/users/me").headers


def test_a_429_can_name_the_time_by_the_server_s_clock(
    api: httpx.Client, sandbox: Sandbox, watch: StillClock
) -> None:
    sandbox.fail(Fault(status=429, retry_after=90, dated=True))
    answer = api.get("/users/me")
    until = parsedate_to_datetime(answer.headers["retry-after"])
    assert until.timestamp() == watch() + 90
    assert parsedate_to_datetime(answer.headers["date"]).timestamp() == watch()


def test_a_503_without_a_wait_names_none(api: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.fail(Fault(status=503, retry_after=None))
    assert "retry-after" not in api.get("/users/me").headers


def test_a_fault_can_wait_for_its_path(api: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.fail(Fault(status=503, path="/api/1.0/workspaces"))
    assert api.get("/users/me").status_code == 200
    assert api.get("/workspaces").status_code == 503


def test_a_fault_can_wait_for_a_word(api: httpx.Client, sandbox: Sandbox, workspace: str) -> None:
    sandbox.fail(Fault(status=500, having="archived=true"))
    query = {"workspace": workspace}
    assert api.get("/projects", params=query | {"archived": "false"}).status_code == 200
    assert api.get("/projects", params=query | {"archived": "true"}).status_code == 500


def test_a_fault_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="there is no fault 'meteor'"):
        Fault(how="meteor")  # type: ignore[arg-type]


def test_a_connection_can_be_reset(api: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.fail(Fault(how="reset"))
    with pytest.raises(httpx.ReadError, match="reset"):
        api.get("/users/me")


def test_a_request_can_hang_while_others_are_answered(api: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.fail(Fault(how="hang"))
    with pytest.raises(httpx.ReadTimeout):
        api.get("/users/me", timeout=0.2)
    assert api.get("/users/me").status_code == 200


def test_a_connection_can_drop(api: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.fail(Fault(how="drop"))
    with pytest.raises(httpx.RemoteProtocolError):
        api.get("/users/me")
    assert sandbox.traffic[-1]["fault"] == "drop"
    assert api.get("/users/me").status_code == 200


def test_a_body_can_break_off(api: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.fail(Fault(how="half"))
    with pytest.raises(httpx.RemoteProtocolError):
        api.get("/users/me")


def test_a_body_can_be_no_json_and_a_redirect_lead_away(
    api: httpx.Client, sandbox: Sandbox
) -> None:
    sandbox.fail(Fault(how="garbage"))
    sandbox.fail(Fault(how="redirect"))
    with pytest.raises(ValueError, match="utf-8"):
        api.get("/users/me").json()
    assert api.get("/users/me").headers["location"].startswith("https://elsewhere")


def test_a_bomb_is_small_until_it_is_unpacked(api: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.fail(Fault(how="bomb"))
    with api.stream("GET", "/users/me") as answer:
        assert answer.headers["content-encoding"] == "gzip"
        assert int(answer.headers["content-length"]) < BOMB_BYTES / 900


@pytest.mark.parametrize("how", ["flood", "drip"])
def test_an_endless_answer_ends_with_the_one_who_listens(
    api: httpx.Client, sandbox: Sandbox, how: str
) -> None:
    sandbox.fail(Fault(how=how))  # type: ignore[arg-type]
    with api.stream("GET", "/users/me") as answer:
        assert next(answer.iter_raw())
    assert api.get("/users/me").status_code == 200


def test_stopping_ends_whatever_hangs(watch: StillClock) -> None:
    with Sandbox(clock=watch) as sandbox:
        sandbox.fail(Fault(seconds=600))
        asked = threading.Event()
        waiting = threading.Thread(target=hang, args=(sandbox, asked))
        waiting.start()
        assert asked.wait(5)
        sandbox.stop()
        waiting.join(5)
        assert not waiting.is_alive()


def test_stopping_leaves_no_thread_behind(watch: StillClock) -> None:
    before = threading.active_count()
    with Sandbox(clock=watch) as sandbox, httpx.Client(base_url=sandbox.url) as kept_alive:
        kept_alive.get("/")
        assert threading.active_count() == before + 2
        sandbox.stop()
        assert threading.active_count() == before


def connected(sandbox: Sandbox) -> socket.socket:
    """Open a connection without any client in between."""
    return socket.create_connection(("127.0.0.1", urlsplit(sandbox.url).port or 0), timeout=10)


def hang(sandbox: Sandbox, asked: threading.Event) -> None:
    """Ask, and wait for whatever comes."""
    with connected(sandbox) as connection:
        connection.sendall(b"GET /api/1.0/users/me HTTP/1.1\r\nHost: sandbox\r\n\r\n")
        asked.set()
        with contextlib.suppress(ConnectionResetError):
            connection.recv(1)


def test_it_can_be_away_and_come_back(api: httpx.Client, sandbox: Sandbox) -> None:
    api.get("/users/me")
    sandbox.stop()
    with pytest.raises(httpx.TransportError):
        api.get("/users/me")
    sandbox.start()
    assert api.get("/users/me").status_code == 200
    assert len(sandbox.traffic) == 2


@pytest.mark.parametrize("length", ["9999999", "-5", "many"])
def test_a_body_nobody_would_send_is_not_read(sandbox: Sandbox, length: str) -> None:
    request = f"POST /-/oauth_token HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n"
    with connected(sandbox) as connection:
        connection.sendall(request.encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 413 ")
