"""The editor over a list of entries: opening it, storing what it holds, asking which hour."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual import on
from textual.getters import query_one

from screens.place import Place
from store import entries
from store.errors import Ambiguous, LedgerError
from store.local_time import Date, date_of
from store.moments import parse_moment
from store.records import Entry, EntryChange
from store.work import Work
from widgets.bar_line import BarLine
from widgets.drawing.words import Word
from widgets.entry_editor import EntryEditor, EntryFields, fields_of
from widgets.entry_list import EntryList

TaskOf = Callable[[Work], str]
KEYS = [
    Word(text, kind)
    for key, label in (("tab", "next"), ("enter", "save"), ("escape", "leave"))
    for text, kind in ((key, "key"), (f" {label}  ", "muted"))
]


class WrongField(Exception):
    """What one field of the editor holds is refused."""

    def __init__(self, field: str, error: LedgerError) -> None:
        super().__init__(str(error))
        self.field = field
        self.error = error


class Editing(Place):
    """Base of the places with a list of entries and an editor over it."""

    timeline = query_one(EntryList)
    """The entries."""
    editor = query_one(EntryEditor)
    """The row that edits one of them."""

    _edited: Entry | None = None
    _new: TaskOf | None = None

    def on_mount(self) -> None:
        """Keep the editor on its row while the list is scrolled."""
        self.watch(self.timeline, "scroll_y", self._keep_on_row, init=False)

    def edit_entry(self, entry: Entry) -> None:
        """Open the editor on the selected entry."""
        self._edited, self._new = entry, None
        self._open(entry.task, fields_of(entry))

    def edit_new(self, task: str, task_of: TaskOf, fields: EntryFields) -> None:
        """Open the editor on an entry that is to be made."""
        self._edited, self._new = None, task_of
        self._open(task, fields)

    def _open(self, task: str, fields: EntryFields) -> None:
        self.editor.load(task, fields, self._row())
        self.show_hints()

    def _row(self) -> int:
        return self.timeline.cursor - self.timeline.scroll_offset.y

    def show_hints(self) -> None:
        """Show the editor's own keys while it is open; it stays with its entry."""
        if not self.is_mounted or not self.editor.display:
            super().show_hints()
            return
        self.query_one("#footer", BarLine).show(KEYS)
        self._follow_entry()

    def _follow_entry(self) -> None:
        """Go where the entry has gone, now that other rows are shown."""
        if self._edited is not None:
            at = self._place_of(self._edited)
            if at is None:
                self.leave_editor()
                self.host.say(f"The entry on {self._edited.task} is no longer here.", "warning")
                return
            if at != self.timeline.cursor:
                self.timeline.action_move_to(at)
        self.call_after_refresh(self._keep_on_row)

    def _place_of(self, entry: Entry) -> int | None:
        for at, row in enumerate(self.timeline.rows):
            if isinstance(row, Entry) and row.id == entry.id:
                return at
        return None

    def _keep_on_row(self) -> None:
        if self.editor.display:
            self.editor.stand_on(self._row())

    @on(EntryEditor.Left)
    def leave_editor(self) -> None:
        """Go back to the list."""
        self.editor.close()
        self.timeline.focus()
        self.show_hints()

    def do_app_save(self) -> None:
        """Store what the editor holds."""
        if self.editor.display:
            self.editor.save()
        else:
            self.host.say("Everything is saved.")

    @on(EntryEditor.Saved)
    def store_fields(self, event: EntryEditor.Saved) -> None:
        """Store what was edited; where that is refused, the editor stays and says why."""
        try:
            job = self._addition(event.fields) if self._new else self._edition(event.fields)
        except WrongField as wrong:
            if isinstance(wrong.error, Ambiguous):
                self._ask_which(wrong.field, wrong.error)
            else:
                self.editor.mark(wrong.field, str(wrong.error))
            return
        self.host.act(job, self._stored, self._refused)

    def _stored(self, change: EntryChange) -> None:
        self.leave_editor()
        for entry in change.changed:
            if entries.OVERLAP in entry.flags:
                self.host.say(f"{change.sentence} It overlaps another entry.", "warning")

    def _refused(self, error: Exception) -> None:
        """Say it where the entry is edited; what is wrong about two times is marked at the last."""
        if self.editor.display:
            field = "stop" if self.editor.fields().stop else "start"
            self.editor.mark(field, self.host.explain(error))
        else:
            self.host.report(error)

    def _ask_which(self, field: str, error: Ambiguous) -> None:
        """Ask which instant is meant where the clocks were changed, and go on with it."""
        from screens.dialogs.choices import Choice, Choose

        def chosen(instant: str | None) -> None:
            if instant is not None:
                self.editor.put(field, instant)
                self.editor.save()

        choices = [
            Choice(instant, f"{instant[11:16]}, at UTC{instant[19:]}", instant[:10])
            for instant in error.choices
        ]
        sentence = str(error).partition(" Say which")[0]
        self.host.push_screen(Choose("Which one?", choices, sentence=sentence), chosen)

    def _edition(self, fields: EntryFields) -> Callable[[Work], EntryChange]:
        """Find what differs from the entry as it was, so that only that is written."""
        entry = self._edited
        assert entry is not None
        before, now = fields_of(entry), self.host.clock.wall()
        changes: dict[str, Any] = {}
        if fields.note != before.note:
            changes["note"] = fields.note
        if fields.start != before.start:
            day = date_of(entry.started_at)
            changes["started_at"] = _moment("start", fields.start, now, day)
        if fields.stop != before.stop:
            day = date_of(entry.stopped_at or now)
            stop = _moment("stop", fields.stop, now, day) if fields.stop else None
            changes["stopped_at"] = stop
        return lambda work: entries.edit(work, entry.id, **changes)

    def _addition(self, fields: EntryFields) -> Callable[[Work], EntryChange]:
        task_of, day, now = self._new, self.day_of_new(), self.host.clock.wall()
        assert task_of is not None
        start = _moment("start", fields.start, now, day)
        stop = _moment("stop", fields.stop or "now", now, day)
        return lambda work: entries.add(work, task_of(work), start, stop, note=fields.note)

    def day_of_new(self) -> Date:
        """Name the day that a new entry is written on."""
        return date_of(self.host.clock.wall())


def _moment(field: str, text: str, now: int, day: Date) -> int:
    try:
        return parse_moment(text, now, day)
    except LedgerError as error:
        raise WrongField(field, error) from error
