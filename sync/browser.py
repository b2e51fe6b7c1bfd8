"""Handing an address to the person's browser without touching the terminal."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from threading import Thread

_OPEN = "import sys, webbrowser; webbrowser.open(sys.argv[1])"
"""Run in a process of its own, so that no browser takes the terminal or writes on it."""


def has_browser(environment: Mapping[str, str]) -> bool:
    """Say whether a browser can be expected to open where the person sits."""
    if environment.get("BROWSER"):
        return True
    if environment.get("SSH_CONNECTION") or environment.get("SSH_TTY"):
        return False
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def open_browser(address: str) -> None:
    """Open a web address with Python's `webbrowser`, which honours BROWSER."""
    process = subprocess.Popen(
        [sys.executable, "-c", _OPEN, address],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    Thread(target=process.wait, daemon=True, name="browser").start()
