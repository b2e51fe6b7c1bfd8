"""A dialog with the picker in it: which task?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.getters import app as app_getter
from textual.widget import Widget

from screens.dialogs.dialog import Dialog
from screens.host import Host
from screens.tasks import MOST
from store.records import Candidate
from widgets.picker import Picker


class NewTask(str):
    """The name of a task that is to be made first."""


class PickTask(Dialog[Candidate | NewTask]):
    """Answers with the task, or with the name of a new one."""

    BINDINGS: ClassVar[list[BindingType]] = []
    host = app_getter(Host)
    """The app."""

    def compose_content(self) -> Iterator[Widget]:
        """Show the picker under the dialog's title."""
        yield Picker(self._title)

    def on_mount(self) -> None:
        """Show what is known, then everything."""
        self.show_tasks()
        self.query_one(Picker).search()
        self.host.tasks.want_all(self.show_tasks)

    def show_tasks(self) -> None:
        """Show the tasks that are known."""
        tasks, scope = self.host.tasks, self.host.scope
        picker = self.query_one(Picker)
        picker.see_with(self.host.outlook)
        picker.show_tasks(tasks.candidates, scope.name if scope else None, tasks.total)

    @on(Picker.Queried)
    def rank(self, event: Picker.Queried) -> None:
        """Rank what is typed."""
        query, picker = event.query, self.query_one(Picker)
        self.host.tasks.rank(
            query, lambda rows: picker.show_matches(query, rows, len(rows) == MOST)
        )

    @on(Picker.Chosen)
    def answer(self, event: Picker.Chosen) -> None:
        """Answer with the task."""
        self.dismiss(event.task)

    @on(Picker.Create)
    def create(self, event: Picker.Create) -> None:
        """Answer with a name."""
        self.dismiss(NewTask(event.name))

    @on(Picker.Left)
    def leave(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)
