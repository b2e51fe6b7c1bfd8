"""The Events API: what changed since a sync token, for one task or project at a time."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from sync.sandbox.fields import instant
from sync.sandbox.replies import Refusal, unknown

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.sandbox.agency import Agency
    from sync.sandbox.calls import Call
    from sync.sandbox.history import Event
    from sync.sandbox.paging import Seal
    from sync.sandbox.records import Person, Project, Section, Story, Task

MOST = 100
LIFE_SECONDS = 24 * 3600
SUBTYPES = {"task": "default_task", "story": "comment_added"}
TOO_OLD = (
    "Sync token invalid or too old. If you are attempting to keep resources in sync, "
    "you must fetch the full dataset for this query now and use the new sync token for "
    "the next sync."
)


class Streams:
    """Every resource's stream of events. The place in it lies in the token, not in here.

    `forbidden` refuses everybody, personal tokens too.
    """

    def __init__(self, agency: Agency, seal: Seal, clock: Callable[[], float]) -> None:
        self._agency = agency
        self._seal = seal
        self._clock = clock
        self._generation = 0
        self.forbidden = False

    def forget(self) -> None:
        """Let every token handed out so far be too old, as happens under load."""
        self._generation += 1

    def read(self, call: Call) -> dict[str, Any]:
        """Answer `GET /events`: 412 with a fresh token when the one given is of no use."""
        gid = call.needed("resource")
        self._check(call, gid)
        position = self._position(call.query.get("sync"), gid)
        found = list(itertools.islice(self._agency.history.since(position, gid), MOST + 1))
        given = found[:MOST]
        last = given[-1][0] if len(found) > MOST else len(self._agency.history)
        return {
            "data": [show(event) for _, event in given],
            "sync": self._token(gid, last),
            "has_more": len(found) > MOST,
        }

    def _check(self, call: Call, gid: str) -> None:
        if gid in self._agency.projects:
            call.project(gid)
        elif gid in self._agency.tasks:
            call.task(gid)
        else:
            raise unknown("resource", gid)

    def _token(self, gid: str, position: int) -> str:
        return self._seal.close([gid, position, int(self._clock()), self._generation])

    def _position(self, token: str | None, gid: str) -> int:
        try:
            of, position, issued, generation = self._seal.open(token or "")
        except ValueError:
            of, position, issued, generation = "", 0, 0, -1
        if (of, generation) != (gid, self._generation) or self._clock() - issued > LIFE_SECONDS:
            fresh = self._token(gid, len(self._agency.history))
            raise Refusal(412, TOO_OLD, beside={"sync": fresh})
        return int(position)


def show(event: Event, *, names: bool = True) -> dict[str, Any]:
    """Show an event as the API does; webhooks tell it without `names`."""
    shown: dict[str, Any] = {
        "user": _name(event.user, names) if event.user else None,
        "created_at": instant(event.at),
        "type": event.resource.kind,
        "action": event.action,
        "resource": _name(event.resource, names),
        "parent": _name(event.parent, names) if event.parent else None,
    }
    if event.action == "changed":
        shown["change"] = {"field": event.changed, "action": "changed"}
        if event.new_value:
            shown["change"]["new_value"] = _name(event.new_value, names=False)
    return shown


def _name(record: Person | Task | Project | Section | Story, names: bool) -> dict[str, Any]:
    shown = {"gid": record.gid, "resource_type": record.kind}
    if record.kind in SUBTYPES:
        shown["resource_subtype"] = SUBTYPES[record.kind]
    if names:
        shown["name"] = record.name
    return shown
