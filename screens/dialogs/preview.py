"""The preview: a PDF as it is sent, page by page, with what can be done about it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import ClassVar, NamedTuple

from textual import events, on
from textual.binding import Binding, BindingType
from textual.getters import app as app_getter
from textual.getters import query_one
from textual.widget import Widget

from screens.dialogs.dialog import Dialog
from screens.host import Host
from store.errors import LedgerError
from widgets.frame import Framed
from widgets.pdf_view import PdfView
from widgets.pictures import way_to_draw

ZOOMS = (0.6, 0.8, 1.0, 1.25, 1.6, 2.0, 2.5, 3.0)
AS_IT_IS = 2
"""The place of 1.0 among the zooms: a page is as wide as the pane."""
MOST_COLUMNS = 110
"""A page is not drawn wider than this at first, for long lines are hard to read."""
DOTS = 10
"""Pixels that a picture has for each cell of its width, about as many as terminals have."""
NO_PICTURES = "This terminal shows no pictures. What you see is the text of the PDF itself."


class Shown(NamedTuple):
    """A PDF with its title and its file name; `recorded` is the hash that the ledger has."""

    title: str
    file_name: str
    pdf: bytes
    recorded: str = ""

    @property
    def hash(self) -> str:
        """The SHA-256 of the very bytes that are shown."""
        return sha256(self.pdf).hexdigest()


class Offer(NamedTuple):
    """Something to do about what is shown: its key, its word, and the answer that it gives."""

    key: str
    word: str
    answer: str


class Pages(Framed):
    """Around the page."""

    def __init__(self, view: PdfView) -> None:
        super().__init__(id="pages")
        self._view = view

    def compose(self) -> Iterator[Widget]:
        """Hold the page."""
        yield self._view


class Preview(Dialog[str]):
    """Shows a PDF; answers with what is to be done about it, or None."""

    AUTO_FOCUS = "PdfView"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("]", "turn(1)", show=False),
        Binding("[", "turn(-1)", show=False),
        Binding("+,=", "zoom(1)", show=False),
        Binding("-", "zoom(-1)", show=False),
        Binding("p", "picture", show=False),
        Binding("o", "open", show=False),
        Binding("s", "app_save", show=False),
    ]
    host = app_getter(Host)
    """The app."""
    view = query_one(PdfView)
    """The page."""
    frame = query_one(Pages)
    """Around it."""

    def __init__(self, shown: Shown, offers: Sequence[Offer] = ()) -> None:
        super().__init__(shown.title)
        self.shown = shown
        self._offers = {offer.key: offer for offer in offers}
        self._page, self._zoom, self._pictured = 0, AS_IT_IS, False
        self._sizes: Sequence[tuple[float, float]] = ()
        self._way = way_to_draw(os.environ)

    def compose_content(self) -> Iterator[Widget]:
        """Give the page all the room there is."""
        yield Pages(PdfView(self._way))

    def on_mount(self) -> None:
        """Read how many pages there are."""
        pdf = self.shown.pdf

        def read() -> Sequence[tuple[float, float]]:
            from billing.preview import pages

            return pages(pdf)

        self.host.think(read, self._take, "preview")

    def _take(self, sizes: Sequence[tuple[float, float]]) -> None:
        self._sizes = sizes
        self._show()

    def on_resize(self) -> None:
        """Lay the page out anew."""
        if self._sizes:
            self._show()

    def _show(self) -> None:
        """Show the page as it is wanted: as text or as a picture."""
        if not self.is_attached or not self._sizes:
            return
        count = len(self._sizes)
        self.frame.head(self.shown.title, f"page {self._page + 1} of {count}")
        self.frame.foot(self._keys(), self._hash())
        if self._pictured:
            width, height = self._sizes[self._page]
            self.view.make_room(min(self._columns, self.view.size.width), height / width)
            return
        pdf, page, columns = self.shown.pdf, self._page, self._columns

        def read() -> list[str]:
            from billing.preview import cell_grid

            return cell_grid(pdf, page, columns)

        self.host.think(read, self._show_text, "preview")

    def _show_text(self, lines: list[str]) -> None:
        if self.is_attached and not self._pictured:
            self.view.show_text(lines)

    @property
    def _columns(self) -> int:
        room = min(MOST_COLUMNS, self.view.scrollable_content_region.width - 1)
        return max(20, round(room * ZOOMS[self._zoom]))

    @on(PdfView.PartWanted)
    def draw_part(self, event: PdfView.PartWanted) -> None:
        """Have the part in view drawn, off the screen's loop."""
        pdf, page = self.shown.pdf, self._page
        width = self.view.virtual_size.width * DOTS
        rows = round((event.bottom - event.top) * self.view.virtual_size.height)

        def read() -> bytes:
            from billing.preview import Part, picture

            return picture(pdf, page, width, Part(event.top, event.bottom))

        self.host.think(read, lambda png: self._draw(png, rows), "preview")

    def _draw(self, png: bytes, rows: int) -> None:
        if self.is_current and self._pictured:
            self.view.draw_part(png, rows)

    def _hash(self) -> str:
        found, recorded = self.shown.hash, self.shown.recorded
        if recorded and recorded != found:
            return f"! not what was issued: {found[:16]}"
        room = self.host.size.width - 8 - len(self._keys())
        return f"SHA-256 {found}" if room >= 72 else f"SHA-256 {found[:12]}…"

    def _keys(self) -> str:
        offers = [f"{offer.key} {offer.word}" for offer in self._offers.values()]
        pages = ["[ ] page"] if len(self._sizes) > 1 else []
        return "  ".join((*offers, *pages, "+ - zoom", "o open", "s save", "esc"))

    def on_screen_suspend(self) -> None:
        """Take the picture off while something else is in front."""
        self.view.wipe()

    def on_screen_resume(self) -> None:
        """Draw it again."""
        self.view.ask_for_part()

    def on_key(self, event: events.Key) -> None:
        """Answer with what a key offers."""
        offer = self._offers.get(event.character or event.key)
        if offer:
            event.stop()
            self._answer(offer.answer)

    def action_leave(self) -> None:
        """Leave without an answer."""
        self._answer(None)

    def _answer(self, answer: str | None) -> None:
        self.view.wipe()
        self.dismiss(answer)

    def action_turn(self, pages: int) -> None:
        """Turn to another page."""
        page = max(0, min(self._page + pages, len(self._sizes) - 1))
        if page != self._page:
            self._page = page
            self._show()

    def action_zoom(self, steps: int) -> None:
        """Show the page larger or smaller."""
        zoom = max(0, min(self._zoom + steps, len(ZOOMS) - 1))
        if zoom != self._zoom:
            self._zoom = zoom
            self._show()

    def action_picture(self) -> None:
        """Show a true picture instead of the text, or the text again."""
        if not self._way:
            self.host.say(NO_PICTURES)
            return
        self._pictured = not self._pictured
        self._show()

    def action_open(self) -> None:
        """Open the file in whatever shows PDFs here."""
        from screens.files import open_externally

        shown = self.shown
        self.host.think(
            lambda: open_externally(shown.file_name, shown.pdf), self.host.say, "open file"
        )

    def action_app_save(self) -> None:
        """Ask where to, and save the file."""
        self.do_app_save()

    def do_app_save(self) -> None:
        """Ask where to, and save the file."""
        from screens.dialogs.ask import Ask
        from screens.files import free_path, path_of, save_file

        def answered(text: str | None) -> None:
            if text:
                pdf = self.shown.pdf
                self.host.think(
                    lambda: save_file(path_of(text), pdf),
                    lambda path: self.host.say(f"Saved {path}."),
                    "save file",
                )

        default = free_path(self.shown.file_name)
        ask = Ask("Save the PDF as", str(default), placeholder="A path", check=_new_path)
        self.host.push_screen(ask, answered)


def _new_path(text: str) -> None:
    """Refuse to write over a file."""
    from screens.files import path_of

    path = path_of(text)
    if path.exists():
        raise LedgerError(f"{path} is there already. Choose another name.")
    if not path.parent.is_dir():
        raise LedgerError(f"There is no folder {path.parent}.")
