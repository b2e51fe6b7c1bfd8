"""The app as the screens know it: what they may ask of the program around them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Event
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from textual.app import App
from textual.message import Message

from screens.clerk import Clerk
from screens.errands import MoneyErrands
from screens.facts import Facts
from screens.questions import Questions
from screens.remotes import Remotes
from screens.tasks import Tasks
from store.clock import Clock
from store.ledger import Ledger
from store.local_time import date_of, iso_date
from store.records import Candidate, Project, TimerChange
from store.work import Work
from widgets.drawing.tasks import Outlook
from widgets.drawing.words import Word

if TYPE_CHECKING:
    from sync.facts import Fact

T = TypeVar("T")
PATIENCE = 2.0
"""Seconds that a change may take before it is said what it waits for."""
WAITING = "Another program is writing to the ledger; your change is next in line."
Severity = Literal["information", "warning", "error"]


class Delivered(Message):
    """A clerk has a result; `hand_over` is called on the screen's own loop."""

    def __init__(self, hand_over: Callable[[], None]) -> None:
        super().__init__()
        self.hand_over = hand_over


class Told(Message):
    """The sync thread told a fact."""

    def __init__(self, fact: Fact) -> None:
        super().__init__()
        self.fact = fact

    def can_replace(self, message: Message) -> bool:
        """Let a burst of progress collapse into the newest."""
        if not isinstance(message, Told):
            return False
        return type(self.fact) is type(message.fact) and hasattr(self.fact, "tasks")


