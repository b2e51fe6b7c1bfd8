"""What was granted: how long it lasts, what it opens, who ends it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import httpx

from sync.sandbox import App, Sandbox, StillClock
from sync.sandbox.application import READ_SCOPES
from tests.sync.sandbox.asking import message
from tests.sync.sandbox.signing import (
    SCOPE,
    allowed_code,
    ask,
    exchange,
    me,
    press,
    refresh,
    returned,
    signed_in,
    wish,
)


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
