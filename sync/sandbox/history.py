"""The events that changes leave behind, as the Events API tells them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sync.sandbox.records import Person, Project, Task


@dataclass(slots=True, frozen=True)
class Event:
    """One change. `heard_by` are the gids of the resources whose streams carry it."""

    resource: Task | Project
    action: str
    at: int
    user: Person
    heard_by: frozenset[str]
    parent: Task | Project | None = None
    changed: str = ""


class History:
    """All events, oldest first; an event's position never changes."""

    def __init__(self) -> None:
        self._events: list[Event] = []

    def __len__(self) -> int:
        return len(self._events)

    def add(self, event: Event) -> None:
        """Remember an event."""
        self._events.append(event)

    def since(self, position: int, resource: str) -> Iterator[tuple[int, Event]]:
        """Yield the events after `position` that this resource's stream carries."""
        for place in range(position, len(self._events)):
            if resource in self._events[place].heard_by:
                yield place + 1, self._events[place]


def listeners(task: Task) -> frozenset[str]:
    """Name who hears of a change to this task: itself, its parents, and all their projects."""
    heard = {membership.project.gid for membership in task.memberships}
    heard.add(task.gid)
    return frozenset(heard) | (listeners(task.parent) if task.parent else frozenset())
