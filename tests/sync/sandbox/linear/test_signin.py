"""Sign-in as a program goes through it: page, code, token, refresh, revoke."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from sync.sandbox.linear import App, LinearSandbox, StillClock
from sync.sandbox.signin import challenge_of
from tests.sync.sandbox.linear.asking import ME, ask, data, error

CALLBACK = "http://localhost:8976/callback"
VERIFIER = "v" * 64
DAY = 24 * 3600


@pytest.fixture
def schema() -> Path | None:
    """Return no file: signing in has nothing to do with the schema."""
    return None


def wish(sandbox: LinearSandbox, **changes: str) -> dict[str, str]:
    """Return a good request for the authorise page, with some parameters changed."""
    query = {
        "client_id": sandbox.client_id,
        "redirect_uri": CALLBACK,
        "response_type": "code",
        "state": "s-123",
        "scope": "read",
        "code_challenge": challenge_of(VERIFIER),
        "code_challenge_method": "S256",
    }
    return {name: value for name, value in {**query, **changes}.items() if value}


def open_page(sandbox: LinearSandbox, web: httpx.Client, **changes: str) -> httpx.Response:
    """Open the authorise page."""
    return web.get("/oauth/authorize", params=wish(sandbox, **changes))


def press(web: httpx.Client, page: httpx.Response, decision: str) -> httpx.Response:
    """Press a button of the page, as a browser does."""
    assert page.status_code == 200, page.text
    action = re.findall(r'<form method="get" action="([^"]+)"', page.text)[0]
    ticket = re.findall(r'name="ticket" value="([^"]+)"', page.text)[0]
    assert f'name="decision" value="{decision}"' in page.text
    return web.get(action, params={"ticket": ticket, "decision": decision})


def returned(answer: httpx.Response) -> dict[str, str]:
    """Return what the browser brings back to the application."""
    assert answer.status_code == 302, answer.text
    assert answer.headers["location"].startswith(f"{CALLBACK}?")
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


def allowed(sandbox: LinearSandbox, web: httpx.Client, **changes: str) -> str:
    """Go through the page with yes, and return the code."""
    return returned(press(web, open_page(sandbox, web, **changes), "allow"))["code"]


def exchange(
    sandbox: LinearSandbox, web: httpx.Client, code: str, **changes: str
) -> httpx.Response:
    """Exchange a code for tokens."""
    form = {
        "grant_type": "authorization_code",
        "client_id": sandbox.client_id,
        "redirect_uri": CALLBACK,
        "code": code,
        "code_verifier": VERIFIER,
    }
    return web.post("/oauth/token", data={**form, **changes})


def tokens(sandbox: LinearSandbox, web: httpx.Client, **changes: str) -> dict[str, Any]:
    """Sign in, and return what the token endpoint gave."""
    answer = exchange(sandbox, web, allowed(sandbox, web, **changes))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def refresh(sandbox: LinearSandbox, web: httpx.Client, token: str) -> httpx.Response:
    """Ask for a new pair."""
    form = {"grant_type": "refresh_token", "client_id": sandbox.client_id, "refresh_token": token}
    return web.post("/oauth/token", data=form)


def who(web: httpx.Client, token: str) -> httpx.Response:
    """Ask who one is, with an access token."""
    web.headers["Authorization"] = f"Bearer {token}"
    answer = ask(web, ME)
    del web.headers["Authorization"]
    return answer


def test_a_public_client_signs_in_without_a_secret(
    web: httpx.Client, sandbox: LinearSandbox
) -> None:
    given = tokens(sandbox, web)
    assert given["expires_in"] == DAY - 1
    assert (given["token_type"], given["scope"]) == ("Bearer", "read")
    answer = who(web, given["access_token"])
    assert data(answer)["viewer"]["name"] == "Lena Brandt"
    assert answer.headers["x-ratelimit-requests-limit"] == "5000"


def test_scopes_are_asked_with_commas_and_told_with_spaces(
    web: httpx.Client, sandbox: LinearSandbox
) -> None:
    assert tokens(sandbox, web, scope="write,issues:create")["scope"] == "issues:create read write"
    assert returned(open_page(sandbox, web, scope="read write"))["error"] == "invalid_scope"


def test_the_state_comes_back_and_no_is_no(web: httpx.Client, sandbox: LinearSandbox) -> None:
    page = open_page(sandbox, web)
    assert "Lena Brandt" in page.text
    assert returned(press(web, page, "deny")) == {"error": "access_denied", "state": "s-123"}
    ticket = re.findall(r'name="ticket" value="([^"]+)"', page.text)[0]
    again = web.get("/oauth/authorize", params={"ticket": ticket, "decision": "allow"})
    assert again.status_code == 400


@pytest.mark.parametrize(
    "redirect",
    ["http://localhost:8977/callback", "http://localhost:8976/callback/", "", "https://evil.test"],
)
def test_a_redirect_has_to_be_the_registered_one(
    web: httpx.Client, sandbox: LinearSandbox, redirect: str
) -> None:
    refused = open_page(sandbox, web, redirect_uri=redirect)
    assert refused.status_code == 400
    assert refused.text == "Invalid redirect_uri parameter for the application"


def test_other_misfits_of_the_page(web: httpx.Client, sandbox: LinearSandbox) -> None:
    assert open_page(sandbox, web, client_id="nobody").status_code == 400
    answer = open_page(sandbox, web, response_type="token")
    assert returned(answer)["error"] == "unsupported_response_type"
    plain = open_page(sandbox, web, code_challenge_method="plain")
    assert returned(plain)["error"] == "invalid_request"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"code_verifier": "w" * 64}, "invalid_grant"),
        ({"code_verifier": ""}, "invalid_grant"),
        ({"redirect_uri": "http://127.0.0.1:8976/callback"}, "invalid_grant"),
        ({"client_id": "nobody"}, "invalid_client"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
)
def test_a_code_is_exchanged_as_it_was_asked_for(
    web: httpx.Client, sandbox: LinearSandbox, changes: dict[str, str], told: str
) -> None:
    refused = exchange(sandbox, web, allowed(sandbox, web), **changes)
    assert refused.status_code in (400, 401)
    assert refused.json()["error"] == told


def test_a_code_is_good_once_and_for_ten_minutes(
    web: httpx.Client, sandbox: LinearSandbox, watch: StillClock
) -> None:
    assert exchange(sandbox, web, "made-up").json()["error"] == "invalid_grant"
    code = allowed(sandbox, web)
    assert exchange(sandbox, web, code).status_code == 200
    assert exchange(sandbox, web, code).json()["error"] == "invalid_grant"
    late = allowed(sandbox, web)
    watch.advance(601)
    assert exchange(sandbox, web, late).json()["error"] == "invalid_grant"


def test_without_pkce_a_secret_would_be_needed(web: httpx.Client, sandbox: LinearSandbox) -> None:
    code = allowed(sandbox, web, code_challenge="", code_challenge_method="")
    assert exchange(sandbox, web, code).json()["error"] == "invalid_client"


def test_json_is_no_form(web: httpx.Client, sandbox: LinearSandbox) -> None:
    body = {"grant_type": "refresh_token", "client_id": sandbox.client_id}
    assert web.post("/oauth/token", json=body).json()["error"] == "Error"
    assert web.get("/oauth/token").status_code == 404


def test_an_access_token_lives_for_a_day(
    web: httpx.Client, sandbox: LinearSandbox, watch: StillClock
) -> None:
    given = tokens(sandbox, web)
    watch.advance(DAY - 1)
    assert data(who(web, given["access_token"]))
    watch.advance(1)
    assert error(who(web, given["access_token"]))[:2] == (401, "AUTHENTICATION_ERROR")
    renewed = refresh(sandbox, web, given["refresh_token"]).json()
    assert data(who(web, renewed["access_token"]))


def test_refreshing_rotates_and_may_be_replayed_for_half_an_hour(
    web: httpx.Client, sandbox: LinearSandbox, watch: StillClock
) -> None:
    first = tokens(sandbox, web)
    second = refresh(sandbox, web, first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    watch.advance(30 * 60)
    assert refresh(sandbox, web, first["refresh_token"]).json() == second
    watch.advance(1)
    refused = refresh(sandbox, web, first["refresh_token"])
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
    assert refresh(sandbox, web, second["refresh_token"]).status_code == 200


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
def test_revoking_either_ends_both(web: httpx.Client, sandbox: LinearSandbox, which: str) -> None:
    given = tokens(sandbox, web)
    answers = [web.post("/oauth/revoke", data={"token": given[which]}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 400]
    assert web.post("/oauth/revoke", data={"nothing": "x"}).status_code == 401
    assert error(who(web, given["access_token"]))[0] == 401
    assert refresh(sandbox, web, given["refresh_token"]).json()["error"] == "invalid_grant"


def test_a_token_and_a_key_do_not_stand_in_for_each_other(
    web: httpx.Client, sandbox: LinearSandbox
) -> None:
    web.headers["Authorization"] = tokens(sandbox, web)["access_token"]
    assert error(ask(web, ME))[:2] == (401, "AUTHENTICATION_ERROR")


def test_it_may_say_yes_by_itself_and_to_somebody_else(watch: StillClock) -> None:
    app = App(redirects=(CALLBACK,), client_id="studio")
    with (
        LinearSandbox(clock=watch, approve=True, app=app) as sandbox,
        httpx.Client(base_url=sandbox.url) as web,
    ):
        sandbox.sit_down(sandbox.tracker.user("Mei Tanaka"))
        code = returned(open_page(sandbox, web))["code"]
        given = exchange(sandbox, web, code).json()
        assert data(who(web, given["access_token"]))["viewer"]["name"] == "Mei Tanaka"
