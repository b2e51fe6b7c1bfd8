"""Today: pick a task, watch the timer, read the week."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar

from textual import on
from textual.containers import Container
from textual.getters import query_one
from textual.widget import Widget

from screens.facts import Facts
from screens.place import Place
from screens.task_flows import TaskFlows
from screens.tasks import MOST
from screens.worth import WithWorth
from store.adoption import adopt
from store.records import Candidate, TimerChange
from store.timer import start
from store.work import Work
from widgets.drawing.timer import idle_hint
from widgets.picker import Picker
from widgets.timer import Timer
from widgets.virtual_list import VirtualList
from widgets.week import WeekPane

TaskOf = Callable[[Work], str]


class Today(TaskFlows, WithWorth, Place):
    """The working day."""

    PLACE: ClassVar[str] = "today"
    CSS_PATH = "today.tcss"
    AUTO_FOCUS = "TaskList"

    picker = query_one(Picker)
    """On the left."""
    timer = query_one(Timer)
    """On the right, above."""
    week = query_one(WeekPane)
    """On the right, below."""

    def __init__(self) -> None:
        super().__init__()
        self._seen = self.host.revision  # the first rows are there already

    def compose_place(self) -> Iterator[Widget]:
        """Lay out the three panes, with what is known in them already."""
        with Container(id="day"):
            picker = Picker("Start a timer")
            picker.hold(self.host.tasks.candidates, self.host.outlook)
            yield picker
            yield Timer()
            yield WeekPane()

    def show(self, facts: Facts) -> None:
        """Show what runs, and the week."""
        self.timer.hint = idle_hint(self.host.key_of, resumable=facts.resumable)
        self.timer.status = facts.status
        self.week.today = self.host.today
        self.week.running = facts.status.entry
        self.week.week = facts.week
        self.picker.see_with(self.host.outlook)

    def reload(self) -> None:
        """Read the tasks."""
        self.host.tasks.load(self.show_tasks)

    def show_tasks(self) -> None:
        """Show the tasks that are known."""
        tasks = self.host.tasks
        self.picker.show_tasks(tasks.candidates, self._scope_name(), tasks.total)
        self.show_hints()

    def tick(self, now: int) -> None:
        """Let the timer and the week go on."""
        if self.worth is not None:
            self.timer.earned = self.worth.earned(self.timer.entry, now)
        self.timer.now = now
        self.week.now = now
        facts = self.host.facts
        self.want_worth(facts.week, facts.status.entry, now)

    def week_pane(self) -> WeekPane:
        """Return the pane of the week."""
        return self.week

    def can_do(self, command_id: str) -> bool | None:
        """Offer what a task is needed for only where one is selected."""
        selected = self.picker.selected
        if command_id == "task.open":
            return bool(selected and selected.url)
        if command_id in ("task.rename", "task.move", "task.archive", "task.stage"):
            return selected is not None
        return super().can_do(command_id)

    def do_timer_start(self) -> None:
        """Put the cursor into the search field."""
        self.picker.search()
        self.host.tasks.want_all(self.show_tasks)
        self.host.remotes.freshen()

    do_picker_filter = do_timer_start

    @on(Picker.Queried)
    def rank(self, event: Picker.Queried) -> None:
        """Rank what is typed."""
        query = event.query
        self.host.tasks.rank(
            query, lambda rows: self.picker.show_matches(query, rows, len(rows) == MOST)
        )

    @on(Picker.Left)
    def leave_field(self) -> None:
        """Go back to the list."""
        self.picker.tasks.focus()
        self.host.tasks.want_few()

    @on(VirtualList.EndNear)
    def read_on(self) -> None:
        """Have the rest of the list read when its end comes near."""
        if not self.picker.typed:
            self.host.tasks.want_all(self.show_tasks)

    @on(Picker.Chosen)
    def start_task(self, event: Picker.Chosen) -> None:
        """Start a timer on the task at once."""
        task, scope = event.task, self.host.scope
        elsewhere = scope and task.project_id not in (None, scope.id)
        words = f"{task.name} is booked on {scope.name}." if scope and elsewhere else ""
        self._start(lambda work: adopt(work, task.key), words)

    @on(Picker.Create)
    def start_new_task(self, event: Picker.Create) -> None:
        """Make the task in the scoped project, and start a timer on it."""
        from store.tasks import add_task

        name, project_id = event.name, self._scope_id()
        self._start(lambda work: add_task(work, name, project_id))

    def selected_task(self) -> Candidate | None:
        """Return the task that a command is about."""
        return self.picker.selected

    def _start(self, task_of: TaskOf, sentence: str = "") -> None:
        scope = self._scope_id()

        def begin(work: Work) -> TimerChange:
            return start(work, task_of(work), project_id=scope)

        self.host.act(begin, lambda change: self._started(change, sentence))

    def _started(self, change: TimerChange, sentence: str) -> None:
        if sentence:
            self.host.say(sentence)
        self.host.tasks.want_few()
        self.host.timer_changed(change)
        self.picker.clear()
        self.picker.tasks.focus()
        self.picker.tasks.action_move_to(0)

    def _scope_id(self) -> str | None:
        return self.host.scope.id if self.host.scope else None

    def _scope_name(self) -> str | None:
        return self.host.scope.name if self.host.scope else None
