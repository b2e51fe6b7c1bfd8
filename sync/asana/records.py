"""From Asana's JSON to plain records. Loose about values, strict about types, all text cleaned."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from store.text import clean
from sync.provider import Account, Page, RemoteProject, RemoteTask, Workspace

Row = TypeVar("Row")

TASK_FIELDS = (
    "name,completed,due_on,modified_at,permalink_url,assignee.gid,projects.gid,workspace.gid"
)
PROJECT_FIELDS = "name,archived,permalink_url,workspace.gid"
ACCOUNT_FIELDS = "name,email"
WORKSPACE_FIELDS = "name"

_UNTITLED = "Untitled"
_TRUTHS = (bool, type(None))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_is_id = re.compile("[A-Za-z0-9_-]{1,64}").fullmatch
_is_address = re.compile(r"https?://[!-~]{1,500}").fullmatch


class Malformed(ValueError):
    """A row that is not of the shape that was asked for."""


class Foreign(ValueError):
    """A row of somebody else, or of another workspace than the one asked for."""


def account(data: Any) -> Account:
    """Read `GET /users/me`."""
    return Account(_id(data), _text(data, "name"), _text(data, "email"), None)


def workspace(data: Any) -> Workspace:
    """Read one workspace of a list."""
    return Workspace(_id(data), _text(data, "name"))


def project(data: Any, workspace_id: str) -> RemoteProject:
    """Read one project, which has to be of this workspace."""
    identity = _id(data)
    _require(data.get("workspace"), workspace_id)
    archived = _truth(data, "archived")
    return RemoteProject(workspace_id, identity, _text(data, "name"), _address(data), archived)


def task(data: Any, workspace_id: str | None = None, me: str | None = None) -> RemoteTask:
    """Read one task, which has to be of this workspace and mine where these are named.

    This runs for every row of every list, so what is simple is checked in place.
    """
    if type(data) is not dict:
        raise Malformed
    get = data.get
    identity, name, place, completed = get("gid"), get("name"), get("workspace"), get("completed")
    if type(identity) is not str or not _is_id(identity):
        raise Malformed
    if (type(name) is not str and name is not None) or type(completed) not in _TRUTHS:
        raise Malformed
    home = workspace_id if place is None else _id(place)
    assignee, projects, url = get("assignee"), get("projects"), get("permalink_url")
    assignee_id = None if assignee is None else _id(assignee)
    if home is None:
        raise Malformed
    if workspace_id not in (home, None) or (assignee_id != me and assignee_id and me):
        raise Foreign
    return RemoteTask(
        home,
        identity,
        clean(name) or _UNTITLED,
        None,
        url if type(url) is str and _is_address(url) else "",
        completed is True,
        assignee_id,
        _day(get("due_on")),
        _instant(get("modified_at")),
        _ids(projects) if projects else (),
    )


def page(rows: Sequence[Any], read: Callable[[Any], Row]) -> Page[Row]:
    """Read the rows of a page, leaving out what is broken or not ours."""
    kept: list[Row] = []
    unreadable = 0
    for row in rows:
        try:
            kept.append(read(row))
        except Malformed:
            unreadable += 1
        except Foreign:
            continue
    return Page(kept, unreadable)


def _id(data: Any) -> str:
    """Read the id of an object; ids go into paths, so nothing but letters and digits may be in."""
    found = data.get("gid") if type(data) is dict else None
    if type(found) is str and (_is_id(found)):
        return found
    raise Malformed


def _ids(data: Any) -> tuple[str, ...]:
    if type(data) is not list:
        raise Malformed
    if len(data) == 1:
        return (_id(data[0]),)
    return tuple(sorted([_id(each) for each in data]))


def _require(place: Any, workspace_id: str) -> None:
    """Refuse a row of another workspace; one that does not say is of the one asked for."""
    if place is not None and _id(place) != workspace_id:
        raise Foreign


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


def ids_of(rows: Iterable[RemoteTask | RemoteProject]) -> set[str]:
    """Collect the ids of rows."""
    return {row.id for row in rows}
