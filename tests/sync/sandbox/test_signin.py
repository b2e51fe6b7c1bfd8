"""Sign-in as a program goes through it: page, code, token, refresh, revoke."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from sync.sandbox import App, Sandbox, StillClock
from sync.sandbox.application import OUT_OF_BAND, READ_SCOPES
from sync.sandbox.signin import challenge_of
from tests.sync.sandbox.asking import message, person

CALLBACK = "http://localhost:8976/callback"
SCOPE = "users:read workspaces:read projects:read tasks:read"
VERIFIER = "v" * 64


def wish(sandbox: Sandbox, **changes: str) -> dict[str, str]:
    """Return a good request for the authorise page, with some parameters changed."""
    query = {
        "client_id": sandbox.client_id,
        "redirect_uri": CALLBACK,
        "response_type": "code",
        "state": "s-123",
        "scope": SCOPE,
        "code_challenge": challenge_of(VERIFIER),
        "code_challenge_method": "S256",
    }
    return {name: value for name, value in {**query, **changes}.items() if value}


def press(web: httpx.Client, page: httpx.Response, decision: str) -> httpx.Response:
    """Press a button of the page, as a browser does."""
    assert page.status_code == 200, page.text
    action = re.findall(r'<form method="get" action="([^"]+)"', page.text)[0]
    ticket = re.findall(r'name="ticket" value="([^"]+)"', page.text)[0]
    assert f'name="decision" value="{decision}"' in page.text
    return web.get(action, params={"ticket": ticket, "decision": decision})


def returned(answer: httpx.Response) -> dict[str, str]:
    """Return what the browser brings back to the application."""
    assert answer.status_code == 302
    assert answer.headers["location"].startswith(f"{CALLBACK}?")
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


def allowed_code(sandbox: Sandbox, web: httpx.Client, **changes: str) -> str:
    """Go through the page with yes, and return the code."""
    page = web.get("/-/oauth_authorize", params=wish(sandbox, **changes))
    return returned(press(web, page, "allow"))["code"]


def exchange(sandbox: Sandbox, web: httpx.Client, code: str, **changes: str) -> httpx.Response:
    """Exchange a code for tokens."""
    form = {
        "grant_type": "authorization_code",
        "client_id": sandbox.client_id,
        "client_secret": sandbox.client_secret,
        "redirect_uri": CALLBACK,
        "code": code,
        "code_verifier": VERIFIER,
    }
    return web.post("/-/oauth_token", data={**form, **changes})


def ask(sandbox: Sandbox, web: httpx.Client, path: str, **fields: str) -> httpx.Response:
    """Post a form with the application's credentials to another sign-in endpoint."""
    credentials = {"client_id": sandbox.client_id, "client_secret": sandbox.client_secret}
    return web.post(f"/-/{path}", data={**credentials, **fields})


def refresh(sandbox: Sandbox, web: httpx.Client, token: str) -> httpx.Response:
    """Ask for a new access token."""
    return ask(sandbox, web, "oauth_token", grant_type="refresh_token", refresh_token=token)


def signed_in(sandbox: Sandbox, web: httpx.Client) -> dict[str, Any]:
    """Go all the way, and return the answer of the token endpoint."""
    answer = exchange(sandbox, web, allowed_code(sandbox, web))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def me(web: httpx.Client, token: str) -> httpx.Response:
    """Use an access token."""
    return web.get("/api/1.0/users/me", headers={"Authorization": f"Bearer {token}"})


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


def test_an_access_token_lives_an_hour_and_is_refreshed(
    sandbox: Sandbox, web: httpx.Client, watch: StillClock
) -> None:
    tokens = signed_in(sandbox, web)
    watch.advance(3599)
    assert me(web, tokens["access_token"]).status_code == 200
    watch.advance(1)
    expired = me(web, tokens["access_token"])
    assert (expired.status_code, message(expired)[:29]) == (401, "The bearer token has expired.")
    renewed = refresh(sandbox, web, tokens["refresh_token"]).json()
    assert "refresh_token" not in renewed
    assert me(web, renewed["access_token"]).status_code == 200


