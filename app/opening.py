"""Open the app: prepare the process before Textual is loaded, read the first frame, run."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

from app.clock import SystemClock
from app.settings import Settings, load_settings
from store.errors import LedgerError

if TYPE_CHECKING:
    from app.application import AyronApp
    from store.ledger import Ledger

FIRST_ROWS = 80
"""Rows of the picker in the first frame."""


class NoTerminal(LedgerError):
    """The app was opened where there is no terminal to draw on."""

    exit_code = 2


def refuse_without_terminal() -> None:
    """Raise NoTerminal unless both the keyboard and the screen are a terminal."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise NoTerminal(
            "The app needs a terminal. To use Ayron from a script, give a command:"
            " `ayron status`, `ayron start TASK`; `ayron --help` lists them."
        )


def prepare_process() -> None:
    """Set what Textual reads when it is loaded, and leave the collector off until the frame."""
    os.environ.setdefault("TEXTUAL_FPS", "120")
    os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    os.environ.setdefault("ESCDELAY", "50")
    gc.disable()


def open_app() -> int:
    """Open the app on the person's ledger and return its exit code."""
    try:
        refuse_without_terminal()
        settings = load_settings()
        prepare_process()
        app = make_app(settings)
        return _end(app, app.run())
    except Exception as error:
        from app.mistakes import report

        return report(error)


def make_app(settings: Settings) -> AyronApp:
    """Make the app with its first frame read: quickly where the ledger is there and current."""
    ledger = _open_quickly(settings)
    quick = ledger is not None
    ledger = ledger or _open_fully(settings)
    from app.application import AyronApp
    from screens.facts import first_facts
    from store.picker import first_candidates

    facts = first_facts(ledger, settings.target_seconds)
    with ledger.read() as work:
        first = first_candidates(work, None, FIRST_ROWS)
    return AyronApp(
        ledger, settings, facts, first, (lambda: _open_fully(settings)) if quick else None
    )


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
