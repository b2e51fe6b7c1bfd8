"""From Asana's JSON to plain records. Loose about values, strict about types, all text cleaned."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from store.text import clean
from sync.provider import (
    Account,
    Person,
    RemoteProject,
    RemoteTask,
    Standing,
    Workspace,
)
from sync.reading import UNTITLED, Malformed, day, id_in, instant, text, truth

TASK_FIELDS = (
    "name,completed,due_on,modified_at,permalink_url,assignee.gid,projects.gid,workspace.gid"
)
SECTION_FIELDS = TASK_FIELDS + ",memberships.section.name"
"""The same and what column a task is in, which a token may be too narrow for."""
PROJECT_FIELDS = "name,archived,permalink_url,workspace.gid"
PERSON_FIELDS = "name,email"
STANDING_FIELDS = "is_guest,is_view_only,is_active"
WORKSPACE_FIELDS = "name"

_TRUTHS = (bool, type(None))
_is_address = re.compile(r"https?://[!-~]{1,500}").fullmatch


def account(data: Any) -> Account:
    """Read `GET /users/me`."""
    return Account(_id(data), text(data, "name") or UNTITLED, text(data, "email"))


def person(data: Any) -> Person:
    """Read one person of a list."""
    return Person(*account(data))


def standing(rows: Sequence[Any]) -> Standing:
    """Read what an account is in its workspaces; being a guest anywhere is what counts."""
    found = [row for row in rows if type(row) is dict]
    if any(row.get("is_guest") is True for row in found):
        return "guest"
    return "limited" if any(row.get("is_view_only") is True for row in found) else "member"


def open_id(data: Any) -> str:
    """Read nothing but the id of a task; empty for a completed one."""
    found = _id(data)
    return "" if truth(data, "completed") else found


def workspace(data: Any) -> Workspace:
    """Read one workspace of a list."""
    return Workspace(_id(data), text(data, "name") or UNTITLED)


def project(data: Any, workspace_id: str) -> RemoteProject:
    """Read one project of a list; it is of this workspace unless it says another."""
    identity = _id(data)
    where = _said(data.get("workspace"), workspace_id)
    archived = truth(data, "archived")
    return RemoteProject(where, identity, text(data, "name") or UNTITLED, _address(data), archived)


def task(data: Any) -> RemoteTask:
    """Read one task that was looked up, wherever it is and whoever has it."""
    return _task(data, _id(data.get("workspace")) if type(data) is dict else "", None)


def listed_task(data: Any, workspace_id: str, me: str) -> RemoteTask:
    """Read one task of a list; it is of this workspace and mine unless it says otherwise."""
    if type(data) is not dict:
        raise Malformed
    get = data.get
    return _task(data, _said(get("workspace"), workspace_id), _said(get("assignee"), me))


def _task(data: Any, workspace_id: str, assignee_id: str | None) -> RemoteTask:
    """Read what every task has. This runs for each row of each list: few calls, few names."""
    identity = id_in(data, "gid")
    get = data.get
    name, completed = get("name"), get("completed")
    projects, url = get("projects"), get("permalink_url")
    if type(name) is not str or type(completed) not in _TRUTHS:
        raise Malformed  # a name that is left out would take the place of the one that is held
    assignee = get("assignee") if assignee_id is None else None
    return RemoteTask(
        workspace_id,
        identity,
        clean(name) or UNTITLED,
        None,
        url if type(url) is str and _is_address(url) else "",
        completed is True,
        assignee_id if assignee is None else _id(assignee),
        day(get("due_on")),
        instant(get("modified_at")),
        _ids(projects) if projects else (),
        _section(get("memberships")),
    )


def _id(data: Any) -> str:
    return id_in(data, "gid")


def _ids(data: Any) -> tuple[str, ...]:
    if type(data) is not list:
        raise Malformed
    if len(data) == 1:
        return (id_in(data[0], "gid"),)
    return tuple(sorted([_id(each) for each in data]))


def _said(found: Any, asked: str) -> str:
    """Read whose or where a row is; one that does not say is as it was asked for."""
    if found is None or (type(found) is dict and found.get("gid") == asked):
        return asked
    return _id(found)


def _section(memberships: Any) -> str | None:
    """Name the first column that a task is in; what cannot be read of it is left out."""
    try:
        return clean(memberships[0]["section"]["name"], 80) or None
    except (LookupError, TypeError):
        return None


def _address(data: dict[str, Any]) -> str:
    """Read a web address; anything that a browser should not be handed is left out."""
    found = data.get("permalink_url")
    return found if type(found) is str and _is_address(found) else ""
