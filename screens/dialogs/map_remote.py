"""A dialog that stays open: which remote projects are mapped to one project of ours?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.getters import app as app_getter
from textual.widget import Widget
from textual.widgets import Input

from screens.dialogs.dialog import Dialog, Sentence
from screens.host import Host
from store.text import fold
from widgets.remote_list import RemoteList, RemoteRow, under_headings
from widgets.virtual_list import VirtualList

if TYPE_CHECKING:
    from store.ranking import Index

MOST = 200
HEIGHT = 16
NOTHING = (
    "No remote project is known here yet. Connect an account in Integrations; what you see there"
    " can be mapped after its first sync."
)


class MapRemote(Dialog[None]):
    """Shows remote projects; `chosen` is told which one was acted upon, and this stays open."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "list('move', 1)", show=False),
        Binding("up", "list('move', -1)", show=False),
        Binding("pagedown", "list('page', 1)", show=False),
        Binding("pageup", "list('page', -1)", show=False),
    ]
    host = app_getter(Host)
    """The app."""

    def __init__(
        self, title: str, rows: Sequence[RemoteRow], chosen: Callable[[RemoteRow], None]
    ) -> None:
        super().__init__(title, "enter maps it, or takes it away · escape leaves")
        self._rows = rows
        self._chosen = chosen
        self._index: Index | None = None
        self._answered = ""
        self._impatient = False

    def compose_content(self) -> Iterator[Widget]:
        """Put the field above the list; where there is nothing to map, say why."""
        if not self._rows:
            yield Sentence(NOTHING)
            return
        field = Input(placeholder="Type to find", compact=True)
        field.cursor_blink = False
        field.styles.margin = (0, 1, 1, 1)
        yield field
        listing = RemoteList()
        listing.styles.height = min(HEIGHT, len(self._rows) + 3)
        listing.show_rows(under_headings(self._rows))
        yield listing

    def show_rows(self, rows: Sequence[RemoteRow]) -> None:
        """Show how it is now, with the cursor on the same remote project."""
        self._rows, self._index = rows, None
        if self.is_attached:
            self._narrow()

    @on(Input.Changed)
    def ask_for_ranking(self) -> None:
        """Show what fits what is typed."""
        self._narrow()

    def _narrow(self) -> None:
        query, rows = self.query_one(Input).value.strip(), self._rows
        if not query:
            self._show(query, under_headings(rows))
            return

        def rank() -> list[RemoteRow | str]:
            index = self._index or _index_of(rows)
            self._index = index
            return [rows[match.position] for match in index.rank(query, MOST)]

        self.host.think(rank, lambda found: self._show(query, found), "remote projects")

    def _show(self, query: str, rows: Sequence[RemoteRow | str]) -> None:
        if not self.is_attached or query != self.query_one(Input).value.strip():
            return
        again, self._answered = query == self._answered, query
        listing = self.query_one(RemoteList)
        listing.show_rows(rows, _place_of(listing.current, rows) if again else 0)
        if self._impatient:
            self._impatient = False
            listing.action_choose()

    @on(Input.Submitted)
    def accept(self) -> None:
        """Act upon the row under the cursor; while a ranking is under way, upon its first one."""
        if self.query_one(Input).value.strip() != self._answered:
            self._impatient = True
        else:
            self.query_one(RemoteList).action_choose()

    do_app_save = accept

    @on(VirtualList.Chosen)
    def act_upon(self, event: VirtualList.Chosen) -> None:
        """Say which one was acted upon."""
        self._chosen(event.row)

    def action_list(self, verb: str, amount: int) -> None:
        """Move the cursor of the list while the field has the focus."""
        listing = self.query_one(RemoteList)
        (listing.action_page if verb == "page" else listing.action_move)(amount)


def _index_of(rows: Sequence[RemoteRow]) -> Index:
    from store.ranking import Index

    return Index([fold(f"{row.name} {row.elsewhere}") for row in rows])


def _place_of(before: RemoteRow | None, rows: Sequence[RemoteRow | str]) -> int:
    """Find the row of the same remote project."""
    for at, row in enumerate(rows):
        if before and isinstance(row, RemoteRow) and row[:2] == before[:2]:
            return at
    return 0
