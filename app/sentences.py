"""What the timer commands print for a person. This module is on the quick path."""

from __future__ import annotations

from store.local_time import clock_text, duration_text, moment_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from store.records import Entry, TimerChange, TimerStatus

CLOCK = "  (the clock was changed while this ran; check it and use `ayron edit` if it is wrong)"


def printable(text: str) -> str:
    """Give text that changes nothing in a terminal, whatever the ledger holds."""
    if text.isprintable():
        return text
    from store.text import clean

    return clean(text)


def where(entry: Entry) -> str:
    """Name an entry's task with its identifier, project and client."""
    parts = [entry.title, entry.project, entry.client]
    return " · ".join(printable(part) for part in parts if part)


def status_sentence(status: TimerStatus) -> str:
    """Say what runs and how long, and the time of today."""
    today = f"today {duration_text(status.today_seconds)}"
    entry = status.entry
    if entry is None:
        return f"■ Nothing runs · {today}"
    elapsed = duration_text(entry.seconds(status.now))
    note = f" · {printable(entry.note)}" if entry.note else ""
    since = moment_text(entry.started_at, status.now)
    return f"● {where(entry)} · {elapsed} since {since}{note} · {today}"


def change_sentences(change: TimerChange) -> list[str]:
    """Say what a timer operation ended and what runs now."""
    lines = []
    if change.stopped:
        spent = duration_text(change.stopped.seconds(change.status.now))
        flagged = CLOCK if "clock" in change.stopped.flags else ""
        lines.append(f"■ {where(change.stopped)} · stopped after {spent}{flagged}")
    if change.dropped:
        spent = duration_text(change.dropped.seconds(change.status.now))
        lines.append(f"✗ {where(change.dropped)} · {spent} thrown away; `ayron undo` takes it back")
    if change.started or not change.stopped:
        lines.append(status_sentence(change.status))
    return lines


FIELDS = ("state", "task", "project", "client", "elapsed", "since", "note", "today", "seconds")


def formatted(status: TimerStatus, template: str) -> str | None:
    """Fill a status line such as `{task} {elapsed}`; None where it names an unknown field."""
    entry = status.entry
    values = dict.fromkeys(FIELDS, "")
    values["state"] = "●" if entry else "■"
    values["today"] = duration_text(status.today_seconds)
    if entry:
        seconds = entry.seconds(status.now)
        values["task"] = printable(entry.task)
        values["project"] = printable(entry.project or "")
        values["client"] = printable(entry.client or "")
        values["note"] = printable(entry.note)
        values["elapsed"] = duration_text(seconds)
        values["seconds"] = str(seconds)
        values["since"] = clock_text(entry.started_at)
    head, *rest = template.split("{")
    for piece in rest:
        name, closed, tail = piece.partition("}")
        if not closed or name not in values:
            return None
        head += values[name] + tail
    return head
