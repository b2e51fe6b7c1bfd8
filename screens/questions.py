"""Which project is this for? Asked after a start on a remote project that is not mapped.

The timer runs already and never waits: the question is one line above the footer. Left
unanswered, it rests until the next start.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from store.work import Work
from widgets.drawing.cells import cut, one_row
from widgets.drawing.words import Word

if TYPE_CHECKING:
    from screens.facts import Facts
    from screens.host import Host
    from store.choices import Question

COMMAND = "question.answer"
UNSEEN = "a project that you cannot see"


class Given(NamedTuple):
    """The last answer: the project that the entry was put into, and whether it is mapped now."""

    question: Question
    project_id: str
    mapped: bool


class Questions:
    """Knows what is to be asked. `open` is the question that stands on the screen."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._seen = ""
        self._left = ""
        self._given: Given | None = None
        self.open: Question | None = None

    def mind(self, facts: Facts) -> None:
        """Look whether a start asks for an answer, and what has become of the last question."""
        entry = facts.status.entry
        fresh = entry is not None and entry.id != self._seen
        self._seen = entry.id if entry is not None else self._seen
        unclear = entry is not None and entry.source != "ayron" and entry.project_id is None
        if self._given is not None:
            key = self._given.question.entry_id
            self._host.look(lambda work: _is_bare(work, key), self._take_back, "answer")
        if (fresh and unclear) or self.open is not None:
            self._look()

    def _look(self) -> None:
        from store.choices import unanswered

        self._host.look(unanswered, self._take, "question")

    def _take(self, found: Question | None) -> None:
        self.open = found if found is not None and found.entry_id != self._left else None
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

            Asking(self._host, self.open, self._close).begin()

    def _close(self, question: Question, given: Given | None) -> None:
        self._left, self._given, self.open = question.entry_id, given, None
        self._host.show_question()

    def _take_back(self, undone: bool) -> None:
        """Forget an answer that was undone, so that it is asked for again."""
        given = self._given
        if not undone or given is None:
            return
        self._given, self._left = None, ""

        def forget_it(work: Work) -> None:
            from store.choices import forget
            from store.mapping import unmap_remote

            question = given.question
            forget(work, f"{question.provider}:{question.remote_id}")
            if given.mapped:
                unmap_remote(work, given.project_id, question.provider, question.remote_id)

        self._host.act(forget_it, lambda _none: self._look())


def situation(question: Question) -> str:
    """Say what the question is about."""
    where = question.remote_project or UNSEEN
    return f"{question.task} is in {where} ({question.provider.capitalize()}), not mapped yet"


def _is_bare(work: Work, entry_id: str) -> bool:
    """Tell whether an answer was undone: that takes the project of the task back as well.

    Who edits the entry alone means that span of time, and not what was answered.
    """
    from store.spans import find_entry
    from store.subject import find_task

    entry = find_entry(work, entry_id)
    if entry is None or entry.project_id is not None:
        return False
    return find_task(work, entry.task_id)[1] is None
