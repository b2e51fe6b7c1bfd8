"""The app: it wires the ledger, the clerks, the places and the keys together."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar

from textual.app import App
from textual.notifications import Notify
from textual.screen import Screen

from app.common_commands import CommonCommands
from app.compat import bind_keys, disarm_text, forget_older_notices, traceback_without_locals
from app.folders import config_folder
from app.heartbeat import Heartbeat
from app.keymap import bindings, keymap
from app.settings import Settings
from app.signals import end_on_signals
from app.theme import DEFAULT, themes
from app.turns import Turns
from app.wiring import way_of
from screens import today
from screens.facts import Facts, read_facts, with_connections
from screens.header import Header
from screens.host import Told
from screens.least import LEAST_HEIGHT, LEAST_WIDTH
from screens.remotes import Remotes
from screens.today import Today
from store.errors import LedgerError
from store.ledger import Ledger
from store.records import Candidate, Project, TimerChange


def entries_place() -> Screen[Any]:
    """Load Entries at its first use."""
    from screens.entries import Entries

    return Entries()


def week_place() -> Screen[Any]:
    """Load Week at its first use."""
    from screens.week import WeekPlace

    return WeekPlace()


def projects_place() -> Screen[Any]:
    """Load Projects at its first use."""
    from screens.projects import Projects

    return Projects()


def invoices_place() -> Screen[Any]:
    """Load Invoices at its first use."""
    from screens.invoices import Invoices

    return Invoices()


def integrations_place() -> Screen[Any]:
    """Load Integrations at its first use."""
    from screens.integrations import Integrations

    return Integrations()


class AyronApp(CommonCommands, Heartbeat, Turns):
    """Everything a person sees."""

    TITLE = "Ayron"
    CSS_PATH: ClassVar[Any] = [
        Path(__file__).with_suffix(".tcss"),
        Path(today.__file__).with_suffix(".tcss"),
    ]
    ENABLE_COMMAND_PALETTE = False
    MODES: ClassVar[Any] = {
        "today": Today,
        "entries": entries_place,
        "week": week_place,
        "projects": projects_place,
        "invoices": invoices_place,
        "integrations": integrations_place,
    }
    DEFAULT_MODE = "today"
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012
        *((0, "-tiny"), (LEAST_WIDTH, "-narrow"), (100, "-normal"), (140, "-wide")),
    ]
    VERTICAL_BREAKPOINTS = [  # noqa: RUF012
        *((0, "-flat"), (LEAST_HEIGHT, "-low"), (20, "-short"), (32, "-tall")),
    ]

    def __init__(
        self,
        ledger: Ledger,
        settings: Settings,
        facts: Facts,
        first: Sequence[Candidate] = (),
        open_fully: Callable[[], Ledger] | None = None,
    ) -> None:
        """Take what the first frame shows; `open_fully` opens the ledger the full way after it."""
        disarm_text()
        super().__init__(ledger, facts, first)
        self.settings = settings = settings.of(ledger.owner)
        self.remark = settings.remark
        self._open_fully = open_fully
        self.keys_by_id, self._keymap_problems = keymap(settings.keys)
        bind_keys(self, bindings(self.keys_by_id))
        self._choose_theme(settings.theme)
        self._week_name: str | None = None
        self.remotes = Remotes(
            self, way_of(settings, ledger.clock), lambda fact: self.post_message(Told(fact))
        )

    def _choose_theme(self, name: str) -> None:
        """Put on a theme before anything is parsed, so that all of it is parsed only once."""
        for theme in themes():
            self.register_theme(theme)
        self.set_reactive(App.theme, name if name in self.available_themes else DEFAULT)
        self.set_class(self.current_theme.dark, "-dark-mode", update=False)
        self.set_class(not self.current_theme.dark, "-light-mode", update=False)
        self.stylesheet.set_variables(self.get_css_variables())

    def watch_theme(self, theme: str) -> None:
        """Say how a theme that was chosen is kept."""
        path = Path(config_folder()) / "config.toml"
        self.say(f'This is {theme}. To keep it, write  theme = "{theme}"  into {path}.')

    def on_notify(self, event: Notify) -> None:
        """Keep one notice of what went well and one of what did not: the newest of each."""
        forget_older_notices(self, event.notification)

    # -- life ------------------------------------------------------------------------------

    def on_load(self) -> None:
        """Mind the signals before there is a screen to give back."""
        end_on_signals(self)

    def on_ready(self) -> None:
        """Do what may be slow, now that the first frame stands."""
        gc.enable()
        gc.freeze()
        self.ledger_changed()
        self.align_pulse()
        self._greet()
        self._back_up()
        self.errands.begin()
        if self._keymap_problems:
            self.say("\n".join(self._keymap_problems), "warning")
        if self.settings.theme and self.theme != self.settings.theme:
            self.say(f"There is no theme “{self.settings.theme}”; this is {self.theme}.", "warning")

    def fully(self, then: Callable[[], None]) -> None:
        """Open the ledger the full way, unless that was done, then go on."""
        if self._open_fully is None:
            then()
            return

        def opened(ledger: Ledger) -> None:
            if self._open_fully is not None:
                self._open_fully = None
                self.ledger.close()
                self.ledger = ledger
            then()

        self._clerk.do(self._open_fully, opened, self.report)

    def _back_up(self) -> None:
        """Make today's backup, unless it is there or the database has backups of its own."""
        if "://" in self.ledger.path:
            return
        folder = Path(self.ledger.path).parent / "backups"

        def back_up(ledger: Ledger) -> None:
            from store.backup import daily_backup

            daily_backup(ledger.path, folder, ledger.clock)

        self.study(back_up, lambda _none: None, "backup")

    def _greet(self) -> None:
        from screens.arrival import greet

        greet(self)

    def on_unmount(self) -> None:
        """Let what is under way be finished, within a second."""
        self.leaving.set()
        self.errands.close()
        self.remotes.close()
        self._clerk.close(self.ledger.close)
        self._envoy.close(self.ledger.close, 0.1)
        self._reader.close(self.ledger.close, 0.1)

    def explain(self, error: Exception) -> str:
        """Put an error into a sentence; a mistake of ours is written to the log."""
        if isinstance(error, LedgerError):
            return str(error)
        from app.mistakes import write_down

        return write_down(error)

    def _fatal_error(self) -> None:
        self.bell()
        traceback_without_locals(self)

    # -- what the screens show ---------------------------------------------------------------

    def ledger_changed(self) -> None:
        """Read again what the screens show."""
        self.revision += 1
        self.connections_changed()

    def connections_changed(self) -> None:
        """Read again what every screen shows, and not what only the place in front does."""
        ledger, name, settings = self.ledger, self._week_name, self.settings
        target = settings.target_seconds
        full = self._open_fully is None

        def read() -> Facts:
            facts = read_facts(ledger, name, target)
            if not (full and facts.connected):
                return facts
            return with_connections(facts, ledger, settings.health_file, settings.sync_lock)

        self._clerk.do(read, self._take_facts, self.report, "facts")

    def _take_facts(self, facts: Facts) -> None:
        if facts.connected and self._open_fully is not None:
            self.fully(self.connections_changed)
        self.show_facts(facts)

    def show_facts(self, facts: Facts) -> None:
        """Hand new facts to the place in front."""
        before = self.facts.status.entry
        facts = self.facts = self.remotes.seen(facts)
        if facts.status.entry != before:
            self.align_pulse()
        if self.place is not None:
            self.place.take(facts)
        self.questions.mind(facts)
        self.remotes.mind(facts)

    def show_question(self) -> None:
        """Show the question that is open in the place in front."""
        if self.place is not None and self.place.is_mounted:
            self.place.show_question()

    def timer_changed(self, change: TimerChange) -> None:
        """Show what a timer operation did, before everything else is read again."""
        self.show_facts(self.facts._replace(status=change.status))

    def step_week(self, weeks: int) -> None:
        """Show another week; 0 is this one."""
        from reports.week import step_week

        if weeks == 0:
            self._week_name = None
        else:
            self._week_name = step_week(self.facts.week.name, weeks)
        self.ledger_changed()

    def set_scope(self, project: Project | None) -> None:
        """Pick tasks for a project from now on."""
        self.scope = project
        self.ledger_changed()

    # -- sync ---------------------------------------------------------------------------------

    def on_told(self, event: Told) -> None:
        """Show what the sync thread tells."""
        from screens.telling import changes_tasks, ends_sync, sync_words

        words, sentence = sync_words(event.fact)
        if self.place is not None and self.place.is_mounted:
            self.place.query_one(Header).show_sync(words)
        if sentence:
            self.say(sentence, "warning")
        if changes_tasks(event.fact):
            self.ledger_changed()
        elif ends_sync(event.fact):
            self.connections_changed()
