"""The page on which a person allows an application to read, or doesn't."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from sync.sandbox import pages
from sync.sandbox.application import OUT_OF_BAND, App, Wish
from sync.sandbox.replies import HTML_TYPE, TEXT_TYPE, Reply

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.sandbox.records import Person
    from sync.sandbox.traffic import Request


class Misfit(Exception):
    """The authorise page says no in plain text: there is no trusted place to go back to."""


class ConsentPage:
    """Asks, remembers what was allowed under a code. `person` is who sits at the browser."""

    def __init__(self, app: App, person: Person, clock: Callable[[], float]) -> None:
        self.app = app
        self.person = person
        self.codes: dict[str, Wish] = {}
        self._clock = clock
        self._tickets: dict[str, Wish] = {}

    def answer(self, request: Request) -> Reply:
        """Show the page, or take the answer that was given on it."""
        try:
            if "ticket" in request.query:
                query = request.query
                return self._decide(query["ticket"], query.get("decision", ""))
            return self._ask(request.query)
        except Misfit as misfit:
            return Reply(400, str(misfit).encode(), TEXT_TYPE)

    def _ask(self, query: dict[str, str]) -> Reply:
        redirect = self._redirect(query)
        complaint = _complaint(query)
        if complaint:
            return _back(redirect, query.get("state", ""), error=complaint)
        wish = Wish(
            redirect,
            query["state"],
            query.get("code_challenge", ""),
            self._scopes(query.get("scope", "")),
            self.person,
            self._clock(),
        )
        if self.app.approves:
            return self._allow(wish)
        ticket = secrets.token_urlsafe(16)
        self._tickets[ticket] = wish
        return Reply(200, pages.consent(ticket, wish.person, wish.scopes), HTML_TYPE)

    def _redirect(self, query: dict[str, str]) -> str:
        if query.get("client_id") != self.app.client_id:
            raise Misfit(
                "invalid_request: The client_id parameter does not match a known application."
            )
        redirect = query.get("redirect_uri", "")
        if redirect not in self.app.redirects:
            raise Misfit(
                "invalid_request: The redirect_uri parameter does not match a valid url "
                "for the application."
            )
        return redirect

    def _scopes(self, scope: str) -> frozenset[str] | None:
        asked = frozenset(scope.split())
        allowed = frozenset({"default"}) if self.app.scopes is None else self.app.scopes
        forbidden = (asked or frozenset({"default"})) - allowed
        if forbidden:
            names = " ".join(sorted(forbidden))
            raise Misfit(
                "forbidden_scopes: Your app is not allowed to request user authorization for "
                f"`{names}` scopes."
            )
        return None if self.app.scopes is None else asked

    def _decide(self, ticket: str, decision: str) -> Reply:
        wish = self._tickets.pop(ticket, None)
        if wish is None:
            raise Misfit("invalid_request: This page was answered already. Start again.")
        if decision == "allow":
            return self._allow(wish)
        if wish.redirect == OUT_OF_BAND:
            return Reply(200, pages.denied(), HTML_TYPE)
        return _back(wish.redirect, wish.state, error="access_denied")

    def _allow(self, wish: Wish) -> Reply:
        code = f"2/{wish.person.gid}/{secrets.token_hex(12)}:{secrets.token_hex(8)}"
        self.codes[code] = wish
        if wish.redirect == OUT_OF_BAND:
            return Reply(200, pages.show_code(code), HTML_TYPE)
        return _back(wish.redirect, wish.state, code=code)


def _complaint(query: dict[str, str]) -> str:
    """Name what is wrong with a request that may be answered on its redirect."""
    if query.get("response_type") != "code":
        return "unsupported_response_type"
    if not query.get("state"):
        return "invalid_request"
    if ("code_challenge" in query) != (query.get("code_challenge_method") == "S256"):
        return "invalid_request"
    return ""


def _back(redirect: str, state: str, **fields: str) -> Reply:
    """Send the browser back to the application."""
    if redirect == OUT_OF_BAND:
        return Reply(400, f"{fields.get('error', '')}".encode(), TEXT_TYPE)
    query = urlencode({**fields, **({"state": state} if state else {})})
    mark = "&" if "?" in redirect else "?"
    return Reply(302, content_type=TEXT_TYPE, headers={"Location": f"{redirect}{mark}{query}"})
