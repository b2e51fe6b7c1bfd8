"""Ask for a secret on the terminal itself, even where standard input is a pipe."""

from __future__ import annotations

import getpass
import os
import sys

from sync.secrets import Ask, Secret


def has_terminal() -> bool:
    """Say whether a person can be asked."""
    if sys.platform == "win32":
        return sys.stdin.isatty()
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True


def passphrase_asker() -> Ask | None:
    """Return what asks for a passphrase without showing it; None where nobody can be asked."""
    return _ask if has_terminal() else None


def _ask(words: str) -> Secret | None:
    typed = getpass.getpass(f"{words} ")
    return Secret(typed) if typed else None
