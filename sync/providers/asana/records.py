"""From Asana's JSON to plain records. Loose about values, strict about types, all text cleaned."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from store.text import clean
from sync.provider import (
    Account,
    Page,
    Person,
    RemoteProject,
    RemoteTask,
    Standing,
    Workspace,
)

Row = TypeVar("Row")

TASK_FIELDS = (
    "name,completed,due_on,modified_at,permalink_url,assignee.gid,projects.gid,workspace.gid"
)
SECTION_FIELDS = TASK_FIELDS + ",memberships.section.name"
"""The same and what column a task is in, which a token may be too narrow for."""
PROJECT_FIELDS = "name,archived,permalink_url,workspace.gid"
PERSON_FIELDS = "name,email"
STANDING_FIELDS = "is_guest,is_view_only,is_active"
WORKSPACE_FIELDS = "name"

_UNTITLED = "Untitled"
_TRUTHS = (bool, type(None))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_is_id = re.compile("[A-Za-z0-9_-]{1,64}").fullmatch
_is_address = re.compile(r"https?://[!-~]{1,500}").fullmatch


class Malformed(ValueError):
    """A row that is not of the shape that was asked for."""


def account(data: Any) -> Account:
    """Read `GET /users/me`."""
    return Account(_id(data), _text(data, "name"), _text(data, "email"))


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
    return "" if _truth(data, "completed") else found


def workspace(data: Any) -> Workspace:
    """Read one workspace of a list."""
    return Workspace(_id(data), _text(data, "name"))


def project(data: Any, workspace_id: str) -> RemoteProject:
    """Read one project of a list; it is of this workspace unless it says another."""
    identity = _id(data)
    where = _said(data.get("workspace"), workspace_id)
    archived = _truth(data, "archived")
    return RemoteProject(where, identity, _text(data, "name"), _address(data), archived)


def task(data: Any) -> RemoteTask:
    """Read one task that was looked up, wherever it is and whoever has it."""
    return _task(data, _id(data.get("workspace")) if type(data) is dict else "", None)


def listed_task(data: Any, workspace_id: str, me: str) -> RemoteTask:
    """Read one task of a list; it is of this workspace and mine unless it says otherwise."""
    if type(data) is not dict:
        raise Malformed
    where = _said(data.get("workspace"), workspace_id)
    return _task(data, where, _said(data.get("assignee"), me))


def _task(data: Any, workspace_id: str, assignee_id: str | None) -> RemoteTask:
    """Read what every task has. This runs for each row of each list: few calls, few names."""
    identity = _id(data)
    get = data.get
    name, completed = get("name"), get("completed")
    projects, url = get("projects"), get("permalink_url")
    if (type(name) is not str and name is not None) or type(completed) not in _TRUTHS:
        raise Malformed
    assignee = get("assignee") if assignee_id is None else None
    return RemoteTask(
        workspace_id,
        identity,
        clean(name) or _UNTITLED,
        None,
        url if type(url) is str and _is_address(url) else "",
        completed is True,
        assignee_id if assignee is None else _id(assignee),
        _day(get("due_on")),
        _instant(get("modified_at")),
        _ids(projects) if projects else (),
        _section(get("memberships")),
    )


def page(rows: Sequence[Any], read: Callable[[Any], Row]) -> Page[Row]:
    """Read the rows of a page, leaving out what is broken."""
    kept: list[Row] = []
    unreadable = 0
    for row in rows:
        try:
            kept.append(read(row))
        except Malformed:
            unreadable += 1
    return Page(kept, unreadable)


def _id(data: Any) -> str:
    """Read the id of an object; ids go into paths, so nothing but letters and digits may be in."""
    found = data.get("gid") if type(data) is dict else None
    if type(found) is str and _is_id(found):
        return found
    raise Malformed


def _ids(data: Any) -> tuple[str, ...]:
    if type(data) is not list:
        raise Malformed
    if len(data) == 1:
        return (_id(data[0]),)
    return tuple(sorted([_id(each) for each in data]))


def _said(found: Any, asked: str) -> str:
    """Read whose or where a row is; one that does not say is as it was asked for."""
    return asked if found is None else _id(found)


def _section(memberships: Any) -> str | None:
    """Name the first column that a task is in; what cannot be read of it is left out."""
    try:
        return clean(memberships[0]["section"]["name"], 80) or None
    except (LookupError, TypeError):
        return None


def _text(data: dict[str, Any], key: str) -> str:
    found = data.get(key)
    if type(found) is not str and found is not None:
        raise Malformed
    return clean(found) or _UNTITLED


def _truth(data: dict[str, Any], key: str) -> bool:
    found = data.get(key)
    if found is not None and type(found) is not bool:
        raise Malformed
    return found is True


def _address(data: dict[str, Any]) -> str:
    """Read a web address; anything that a browser should not be handed is left out."""
    found = data.get("permalink_url")
    return found if type(found) is str and _is_address(found) else ""


def _day(found: Any) -> str | None:
    if found is None:
        return None
    try:
        date.fromisoformat(found)
    except (TypeError, ValueError):
        raise Malformed from None
    return str(found)


def _instant(found: Any) -> int:
    if found is None:
        return 0
    try:
        return (datetime.fromisoformat(found) - _EPOCH) // _MICROSECOND
    except (TypeError, ValueError):
        raise Malformed from None


def iso_instant(microseconds: int) -> str:
    """Write an instant as Asana takes it."""
    moment = _EPOCH + timedelta(microseconds=microseconds)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"
