"""Asana's paths and pages, and the policy that keeps this client a reader."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sync.errors import BadAnswer, ListExpired, Rejected
from sync.http import Client

SERVICE = "Asana"
API = "/api/1.0"
PAGE_ROWS = 100
_MOST_PAGES = 5000
_LONGEST_OFFSET = 4096

_is_read_path = re.compile(r"/api/1\.0(/[A-Za-z0-9_-]+)+").fullmatch
_SIGN_IN_PATHS = frozenset({"/-/oauth_token", "/-/oauth_revoke", "/-/token_info"})


def policy(method: str, path: str) -> bool:
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
        return self._envelope(path, {"opt_fields": fields})["data"]

    def pages(self, path: str, query: Mapping[str, str]) -> Iterator[list[Any]]:
        """Read a list page by page; one whose offset expires is read again from its start."""
        try:
            yield from self._pages(path, query)
        except ListExpired:
            yield from self._pages(path, query)

    def _pages(self, path: str, query: Mapping[str, str]) -> Iterator[list[Any]]:
        """Follow the offsets, each at most once. Where `next_page` points to is not looked at."""
        seen: set[str] = set()
        offset: str | None = None
        for _ in range(_MOST_PAGES):
            rows, offset = self._page(path, query, offset)
            if offset in seen:
                raise BadAnswer(f"{SERVICE} sent the same page twice; the list has no end.")
            if offset is not None:
                seen.add(offset)
                self.http.get_ahead(API + path, _asked(query, offset))
            yield rows
            del rows
            if offset is None:
                return
        raise BadAnswer(f"{SERVICE} sent more than {_MOST_PAGES} pages of one list.")

    def _page(
        self, path: str, query: Mapping[str, str], offset: str | None
    ) -> tuple[list[Any], str | None]:
        try:
            answer = self._envelope(path, _asked(query, offset))
        except Rejected as refusal:
            if offset is not None and "offset" in str(refusal):
                raise ListExpired(str(refusal)) from None
            raise
        rows = answer["data"]
        if type(rows) is not list:
            raise BadAnswer(f"{SERVICE} sent something else than the list asked for.")
        return rows, _next_offset(answer)

    def _envelope(self, path: str, query: Mapping[str, str]) -> dict[str, Any]:
        answer = self.http.get(API + path, query)
        if type(answer) is not dict or "data" not in answer:
            raise BadAnswer(f"{SERVICE} sent something else than what was asked for.")
        return answer


def _asked(query: Mapping[str, str], offset: str | None) -> dict[str, str]:
    """Write the query of one page."""
    asked = {**query, "limit": str(PAGE_ROWS)}
    return asked if offset is None else {**asked, "offset": offset}


def _next_offset(answer: dict[str, Any]) -> str | None:
    following = answer.get("next_page")
    if following is None:
        return None
    offset = following.get("offset") if type(following) is dict else None
    if type(offset) is not str or not 0 < len(offset) <= _LONGEST_OFFSET:
        raise BadAnswer(f"{SERVICE} sent a list without saying how it goes on.")
    return offset
