"""Linear's one path and its pages, and the policy that keeps this client a reader."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sync.errors import BadAnswer, ListExpired, Rejected
from sync.http import Client
from sync.providers.linear.documents import NAMES, Document

SERVICE = "Linear"
API = "/graphql"
_MOST_PAGES = 5000

_is_cursor = re.compile("[ -~]{1,4096}").fullmatch
_SIGN_IN_PATHS = frozenset({"/oauth/token", "/oauth/revoke"})


def policy(method: str, path: str, body: bytes) -> bool:
    """Allow one of our own documents to the API, and the sign-in endpoints. Nothing else."""
    if method != "POST":
        return False
    return path in _SIGN_IN_PATHS or (path == API and _is_ours(body))


def _is_ours(body: bytes) -> bool:
    """Say whether a body is one of our documents with its variables, and says so only once."""
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError):
        return False
    if type(asked) is not dict or set(asked) != {"query", "operationName", "variables"}:
        return False
    name = NAMES.get(asked["query"]) if type(asked["query"]) is str else None
    if name is None or name != asked["operationName"]:
        return False
    return type(asked["variables"]) is dict and json.dumps(asked).encode() == body


class Part(NamedTuple):
    """One page of a list: its rows, and everything that the answer says besides."""

    rows: list[Any]
    data: dict[str, Any]


class LinearClient:
    """Asks our documents and follows their lists."""

    def __init__(self, client: Client) -> None:
        self.http = client

    def one(self, document: Document) -> dict[str, Any]:
        """Ask a document without variables."""
        return self._data(document, {})

    def pages(self, document: Document, variables: Mapping[str, Any]) -> Iterator[Part]:
        """Read a list page by page; one whose cursor expires is read again from its start."""
        try:
            yield from self._pages(document, variables)
        except ListExpired:
            yield from self._pages(document, variables)

    def _pages(self, document: Document, variables: Mapping[str, Any]) -> Iterator[Part]:
        """Follow the cursors, each at most once."""
        seen: set[str | None] = {None}
        cursor: str | None = None
        for _ in range(_MOST_PAGES):
            part, cursor = self._page(document, {**variables, "after": cursor})
            if cursor is None:
                yield part
                return
            if cursor in seen:
                raise BadAnswer(f"{SERVICE} sent the same page twice; the list has no end.")
            seen.add(cursor)
            yield part
            del part
        raise BadAnswer(f"{SERVICE} sent more than {_MOST_PAGES} pages of one list.")

    def _page(self, document: Document, variables: dict[str, Any]) -> tuple[Part, str | None]:
        """Ask for a page. A question that was taken without a cursor is refused because of it."""
        try:
            data = self._data(document, {"first": document.rows, **variables})
        except Rejected as refusal:
            if variables["after"] is None:
                raise
            raise ListExpired(str(refusal)) from None
        found: Any = data
        for key in document.path:
            found = found.get(key) if type(found) is dict else None
        rows = found.get("nodes") if type(found) is dict else None
        if type(rows) is not list:
            raise BadAnswer(f"{SERVICE} sent something else than the list asked for.")
        return Part(rows, data), _next_cursor(found.get("pageInfo"))

    def _data(self, document: Document, variables: Mapping[str, Any]) -> dict[str, Any]:
        asked = {"query": document.text, "operationName": document.name, "variables": variables}
        answer = self.http.post(API, asked)
        data = answer.get("data") if type(answer) is dict and not answer.get("errors") else None
        if type(data) is not dict:
            raise BadAnswer(f"{SERVICE} sent something else than what was asked for.")
        return data


def _next_cursor(info: Any) -> str | None:
    """Find how a list goes on; one that goes on without saying how is no list."""
    more = info.get("hasNextPage") if type(info) is dict else None
    if more is False:
        return None
    cursor = info.get("endCursor") if type(info) is dict else None
    if more is not True or type(cursor) is not str or not _is_cursor(cursor):
        raise BadAnswer(f"{SERVICE} sent a list without saying how it goes on.")
    return cursor
