"""One line for each request, in files that nobody else may read, and no secret in any."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from sync.errors import BadAnswer, NotSent, Unreachable
from sync.http import Client
from sync.origin import parse_origin
from sync.providers.asana.manners import AsanaManners
from sync.providers.asana.signin import AsanaSignIn
from sync.request_log import FILES, MOST_BYTES, Exchange, open_request_log
from sync.secrets import Secret
from sync.tokens import Application, FixedToken
from sync.transport import GuardedTransport
from tests.clock import FixedClock
from tests.sync.clocks import RunningClock
from tests.sync.hostile import hostile, response
from tests.sync.opening import open_asana_transport

PATH = "/api/1.0/users/me"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Log requests into a folder."""
    handler = open_request_log(tmp_path / "logs")
    yield tmp_path / "logs"
    handler.close()


def lines(folder: Path) -> list[str]:
    """Read the log."""
    return (folder / "requests.log").read_text().splitlines()


def test_a_request_is_a_line(folder: Path, clock: FixedClock, stop: Event) -> None:
    with hostile(response({"data": 1})) as server:
        open_asana_transport(server.url, clock, stop).exchange("GET", f"{PATH}?opt_fields=name", [])
    assert lines(folder) == [f"2026-11-27T13:05:00.000Z Asana GET {PATH} 200 0 ms 11 bytes"]


def test_a_label_says_what_the_path_does_not(folder: Path, clock: FixedClock, stop: Event) -> None:
    with hostile(response({"data": 1})) as server:
        origin = parse_origin(server.url)
        transport = GuardedTransport("Linear", origin, lambda *_: True, clock, stop)
        client = Client(transport, FixedToken(Secret("x"), "Linear"), AsanaManners())
        client.post("/graphql", {"query": "query Mine{x}", "operationName": "Mine\n2026 forged"})
    assert [line.split(" ", 1)[1] for line in lines(folder)] == [
        "Linear POST /graphql Mine_2026_forged 200 0 ms 11 bytes"
    ]


def test_a_failure_is_named(folder: Path, running: RunningClock, stop: Event) -> None:
    with hostile(response({}, status=302), response({}, status=503)) as server:
        transport = open_asana_transport(server.url, running, stop)
        with pytest.raises(BadAnswer):
            transport.exchange("GET", PATH, [])
        transport.exchange("GET", PATH, [])
        with pytest.raises(NotSent):
            transport.exchange("POST", PATH, [])
    with pytest.raises(Unreachable):
        transport.exchange("GET", PATH, [])
    ends = [re.split(r"me | \d+ ms", line)[1] for line in lines(folder)]
    assert ends == ["BadAnswer", "503", "ConnectError"]


def test_no_secret_reaches_it(folder: Path, running: RunningClock, stop: Event) -> None:
    canary = "-".join(["canary", "secret"])
    grant = response({"access_token": canary, "refresh_token": canary, "expires_in": 60})
    refusal = response({"error": "invalid_grant", "error_description": canary}, status=400)
    with hostile(grant, refusal, refusal, response({}, Asana_Change=canary), b"") as server:
        transport = open_asana_transport(server.url, running, stop)
        sign_in = AsanaSignIn(transport, Application(canary, Secret(canary)), "http://localhost:1")
        sign_in.exchange(Secret(canary), Secret(canary))
        for ask in (sign_in.refresh, sign_in.revoke):
            with pytest.raises(Exception, match=r"\."):
                ask(Secret(canary))
        bearer = Secret(f"Bearer {canary}")
        transport.exchange("GET", f"{PATH}?q={canary}", [], authorization=bearer)
        with pytest.raises(Unreachable):
            transport.exchange("GET", PATH, [], authorization=bearer)
        assert all(canary in request for request in server.requests)
    assert len(lines(folder)) == 5
    assert "canary" not in "".join(path.read_text() for path in folder.iterdir())


def test_it_stays_small_and_private(folder: Path, clock: FixedClock) -> None:
    for number in range(25_000):
        with Exchange(clock, "Asana", "GET", f"/{number:0>199}", "") as exchange:
            exchange.answered(200, 1)
    files = sorted(folder.iterdir())
    assert len(files) == FILES
    assert all(path.stat().st_size <= MOST_BYTES for path in files)
    assert {oct(path.stat().st_mode & 0o777) for path in files} == {"0o600"}
    assert oct(folder.stat().st_mode & 0o777) == "0o700"


def test_a_file_that_another_process_moved_is_begun_anew(folder: Path, clock: FixedClock) -> None:
    for name in ("first", "second"):
        with Exchange(clock, "Asana", "GET", f"/{name}", "") as exchange:
            exchange.answered(200, 1)
        if name == "first":
            (folder / "requests.log").rename(folder / "requests.log.1")
    assert [line.split()[3] for line in lines(folder)] == ["/second"]


def test_trouble_with_the_log_is_no_trouble_of_the_request(
    tmp_path: Path, clock: FixedClock, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    handler = open_request_log(tmp_path / "file" / "logs")
    with Exchange(clock, "Asana", "GET", PATH, "") as exchange:
        exchange.answered(200, 1)
    handler.close()
    assert capfd.readouterr().err == ""


def test_opening_again_moves_it(folder: Path, tmp_path: Path, clock: FixedClock) -> None:
    again = open_request_log(tmp_path / "other")
    with Exchange(clock, "Asana", "GET", PATH, "") as exchange:
        exchange.answered(200, 1)
    again.close()
    assert len(lines(tmp_path / "other")) == 1
    assert not (folder / "requests.log").exists()
    assert logging.getLogger("ayron.requests").handlers == []