def test_refresh_tokens_can_rotate(watch: StillClock) -> None:
    app = App(rotates=True)
    with Sandbox(clock=watch, app=app) as sandbox, httpx.Client(base_url=sandbox.url) as web:
        old = signed_in(sandbox, web)["refresh_token"]
        new = refresh(sandbox, web, old).json()["refresh_token"]
        assert refresh(sandbox, web, old).json()["error"] == "invalid_grant"
        assert refresh(sandbox, web, new).status_code == 200


def test_revoking_ends_refresh_and_access(sandbox: Sandbox, web: httpx.Client) -> None:
    tokens = signed_in(sandbox, web)
    access, lasting = tokens["access_token"], tokens["refresh_token"]
    assert ask(sandbox, web, "oauth_revoke", token=access).status_code == 400
    assert ask(sandbox, web, "oauth_revoke", token=lasting).status_code == 200
    assert ask(sandbox, web, "oauth_revoke", token="unheard of").status_code == 200
    assert me(web, access).status_code == 401
    assert refresh(sandbox, web, lasting).json()["error"] == "invalid_grant"


def test_token_info_tells_the_granted_scopes(
    sandbox: Sandbox, web: httpx.Client, watch: StillClock
) -> None:
    tokens = signed_in(sandbox, web)
    told = web.post("/-/token_info", data={"token": tokens["access_token"]}).json()
    assert set(told["scope"].split()) == set(SCOPE.split())
    assert (told["token_type"], told["active"], told["expires_in"]) == ("bearer", True, 3600)
    watch.advance(3601)
    later = web.post("/-/token_info", data={"token": tokens["access_token"]}).json()
    assert later["active"] is False
    lasting = web.post("/-/token_info", data={"token": tokens["refresh_token"]}).json()
    assert (lasting["token_type"], lasting["active"]) == ("refresh", True)
    assert web.post("/-/token_info", data={"token": "x"}).json() == {"active": False}


def test_granular_scopes_bind(sandbox: Sandbox, web: httpx.Client) -> None:
    code = allowed_code(sandbox, web, scope="users:read tasks:read")
    token = exchange(sandbox, web, code).json()["access_token"]
    web.headers["Authorization"] = f"Bearer {token}"
    task = sandbox.agency.find("Homepage hero").gid
    for path, scope in (
        ("/workspaces", "workspaces:read"),
        (f"/tasks/{task}?opt_fields=projects.archived", "projects:read"),
        (f"/tasks/{task}?opt_fields=actual_time_minutes", "time_tracking_entries:read"),
        (f"/events?resource={task}", "full permissions"),
    ):
        refused = web.get(f"/api/1.0{path}")
        assert (refused.status_code, scope in message(refused)) == (403, True)
    for fields in ("projects.name", "assignee.email", "memberships.section.name", "workspace"):
        assert web.get(f"/api/1.0/tasks/{task}?opt_fields={fields}").status_code == 200


def test_full_permissions_ask_for_default_and_may_everything(watch: StillClock) -> None:
    app = App(scopes=None)
    with Sandbox(clock=watch, app=app) as sandbox, httpx.Client(base_url=sandbox.url) as web:
        refused = web.get("/-/oauth_authorize", params=wish(sandbox))
        assert refused.text.startswith("forbidden_scopes: ")
        tokens = exchange(sandbox, web, allowed_code(sandbox, web, scope="default")).json()
        headers = {"Authorization": f"Bearer {tokens['access_token']}"}
        task = sandbox.agency.find("Homepage hero").gid
        events = web.get(f"/api/1.0/events?resource={task}", headers=headers)
        assert events.status_code == 412


