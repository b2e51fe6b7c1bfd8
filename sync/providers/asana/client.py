"""Asana's paths and pages, and the policy that keeps this client a reader."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from sync.errors import BadAnswer, ListExpired, Rejected
from sync.http import Client

SERVICE = "Asana"
API = "/api/1.0"
PAGE_ROWS = 100
SCOPES = ("users:read", "workspaces:read", "projects:read", "tasks:read")
"""What reading takes: a sign-in asks for these and no others."""
_MOST_PAGES = 5000

_is_offset = re.compile("[ -~]{1,4096}").fullmatch
_is_read_path = re.compile(r"/api/1\.0(/[A-Za-z0-9_-]+)+").fullmatch
_SIGN_IN_PATHS = frozenset({"/-/oauth_token", "/-/oauth_revoke", "/-/token_info"})


def policy(method: str, path: str, body: bytes) -> bool:
    """Allow GET below the API, and POST to the three sign-in endpoints. Nothing else."""
    if method == "GET":
        return _is_read_path(path) is not None
    return method == "POST" and path in _SIGN_IN_PATHS


class AsanaClient:
    """Reads objects and lists of Asana's API."""

    def __init__(self, client: Client) -> None:
        self.http = client

    def one(self, path: str, fields: str) -> Any:
        """Read one object."""
        return self.envelope(f"{API}{path}?{urlencode({'opt_fields': fields})}")["data"]

    def pages(self, path: str, query: Mapping[str, str]) -> Iterator[list[Any]]:
        """Read a list page by page; one whose offset expires is read again from its start."""
        first = f"{API}{path}?{urlencode({**query, 'limit': PAGE_ROWS})}"
        try:
            yield from self._pages(first)
        except ListExpired:
            yield from self._pages(first)

    def _pages(self, first: str) -> Iterator[list[Any]]:
        """Follow the offsets, each at most once. Where `next_page` points to is not looked at."""
        seen: set[str] = set()
        target = first
        for _ in range(_MOST_PAGES):
            rows, offset = self._page(target)
            if offset in seen:
                raise BadAnswer(f"{SERVICE} sent the same page twice; the list has no end.")
            yield rows
            del rows
            if offset is None:
                return
            seen.add(offset)
            target = f"{first}&offset={quote(offset, '')}"
        raise BadAnswer(f"{SERVICE} sent more than {_MOST_PAGES} pages of one list.")

    def _page(self, target: str) -> tuple[list[Any], str | None]:
        try:
            answer = self.envelope(target)
        except Rejected as refusal:
            if "&offset=" in target and "offset" in str(refusal):
                raise ListExpired(str(refusal)) from None
            raise
        rows = answer["data"]
        if type(rows) is not list:
            raise BadAnswer(f"{SERVICE} sent something else than the list asked for.")
        return rows, _next_offset(answer)

    def envelope(self, target: str) -> dict[str, Any]:
        """Read an answer whole: its data and what stands beside them."""
        answer = self.http.get(target)
        if type(answer) is not dict or "data" not in answer:
            raise BadAnswer(f"{SERVICE} sent something else than what was asked for.")
        return answer


def _next_offset(answer: dict[str, Any]) -> str | None:
    following = answer.get("next_page")
    if following is None:
        return None
    offset = following.get("offset") if type(following) is dict else None
    if type(offset) is not str or not _is_offset(offset):
        raise BadAnswer(f"{SERVICE} sent a list without saying how it goes on.")
    return offset
