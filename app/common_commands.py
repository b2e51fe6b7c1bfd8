"""The commands that work the same everywhere."""

from __future__ import annotations

from collections.abc import Iterable

from app.commands import COMMANDS, EVERYWHERE, PLACES, Command
from screens.host import Host
from store import timer
from store.local_time import duration_text
from store.records import EntryChange, TimerChange


class CommonCommands(Host):
    """Mixed into the app: a method for each command that no place does in its own way."""

    async def do_timer_start(self) -> None:
        """Go to Today and put the cursor into the search field."""
        await self.go_to("today")
        await self.run_command("timer.start")

    def do_timer_stop(self) -> None:
        """Stop the timer."""
        self.act(timer.stop, self._stopped)

    def _stopped(self, change: TimerChange) -> None:
        self.timer_changed(change)
        if change.stopped:
            spent = duration_text(change.stopped.seconds(change.status.now))
            self.say(f"Stopped {change.stopped.task} after {spent}.{self._undo_hint()}")

    def do_timer_resume(self) -> None:
        """Go on with what was timed last."""
        self.act(timer.resume, self.timer_changed)

    def do_timer_cancel(self) -> None:
        """Drop the running timer."""
        self.act(timer.cancel, self._cancelled)

    def _cancelled(self, change: TimerChange) -> None:
        self.timer_changed(change)
        self.say(f"Dropped the timer.{self._undo_hint()}")

    def do_timer_note(self) -> None:
        """Ask for a note on the running timer."""
        from screens.dialogs.ask import Ask

        entry = self.facts.status.entry
        if entry is None:
            return

        def write(note: str | None) -> None:
            if note is not None and note != entry.note:
                self.act(lambda work: timer.annotate(work, note), self.timer_changed)

        self.push_screen(Ask(f"Note on {entry.task}", entry.note, placeholder="What you do"), write)

    def do_question_answer(self) -> None:
        """Ask which project the time on an unmapped remote project is for."""
        self.questions.ask()

    def do_history_undo(self) -> None:
        """Take back the last change."""
        from store.entries import undo

        self.act(undo, self._took_back)

    def do_history_redo(self) -> None:
        """Do again what was taken back."""
        from store.entries import redo

        self.act(redo, self._took_back)

    def _took_back(self, change: EntryChange) -> None:
        self.say(change.sentence)

    def _undo_hint(self) -> str:
        key = self.key_of("history.undo")
        return f" {key} takes it back." if key else ""

    def do_dates_back(self) -> None:
        """Show the week before."""
        self.step_week(-1)

    def do_dates_forward(self) -> None:
        """Show the week after."""
        self.step_week(1)

    def do_dates_now(self) -> None:
        """Show this week."""
        self.step_week(0)

    def do_sync_now(self) -> None:
        """Ask the sync thread to look at once; what is locked has to be unlocked first."""
        if self.remotes.locked:
            self.do_connection_unlock()
        else:
            self.remotes.sync_now()

    def do_connection_unlock(self) -> None:
        """Ask for the passphrase of the connections."""
        from screens.unlocking import ask_passphrase

        ask_passphrase(self, lambda: self.say("Your connections are unlocked."))

    def do_issuer_edit(self) -> None:
        """Show who bills, to change it."""
        from screens.money_forms import edit_issuer

        edit_issuer(self)

    async def do_place_today(self) -> None:
        """Go to Today."""
        await self.go_to("today")

    async def do_place_entries(self) -> None:
        """Go to Entries."""
        await self.go_to("entries")

    async def do_place_week(self) -> None:
        """Go to Week."""
        await self.go_to("week")

    async def do_place_projects(self) -> None:
        """Go to Projects."""
        await self.go_to("projects")

    async def do_place_invoices(self) -> None:
        """Go to Invoices."""
        await self.go_to("invoices")

    async def do_place_integrations(self) -> None:
        """Go to Integrations."""
        await self.go_to("integrations")

    def do_app_save(self) -> None:
        """Say that nothing waits to be saved."""
        self.say("Everything is saved.")

    def do_app_palette(self) -> None:
        """Show all commands."""
        from screens.dialogs.choices import Choice
        from screens.dialogs.palette import Palette

        choices = [
            Choice(command.id, command.sentence, self.keys_of(command.id))
            for command in COMMANDS
            if command.id != "app.palette" and self.can_run(command)
        ]
        self.push_screen(Palette("Commands", choices), self._run_chosen)

    def do_app_theme(self) -> None:
        """Choose a theme, for this session."""
        from screens.dialogs.choices import Choice, Find

        def chosen(name: str | None) -> None:
            if name:
                self.theme = name

        shown = sorted(self.available_themes, key=lambda name: (not name.startswith("ayron"), name))
        choices = [Choice(name, name, "this one" if name == self.theme else "") for name in shown]
        self.push_screen(Find("Theme", choices), chosen)

    def do_app_help(self) -> None:
        """Show the keys of this place."""
        from screens.dialogs.choices import Choice
        from screens.dialogs.help import Help

        def rows(commands: Iterable[Command]) -> list[Choice]:
            return [
                Choice(command.id, command.sentence, self.keys_of(command.id))
                for command in commands
            ]

        here = self.place_name
        everywhere = [command for command in COMMANDS if command.places == EVERYWHERE]
        local = [c for c in COMMANDS if c.places != EVERYWHERE and here in c.places]
        shown = [Choice("", PLACES[here]), *rows(local), Choice("", "Everywhere")]
        self.push_screen(Help([*shown, *rows(everywhere)]), self._run_chosen)

    def _run_chosen(self, command_id: str | None) -> None:
        if command_id:
            self.call_later(self.run_command, command_id)

    def do_app_quit(self) -> None:
        """Quit. A running timer runs on."""
        self.exit(0)
