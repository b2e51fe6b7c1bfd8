"""Open the app: prepare the process before Textual is loaded, read the first frame, run."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from app.clock import SystemClock
from app.settings import Settings, load_settings
from store.errors import LedgerError

if TYPE_CHECKING:
    from app.application import AyronApp
    from app.first_look import FirstLook
    from screens.facts import Facts
    from store.ledger import Ledger
    from store.records import Candidate

FIRST_ROWS = 80
"""Rows of the picker in the first frame."""

NEEDS_TERMINAL = (
    "The app needs a terminal, for errors too. To use Ayron from a script, give a"
    " command: `ayron status`, `ayron start TASK`; `ayron --help` lists them."
)


class NoTerminal(LedgerError):
    """The app was opened where there is no terminal to draw on."""

    exit_code = 2


def refuse_without_terminal() -> None:
    """Raise NoTerminal unless keyboard and screen are a terminal; Textual draws on stderr."""
    if all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        return
    if sys.stdout.isatty():
        print(NEEDS_TERMINAL)  # whoever sent the errors elsewhere shall see why nothing opens
    raise NoTerminal(NEEDS_TERMINAL)


def prepare_process() -> None:
    """Set what Textual reads when it is loaded, and leave the collector off until the frame.

    Threads take turns five times as often as by default, so that none that reads or ranks a
    hundred thousand tasks keeps the screen waiting.
    """
    os.environ.setdefault("TEXTUAL_FPS", "120")
    os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    os.environ.setdefault("ESCDELAY", "50")
    sys.setswitchinterval(0.001)
    gc.disable()


def open_app(remark: str = "") -> int:
    """Open the app on the person's ledger and return its exit code.

    The remark stands in the header of every place.
    """
    try:
        refuse_without_terminal()
        settings = replace(load_settings(), remark=remark)
        prepare_process()
        return _run(settings)
    except Exception as error:
        from app.mistakes import report

        return report(error)


class Start(NamedTuple):
    """What the app starts with: the ledger, as it could be opened, and the first frame."""

    ledger: Ledger
    quick: bool
    facts: Facts
    tasks: Sequence[Candidate]


def read_start(settings: Settings) -> Start:
    """Read the first frame: quickly where the ledger is there and current."""
    from screens.facts import read_facts
    from store.picker import first_candidates

    found = _open_quickly(settings)
    ledger = found or _open_fully(settings)
    facts = read_facts(ledger, None, settings.target_seconds)
    with ledger.read() as work:
        return Start(ledger, bool(found), facts, first_candidates(work, None, FIRST_ROWS))


def make_app(settings: Settings, start: Start | None = None) -> AyronApp:
    """Make the app, with its first frame in it."""
    from app.application import AyronApp

    ledger, quick, facts, tasks = start or read_start(settings)
    fully = (lambda: _open_fully(settings)) if quick else None
    return AyronApp(ledger, settings, facts, tasks, fully)


def _run(settings: Settings) -> int:
    start = read_start(settings)
    look = _first_look(settings, start)
    if look is None:
        app = make_app(settings, start)
        return _end(app, app.run())
    with look:
        app = make_app(settings, start)
        look.take_over()
        code = app.run()
    return _end(app, code)


def _first_look(settings: Settings, start: Start) -> FirstLook | None:
    """Prepare the first look, where it can be drawn without Textual."""
    from app.theme import DEFAULT, PALETTES

    palette = PALETTES.get(settings.theme or DEFAULT)
    if palette is None or settings.keys or sys.platform == "win32":
        return None
    from app.commands import BY_ID
    from app.first_look import FirstLook, Look
    from widgets.drawing.ink import mix_ink

    def key_of(command_id: str) -> str:
        return next(iter(BY_ID[command_id].keys), "")

    ink = mix_ink(palette, "NO_COLOR" in os.environ)
    return FirstLook(Look(start.facts, start.tasks, ink, key_of, settings.remark))


def _open_quickly(settings: Settings) -> Ledger | None:
    from store.ledger import open_quickly

    if "://" in settings.database:
        return None
    return open_quickly(settings.database, SystemClock(), settings.member)


def _open_fully(settings: Settings) -> Ledger:
    from store.opening import open_ledger

    return open_ledger(settings.database, SystemClock(), settings.member, _login())


def _login() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "me"


def _end(app: AyronApp, code: int | None) -> int:
    from screens.arrival import TRY_DEMO

    if code == TRY_DEMO:
        from app.demo import open_demo

        return open_demo(SystemClock())
    if code is None:
        return app.return_code or 0
    return code
