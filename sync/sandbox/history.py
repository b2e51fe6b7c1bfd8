"""The events that changes leave behind, as the Events API tells them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sync.sandbox.records import Person, Project, Section, Story, Task


@dataclass(slots=True, frozen=True)
class Event:
    """One change. `heard_by` are the gids of the resources whose streams carry it.

    `user` is None where the system did it by itself.
    """

    resource: Task | Project | Story
    action: str
    at: int
    user: Person | None
    heard_by: frozenset[str]
    parent: Task | Project | Section | None = None
    changed: str = ""
    new_value: Person | None = None


class History:
    """All events, oldest first; an event's position never changes.

    `losing` is how many of the next ones nobody will ever hear of, as happens with the real ones.
    """

    def __init__(self) -> None:
        self._events: list[Event] = []
        self.losing = 0

    def __len__(self) -> int:
        return len(self._events)

    def add(self, event: Event) -> None:
        """Remember an event."""
        if self.losing:
            self.losing -= 1
        else:
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
