"""The commands that people bind to keys, run without argparse, Peewee or anything else slow.

Only the plain forms are taken here, on a SQLite ledger that is there and current; everything
else is left to `app.cli`, which calls the same operations.
"""

from __future__ import annotations

import os
import sys

from app.clock import SystemClock
from app.folders import config_folder, ledger_location
from app.sentences import change_sentences, formatted, status_sentence
from app.shapes import json_text, status_shape, timer_shape
from app.unanswered import project_hint
from store import timer
from store.ledger import open_quickly

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from store.ledger import Ledger
    from store.records import TimerChange
    from store.work import Work

SETTINGS_THAT_MATTER = ("database", "member")


def run(arguments: list[str]) -> int | None:
    """Run a quick command; returns its exit code, or None to have it run the full way."""
    command, *rest = arguments
    as_json = "--json" in rest
    words = [word for word in rest if word != "--json"]
    prepare = COMMANDS.get(command)
    operation = prepare(words) if prepare else None
    if operation is None or _configured():
        return None
    location = ledger_location()
    if "://" in location:
        return None
    ledger = open_quickly(location, SystemClock(), os.environ.get("AYRON_MEMBER", ""))
    if ledger is None:
        return None
    try:
        code: int | None = operation(ledger, as_json)
        return code
    except BrokenPipeError:
        raise
    except Exception as error:
        from app.mistakes import report

        return report(error)
    finally:
        ledger.close()


def _configured() -> bool:
    """Say whether config.toml may hold something that these commands obey."""
    try:
        with open(os.path.join(config_folder(), "config.toml"), encoding="utf-8") as file:
            text = file.read(1_000_000)
    except FileNotFoundError:
        return False
    except (OSError, ValueError):
        return True
    return any(name in text for name in SETTINGS_THAT_MATTER)


def _status(words: list[str]) -> Callable[[Ledger, bool], int | None] | None:
    if words and not (len(words) == 2 and words[0] == "--format"):
        return None

    def show(ledger: Ledger, as_json: bool) -> int | None:
        with ledger.read() as work:
            status = timer.status(work)
        line = formatted(status, words[1]) if words else status_sentence(status)
        if line is None:
            return None
        print(json_text(status_shape(status)) if as_json else line)
        return 0

    return show


def _change(words: list[str], operation: Callable[[Work], TimerChange]) -> Any:
    if words:
        return None

    def change(ledger: Ledger, as_json: bool) -> int:
        with ledger.write() as work:
            done = operation(work)
        _report(done, as_json)
        return 0

    return change


def _start(words: list[str]) -> Callable[[Ledger, bool], int | None] | None:
    if not words or any(word.startswith("-") for word in words):
        return None
    name = " ".join(words)

    def start(ledger: Ledger, as_json: bool) -> int | None:
        with ledger.write() as work:
            task_id = _exact_task(work, name)
            if task_id is None:
                return None
            done = timer.start(work, task_id)
            hint = project_hint(work, done)
        _report(done, as_json)
        if hint:
            print(hint, file=sys.stderr)
        return 0

    return start


def _exact_task(work: Work, name: str) -> str | None:
    """Find the one task of exactly this name; None where none or several could be meant.

    One that is archived or dormant is left to the full way, which knows what is listed.
    """
    own = work.rows(
        "SELECT task.id, task.norm, task.archived_at, link.reason FROM task LEFT JOIN link"
        " ON link.owner = task.owner AND link.task_id = task.id"
        " WHERE task.owner = ? AND task.name = ? LIMIT 2",
        (work.owner, name),
    )
    if len(own) != 1 or own[0][2:] != (None, None):
        return None
    task_id, norm = own[0][:2]
    remote = work.row(
        "SELECT 1 FROM remote_task WHERE owner = ? AND norm = ? AND name = ? AND gone IS NULL"
        " AND NOT EXISTS ("
        " SELECT 1 FROM link WHERE link.owner = remote_task.owner AND link.task_id = ?"
        " AND link.provider = remote_task.provider AND link.remote_id = remote_task.remote_id"
        " AND link.account_id = '')",
        (work.owner, norm, name, task_id),
    )
    return None if remote else task_id


def _report(change: TimerChange, as_json: bool) -> None:
    print(json_text(timer_shape(change)) if as_json else "\n".join(change_sentences(change)))


COMMANDS: dict[str, Callable[[list[str]], Any]] = {
    "status": _status,
    "start": _start,
    "switch": _start,
    "stop": lambda words: _change(words, timer.stop),
    "resume": lambda words: _change(words, timer.resume),
    "cancel": lambda words: _change(words, timer.cancel),
}
