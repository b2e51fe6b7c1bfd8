"""Sign-in as a program goes through it: page, code, token."""

from __future__ import annotations

import re

import httpx
import pytest

from sync.sandbox import Sandbox, StillClock
from sync.sandbox.application import OUT_OF_BAND
from tests.sync.sandbox.asking import person
from tests.sync.sandbox.signing import (
    CALLBACK,
    SCOPE,
    allowed_code,
    exchange,
    me,
    press,
    returned,
    signed_in,
    wish,
)


def test_allow_brings_code_and_state_and_then_tokens(sandbox: Sandbox, web: httpx.Client) -> None:
    page = web.get("/-/oauth_authorize", params=wish(sandbox))
    assert "Lena Brandt" in page.text
    back = returned(press(web, page, "allow"))
    assert back["state"] == "s-123"
    tokens = exchange(sandbox, web, back["code"]).json()
    assert tokens["expires_in"] == 3600
    assert tokens["token_type"] == "bearer"
    assert tokens["data"]["gid"] == sandbox.agency.main.gid
    assert tokens["data"]["id"] == int(sandbox.agency.main.gid)
    assert me(web, tokens["access_token"]).json()["data"]["name"] == "Lena Brandt"


def test_deny_brings_an_error_and_the_state(sandbox: Sandbox, web: httpx.Client) -> None:
    page = web.get("/-/oauth_authorize", params=wish(sandbox))
    assert returned(press(web, page, "deny")) == {"error": "access_denied", "state": "s-123"}


def test_a_page_is_answered_once(sandbox: Sandbox, web: httpx.Client) -> None:
    page = web.get("/-/oauth_authorize", params=wish(sandbox))
    press(web, page, "deny")
    assert press(web, page, "allow").status_code == 400


def test_without_a_person_it_can_approve_by_itself(sandbox: Sandbox, web: httpx.Client) -> None:
    sandbox.app.approves = True
    back = returned(web.get("/-/oauth_authorize", params=wish(sandbox)))
    assert exchange(sandbox, web, back["code"]).status_code == 200


def test_somebody_else_can_sit_at_the_browser(sandbox: Sandbox, web: httpx.Client) -> None:
    sandbox.sit_down(person(sandbox, "Mei"))
    assert signed_in(sandbox, web)["data"]["name"] == "Mei Tanaka"


def test_out_of_band_shows_the_code(sandbox: Sandbox, web: httpx.Client) -> None:
    query = wish(sandbox, redirect_uri=OUT_OF_BAND)
    page = press(web, web.get("/-/oauth_authorize", params=query), "allow")
    code = re.findall(r"<code>([^<]+)</code>", page.text)[0]
    assert exchange(sandbox, web, code, redirect_uri=OUT_OF_BAND).status_code == 200
    denied = press(web, web.get("/-/oauth_authorize", params=query), "deny")
    assert (denied.status_code, "not given access" in denied.text) == (200, True)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"client_id": "1"}, "invalid_request: The client_id parameter"),
        ({"redirect_uri": "http://localhost:8977/callback"}, "invalid_request: The redirect_uri"),
        ({"redirect_uri": CALLBACK + "/"}, "invalid_request: The redirect_uri"),
        ({"scope": ""}, "forbidden_scopes: "),
        ({"scope": "default"}, "forbidden_scopes: "),
        ({"scope": f"{SCOPE} tasks:write"}, "forbidden_scopes: "),
    ],
)
def test_what_cannot_be_trusted_is_refused_on_the_page(
    sandbox: Sandbox, web: httpx.Client, changes: dict[str, str], word: str
) -> None:
    answer = web.get("/-/oauth_authorize", params=wish(sandbox, **changes))
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.text.startswith(word)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"state": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": ""}, "invalid_request"),
    ],
)
def test_other_mistakes_go_back_to_the_application(
    sandbox: Sandbox, web: httpx.Client, changes: dict[str, str], error: str
) -> None:
    answer = web.get("/-/oauth_authorize", params=wish(sandbox, **changes))
    assert returned(answer)["error"] == error


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"code_verifier": "w" * 64}, 400, "invalid_grant"),
        ({"code_verifier": ""}, 400, "invalid_grant"),
        ({"redirect_uri": OUT_OF_BAND}, 400, "invalid_grant"),
        ({"code": "nonsense"}, 400, "invalid_grant"),
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_secret": ""}, 400, "invalid_request"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ],
)
def test_a_wrong_exchange_is_refused(
    sandbox: Sandbox, web: httpx.Client, changes: dict[str, str], status: int, error: str
) -> None:
    code = allowed_code(sandbox, web)
    answer = exchange(sandbox, web, **{"code": code, **changes})
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert "errors" not in answer.json()


def test_basic_auth_and_json_are_not_understood(sandbox: Sandbox, web: httpx.Client) -> None:
    form = {"grant_type": "authorization_code", "code": allowed_code(sandbox, web)}
    credentials = (sandbox.client_id, sandbox.client_secret)
    assert web.post("/-/oauth_token", data=form, auth=credentials).status_code == 400
    assert web.post("/-/oauth_token", json=form).status_code == 400


def test_a_code_works_once_and_a_second_use_ends_the_first(
    sandbox: Sandbox, web: httpx.Client
) -> None:
    code = allowed_code(sandbox, web)
    tokens = exchange(sandbox, web, code).json()
    assert exchange(sandbox, web, code).json()["error"] == "invalid_grant"
    assert me(web, tokens["access_token"]).status_code == 401


def test_a_code_gets_too_old(sandbox: Sandbox, web: httpx.Client, watch: StillClock) -> None:
    code = allowed_code(sandbox, web)
    watch.advance(601)
    assert exchange(sandbox, web, code).json()["error"] == "invalid_grant"


def test_only_the_four_endpoints_are_there(web: httpx.Client) -> None:
    assert web.get("/-/oauth_token").status_code == 404
    assert web.post("/-/oauth_authorize").status_code == 404
