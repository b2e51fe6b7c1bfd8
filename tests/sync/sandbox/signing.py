"""Sign-in as a program and a browser go through it, one step at a time."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

from sync.sandbox import Sandbox
from sync.sandbox.signin import challenge_of

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
