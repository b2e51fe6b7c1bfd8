"""The palette: every command that makes sense now, found by its words."""

from __future__ import annotations

from screens.dialogs.choices import Find


class Palette(Find):
    """Answers with the id of a command."""

    def do_app_palette(self) -> None:
        """Stay: it is open already."""
