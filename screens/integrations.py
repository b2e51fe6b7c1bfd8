"""Integrations: which accounts are connected, how it goes, connect and disconnect."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from textual import on
from textual.containers import VerticalScroll
from textual.getters import query_one
from textual.widget import Widget

from screens.connecting import Connecting
from screens.connection_facts import Offer, View, facts_of, is_off
from screens.connection_rows import row_of, subjects
from screens.dialogs.choices import Choice, Choose
from screens.facts import Facts
from screens.place import Place
from store.overview import Overview
from store.records import Connection
from store.work import Work
from widgets.connection_list import ConnectionList, Row
from widgets.fact_sheet import FactSheet
from widgets.frame import Framed
from widgets.virtual_list import VirtualList


class ConnectionsPane(Framed):
    """Around the list and what there is to say about the selected row."""

    def __init__(self, listing: ConnectionList) -> None:
        super().__init__(id="connections")
        self._listing = listing

    def compose(self) -> Iterator[Widget]:
        """Put the facts under the list."""
        yield self._listing
        with VerticalScroll(can_focus=False):
            yield FactSheet()


class Integrations(Place):
    """The connections, the providers that could be connected, and the sign-ins that are to end."""

    PLACE: ClassVar[str] = "integrations"
    CSS_PATH = "integrations.tcss"
    AUTO_FOCUS = "ConnectionList"

    listing = query_one(ConnectionList)
    """The integrations."""
    pane = query_one(ConnectionsPane)
    """Around them."""
    sheet = query_one(FactSheet)
    """All about the selected one."""
    _overview: Overview | None = None

    def compose_place(self) -> Iterator[Widget]:
        """Give the connections the whole screen."""
        yield ConnectionsPane(ConnectionList(self._row))

    def take(self, facts: Facts) -> None:
        """Show new facts, and read what is known besides: a sync may have changed it."""
        super().take(facts)
        if self.is_mounted:
            self.host.look(_read_overview, self._show_overview, "overview")

    def show(self, facts: Facts) -> None:
        """Show how the connections are."""
        rows = subjects(facts.connections, self._overview)
        if list(self.listing.rows) != rows:
            self.listing.show_rows(rows, self._index_of(self.listing.current, rows))
            self.listing.styles.height = len(rows)
        self.pane.head("Integrations")
        self.pane.foot("Ayron reads, and never writes to other systems")
        self.tell_more()

    def tick(self, now: int) -> None:
        """Let the time since the last sync grow, and the time to the next one shrink."""
        self.listing.tick()
        self.tell_more()

    def can_do(self, command_id: str) -> bool | None:
        """Offer what can be done with the selected row."""
        row = self._selected
        if command_id == "connection.remove":
            return isinstance(row, Connection)
        if command_id in ("feature.on", "feature.request", "connection.add"):
            off, admin = is_off(row, self._overview), self._overview and self._overview.admin
            wanted = {"feature.on": off and admin, "feature.request": off and not admin}
            return bool(wanted[command_id]) if command_id in wanted else None if off else True
        return super().can_do(command_id)

    @on(VirtualList.Moved)
    def tell_more(self) -> None:
        """Say more about the selected row."""
        self.sheet.show(facts_of(self._selected, self._view))

    @on(VirtualList.Chosen)
    def connect(self) -> None:
        """Connect what was chosen."""
        self.do_connection_add()

    def do_connection_add(self) -> None:
        """Connect an account of the selected provider, or the same one anew; not what is off."""
        Connecting(self.host).begin(self._provider)

    def do_connection_remove(self) -> None:
        """Ask whether to disconnect, then do it."""
        connection = self._selected
        if not isinstance(connection, Connection):
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

    def do_feature_on(self) -> None:
        """Turn the selected integration on for everybody in the workspace."""
        provider = self._provider

        def switch(work: Work) -> None:
            from store.features import switch_feature

            switch_feature(work, provider, True, self._overview.on if self._overview else ())

        self.host.act(switch)

    def do_feature_request(self) -> None:
        """Copy the text that asks an admin to turn the selected integration on."""
        if self._overview is not None:
            self.host.copy_to_clipboard(self._overview.requests[self._provider])
            self.host.say("Copied the request. Paste it where your admin reads it.")

    @property
    def _selected(self) -> object:
        """What the cursor is on; nothing as long as there is no list."""
        return next((found.current for found in self.query(ConnectionList)), None)

    @property
    def _provider(self) -> str:
        row = self._selected
        return row.provider if isinstance(row, Connection | Offer) else ""

    @property
    def _view(self) -> View:
        seconds = self.host.remotes.way.poll_seconds
        return View(self._now, seconds, self.host.key_of, self._overview)

    def _row(self, subject: Any) -> Row:
        return row_of(subject, self._view)

    def _index_of(self, subject: object, rows: list[object]) -> int:
        """Find the row of the same connection or provider, so that the cursor stays on it."""
        for index, row in enumerate(rows):
            if type(row) is type(subject) and _key(row) == _key(subject):
                return index
        return min(self.listing.cursor, max(0, len(rows) - 1))

    def _show_overview(self, found: Overview) -> None:
        if found != self._overview and self.is_mounted:
            self._overview = found
            self.show(self.host.facts)
            self.listing.refresh()
            self.show_hints()

    def _disconnected(self, sentence: str) -> None:
        self.host.say(sentence)
        self.host.ledger_changed()


def _read_overview(work: Work) -> Overview:
    """Read it on the clerk's thread: listing the providers loads what speaks with them."""
    from store.overview import overview
    from sync.kinds import kind_names

    return overview(work, kind_names())


def _key(row: object) -> object:
    return getattr(row, "id", None) or getattr(row, "provider", None)
