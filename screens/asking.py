"""The dialogs that take an answer: which project, and for whom it is remembered."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from screens.dialogs.choices import Choice, Choose, Find
from screens.questions import situation
from store.choices import Question, answer
from store.features import is_shared
from store.journal import Together
from store.projects import add_project, projects
from store.records import EntryChange, Project
from store.text import fold
from store.work import Work

if TYPE_CHECKING:
    from screens.host import Host

NO_PROJECT, NEW = "none", "+"
DONT_ASK = "No project, and don't ask again"
"""Holds no name, so that nobody who types one comes upon it."""
CREATE = "+ create “{}”"
MINE, EVERYBODY = "mine", "everybody"


class _Offer(NamedTuple):
    """What can be chosen from."""

    projects: list[Project]
    shared: bool


class Asking:
    """One run over one question; `answered` is called once an answer is kept.

    Who leaves without one is asked again by the same key.
    """

    def __init__(self, host: Host, question: Question, answered: Callable[[], None]) -> None:
        self._host = host
        self._question = question
        self._answered = answered
        self._remote = question.remote_project or "that remote project"
        self._offer = _Offer([], shared=False)

    def begin(self) -> None:
        """Read the projects, then ask."""
        self._host.look(lambda work: _Offer(projects(work), is_shared(work)), self._ask)

    def _ask(self, offer: _Offer) -> None:
        self._offer = offer
        choices = [Choice(NO_PROJECT, DONT_ASK), *self._projects(), *self._namesake()]
        create = CREATE if self._admin else ""
        sentence = f"{situation(self._question)}. The timer runs on."
        self._host.push_screen(
            Find("Which project is this for?", choices, create=create, sentence=sentence, first=1),
            self._chosen,
        )

    @property
    def _admin(self) -> bool:
        return self._host.ledger.role == "admin"

    def _projects(self) -> list[Choice]:
        """List the projects, those of the remote project's own name first."""
        name = fold(self._remote)
        found = sorted(self._offer.projects, key=lambda project: fold(project.name) != name)
        return [
            Choice(
                project.id,
                project.name,
                "the same name" if fold(project.name) == name else project.client or "",
            )
            for project in found
        ]

    def _namesake(self) -> list[Choice]:
        """Offer to make a project of the remote project's name, where there is none."""
        name = self._question.remote_project
        known = {fold(project.name) for project in self._offer.projects}
        if name is None or not self._admin or fold(name) in known:
            return []
        return [Choice(NEW + name, CREATE.format(name))]

    def _chosen(self, value: str | None) -> None:
        if value is None:
            return
        if value == NO_PROJECT:
            self._host.act(lambda work: answer(work, self._question, None), self._not_again)
        elif self._admin and self._question.remote_project is not None:
            self._ask_for_whom(value)
        else:
            self._give(value, map_it=False)

    def _not_again(self, _change: EntryChange) -> None:
        self._answered()
        again = self._host.key_of("project.forget")
        self._host.say(f"Not asked again for {self._remote}; {again} in Projects forgets that.")

    def _ask_for_whom(self, value: str) -> None:
        """Offer the mapping, first where there is nobody else whom it could surprise."""
        name = self._name_of(value)
        mine = Choice(MINE, "Only remember it for my own time")
        whose = "for everybody" if self._offer.shared else "its tasks come first"
        provider = self._question.provider.capitalize()
        everybody = Choice(EVERYBODY, f"Map it to {name}", whose)
        choices = [mine, everybody] if self._offer.shared else [everybody, mine]

        def chosen(whom: str | None) -> None:
            if whom is not None:
                self._give(value, map_it=whom == EVERYBODY)

        sentence = f"New time on {self._remote} in {provider} goes to {name} from now on."
        self._host.push_screen(Choose(f"Put into {name}", choices, sentence=sentence), chosen)

    def _name_of(self, value: str) -> str:
        if value.startswith(NEW):
            return value[1:]
        return next(project.name for project in self._offer.projects if project.id == value)

    def _give(self, value: str, *, map_it: bool) -> None:
        def job(work: Work) -> EntryChange:
            with Together(work, "answer") as whole:
                new = value.startswith(NEW)
                project_id = add_project(work, value[1:]).id if new else value
                change = answer(work, self._question, project_id, map_it=map_it)
                whole.sentence = change.sentence
            return change

        def done(change: EntryChange) -> None:
            self._answered()
            key = self._host.key_of("history.undo")
            self._host.say(f"{change.sentence} {key} takes it back.")

        self._host.act(job, done)
