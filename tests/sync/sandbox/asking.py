"""Short words for what the tests ask and look at."""

from __future__ import annotations

from typing import Any

import httpx

from sync.sandbox import Sandbox
from sync.sandbox.records import Person, Project


def data(answer: httpx.Response) -> Any:
    """Return what an answer holds; it has to be a success."""
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


def message(answer: httpx.Response) -> str:
    """Return the sentence of a refusal."""
    return str(answer.json()["errors"][0]["message"])


def names(answer: httpx.Response) -> list[str]:
    """Return the names in a list."""
    return [row["name"] for row in data(answer)]


def mine(workspace: str, **more: str) -> dict[str, str]:
    """Return the query for one's own tasks."""
    return {"assignee": "me", "workspace": workspace, "limit": "100", **more}


def person(sandbox: Sandbox, first_name: str) -> Person:
    """Find somebody by their first name."""
    people = sandbox.agency.people.values()
    return next(found for found in people if found.name.startswith(first_name))


def project(sandbox: Sandbox, name: str) -> Project:
    """Find a project by its name."""
    return next(found for found in sandbox.agency.projects.values() if found.name == name)
