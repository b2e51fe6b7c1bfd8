"""Signing in to Linear: without a secret, to read and no more, with refresh tokens that rotate."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from store.clock import HOUR, MINUTE, SECOND
from sync.errors import (
    BadAnswer,
    CodeRefused,
    Missing,
    RateLimited,
    RemoteError,
    SignedOut,
    UnknownApplication,
    Unreachable,
)
from sync.kinds import kind_of
from sync.oauth import OAuthSignIn
from sync.providers.linear.client import SERVICE
from sync.providers.linear.kind import KIND
from sync.providers.linear.signin import HOME, LinearSignIn, approval_origin
from sync.sandbox.linear import Fault, LinearSandbox
from sync.secrets import Secret, Secrets, open_secrets
from sync.signin import Attempt
from sync.tokens import Application, Grant, RenewedToken, TokenShelf
from sync.transport import GuardedTransport
from tests.clock import FixedClock
from tests.sync.browsing import allow, decide, free_port, refuse
from tests.sync.clocks import RunningClock
from tests.sync.hostile import hostile, response

Transports = Callable[[str], GuardedTransport]
Begin = Callable[..., Attempt]


@pytest.fixture
def endpoints(linear: LinearSandbox, transports: Transports) -> LinearSignIn:
    """Return the sandbox's sign-in endpoints."""
    return LinearSignIn(transports(linear.url), Application(linear.client_id, None))


@pytest.fixture
def begin(linear: LinearSandbox, transports: Transports, running: RunningClock) -> Begin:
    """Return a function that begins an attempt at the sandbox."""

    def make(client_id: str = "") -> Attempt:
        redirect = f"http://localhost:{free_port()}/callback"
        linear.app.redirects = (redirect,)
        application = Application(client_id or linear.client_id, None)
        signing_in = LinearSignIn(transports(linear.url), application, redirect)
        return Attempt(signing_in, redirect, running)

    return make


@pytest.fixture
def shelf(linear: LinearSandbox, secrets: Secrets, clock: FixedClock) -> TokenShelf:
    """Return a shelf with a pair whose access token has run out."""
    pair = linear.grants.allow(linear.tracker.main, frozenset({"read"}))
    held = TokenShelf(secrets, "linear", "7")
    held.keep(Grant(Secret(pair.access), Secret(pair.refresh), clock.wall()))
    return held


@pytest.fixture
def token(
    shelf: TokenShelf, endpoints: LinearSignIn, clock: FixedClock, tmp_path: Path
) -> RenewedToken:
    """Return the token on the shelf."""
    return RenewedToken(shelf, endpoints, clock, tmp_path / "linear-7.lock", SERVICE)


def form(linear: LinearSandbox, number: int = -1) -> dict[str, list[str]]:
    """Return what a request to the sandbox held, read as a form."""
    body = linear.traffic[number]["request_body"]
    return parse_qs(body) if isinstance(body, str) else {k: [v] for k, v in body.items()}


def test_the_address_asks_to_read_and_for_nothing_else(begin: Begin) -> None:
    asked = parse_qs(urlsplit(begin().address).query)
    assert asked["scope"] == ["read"]
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["prompt"] == ["consent"]
    assert len(asked["state"][0]) > 30
    assert set(asked) == {
        *("response_type", "client_id", "redirect_uri", "scope", "state", "prompt"),
        *("code_challenge", "code_challenge_method"),
    }


@pytest.mark.parametrize(
    ("api", "environment", "approval"),
    [
        (HOME, {}, "https://linear.app"),
        (HOME, {"AYRON_LINEAR_AUTH_URL": "https://other.example"}, "https://other.example"),
        ("http://127.0.0.1:4417", {}, "http://127.0.0.1:4417"),
        (
            "http://127.0.0.1:4417",
            {"AYRON_LINEAR_AUTH_URL": " http://127.0.0.1:4418/ "},
            "http://127.0.0.1:4418",
        ),
    ],
)
def test_one_approves_where_one_is_sent(
    api: str, environment: dict[str, str], approval: str, transports: Transports
) -> None:
    assert approval_origin(api, environment) == approval
    signing_in = KIND.sign_in(
        transports(api), Application("x", None), "http://localhost:1/callback", environment
    )
    assert signing_in.address("state", "verifier" * 8).startswith(f"{approval}/oauth/authorize?")


