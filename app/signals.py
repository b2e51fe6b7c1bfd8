"""Signals that end a program: the terminal is given back, and a running timer runs on."""

from __future__ import annotations

import asyncio
import signal
from typing import Any

from textual.app import App

ENDING = ("SIGTERM", "SIGHUP")


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
            loop.add_signal_handler(number, app.exit, None, 128 + number)
        except (NotImplementedError, RuntimeError, ValueError):
            return
