"""Integrations: which accounts are connected, how it goes, connect and disconnect."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual import on
from textual.getters import query_one
from textual.widget import Widget

from screens.connecting import Connecting
from screens.dialogs.choices import Choice, Choose
from screens.dialogs.dialog import Problem, Sentence
from screens.facts import Facts
from screens.sync_mark import ago
from screens.place import Place
from store.records import Connection
from widgets.connection_list import ConnectionList
from widgets.frame import Framed
from widgets.virtual_list import VirtualList

NOTHING = (
    "Nothing is connected, and nothing has to be: timers run without an account.\n\n"
    "Connect Asana, and the tasks that are assigned to you can be picked here. Ayron reads"
    " them and never writes anything back."
)
LOCKED = (
    "Its sign-in is in an encrypted file. Press {} and give the passphrase to sync; until then"
    " you work with the tasks of the last sync."
)
METHODS = {"oauth": "signed in through the browser", "token": "by personal access token"}


class ConnectionsPane(Framed):
    """Around the connections and what there is to say about the selected one."""

    def __init__(self) -> None:
        super().__init__(id="connections")

    def compose(self) -> Iterator[Widget]:
        """Put the details under the list."""
        yield ConnectionList(self._when)
        yield Problem()
        yield Sentence("", id="about")

    def _when(self, connection: Connection) -> str:
        screen = self.screen
        assert isinstance(screen, Integrations)
        return ago(connection.last_ok_at, screen.host.clock.wall())


class Integrations(Place):
    """The connections."""

    PLACE: ClassVar[str] = "integrations"
    CSS_PATH = "integrations.tcss"
    AUTO_FOCUS = "ConnectionList"

    listing = query_one(ConnectionList)
    """The connections."""
    pane = query_one(ConnectionsPane)
    """Around them."""
    _minute = 0

    def compose_place(self) -> Iterator[Widget]:
        """Give the connections the whole screen."""
        yield ConnectionsPane()

    def show(self, facts: Facts) -> None:
        """Show how the connections are."""
        self.listing.show_rows(facts.connections, self.listing.cursor)
        self.pane.head("Integrations")
        self.pane.foot("Ayron reads, and never writes to other systems")
        self.listing.display = bool(facts.connections)
        self.tell_more()

    def tick(self, now: int) -> None:
        """Let the time since the last sync grow."""
        if now // 10_000_000 != self._minute:
            self._minute = now // 10_000_000
            self.listing.refresh()

    def can_do(self, command_id: str) -> bool | None:
        """Offer to disconnect only what is connected."""
        if command_id in ("connection.remove", "sync.now"):
            return bool(self.host.facts.connections)
        return super().can_do(command_id)

    @on(VirtualList.Moved)
    def tell_more(self) -> None:
        """Say more about the selected connection."""
        connection = self.listing.connection
        about = NOTHING + f"\n\nPress {self.host.key_of('connection.add')} to connect."
        self.query_one("#about", Sentence).say(details(connection) if connection else about)
        self.query_one("#problem", Problem).say(self._problem_of(connection))

    def _problem_of(self, connection: Connection | None) -> str:
        if connection is not None and connection.state == "locked":
            return LOCKED.format(self.host.key_of("connection.unlock"))
        return f"! {connection.error}" if connection and connection.error else ""

    @on(VirtualList.Chosen)
    def do_connection_add(self) -> None:
        """Connect an account, or the same one anew."""
        Connecting(self.host).begin()

    def do_connection_remove(self) -> None:
        """Ask whether to disconnect, then do it."""
        connection = self.listing.connection
        if connection is None:
            return

        def answered(answer: str | None) -> None:
            if answer == "yes":
                self.host.remotes.disconnect(connection, self._disconnected)

        choices = [Choice("no", "Keep it connected"), Choice("yes", "Disconnect")]
        sentence = (
            f"Disconnect {connection.account}? Its sign-in is forgotten and its tasks leave the"
            " list. Your entries, and the tasks you tracked time on, stay."
        )
        self.host.push_screen(Choose("Disconnect", choices, sentence=sentence), answered)

    def _disconnected(self, sentence: str) -> None:
        self.host.say(sentence)
        self.host.ledger_changed()


def details(connection: Connection) -> str:
    """Say what a connection sees, and by which right."""
    rights = "Ayron only reads" if connection.can_write else "read only"
    lines = [
        f"Workspaces   {', '.join(connection.workspaces) or 'none'}",
        f"Sees         {connection.tasks:,} open tasks of yours, {connection.projects:,} projects",
        f"Connected    {METHODS.get(connection.method, connection.method)}",
        f"Access       {' '.join(connection.scopes) or 'everything that you may do'} · {rights}",
    ]
    if connection.guest:
        lines.append("Guest        you are a guest there, so some projects may be hidden")
    return "\n".join(lines)