def test_allowing_brings_a_pair_and_what_it_is_good_for(
    begin: Begin, linear: LinearSandbox, clock: FixedClock, stop: Event
) -> None:
    with begin() as attempt:
        allow(attempt)
        grant = attempt.wait(stop)
    assert grant.refresh is not None
    assert grant.scopes == ("read",)
    assert grant.expires_at == clock.wall() + 24 * HOUR - SECOND
    sent = form(linear)
    assert set(sent) == {"grant_type", "code", "redirect_uri", "client_id", "code_verifier"}
    headers = {name.lower() for name in linear.traffic[-1]["headers"]}
    assert "host" in headers
    assert "authorization" not in headers


def test_a_refusal_in_the_browser_connects_nothing(begin: Begin, stop: Event) -> None:
    with begin() as attempt:
        refuse(attempt)
        with pytest.raises(RemoteError, match="refused in the browser"):
            attempt.wait(stop)


def test_an_application_that_is_none_is_named(
    begin: Begin, endpoints: LinearSignIn, transports: Transports, linear: LinearSandbox
) -> None:
    page = httpx.get(begin("other").address)
    assert page.status_code == 400
    wrong = LinearSignIn(transports(linear.url), Application("other", None))
    with pytest.raises(UnknownApplication, match="application id"):
        wrong.refresh(Secret("x"))
    with pytest.raises(UnknownApplication, match="application id"):
        wrong.exchange(Secret("x"), Secret("x"))


def test_a_code_works_once(begin: Begin, stop: Event, endpoints: LinearSignIn) -> None:
    attempt = begin()
    address = decide(attempt.address).headers["location"]
    attempt.paste(address)
    assert attempt.wait(stop)
    attempt.paste(address)
    with pytest.raises(CodeRefused):
        attempt.wait(stop)


def test_a_refresh_brings_another_pair(token: RenewedToken, shelf: TokenShelf) -> None:
    before = shelf.refresh()
    assert token().reveal().startswith("lin_oauth_")
    assert shelf.refresh() not in (None, before)


def test_a_lost_answer_is_asked_for_again_with_the_old_token(
    token: RenewedToken, shelf: TokenShelf, linear: LinearSandbox, clock: FixedClock
) -> None:
    before = shelf.refresh()
    linear.fail(Fault(how="half", path="/oauth/token"))
    with pytest.raises(Unreachable):
        token()
    assert shelf.refresh() == before
    linear.fail(Fault(how="cut", path="/oauth/token"))
    with pytest.raises(BadAnswer):
        token()
    assert shelf.refresh() == before
    assert token().reveal().startswith("lin_oauth_")
    first, second, third = (form(linear, number)["refresh_token"] for number in (0, 1, 2))
    assert first == second == third


def test_an_answer_that_was_lost_for_too_long_means_connecting_again(
    token: RenewedToken, linear: LinearSandbox
) -> None:
    linear.fail(Fault(how="half", path="/oauth/token"))
    with pytest.raises(Unreachable):
        token()
    linear.skew = 31 * 60.0
    with pytest.raises(SignedOut, match="connect again"):
        token()


CHILD = """
import sys
from pathlib import Path
from threading import Event
from sync.origin import parse_origin
from sync.providers.linear.client import policy
from sync.providers.linear.signin import LinearSignIn
from sync.secrets import open_secrets
from sync.tokens import Application, RenewedToken, TokenShelf
from sync.transport import GuardedTransport
from tests.clock import FixedClock

origin, folder, client_id = sys.argv[1:]
clock = FixedClock()
shelf = TokenShelf(open_secrets(Path(folder), {}), "linear", "7")
transport = GuardedTransport("Linear", parse_origin(origin), policy, clock, Event())
endpoints = LinearSignIn(transport, Application(client_id, None))
token = RenewedToken(shelf, endpoints, clock, Path(folder) / "linear-7.lock", "Linear")
print("ready", flush=True)
sys.stdin.readline()
print(token().reveal(), flush=True)
"""


