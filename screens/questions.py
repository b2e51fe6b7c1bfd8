"""Which project is this for? Asked after a start on a remote project that is not mapped.

The timer runs already and never waits: the question is one line above the footer, and stays
there until it is answered or another task is started.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from widgets.drawing.cells import cut, one_row
from widgets.drawing.words import Word

if TYPE_CHECKING:
    from screens.facts import Facts
    from screens.host import Host
    from store.choices import Question

COMMAND = "question.answer"
UNSEEN = "a project that you cannot see"


class Questions:
    """Knows what is to be asked. `open` is the question that stands on the screen."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._minds = False
        self.open: Question | None = None

    def mind(self, facts: Facts) -> None:
        """Look whether there is something to ask, once there was: an undo may bring it back."""
        entry = facts.status.entry
        unclear = entry is not None and entry.source != "ayron" and entry.project_id is None
        self._minds = self._minds or unclear
        if self._minds:
            self.look()

    def look(self) -> None:
        """Find out what is to be asked now."""
        from store.choices import unanswered

        self._host.look(unanswered, self._take, "question")

    def _take(self, found: Question | None) -> None:
        if found != self.open:
            self.open = found
            self._host.show_question()

    def words(self, width: int) -> Sequence[Word]:
        """Say the question in one row of so many cells, the key first."""
        if self.open is None:
            return ()
        asked = [
            Word(self._host.key_of(COMMAND), "key", COMMAND),
            Word(" which project?  ", "strong", COMMAND),
        ]
        room = width - sum(len(word.text) for word in asked)
        return [*asked, Word(cut(one_row(situation(self.open)), room), "muted")]

    def ask(self) -> None:
        """Offer the projects, and not to be asked again."""
        if self.open is not None:
            from screens.asking import Asking

            Asking(self._host, self.open, self.look).begin()


def situation(question: Question) -> str:
    """Say what the question is about."""
    where = question.remote_project or UNSEEN
    return f"{question.task} is in {where} ({question.provider.capitalize()}), not mapped yet"
