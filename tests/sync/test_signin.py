"""Signing in through the browser: the address, the answer, and everything that is not one."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from threading import Event, Timer
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from sync.browser import has_browser, open_browser
from sync.errors import SignInFailed
from sync.providers.asana.client import SCOPES
from sync.providers.asana.signin import AsanaSignIn
from sync.sandbox import Sandbox
from sync.secrets import Secret
from sync.signin import Attempt
from sync.tokens import Application
from tests.clock import FixedClock
from tests.sync.browsing import allow, arrive, decide, free_port, refuse
from tests.sync.clocks import RunningClock
from tests.sync.opening import open_asana_transport

Begin = Callable[..., Attempt]


@pytest.fixture
def begin(sandbox: Sandbox, running: RunningClock, stop: Event) -> Iterator[Begin]:
    """Return a function that begins an attempt at the sandbox."""
    transport = open_asana_transport(sandbox.url, running, stop)

    def make(
        redirect: str | None = None, clock: RunningClock = running, secret: str | None = None
    ) -> Attempt:
        redirect = redirect or f"http://localhost:{free_port()}/callback"
        sandbox.app.redirects = (*sandbox.app.redirects, redirect)
        application = Application(sandbox.client_id, Secret(secret or sandbox.client_secret))
        return Attempt(AsanaSignIn(transport, application, redirect), redirect, clock)

    yield make
    transport.close()


def callback(attempt: Attempt, **changes: str) -> str:
    """Write the address at which an attempt expects its answer."""
    asked = parse_qs(urlsplit(attempt.address).query)
    values = {"state": asked["state"][0], "code": "abc"} | changes
    return str(httpx.URL(asked["redirect_uri"][0], params=values))


def test_the_address_asks_for_exactly_the_four_read_scopes(begin: Begin) -> None:
    address = begin().address
    asked = {key: value[0] for key, value in parse_qs(urlsplit(address).query).items()}
    assert asked["scope"].split(" ") == list(SCOPES)
    assert "scope=users%3Aread%20workspaces%3Aread%20projects%3Aread%20tasks%3Aread" in address
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["state"]) > 30
    assert set(asked) == {
        *("response_type", "client_id", "redirect_uri", "scope", "state"),
        *("code_challenge", "code_challenge_method"),
    }


def test_allowing_brings_a_pair_of_tokens(begin: Begin, stop: Event) -> None:
    with begin() as attempt:
        allow(attempt)
        grant = attempt.wait(stop)
    assert grant.refresh is not None
    assert "***" in repr(grant)
    assert grant.access.reveal() not in repr(grant)


def test_the_page_that_ends_it_is_kept_by_nobody(begin: Begin) -> None:
    with begin() as attempt:
        page = arrive(attempt.address)
    assert page.status_code == 200
    assert "Go back to Ayron" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_both_addresses_of_localhost_answer(begin: Begin) -> None:
    with begin() as attempt:
        parts = urlsplit(callback(attempt))
        for host in ("127.0.0.1", "[::1]"):
            address = f"http://{host}:{parts.port}/callback"
            answer = httpx.get(address, headers={"Host": parts.netloc})
            assert answer.status_code == 400


def test_refusing_is_said(begin: Begin, stop: Event) -> None:
    with begin() as attempt:
        refuse(attempt)
        with pytest.raises(SignInFailed, match="refused in the browser"):
            attempt.wait(stop)


def test_what_the_provider_says_is_shown_as_text(begin: Begin, stop: Event) -> None:
    with begin() as attempt:
        words = "<script>alert(1)</script>\x1b[31m"
        page = httpx.get(callback(attempt, error="x", error_description=words))
        assert "<script>" not in page.text
        assert "\x1b" not in page.text
        with pytest.raises(SignInFailed, match=re.escape("<script>")):
            attempt.wait(stop)


@pytest.mark.parametrize("changes", [{"state": "wrong"}, {"state": ""}, {"code": ""}], ids=str)
def test_an_answer_to_another_question_changes_nothing(
    changes: dict[str, str], begin: Begin, stop: Event
) -> None:
    with begin() as attempt:
        assert httpx.get(callback(attempt, **changes)).status_code == 400
        allow(attempt)
        assert attempt.wait(stop)


def test_only_a_get_to_the_one_path_and_host_is_heard(begin: Begin) -> None:
    with begin() as attempt:
        address = callback(attempt)
        assert httpx.get(address.replace("/callback", "/other")).status_code == 404
        assert httpx.post(address).status_code == 501
        evil = {"Host": "evil.example"}
        assert httpx.get(address, headers=evil).status_code == 400
        many = "&".join(f"x{number}=1" for number in range(50))
        assert httpx.get(f"{address}&{many}").status_code == 400


def test_it_listens_no_longer_once_it_was_answered(begin: Begin, stop: Event) -> None:
    with begin() as attempt:
        allow(attempt)
        attempt.wait(stop)
        with pytest.raises(httpx.ConnectError):
            httpx.get(callback(attempt))


def test_a_browser_that_only_connects_holds_nobody_up(begin: Begin, stop: Event) -> None:
    with begin() as attempt:
        port = urlsplit(callback(attempt)).port
        with socket.create_connection(("127.0.0.1", port)):
            allow(attempt)
            assert attempt.wait(stop)


def test_cancelling_ends_the_waiting_at_once(begin: Begin, stop: Event) -> None:
    with begin() as attempt:
        Timer(0.1, stop.set).start()
        began = time.monotonic()
        with pytest.raises(SignInFailed, match="cancelled"):
            attempt.wait(stop)
    assert time.monotonic() - began < 1


def test_nobody_waits_longer_than_five_minutes(begin: Begin, stop: Event) -> None:
    hurried = RunningClock(speed=1500)
    with begin(clock=hurried) as attempt, pytest.raises(SignInFailed, match="five minutes"):
        attempt.wait(stop)


def test_a_port_that_is_taken_is_named(begin: Begin) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SignInFailed, match=f"Port {port}"), begin(f"http://localhost:{port}/x"):
            pass


@pytest.mark.parametrize(
    "redirect", ["https://localhost:1/x", "http://localhost/x", "http://example.com:80/x", "x"]
)
def test_a_redirect_that_cannot_be_listened_on_is_refused(redirect: str, begin: Begin) -> None:
    with pytest.raises(SignInFailed, match="redirect"), begin(redirect):
        pass


def test_the_whole_address_can_be_pasted(begin: Begin, stop: Event) -> None:
    with begin() as attempt:
        attempt.paste(f"  {decide(attempt.address).headers['location']}\n")
        assert attempt.wait(stop)


def test_a_code_can_be_pasted(begin: Begin, stop: Event) -> None:
    with begin("urn:ietf:wg:oauth:2.0:oob") as attempt:
        code = re.search(r"<code>([^<]+)</code>", decide(attempt.address).text)
        assert code
        attempt.paste(code[1])
        assert attempt.wait(stop)


@pytest.mark.parametrize("text", ["", "  ", "http://localhost/callback?code=x&state=y", "code=x"])
def test_what_was_pasted_wrongly_is_said_at_once(text: str, begin: Begin) -> None:
    with begin() as attempt, pytest.raises(SignInFailed, match="copy it anew"):
        attempt.paste(text)


def test_a_code_that_is_none_is_refused(begin: Begin, stop: Event) -> None:
    with begin() as attempt:
        attempt.paste("2/12/34:56")
        with pytest.raises(SignInFailed, match="code"):
            attempt.wait(stop)


def test_a_wrong_client_secret_is_named(begin: Begin, stop: Event) -> None:
    with begin(secret="wrong") as attempt:
        allow(attempt)
        with pytest.raises(SignInFailed, match="application id and secret"):
            attempt.wait(stop)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"BROWSER": "firefox"}, True),
        ({"BROWSER": "x", "SSH_CONNECTION": "1"}, True),
        ({"SSH_CONNECTION": "1", "DISPLAY": ":0"}, False),
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({}, False),
    ],
    ids=str,
)
def test_a_browser_is_expected_where_there_is_a_screen(
    environment: dict[str, str], expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    assert has_browser(environment) is expected


def test_the_browser_is_handed_the_address(opened_urls: Callable[[], list[str]]) -> None:
    open_browser("https://app.asana.com/-/oauth_authorize?x=1&y=2")
    deadline = time.monotonic() + 5
    while not opened_urls() and time.monotonic() < deadline:
        Event().wait(0.02)
    assert opened_urls() == ["https://app.asana.com/-/oauth_authorize?x=1&y=2"]


def test_the_scopes_are_read_back(sandbox: Sandbox, clock: FixedClock, stop: Event) -> None:
    grant = sandbox.grants.allow(sandbox.agency.main, frozenset(SCOPES))
    access = sandbox.grants.issue(grant)
    transport = open_asana_transport(sandbox.url, clock, stop)
    endpoints = AsanaSignIn(transport, Application(sandbox.client_id, Secret("x")))
    assert set(endpoints.scopes(Secret(access))) == set(SCOPES)
    transport.close()


def test_its_threads_end_with_it(begin: Begin) -> None:
    with begin():
        listeners = [each for each in threading.enumerate() if each.name == "sign-in"]
    assert len(listeners) == 2
    for thread in listeners:
        thread.join(1)
    assert not any(thread.is_alive() for thread in listeners)
