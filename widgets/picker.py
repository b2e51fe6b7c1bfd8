"""The picker pane: a search field over one list of Ayron's own tasks and the remote ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.getters import query_one
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from store.records import Candidate
from store.text import fold
from widgets.drawing.sections import CreateRow, Row, Sections, TaskRow
from widgets.drawing.tasks import Outlook
from widgets.frame import Framed
from widgets.search_field import SearchField
from widgets.task_list import TaskList
from widgets.virtual_list import VirtualList


class Picker(Framed):
    """Shows candidates, asks for a ranking of what is typed, and says what was chosen."""

    DEFAULT_CSS = """
    Picker {
        layout: vertical;
        & > SearchField { margin-bottom: 1; }
        & > TaskList { height: 1fr; background: $background; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "list('move', 1)", show=False),
        Binding("up", "list('move', -1)", show=False),
        Binding("pagedown", "list('page', 1)", show=False),
        Binding("pageup", "list('page', -1)", show=False),
        Binding("escape", "back", show=False),
    ]

    field = query_one(SearchField)
    """Where a query is typed."""
    tasks = query_one(TaskList)
    """What can be chosen."""

    class Queried(Message):
        """The query is another one; whoever ranks answers with `show_matches`."""

        def __init__(self, query: str) -> None:
            super().__init__()
            self.query = query

    class Chosen(Message):
        """A task was chosen."""

        def __init__(self, task: Candidate) -> None:
            super().__init__()
            self.task = task

    class Create(Message):
        """A task that does not exist yet was wanted by name."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    class Left(Message):
        """Escape was pressed with nothing in the field."""

    def __init__(self, title: str, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._title = title
        self._candidates: Sequence[Candidate] = ()
        self._scope: str | None = None
        self._total: int | None = None
        self._answered = ""
        self._impatient = False
        self._outlook = Outlook()

    def hold(self, candidates: Sequence[Candidate], outlook: Outlook) -> None:
        """Have the first rows before the pane is on the screen, so that it is drawn only once."""
        self._candidates, self._scope, self._outlook = candidates, outlook.scope, outlook

    def compose(self) -> Iterator[Widget]:
        """Put the field above the list."""
        yield SearchField("Find a task, or name a new one")
        tasks = TaskList()
        tasks.outlook = self._outlook
        tasks.show_rows(Sections(self._candidates, self._scope))
        yield tasks

    def on_mount(self) -> None:
        """Write the edges."""
        self._write_edges(None)

    @property
    def typed(self) -> str:
        """The query as it stands in the field."""
        return self.field.value.strip()

    @property
    def selected(self) -> Candidate | None:
        """The task under the cursor."""
        row = self.tasks.current
        return row.task if isinstance(row, TaskRow) else None

    def show_tasks(
        self, candidates: Sequence[Candidate], scope: str | None, total: int | None
    ) -> None:
        """Show candidates in their own order; `total` is None while they are not yet all of them.

        `scope` names the scoped project.
        """
        self._candidates, self._scope, self._total = candidates, scope, total
        if not self.is_mounted:
            return
        self._write_edges(None)
        if self.typed:
            self.post_message(self.Queried(self.typed))
        else:
            self._show_all(self._row_of(self.selected))

    def show_matches(self, query: str, rows: Sequence[TaskRow], more: bool = False) -> None:
        """Show a ranking, unless the field holds another query by now."""
        if query != self.typed or not query:
            return
        again, self._answered = query == self._answered, query
        folded = fold(query)
        shown: list[Row] = list(rows)
        if not any(_is_called(row.task, folded) for row in rows):
            first = bool(rows) and rows[0].beside
            shown.insert(0 if first else len(shown), CreateRow(query, self._scope))
        kept = [at for at, row in enumerate(shown) if again and _is_of(row, self.selected)]
        self.tasks.show_rows(shown, kept[0] if kept else 0)
        self._write_edges(f"{len(rows):,}{'+' if more else ''}")
        if self._impatient:
            self._impatient = False
            self.tasks.action_choose()

    def see_with(self, outlook: Outlook) -> None:
        """Show the same rows on another day, with another task running, under another scope."""
        self.tasks.outlook = outlook

    def search(self) -> None:
        """Put the cursor into the field at once, for what is typed next is meant for it."""
        self.screen.set_focus(self.field)

    def clear(self) -> None:
        """Empty the field."""
        self.field.value = ""

    def _show_all(self, cursor: int = 0) -> None:
        self._answered = ""
        self.tasks.show_rows(Sections(self._candidates, self._scope), cursor)
        self._write_edges(None)

    def _row_of(self, task: Candidate | None) -> int:
        """Keep the cursor near where it was, on the same task if it is still near there."""
        at = self.tasks.cursor
        fresh = Sections(self._candidates, self._scope)
        for index in (at, at + 1, at - 1):
            row = fresh[index] if 0 <= index < len(fresh) else None
            if task and isinstance(row, TaskRow) and row.task.key == task.key:
                return index
        return at if at > 1 else 0

    def _write_edges(self, found: str | None) -> None:
        self.head(self._title, self._scope or "")
        if self._total is None:
            self.foot("", "reading the tasks …")
        else:
            all_of_them = "1 task" if self._total == 1 else f"{self._total:,} tasks"
            self.foot("", f"{found} of {self._total:,}" if found else all_of_them)

    @on(Input.Changed)
    def ask_for_ranking(self, event: Input.Changed) -> None:
        """Ask for a ranking of what is typed; show everything for an empty field."""
        event.stop()
        if self.typed and self.typed != self._answered:
            self.post_message(self.Queried(self.typed))
        elif not self.typed and self._answered:
            self._impatient = False
            self._show_all()

    @on(Input.Submitted)
    def choose(self, event: Input.Submitted) -> None:
        """Choose the row under the cursor; while a ranking is under way, its first one."""
        event.stop()
        if self.typed != self._answered:
            self._impatient = True
        else:
            self.tasks.action_choose()

    @on(VirtualList.Chosen)
    def pass_on(self, event: VirtualList.Chosen) -> None:
        """Say which task was chosen, or that a new one is wanted."""
        event.stop()
        if isinstance(event.row, CreateRow):
            self.post_message(self.Create(event.row.name))
        else:
            self.post_message(self.Chosen(event.row.task))

    def action_list(self, verb: str, amount: int) -> None:
        """Move the cursor of the list while the field has the focus."""
        if verb == "page":
            self.tasks.action_page(amount)
        else:
            self.tasks.action_move(amount)

    def action_back(self) -> None:
        """Empty the field, else leave."""
        if self.field.value:
            self.clear()
        else:
            self.post_message(self.Left())


def _is_of(row: Row, task: Candidate | None) -> bool:
    return isinstance(row, TaskRow) and row.task == task


def _is_called(task: Candidate, folded: str) -> bool:
    """Tell whether a task has exactly this name, folded."""
    return folded in task.search and fold(task.name) == folded
