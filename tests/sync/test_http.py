"""What each status means, how often a request is tried, and how long it is waited."""

from __future__ import annotations

import logging
import time
from threading import Event, Timer

import pytest

from sync.access import open_transport
from sync.answers import retry_after
from sync.errors import (
    BadAnswer,
    Missing,
    NotAllowed,
    RateLimited,
    Rejected,
    RemoteError,
    SignedOut,
    Stopped,
    StreamExpired,
    Unreachable,
)
from sync.http import TRIES, Client
from sync.providers.asana.manners import AsanaManners
from sync.secrets import Secret
from tests.clock import FRIDAY
from tests.sync.clocks import RunningClock
from tests.sync.conftest import Reader
from tests.sync.hostile import hostile, response

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
            with pytest.raises(RateLimited, match="pause of"):
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
        client = Client(open_transport(server.url, running, stop), tokens, AsanaManners())
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
