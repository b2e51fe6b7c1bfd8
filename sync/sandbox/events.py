"""The Events API: what changed since a sync token, for one task or project at a time."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from sync.sandbox.fields import instant
from sync.sandbox.records import Task
from sync.sandbox.replies import Refusal, unknown

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.sandbox.agency import Agency
    from sync.sandbox.calls import Call
    from sync.sandbox.history import Event
    from sync.sandbox.paging import Seal
    from sync.sandbox.records import Project

MOST = 100
LIFE_SECONDS = 24 * 3600
TOO_OLD = (
    "Sync token invalid or too old. If you are attempting to keep resources in sync, "
    "you must fetch the full dataset for this query now and use the new sync token for "
    "the next sync."
)


class Streams:
    """Every resource's stream of events. The place in it lies in the token, not in here."""

    def __init__(self, agency: Agency, seal: Seal, clock: Callable[[], float]) -> None:
        self._agency = agency
        self._seal = seal
        self._clock = clock

    def read(self, call: Call) -> dict[str, Any]:
        """Answer `GET /events`: 412 with a fresh token when the one given is of no use."""
        gid = call.needed("resource")
        self._check(call, gid)
        position = self._position(call.query.get("sync"), gid)
        found = list(itertools.islice(self._agency.history.since(position, gid), MOST + 1))
        given = found[:MOST]
        last = given[-1][0] if len(found) > MOST else len(self._agency.history)
        return {
            "data": [_show(event) for _, event in given],
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
        return self._seal.close([gid, position, int(self._clock())])

    def _position(self, token: str | None, gid: str) -> int:
        try:
            of, position, issued = self._seal.open(token or "")
        except ValueError:
            of, position, issued = "", 0, 0
        if of != gid or self._clock() - issued > LIFE_SECONDS:
            fresh = self._token(gid, len(self._agency.history))
            raise Refusal(412, TOO_OLD, beside={"sync": fresh})
        return int(position)


def _show(event: Event) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "user": {"gid": event.user.gid, "resource_type": "user", "name": event.user.name},
        "created_at": instant(event.at),
        "type": event.resource.kind,
        "action": event.action,
        "resource": _name(event.resource),
        "parent": _name(event.parent) if event.parent else None,
    }
    if event.action == "changed":
        shown["change"] = {"field": event.changed, "action": "changed"}
    return shown


def _name(resource: Task | Project) -> dict[str, Any]:
    shown = {"gid": resource.gid, "resource_type": resource.kind, "name": resource.name}
    if isinstance(resource, Task):
        shown["resource_subtype"] = "default_task"
    return shown
