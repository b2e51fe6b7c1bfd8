"""From Linear's JSON to plain records. Strict about types, all text cleaned.

Names are taken as they are: `&amp;` in a title is not turned into `&`. Titles about HTML mean it,
and what was escaped once too often is still readable and found.
"""

from __future__ import annotations

import re
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

CLOSED_TYPES = ("completed", "canceled", "duplicate")
"""The types of workflow states in which nothing is left to do."""

_MOST_OLDER = 20
_STATE_LENGTH = 80
_LONGEST_ADDRESS = 500
_is_identifier = re.compile("[!-~]{1,40}").fullmatch
_is_address = re.compile(r"https://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[!-~]*)?").fullmatch


def account(data: Any) -> Account:
    """Read whom a token belongs to."""
    return Account(identity(data), _person_name(data), text(data, "email"))


def standing(data: Any) -> Standing:
    """Read as what an account is in its workspace: an app is nobody's own account."""
    if truth(_object(data), "app"):
        return "bot"
    return "guest" if truth(data, "guest") else "member"


def person(data: Any) -> Person | None:
    """Read one person of a list; None for apps and for those who have left."""
    found = Person(identity(data), _person_name(data), text(data, "email"))
    gone = data.get("active") is False
    return None if gone or truth(data, "app") else found


def workspace(data: Any) -> Workspace:
    """Read the workspace of a token."""
    return Workspace(identity(data), text(data, "name") or UNTITLED)


def project(data: Any, workspace_id: str) -> RemoteProject | None:
    """Read one project of a list; None for an archived or deleted one."""
    found = RemoteProject(
        workspace_id,
        identity(data),
        text(data, "name") or UNTITLED,
        _address(data.get("url")),
        _is_put_away(data),
    )
    return None if found.archived else found


def team(data: Any) -> RemoteProject | None:
    """Read one team of a list; None for an archived one."""
    key, where = identity(data), identity(data.get("organization"))
    archived = _is_put_away(data)
    found = RemoteProject(where, key, text(data, "name") or UNTITLED, "", archived, "team")
    return None if archived else found


def listed_issue(data: Any) -> RemoteTask | None:
    """Read one issue of a list; None for an open one that was archived, and for a deleted one."""
    found = issue(data)
    if truth(data, "trashed") or (_is_put_away(data) and not found.completed):
        return None
    return found


def issue(data: Any) -> RemoteTask:
    """Read one issue, wherever it is and whoever has it."""
    data = _object(data)
    state, home = _object(data.get("state")), data.get("team")
    assignee, within = data.get("assignee"), data.get("project")
    return RemoteTask(
        workspace_id=identity(_object(home).get("organization")),
        id=identity(data),
        name=text(data, "title") or UNTITLED,
        identifier=_identifier(data.get("identifier")),
        url=_address(data.get("url")),
        completed=_state_type(state) in CLOSED_TYPES,
        assignee_id=None if assignee is None else identity(assignee),
        due_on=day(data.get("dueDate")),
        modified_at=instant(data.get("updatedAt")),
        project_ids=(*([] if within is None else [identity(within)]), identity(home)),
        state=clean(text(state, "name"), _STATE_LENGTH) or None,
        older_identifiers=_older(data.get("previousIdentifiers")),
    )


def is_gone(data: Any) -> bool:
    """Say whether an issue is archived or deleted."""
    return _is_put_away(_object(data))


def put_away(data: Any) -> str | None:
    """Read the id of an issue that is archived or deleted; None for any other."""
    return identity(data) if is_gone(data) else None


def identity(data: Any) -> str:
    """Read the id of an object, which is all that may be asked for by it."""
    return id_in(data, "id")


def _object(data: Any) -> dict[str, Any]:
    if type(data) is not dict:
        raise Malformed
    return data


def _person_name(data: dict[str, Any]) -> str:
    return text(data, "name") or text(data, "displayName") or UNTITLED


def _is_put_away(data: dict[str, Any]) -> bool:
    return instant(data.get("archivedAt")) != 0 or truth(data, "trashed")


def _state_type(state: dict[str, Any]) -> str:
    found = state.get("type")
    if type(found) is not str:
        raise Malformed
    return found


def _identifier(found: Any) -> str | None:
    """Read what an issue is called, such as ENG-123; there is no blank in it."""
    return found if type(found) is str and _is_identifier(found) else None


def _older(found: Any) -> tuple[str, ...]:
    """Read what an issue was called before it moved; the latest of too many."""
    if found is not None and type(found) is not list:
        raise Malformed
    older = [each for each in found or () if _identifier(each)]
    return tuple(older[-_MOST_OLDER:])


def _address(found: Any) -> str:
    """Read a web address; anything that a browser should not be handed is left out."""
    good = type(found) is str and len(found) <= _LONGEST_ADDRESS and _is_address(found)
    return found if good else ""
