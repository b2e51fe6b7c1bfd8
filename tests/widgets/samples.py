"""Hand-made records of an agency's Friday, for tests of widgets that are handed records."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from store.records import Candidate, Entry, TimerStatus, Week, WeekProject

FRIDAY = int(datetime(2026, 11, 27, 14, 52, 0, tzinfo=UTC).timestamp()) * 1_000_000
MINUTE = 60_000_000
HOSTILE = (
    "[/b] bracket [@click=app.quit]quit[/] [TODO]",
    "title \x1b]0;PWNED\x07 clipboard \x1b]52;c;ZXZpbA==\x07 clear \x1b[2J report \x1b[6n",
    "link \x1b]8;;file:///etc/passwd\x1b\\here\x1b]8;;\x1b\\",
    "c1 \x9b31m nul \x00 bell \x07 back \x08 return \r feed \n tab \t end",
    "invoice \u202egpj.exe \u2066isolate\u2069",
    "x" * 10_000,
    "家庭 family 👩‍👩‍👧 and ❤️ and 🇩🇪",
    "日本語の長い名前" * 20,
    "z" + "\u0301" * 200 + "algo",
    "\\ trailing \\",
)


def candidate(name: str, **fields: Any) -> Candidate:
    """Make a candidate with what matters given and the rest plain."""
    values: dict[str, Any] = {
        "key": f"key of {name}",
        "task_id": None,
        "source": "asana",
        "remote_id": "1",
        "identifier": None,
        "url": "https://app.asana.com/0/1/1",
        "link": "live",
        "reason": None,
        "project_id": None,
        "project": None,
        "client": None,
        "remote_project": None,
        "section": "rest",
        "mapped": False,
        "seconds": 0,
        "due_on": None,
        "last_used_at": None,
        "search": name.casefold(),
        "remote_section": None,
        "remote_state": None,
        "older_identifiers": "",
    }
    return Candidate(name=name, **{**values, **fields})


def agency() -> list[Candidate]:
    """List an agency's tasks in the picker's own order."""
    redesign = {
        "project": "Acme Redesign",
        "client": "Acme GmbH",
        "mapped": True,
        "section": "project",
    }
    used = {"last_used_at": FRIDAY, "section": "recent"}
    own: dict[str, Any] = {"source": "ayron", "link": None, "url": None, "remote_id": None}
    return [
        candidate("Homepage hero", due_on="2026-11-27", seconds=15_000, **redesign),
        candidate("Pricing page copy", due_on="2026-11-30", seconds=5_100, **redesign),
        candidate("Accessibility audit", **redesign),
        candidate("Bookkeeping", project="Internal", seconds=7_500, **own, **used),
        candidate(
            "Flaky import",
            project="Orbit API",
            source="linear",
            identifier="ENG-214",
            seconds=24_000,
            **used,
        ),
        candidate(
            "Old brand guide",
            project="Orbit API",
            link="dormant",
            reason="completed",
            seconds=3_600,
            **used,
        ),
        candidate("Kick-off notes", project="Orbit API", due_on="2026-11-20", seconds=1_800),
        candidate("Write proposal", seconds=900, **own),
        *(candidate(f"Backlog item {number}", project="Orbit API") for number in range(1, 40)),
    ]


def entry(task: str, started: int, minutes: int | None, **fields: Any) -> Entry:
    """Make an entry that began at an instant and took some minutes; None is still running."""
    values: dict[str, Any] = {
        "id": f"{task} {started}",
        "task_id": f"id of {task}",
        "project_id": "p1",
        "project": "Acme Redesign",
        "client": "Acme GmbH",
        "source": "asana",
        "remote_id": "1",
        "identifier": None,
        "url": "https://app.asana.com/0/1/1",
        "link": "live",
        "reason": None,
        "stopped_at": None if minutes is None else started + minutes * MINUTE,
        "zone": "UTC",
        "note": "",
        "billable": True,
        "tags": (),
        "flags": (),
        "alive_at": None,
        "invoice": None,
    }
    return Entry(task=task, started_at=started, **{**values, **fields})


def running() -> TimerStatus:
    """Tell of a timer that has been running since 09:12."""
    started = FRIDAY - 340 * MINUTE
    return TimerStatus(entry("Homepage hero", started, None), 340 * 60, FRIDAY)


def idle() -> TimerStatus:
    """Tell of no timer, and two hours worked."""
    return TimerStatus(None, 7200, FRIDAY)


def week() -> Week:
    """Tell of week 48, in which a timer runs on Friday."""
    hours = (27_900, 29_100, 24_600, 10_800, 20_400, 0, 0)
    return Week(
        name="2026-W48",
        days=tuple((f"2026-11-{23 + at}", seconds) for at, seconds in enumerate(hours)),
        seconds=sum(hours),
        billable_seconds=round(sum(hours) * 0.81),
        target_seconds=40 * 3600,
        projects=(
            WeekProject("p1", "Acme Redesign", "Acme GmbH", 51_000, 51_000),
            WeekProject("p2", "Orbit API", "Orbit", 39_900, 38_000),
            WeekProject("p3", "Internal", None, 21_900, 0),
            WeekProject(None, None, None, 900, 900),
        ),
        starts_at=FRIDAY - 5 * 86_400_000_000,
        ends_at=FRIDAY + 2 * 86_400_000_000,
        now=FRIDAY,
        running_day=4,
        running_project="p1",
    )
