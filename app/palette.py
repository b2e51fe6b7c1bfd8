"""The command palette: every command of the table that makes sense now."""

from __future__ import annotations

from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from app.application import AyronApp
from app.commands import COMMANDS, Command
from store.highlights import highlights
from store.text import fold


class CommandProvider(Provider):
    """Offers commands by their sentence, with their key beside them."""

    def _offered(self) -> list[Command]:
        app = self._ayron
        return [
            command for command in COMMANDS if command.id != "app.palette" and app.can_run(command)
        ]

    @property
    def _ayron(self) -> AyronApp:
        assert isinstance(self.app, AyronApp)
        return self.app

    async def discover(self) -> Hits:
        """Offer everything while nothing is typed."""
        for command in self._offered():
            yield DiscoveryHit(
                self._title(command, ""), partial(self._run, command.id), text=command.sentence
            )

    async def search(self, query: str) -> Hits:
        """Offer what has every typed word in it, the earlier the better."""
        words = fold(query).split()
        for command in self._offered():
            text = fold(f"{command.sentence} {command.id}")
            places = [text.find(word) for word in words]
            if words and min(places) >= 0:
                yield Hit(
                    1 / (1 + sum(places)),
                    self._title(command, query),
                    partial(self._run, command.id),
                    text=command.sentence,
                )

    def _title(self, command: Command, query: str) -> Content:
        title = Content(command.sentence)
        for at in highlights(query, command.sentence) if query else ():
            title = title.stylize("bold $text-primary", at, at + 1)
        keys = self._ayron.keys_of(command.id)
        return Content.assemble(title, ("  " + keys, "$text-muted")) if keys else title

    async def _run(self, command_id: str) -> None:
        await self._ayron.run_command(command_id)
