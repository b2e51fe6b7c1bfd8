"""What was worked out already, kept until the agency changes: lists, and records as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.sandbox import views
from sync.sandbox.replies import encode

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.sandbox.agency import Agency
    from sync.sandbox.calls import Many
    from sync.sandbox.records import Record
    from sync.sandbox.viewer import Viewer

MOST_LISTS = 32


class Shelf:
    """Saves a long list from being sorted out anew for each of its pages."""

    def __init__(self, agency: Agency) -> None:
        self._agency = agency
        self._version = -1
        self._lists: dict[str, Many] = {}
        self._shown: dict[str, dict[int, bytes]] = {}

    def listed(self, identity: str, work_out: Callable[[], Many]) -> Many:
        """Return the list of this identity, worked out at most once."""
        self._tidy()
        found = self._lists.get(identity)
        if found is None:
            found = self._lists[identity] = work_out()
        return found

    def shown(self, look: str, tree: views.Tree, viewer: Viewer) -> Callable[[Record], bytes]:
        """Return a function that shows records as JSON, each at most once for the same look."""
        self._tidy()
        known = self._shown.setdefault(f"{viewer.person.gid} {look}", {})

        def show(record: Record) -> bytes:
            key = id(record)
            if key not in known:
                known[key] = encode(views.show(record, tree, viewer))
            return known[key]

        return show

    def _tidy(self) -> None:
        full = len(self._lists) > MOST_LISTS or len(self._shown) > MOST_LISTS
        if full or self._version != self._agency.version:
            self._lists.clear()
            self._shown.clear()
            self._version = self._agency.version