@pytest.mark.slow
def test_three_processes_refresh_once(
    linear: LinearSandbox, clock: FixedClock, tmp_path: Path
) -> None:
    pair = linear.grants.allow(linear.tracker.main, frozenset({"read"}))
    shelf = TokenShelf(open_secrets(tmp_path, {}, insecure_storage=True), "linear", "7")
    shelf.keep(Grant(Secret("old"), Secret(pair.refresh), clock.wall() - MINUTE))
    command = [sys.executable, "-c", CHILD, linear.url, str(tmp_path), linear.client_id]
    children = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    for child in children:
        assert child.stdout
        assert child.stdout.readline() == "ready\n"
    found = {child.communicate("\n")[0].strip() for child in children}
    assert len(linear.traffic) == 1
    assert len(found) == 1
    assert found.pop().startswith("lin_oauth_")


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        (({"error": "invalid_grant"}, 400), SignedOut),
        (({"error": "Error", "error_description": "Not now"}, 401), SignedOut),
        (({}, 401), SignedOut),
        ((b"", 401), SignedOut),
        (({"error": "Error", "error_description": "Not now"}, 400), Unreachable),
        (({"error": "Error"}, 200), Unreachable),
        (({"error": ["x"]}, 400), Unreachable),
        (({"error": "temporarily_unavailable"}, 503), Unreachable),
        ((b"<html>", 502), Unreachable),
        (({"error": "slow down"}, 429), RateLimited),
        (({"error": "invalid_client"}, 401), UnknownApplication),
        ((b"<html>", 400), BadAnswer),
        (({}, 200), BadAnswer),
        (([], 200), BadAnswer),
        (({"access_token": "a b"}, 200), BadAnswer),
        (({"access_token": "a", "token_type": "mac"}, 200), BadAnswer),
        ((b"[" * 100_000, 200), BadAnswer),
    ],
    ids=str,
)
def test_only_a_plain_end_of_the_grant_asks_to_connect_again(
    answer: tuple[object, int], meaning: type[RemoteError], transports: Transports
) -> None:
    body, status = answer
    with hostile(response(body, status=status)) as server:
        signing_in = LinearSignIn(transports(server.url), Application("x", None))
        with pytest.raises(RemoteError) as trouble:
            signing_in.refresh(Secret("canary-refresh"))
    assert type(trouble.value) is meaning
    assert "canary" not in f"{trouble.value!r} {trouble.value.__context__}"


def test_revoking_ends_the_grant(
    linear: LinearSandbox, shelf: TokenShelf, token: RenewedToken, endpoints: LinearSignIn
) -> None:
    token()
    refresh = shelf.refresh()
    assert refresh is not None
    endpoints.revoke(refresh)
    assert form(linear) == {"token": [refresh.reveal()], "client_id": [linear.client_id]}
    with pytest.raises(SignedOut):
        endpoints.refresh(refresh)
    with pytest.raises(Missing, match="no sign-in left"):
        endpoints.revoke(refresh)


@pytest.mark.parametrize("status", [401, 500])
def test_a_grant_that_was_not_ended_is_not_called_ended(
    status: int, transports: Transports
) -> None:
    with hostile(response({"error": "Error"}, status=status)) as server:
        signing_in = LinearSignIn(transports(server.url), Application("x", None))
        with pytest.raises(BadAnswer, match="did not revoke"):
            signing_in.revoke(Secret("x"))


@pytest.mark.parametrize(
    ("told", "scopes"),
    [
        ("read", ("read",)),
        ("read write", ("read", "write")),
        ("read,write", ("read", "write")),
        (["read"], ("read",)),
        (None, ()),
        (7, ()),
        ("re\x1bad", ("re\ufffdad",)),
    ],
)
def test_what_was_granted_is_read_from_the_answer(
    told: object, scopes: tuple[str, ...], transports: Transports
) -> None:
    answer = response({"access_token": "a", "refresh_token": "r", "scope": told})
    with hostile(answer) as server:
        signing_in = LinearSignIn(transports(server.url), Application("x", None))
        assert signing_in.refresh(Secret("x")).scopes == scopes
        assert signing_in.scopes(Secret("a")) == ()


def test_the_kind_is_found_by_its_name() -> None:
    kind = kind_of("linear")
    assert kind is KIND
    assert (kind.label, kind.home, kind.scopes) == (SERVICE, HOME, ("read",))
    assert not kind.needs_secret
    assert issubclass(LinearSignIn, OAuthSignIn)
