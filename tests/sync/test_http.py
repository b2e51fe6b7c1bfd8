"""What each status means, how often a request is tried, and how long it is waited."""

from __future__ import annotations

import json
import logging
import time
from threading import Event, Timer

import pytest

from sync.answers import retry_after, until_reset
from sync.errors import (
    BadAnswer,
    Missing,
    NotAllowed,
    NotSent,
    RateLimited,
    Rejected,
    RemoteError,
    SignedOut,
    Stopped,
    StreamExpired,
    Unreachable,
)
from sync.http import TRIES, Client
from sync.manners import StatusManners
from sync.origin import parse_origin
from sync.providers.asana.manners import AsanaManners
from sync.secrets import Secret
from sync.tokens import FixedToken
from sync.transport import GuardedTransport
from tests.clock import FRIDAY
from tests.sync.clocks import RunningClock
from tests.sync.conftest import Reader
from tests.sync.hostile import hostile, response
from tests.sync.opening import open_asana_transport

PATH = "/api/1.0/users/me"
FINE = response({"data": {}})


def refusal(status: int, said: str = "Not now.", **headers: str) -> bytes:
    return response({"errors": [{"message": said}]}, status=status, **headers)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, Rejected),
        (401, SignedOut),
        (402, NotAllowed),
        (403, NotAllowed),
        (404, Missing),
        (412, StreamExpired),
        (418, BadAnswer),
        (451, NotAllowed),
        (206, BadAnswer),
    ],
)
def test_a_status_says_what_is_wrong_and_is_asked_for_once(
    status: int, error: type[RemoteError], reader: Reader
) -> None:
    with hostile(refusal(status, "Because \x1b[31mso.")) as server:
        with pytest.raises(error) as raised:
            reader(server.url).get(PATH)
        assert len(server.requests) == 1
    assert str(raised.value).startswith("Asana")
    assert "\x1b" not in str(raised.value)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_trouble_on_their_side_is_tried_four_times(status: int, reader: Reader) -> None:
    with hostile(refusal(status, "6 sad squid snuggle softly")) as server:
        with pytest.raises(Unreachable, match="6 sad squid"):
            reader(server.url).get(PATH)
        assert len(server.requests) == TRIES


def test_trouble_that_passes_is_not_noticed(reader: Reader) -> None:
    with hostile(refusal(503), b"", FINE) as server:
        assert reader(server.url).get(PATH) == {"data": {}}
        assert len(server.requests) == 3


def test_a_pause_is_kept_before_the_next_try(reader: Reader) -> None:
    with hostile(refusal(429, Retry_After="1"), FINE) as server:
        began = time.monotonic()
        reader(server.url).get(PATH)
        assert time.monotonic() - began >= 1
        assert len(server.requests) == 2


def test_a_storm_of_refusals_ends(reader: Reader) -> None:
    with hostile(refusal(429, Retry_After="0")) as server:
        with pytest.raises(RateLimited):
            reader(server.url).get(PATH)
        assert len(server.requests) == TRIES


def test_a_long_pause_is_left_to_the_caller_and_nothing_is_sent_in_it(reader: Reader) -> None:
    with hostile(refusal(429, Retry_After="600"), FINE) as server:
        client = reader(server.url)
        for _ in range(3):
            with pytest.raises(RateLimited, match="pause until"):
                client.get(PATH)
        assert len(server.requests) == 1


def test_stopping_ends_a_pause_at_once(reader: Reader, stop: Event) -> None:
    with hostile(refusal(429, Retry_After="30")) as server:
        Timer(0.1, stop.set).start()
        began = time.monotonic()
        with pytest.raises(Stopped):
            reader(server.url).get(PATH)
        assert time.monotonic() - began < 1


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7),
        ("0", 0),
        ("999999", 3600),
        (None, 5),
        ("soon", 5),
        ("-3", 5),
        ("nan", 5),
        ("inf", 5),
        ("Fri, 27 Nov 2026 13:05:30 GMT", 30),
        ("Fri, 27 Nov 2026 12:00:00 GMT", 0),
        ("Fri, 99 Nov 2026 12:00:00 GMT", 5),
    ],
)
def test_the_pause_is_read_whatever_stands_there(header: str | None, seconds: float) -> None:
    assert retry_after(header, FRIDAY) == seconds


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (str(FRIDAY // 1000 + 90_000), 90),
        (str(FRIDAY // 1000 - 90_000), 0),
        (str(FRIDAY // 1000 + 10**9), 3600),
        (None, 5),
        ("soon", 5),
        ("-5", 5),
        ("9" * 5000, 5),
    ],
)
def test_the_end_of_a_limit_is_read_whatever_stands_there(
    header: str | None, seconds: float
) -> None:
    assert until_reset(header, FRIDAY) == seconds


def test_a_document_is_sent_as_json(running: RunningClock, stop: Event) -> None:
    seen: list[tuple[str, str, bytes]] = []

    def policy(method: str, path: str, body: bytes) -> bool:
        seen.append((method, path, body))
        return b"mutation" not in body

    with hostile(FINE) as server:
        transport = GuardedTransport("Linear", parse_origin(server.url), policy, running, stop)
        client = Client(transport, FixedToken(Secret("key"), "Linear"), BareKey("Linear"))
        assert client.post("/graphql?x", {"query": "query { grün }"}) == {"data": {}}
        with pytest.raises(NotSent):
            client.post("/graphql", {"query": "mutation { x }"})
        client.close()
        [request] = server.requests
    head, _, body = request.partition("\r\n\r\n")
    assert "authorization: key\r\n" in head
    assert "content-type: application/json\r\n" in head
    assert json.loads(body) == {"query": "query { grün }"}
    assert seen[0] == ("POST", "/graphql", body.encode())


class BareKey(StatusManners):
    """Manners of a provider that takes a key without a word before it."""

    def authorization(self, token: Secret) -> Secret:
        """Show the key as it is."""
        return token


def test_what_a_stream_goes_on_from_is_kept(reader: Reader) -> None:
    with hostile(
        response({"sync": "abc:1"}, status=412),
        response({"sync": "a\nb"}, status=412),
        response(b"", status=412),
    ) as server:
        client = reader(server.url)
        for token in ("abc:1", None, None):
            with pytest.raises(StreamExpired) as raised:
                client.get(PATH)
            assert raised.value.token == token


class TwoTokens:
    """A token source whose first token was revoked."""

    def __init__(self) -> None:
        self.tokens = [Secret("second"), Secret("first")]
        self.rejected: list[Secret] = []

    def __call__(self) -> Secret:
        return self.tokens[-1]

    def renew(self, rejected: Secret) -> None:
        self.rejected.append(rejected)
        self.tokens.pop()


def test_a_rejected_token_is_renewed_once(running: RunningClock, stop: Event) -> None:
    tokens = TwoTokens()
    with hostile(refusal(401), FINE) as server:
        client = Client(open_asana_transport(server.url, running, stop), tokens, AsanaManners())
        assert client.get(PATH) == {"data": {}}
        assert "Bearer second" in server.requests[1]
    assert tokens.rejected == [Secret("first")]


def test_an_announced_change_is_logged_once(
    reader: Reader, caplog: pytest.LogCaptureFixture
) -> None:
    change = "name=new_goals;info=https://asana.example;affected=true"
    with hostile(response({"data": {}}, Asana_Change=change)) as server:
        client = reader(server.url)
        client.get(PATH)
        client.get(PATH)
    logged = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert [record.getMessage() for record in logged] == [f"Asana announces a change: {change}"]
