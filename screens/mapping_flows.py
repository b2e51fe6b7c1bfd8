"""Mapping remote projects to the selected project; what was answered can be forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from screens.host import Host


class MappingFlows:
    """Mixed into a place that has a selected project."""

    host: Host

    def selected(self) -> Any:
        """Return the client or the project that a command is about."""
        raise NotImplementedError
