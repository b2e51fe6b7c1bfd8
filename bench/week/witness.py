"""What a server saw: the requests by what they are for, the bytes sent back, the refusals."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from sync.sandbox.faults import Fault
from sync.sandbox.replies import Reply
from sync.sandbox.traffic import Request

KINDS = ("changes", "events", "ids", "everything", "projects", "look-ups", "account")
UNSENT = ("drop", "reset", "hang", "flood", "drip")
"""Faults that send nothing, or not what was to be said."""
OPERATIONS = {
    "MyIssueIds": "ids",
    "Projects": "projects",
    "Teams": "projects",
    "Issues": "look-ups",
    "Workspace": "account",
    "Account": "account",
}


class Witness:
    """Stands before a sandbox and counts; knows which refusals were ordered."""

    def __init__(self, server: Any) -> None:
        self._answer = server.answer
        self._take = server.faults.take
        server.answer = self.answer
        server.faults.take = self.take
        self.forget()

    def forget(self) -> None:
        """Begin to count anew."""
        self.requests: Counter[str] = Counter()
        self.bytes = 0
        self.writes = 0
        self._refusals = 0
        self._ordered = 0

    @property
    def earned(self) -> int:
        """How many requests were refused for being too many, without an order to do so."""
        return self._refusals - self._ordered

    def take(self, path: str, text: str = "") -> Fault | None:
        """Hand out a fault, and keep whether it is a refusal that was ordered."""
        fault: Fault | None = self._take(path, text)
        self._ordered += bool(fault and fault.status == 429)
        return fault

    def answer(self, request: Request) -> Reply:
        """Let the sandbox answer, and count."""
        reply: Reply = self._answer(request)
        kind = _linear(request) if request.path == "/graphql" else _asana(request)
        self.requests[kind] += 1
        self.writes += request.method != "GET" and kind == "unknown"
        self.bytes += 0 if reply.fault in UNSENT else len(reply.body)
        self._refusals += reply.status == 429 or b'"RATELIMITED"' in reply.body[:2000]
        return reply


def _asana(request: Request) -> str:
    path = request.path.removeprefix("/api/1.0")
    if path == "/tasks":
        if "modified_since" in request.query:
            return "changes"
        return "ids" if request.query.get("opt_fields") == "completed" else "everything"
    if path.startswith("/tasks/"):
        return "look-ups"
    named = {"/events": "events", "/projects": "projects"}
    return named.get(path, "account" if request.method == "GET" else "unknown")


def _linear(request: Request) -> str:
    try:
        asked = json.loads(request.body)
    except ValueError:
        return "unknown"
    name = asked.get("operationName")
    if name == "MyIssues":
        return "changes" if "or" in asked["variables"]["filter"] else "everything"
    return OPERATIONS.get(name, "unknown")
