"""Answers as Linear would give them, to be spoilt by tests."""

from __future__ import annotations

from typing import Any

from tests.sync.hostile import response

ISSUE: dict[str, Any] = {
    "id": "i-12",
    "identifier": "ENG-12",
    "previousIdentifiers": ["OPS-3"],
    "title": "Keep the basket",
    "url": "https://linear.app/northwind/issue/ENG-12/keep-the-basket",
    "dueDate": "2026-11-27",
    "updatedAt": "2026-11-27T13:05:00.000Z",
    "archivedAt": None,
    "trashed": None,
    "assignee": {"id": "u-7"},
    "state": {"name": "In Progress", "type": "started"},
    "team": {"id": "t-1", "organization": {"id": "o-1"}},
    "project": {"id": "p-5"},
}


def part(nodes: Any, cursor: Any = None, more: Any = None) -> dict[str, Any]:
    """Write a connection; with a cursor it goes on."""
    goes_on = cursor is not None if more is None else more
    return {"nodes": nodes, "pageInfo": {"hasNextPage": goes_on, "endCursor": cursor}}


def my_issues(nodes: Any, cursor: Any = None, more: Any = None) -> bytes:
    """Write a page of assigned issues."""
    return response({"data": {"viewer": {"assignedIssues": part(nodes, cursor, more)}}})


def issues(nodes: Any, cursor: Any = None) -> bytes:
    """Write a page of issues."""
    return response({"data": {"issues": part(nodes, cursor)}})


def error(message: str = "No.", status: int = 200, **said: Any) -> bytes:
    """Write an answer with an error in it; `said` is what stands in its extensions."""
    body = {"errors": [{"message": message, "extensions": said}], "data": None}
    return response(body, status=status)