def test_an_old_refresh_token_can_bring_the_same_answer_for_a_while(watch: StillClock) -> None:
    app = App(rotates=True, grace_seconds=30)
    with Sandbox(clock=watch, app=app) as sandbox, httpx.Client(base_url=sandbox.url) as web:
        old = signed_in(sandbox, web)["refresh_token"]
        first = refresh(sandbox, web, old).json()
        watch.advance(29)
        assert refresh(sandbox, web, old).json() == first
        assert refresh(sandbox, web, first["refresh_token"]).status_code == 200
        watch.advance(1)
        assert refresh(sandbox, web, old).json()["error"] == "invalid_grant"


def test_of_many_who_refresh_at_once_one_wins(watch: StillClock) -> None:
    app = App(rotates=True)
    with (
        Sandbox(clock=watch, app=app) as sandbox,
        httpx.Client(base_url=sandbox.url) as web,
        ThreadPoolExecutor(8) as pool,
    ):
        old = signed_in(sandbox, web)["refresh_token"]
        answers = pool.map(lambda _: refresh(sandbox, web, old), range(8))
        assert sorted(answer.status_code for answer in answers) == [200, *[400] * 7]


def test_a_refresh_can_repeat_the_token_it_was_asked_with(watch: StillClock) -> None:
    app = App(repeats=True)
    with Sandbox(clock=watch, app=app) as sandbox, httpx.Client(base_url=sandbox.url) as web:
        lasting = signed_in(sandbox, web)["refresh_token"]
        assert refresh(sandbox, web, lasting).json()["refresh_token"] == lasting


def test_webhook_scopes_are_granted_when_they_are_asked_for(
    sandbox: Sandbox, web: httpx.Client
) -> None:
    wider = f"{SCOPE} webhooks:read webhooks:write webhooks:delete"
    page = web.get("/-/oauth_authorize", params=wish(sandbox, scope=wider))
    assert "set up webhooks" in page.text
    code = returned(press(web, page, "allow"))["code"]
    token = exchange(sandbox, web, code).json()["access_token"]
    told = web.post("/-/token_info", data={"token": token}).json()
    assert set(told["scope"].split()) == set(wider.split())


def test_webhook_scopes_are_refused_to_an_application_without_them(watch: StillClock) -> None:
    app = App(scopes=READ_SCOPES)
    with Sandbox(clock=watch, app=app) as sandbox, httpx.Client(base_url=sandbox.url) as web:
        page = web.get("/-/oauth_authorize", params=wish(sandbox, scope=f"{SCOPE} webhooks:read"))
        assert page.text.endswith("for `webhooks:read` scopes.")


def test_token_info_tells_a_personal_token_and_full_permissions(watch: StillClock) -> None:
    app = App(scopes=None)
    with Sandbox(clock=watch, app=app) as sandbox, httpx.Client(base_url=sandbox.url) as web:
        own = web.post("/-/token_info", data={"token": sandbox.token}).json()
        assert (own["scope"], own["active"], "client_id" in own) == ("default", True, False)
        assert own["expires_in"] > 9 * 365 * 24 * 3600
        code = allowed_code(sandbox, web, scope="default")
        full = exchange(sandbox, web, code).json()["access_token"]
        told = web.post("/-/token_info", data={"token": full}).json()
        assert (told["scope"], told["client_id"]) == ("default", sandbox.client_id)
        sandbox.grants.revoke(sandbox.token)
        assert not web.post("/-/token_info", data={"token": sandbox.token}).json()["active"]


def test_a_person_can_end_one_application_and_keep_their_own_token(
    sandbox: Sandbox, web: httpx.Client
) -> None:
    tokens = signed_in(sandbox, web)
    assert web.post("/control/deauthorise", json={}).status_code == 200
    assert me(web, tokens["access_token"]).status_code == 401
    assert refresh(sandbox, web, tokens["refresh_token"]).json()["error"] == "invalid_grant"
    assert me(web, sandbox.token).status_code == 200


def test_only_the_four_endpoints_are_there(web: httpx.Client) -> None:
    assert web.get("/-/oauth_token").status_code == 404
    assert web.post("/-/oauth_authorize").status_code == 404
