"""What can be done with an entry of a list: edit in place, add, move, delete."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from textual import on

from screens.dialogs.pick_task import NewTask, PickTask
from screens.editing import Editing, TaskOf
from screens.task_flows import choose_project
from store import entries
from store.adoption import adopt
from store.local_time import clock_text, date_of
from store.records import Candidate, Entry, EntryChange
from store.tasks import add_task
from store.work import Work
from widgets.entry_editor import EntryFields
from widgets.virtual_list import VirtualList


class EntryFlows(Editing):
    """Base of the places with a list of entries: what can be done with each."""

    NEEDS_ENTRY: ClassVar[tuple[str, ...]] = (
        "entry.edit",
        "entry.task",
        "entry.project",
        "entry.billable",
        "entry.delete",
        "task.open",
        "task.stage",
    )

    def can_do(self, command_id: str) -> bool | None:
        """Offer what an entry is needed for only where one is selected."""
        if command_id in self.NEEDS_ENTRY:
            return self.is_mounted and self.timeline.entry is not None
        return super().can_do(command_id)

    @on(VirtualList.Chosen)
    def do_entry_edit(self) -> None:
        """Edit the selected entry in place."""
        entry = self.timeline.entry
        if entry is not None:
            self.edit_entry(entry)

    def do_entry_add(self) -> None:
        """Ask for a task, then for the times."""
        self.host.push_screen(PickTask("Add an entry on"), self._add_on)

    def _add_on(self, answer: Candidate | NewTask | None) -> None:
        if answer is None:
            return
        name = answer if isinstance(answer, NewTask) else answer.name
        self.edit_new(name, self._task_of(answer), self._proposed())

    def _proposed(self) -> EntryFields:
        """Propose the time from the end of the last entry until now."""
        stops = [row.stopped_at for row in self.timeline.rows if isinstance(row, Entry)]
        last = max((stop for stop in stops if stop), default=None)
        today = self.day_of_new() == date_of(self.host.clock.wall())
        stop = clock_text(self.host.clock.wall()) if today and None not in stops else ""
        return EntryFields(clock_text(last) if last else "", stop, "")

    def _task_of(self, answer: Candidate | NewTask) -> TaskOf:
        scope = self.host.scope.id if self.host.scope else None
        if isinstance(answer, NewTask):
            return lambda work: add_task(work, str(answer), scope)
        return lambda work: adopt(work, answer.key)

    def do_entry_task(self) -> None:
        """Ask for another task for the selected entry."""
        entry = self.timeline.entry
        if entry is None:
            return

        def put(answer: Candidate | NewTask | None) -> None:
            if answer is not None:
                task_of = self._task_of(answer)
                self._change(entry, lambda work: {"task_id": task_of(work)})

        self.host.push_screen(PickTask("Put this entry on"), put)

    def do_entry_project(self) -> None:
        """Ask for another project for the selected entry."""
        entry = self.timeline.entry
        if entry is not None:
            choose_project(
                self.host,
                "Move this entry to",
                lambda project_id, _project: self._change(
                    entry, lambda _work: {"project_id": project_id}
                ),
            )

    def do_entry_billable(self) -> None:
        """Make the selected entry billable, or not."""
        entry = self.timeline.entry
        if entry is not None:
            self._change(entry, lambda _work: {"billable": not entry.billable})

    def do_entry_delete(self) -> None:
        """Delete the selected entry."""
        entry = self.timeline.entry
        if entry is not None:
            self.host.act(partial(entries.delete, entry_ids=[entry.id]), self._deleted)

    def _deleted(self, change: EntryChange) -> None:
        self.host.say(f"{change.sentence} {self.host.key_of('history.undo')} takes it back.")

    def do_task_stage(self) -> None:
        """Ask for a stage of its project, and put the selected entry's task into it."""
        from screens.stage_flows import choose_stage

        entry = self.timeline.entry
        if entry is not None:
            where = (entry.project_id, entry.project or "")
            choose_stage(self.host, where, entry.task, lambda _work: entry.task_id)

    def do_task_open(self) -> None:
        """Open the original of the selected entry's task in the browser."""
        entry = self.timeline.entry
        if entry is not None:
            self.host.open_original(entry.task, entry.url)

    def _change(self, entry: Entry, changes: Callable[[Work], dict[str, Any]]) -> None:
        self.host.act(lambda work: entries.edit(work, entry.id, **changes(work)))
