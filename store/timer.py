"""The timer: start, stop, switch, resume, cancel, note. Each is one transaction's worth of work.

Every function takes the open `work` first and raises a `LedgerError` with a sentence where it
refuses; nothing is half done, because the caller's transaction is rolled back. Instants are
microseconds since 1970 UTC. This module is on the quick path.
"""

from __future__ import annotations

from store.clock import SECOND
from store.errors import NothingToDo, Refused
from store.journal import Recording
from store.local_time import add_days, date_of, day_start, moment_text
from store.records import Entry, TimerChange, TimerStatus
from store.spans import find_entry, last_entry, running_entry, worked_microseconds
from store.subject import clean_note, entry_project, find_task

TYPE_CHECKING = False
if TYPE_CHECKING:
    from store.work import Work

TOLERANCE = 2 * SECOND  # how far wall and boot clock may drift apart before it is worth a flag
CLOCK_CHANGED = "clock"


def status(work: Work) -> TimerStatus:
    """Read what runs, and the time worked today."""
    now = work.now()
    today = date_of(now)
    worked = worked_microseconds(work, day_start(today), day_start(add_days(today, 1)), now)
    return TimerStatus(running_entry(work), worked // SECOND, now)


def start(
    work: Work,
    task_id: str,
    *,
    project_id: str | None = None,
    at: int | None = None,
    note: str = "",
) -> TimerChange:
    """Start a timer on a task, ending the one that runs at the same instant.

    `project_id` is the scoped project; without it the entry takes the mapping's, else the
    task's. Starting what already runs changes nothing.
    """
    name, own_project = find_task(work, task_id)
    project = entry_project(work, task_id, own_project, project_id)
    note = clean_note(note)
    running = running_entry(work)
    if running and at is None and (running.task_id, running.project_id) == (task_id, project):
        if note and note != running.note:
            return annotate(work, note)
        return TimerChange(status(work), None, None, None)
    moment = _moment(work, at)
    recording = Recording(work, "switch" if running else "start")
    if running:
        _end(work, recording, running, moment, given=at is not None)
    entry_id = _begin(work, recording, task_id, project, moment, note)
    recording.save(f"Started {name} at {moment_text(moment, work.now())}.")
    return _change(work, entry_id, running)


def stop(work: Work, at: int | None = None) -> TimerChange:
    """Stop the running timer, now or at an instant given."""
    running = _running(work, "There is no timer to stop.")
    moment = _moment(work, at)
    recording = Recording(work, "stop")
    _end(work, recording, running, moment, given=at is not None)
    recording.save(f"Stopped {running.task}.")
    return _change(work, None, running)


def resume(work: Work, at: int | None = None) -> TimerChange:
    """Start a new entry like the one that was stopped last."""
    running = running_entry(work)
    if running:
        raise NothingToDo(f"A timer already runs: {running.task}.")
    last = last_entry(work)
    if last is None:
        raise NothingToDo("There is no earlier timer to resume.")
    moment = _moment(work, at)
    recording = Recording(work, "resume")
    entry_id = _begin(work, recording, last.task_id, last.project_id, moment, last.note, last)
    recording.save(f"Resumed {last.task} at {moment_text(moment, work.now())}.")
    return _change(work, entry_id, None)


def cancel(work: Work) -> TimerChange:
    """Drop the running timer as if it had never been started."""
    running = _running(work, "There is no timer to cancel.")
    recording = Recording(work, "cancel")
    recording.watch("entry", running.id)
    work.run("DELETE FROM entry WHERE owner = ? AND id = ?", (work.owner, running.id))
    recording.save(f"Cancelled {running.task}.")
    return TimerChange(status(work), None, None, running)


def annotate(work: Work, note: str) -> TimerChange:
    """Write a note on the running timer; an empty one takes it away."""
    running = _running(work, "There is no timer to write a note on.")
    recording = Recording(work, "note")
    recording.watch("entry", running.id)
    work.run(
        "UPDATE entry SET note = ? WHERE owner = ? AND id = ?",
        (clean_note(note), work.owner, running.id),
    )
    recording.save(f"Noted on {running.task}.")
    return TimerChange(status(work), None, None, None)


def heartbeat(work: Work) -> None:
    """Leave a sign of life on the running timer; a later start asks about the time since."""
    work.run(
        "UPDATE entry SET alive_at = ? WHERE owner = ? AND stopped_at IS NULL",
        (work.now(), work.owner),
    )


def _running(work: Work, sentence: str) -> Entry:
    running = running_entry(work)
    if running is None:
        raise NothingToDo(sentence)
    return running


def _moment(work: Work, at: int | None) -> int:
    now = work.now()
    if at is None:
        return now
    if at > now:
        raise Refused(f"{moment_text(at, now)} is still to come; give a time up to now.")
    return at


def _begin(
    work: Work,
    recording: Recording,
    task_id: str,
    project_id: str | None,
    moment: int,
    note: str,
    like: Entry | None = None,
) -> str:
    entry_id = work.new_id()
    now, boot = work.now(), work.clock.boot()
    recording.watch("entry", entry_id)
    work.run(
        "INSERT INTO entry (id, owner, task_id, project_id, started_at, stopped_at, zone, note,"
        " billable, tags, flags, boot_id, boot_at, alive_at)"
        " VALUES (?, ?, ?, ?, ?, NULL, ?, ?, ?, ?, '', ?, ?, ?)",
        (
            entry_id,
            work.owner,
            task_id,
            project_id,
            moment,
            work.clock.zone(),
            note,
            int(like.billable) if like else 1,
            " ".join(like.tags) if like else "",
            work.clock.boot_id(),
            boot - (now - moment),
            now,
        ),
    )
    return entry_id


def _end(work: Work, recording: Recording, running: Entry, moment: int, *, given: bool) -> None:
    if given and moment < running.started_at:
        raise Refused(
            f"{running.task} was started at {moment_text(running.started_at, work.now())}, after"
            f" {moment_text(moment, work.now())}. Give a later time, or cancel it."
        )
    recording.watch("entry", running.id)
    flags = running.flags
    if not given:
        moment, flags = _judge_clock(work, running, moment)
    work.run(
        "UPDATE entry SET stopped_at = ?, flags = ? WHERE owner = ? AND id = ?",
        (moment, " ".join(flags), work.owner, running.id),
    )


def _judge_clock(work: Work, running: Entry, now: int) -> tuple[int, tuple[str, ...]]:
    """Compare the wall clock with the boot clock, which runs on in suspend and can't be set.

    A wall clock that went back before the start gives way to the boot clock; any other change
    is only flagged, so that a person decides.
    """
    boot_id, boot_at = work.rows(
        "SELECT boot_id, boot_at FROM entry WHERE owner = ? AND id = ?", (work.owner, running.id)
    )[0]
    same_boot = bool(boot_id) and boot_id == work.clock.boot_id()
    steady = work.clock.boot() - boot_at if same_boot else now - running.started_at
    moved = abs((now - running.started_at) - steady) > TOLERANCE or now < running.started_at
    if not moved:
        return max(now, running.started_at), running.flags
    flags = tuple(dict.fromkeys((*running.flags, CLOCK_CHANGED)))
    if now < running.started_at:
        return running.started_at + max(0, steady), flags
    return now, flags


def _change(work: Work, started_id: str | None, stopped: Entry | None) -> TimerChange:
    return TimerChange(
        status(work),
        find_entry(work, started_id) if started_id else None,
        find_entry(work, stopped.id) if stopped else None,
        None,
    )