class Host(App[int]):
    """Base of the app: the ledger, and the clerks that work on it off the screen's loop.

    One clerk does every write and every short read, so that what it reads it has also written,
    and `ledger.changed()` on its connection tells of others only. The reader does what may take
    longer; the thinker ranks; the envoy waits for others, such as a mail server.
    """

    def __init__(self, ledger: Ledger, facts: Facts, first: Sequence[Candidate]) -> None:
        super().__init__()
        self.ledger = ledger
        self.facts = facts
        self.tasks = Tasks(self, first)
        self.questions = Questions(self)
        self.scope: Project | None = None
        self.remark = ""
        self.revision = 0
        self.remotes: Remotes
        self._clerk = Clerk("ledger", self.deliver)
        self._reader = Clerk("reader", self.deliver)
        self._thinker = Clerk("thinker", self.deliver)
        self._envoy = Clerk("envoy", self.deliver)
        self.errands = MoneyErrands(self)
        self.leaving = Event()
        """Set when the app ends, for whoever waits for somebody else's answer."""

    @property
    def clock(self) -> Clock:
        """Where `now` comes from."""
        return self.ledger.clock

    @property
    def today(self) -> str:
        """Today's local date in ISO form."""
        return iso_date(date_of(self.clock.wall()))

    @property
    def outlook(self) -> Outlook:
        """What the rows of a picker are seen with."""
        entry = self.facts.status.entry
        scope = self.scope.name if self.scope else None
        return Outlook(self.today, entry.task_id if entry else None, scope)

    @property
    def _clerks(self) -> tuple[Clerk, ...]:
        return self._clerk, self._reader, self._thinker, self._envoy

    @property
    def at_rest(self) -> bool:
        """Whether no clerk has anything to do."""
        return all(clerk.at_rest for clerk in self._clerks)

    def act(
        self,
        job: Callable[[Work], T],
        then: Callable[[T], None] | None = None,
        refused: Callable[[Exception], None] | None = None,
    ) -> None:
        """Change the ledger in one transaction; `then` gets the result after the commit."""
        waiting = self.set_timer(PATIENCE, lambda: self.say(WAITING, "warning"))

        def write() -> T:
            with self.ledger.write() as work:
                return job(work)

        def done(result: T) -> None:
            waiting.stop()
            if then is not None:
                then(result)
            self.ledger_changed()

        def failed(error: Exception) -> None:
            waiting.stop()
            (refused or self.report)(error)

        self._clerk.do(write, done, failed)

    def look(self, job: Callable[[Work], T], then: Callable[[T], None], group: str = "") -> None:
        """Read something short from the ledger."""
        self._clerk.do(lambda: self._read(job), then, self.report, group)

    def study(self, job: Callable[[Ledger], T], then: Callable[[T], None], group: str) -> None:
        """Read something long from the ledger; of a group only the newest request counts."""
        self._reader.do(lambda: job(self.ledger), then, self.report, group)

    def send_out(
        self,
        job: Callable[[Ledger], T],
        then: Callable[[T], None],
        refused: Callable[[Exception], None] | None = None,
    ) -> None:
        """Do what takes several transactions, or somebody else's answer; then read all again."""

        def done(result: T) -> None:
            then(result)
            self.ledger_changed()

        def failed(error: Exception) -> None:
            (refused or self.report)(error)
            self.ledger_changed()

        self._envoy.do(lambda: job(self.ledger), done, failed)

    def think(self, job: Callable[[], T], then: Callable[[T], None], group: str) -> None:
        """Compute something; of a group only the newest request counts."""
        self._thinker.do(job, then, self.report, group)

    def report(self, error: Exception) -> None:
        """Say why something could not be done."""
        self.say(self.explain(error), "warning")

    def explain(self, error: Exception) -> str:
        """Put an error into a sentence; a mistake of ours is written to the log."""
        raise NotImplementedError

    def deliver(self, hand_over: Callable[[], None]) -> Any:
        """Have something done on the screen's own loop; any thread may call this."""
        return self.post_message(Delivered(hand_over))

    def say(self, sentence: str, severity: Severity = "information") -> None:
        """Show a notice. Every notice comes through here, so that none is read as markup."""
        self.notify(sentence, severity=severity, markup=False)

    def fully(self, then: Callable[[], None]) -> None:
        """Open the ledger the full way, unless that was done, then go on."""
        raise NotImplementedError

    def ledger_changed(self) -> None:
        """Read again what the screens show, because somebody changed it."""
        raise NotImplementedError

    def connections_changed(self) -> None:
        """Read again how the connections are, because somebody polled them."""
        raise NotImplementedError

    def timer_changed(self, change: TimerChange) -> None:
        """Show what a timer operation did, before everything else is read again."""
        raise NotImplementedError

    def show_question(self) -> None:
        """Show the question that is open, or that none is."""
        raise NotImplementedError

    def hints(self, place: str) -> tuple[Sequence[Word], Sequence[Word]]:
        """List the keys that a place offers, for the left and the right of its footer."""
        raise NotImplementedError

    def key_of(self, command_id: str) -> str:
        """Name the first key of a command."""
        raise NotImplementedError

    def keys_of(self, command_id: str) -> str:
        """Name all keys of a command."""
        raise NotImplementedError

    def can_run(self, command: Any) -> bool | None:
        """Tell whether a command of the table makes sense now."""
        raise NotImplementedError

    async def run_command(self, command_id: str) -> None:
        """Run a command of the table."""
        raise NotImplementedError

    async def go_to(self, place: str) -> None:
        """Leave any dialog and go to a place."""
        raise NotImplementedError

    @property
    def place_name(self) -> str:
        """What the place in front is called in the table of commands."""
        raise NotImplementedError

    def step_week(self, weeks: int) -> None:
        """Show another week; 0 is this one."""
        raise NotImplementedError

    def set_scope(self, project: Project | None) -> None:
        """Pick tasks for a project from now on."""
        raise NotImplementedError

    def open_original(self, name: str, url: str | None) -> None:
        """Open a task's original in the browser, if its address is a safe one."""
        from screens.connecting import open_in_browser

        if not (url and url.startswith("https://")):
            self.say("This task has no original elsewhere.", "warning")
        elif open_in_browser(url):
            self.say(f"Opened {name} in the browser.")
        else:
            self.say(f"There is no browser here. {name} is at {url}")

    def on_delivered(self, event: Delivered) -> None:
        """Take a result from a clerk; at the end nobody is there to take it."""
        if self.is_running:
            event.hand_over()

    def _read(self, job: Callable[[Work], T]) -> T:
        with self.ledger.read() as work:
            return job(work)
