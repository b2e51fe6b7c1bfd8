"""Signals that end a program: the terminal is given back, and a running timer runs on."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from typing import Any

from textual.app import App

ENDING = ("SIGTERM", "SIGHUP")
PATIENCE = 1.5
"""Seconds after which the program ends even if its terminal no longer takes anything."""


def end_on_signals(app: App[Any]) -> None:
    """Let the app leave as it does by key, with the exit code that shells give for a signal.

    Left alone, Textual dies at once and leaves the terminal in the middle of the screen. Where
    the loop cannot take signals (Windows, a thread of its own) they keep their way.
    """
    loop = asyncio.get_running_loop()
    for name in ENDING:
        number = getattr(signal, name, None)
        if number is None:
            continue
        try:
            loop.add_signal_handler(number, _leave, app, 128 + number)
        except (NotImplementedError, RuntimeError, ValueError):
            return


def _leave(app: App[Any], code: int) -> None:
    """Leave in order; without a terminal, whose writer waits for ever, leave all the same."""
    watchdog = threading.Timer(PATIENCE, os._exit, (code,))
    watchdog.daemon = True
    watchdog.start()
    app.exit(None, code)
