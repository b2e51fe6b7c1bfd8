"""Ask for a secret on the terminal itself, even where standard input is a pipe."""

from __future__ import annotations

import getpass
import os
import sys

from sync.secrets import Secret


def has_terminal() -> bool:
    """Say whether a person can be asked."""
    if sys.platform == "win32":
        return sys.stdin.isatty()
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True


def ask_passphrase(words: str) -> Secret | None:
    """Ask without showing what is typed; None where nobody can be asked or nothing was typed."""
    if not has_terminal():
        return None
    typed = getpass.getpass(f"{words} ")
    return Secret(typed) if typed else None
