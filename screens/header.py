"""The header of every place."""

from __future__ import annotations

from screens.facts import Facts
from screens.header_words import Aside, header_words
from widgets.bar_line import BarLine


class Header(BarLine):
    """Shows the facts in one row; a place in it can be clicked."""

    def __init__(self, place: str, remark: str = "") -> None:
        super().__init__(id="header")
        self._place = place
        self._facts: Facts | None = None
        self._aside = Aside(remark=remark)
        self._now = 0

    def show_facts(self, facts: Facts) -> None:
        """Show new facts at the next tick."""
        self._facts = facts

    def show_sync(self, words: str) -> None:
        """Show what a sync under way is at; empty when it is over."""
        self._aside = self._aside._replace(syncing=words)
        self.tick(self._now)

    def tick(self, now: int) -> None:
        """Show what time it is; drawn only where a word changes."""
        self._now = now
        if self._facts is not None:
            width = self.app.size.width
            self.show(*header_words(self._place, self._facts, now, width, self._aside))

    def on_resize(self) -> None:
        """Say as much as fits now."""
        self.tick(self._now)
