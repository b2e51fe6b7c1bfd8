"""From a key to what it does: places, commands, and the keys that are offered."""

from __future__ import annotations

from collections.abc import Sequence
from inspect import isawaitable

from textual.screen import ModalScreen
from textual.widgets import Input

from app.commands import BY_ID, Command
from app.hints import hint_words, is_worth_saying, makes_sense
from app.keymap import Keymap
from screens.host import Host
from screens.place import Place
from widgets.bar_line import BarLine
from widgets.drawing.words import Word


class Dispatch(Host):
    """Mixed into the app: finds who does a command, and says which ones make sense now."""

    keys_by_id: Keymap

    @property
    def place(self) -> Place | None:
        """The place in front, below any dialog."""
        stack = self.screen_stack if self.is_running else []
        return stack[0] if stack and isinstance(stack[0], Place) else None

    @property
    def place_name(self) -> str:
        """What the place in front is called in the table of commands."""
        return self.place.PLACE if self.place else "today"

    async def go_to(self, place: str) -> None:
        """Leave any dialog and go to a place; it is there when this returns."""
        self.leave_dialogs()
        await self.switch_mode(place)

    def leave_dialogs(self) -> None:
        """Dismiss what is open on top of the place."""
        while isinstance(self.screen, ModalScreen) and len(self.screen_stack) > 1:
            self.screen.dismiss(None)

    async def action_command(self, command_id: str) -> None:
        """Run a command of the table by its key."""
        if self._gives_way:
            self.leave_dialogs()
        await self.run_command(command_id)

    async def action_letter(self, command_id: str) -> None:
        """Run a command of the table by a key that types something where there is a field."""
        await self.action_command(command_id)

    async def run_command(self, command_id: str) -> None:
        """Do what a command says, in the way of the dialog or the place in front, or the app."""
        command = BY_ID[command_id]
        for target in (self.screen, None if self._in_dialog else self.place, self):
            if hasattr(target, command.method):
                done = getattr(target, command.method)()
                if isawaitable(done):
                    await done
                return

    @property
    def _in_dialog(self) -> bool:
        return isinstance(self.screen, ModalScreen)

    @property
    def _gives_way(self) -> bool:
        return bool(getattr(self.screen, "GIVES_WAY", False))

    @property
    def _takes_letters(self) -> bool:
        """Whether a letter is meant for what is in front, and not for a command."""
        in_dialog = self._in_dialog and not self._gives_way
        return in_dialog or isinstance(self.focused, Input)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer a command only where it makes sense."""
        if action not in ("command", "letter"):
            return super().check_action(action, parameters)
        if action == "letter" and self._takes_letters:
            return False
        return self.can_run(BY_ID[str(parameters[0])]) is not False

    def can_run(self, command: Command) -> bool | None:
        """Tell whether a command makes sense now; None where its key only says why it does not."""
        place = self.place
        if place is None:
            return False
        running = self.facts.status.entry is not None
        if command.id == "connection.unlock":
            return self.remotes.locked
        if command.id == "question.answer":
            return self.questions.open is not None
        if not makes_sense(command, place.PLACE, running=running):
            return False
        return place.can_do(command.id)

    def hints(self, place: str) -> tuple[Sequence[Word], Sequence[Word]]:
        """List the keys that a place offers, for the left and the right of its footer."""
        return hint_words(
            lambda command: self.can_run(command) and is_worth_saying(command, self.facts),
            self.key_of,
        )

    def key_of(self, command_id: str) -> str:
        """Name the first key of a command."""
        keys = self.keys_by_id[command_id]
        return keys[0] if keys else ""

    def keys_of(self, command_id: str) -> str:
        """Name all keys of a command."""
        return "  ".join(self.keys_by_id[command_id])

    async def on_bar_line_pressed(self, event: BarLine.Pressed) -> None:
        """Run the command that was clicked in the header or the footer."""
        if self.can_run(BY_ID[event.command]):
            await self.run_command(event.command)
