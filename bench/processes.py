"""Whole processes, timed from the start to the end."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path

BIN = Path(sys.prefix) / "bin"
PYTHON = str(BIN / "python")
AYRON = str(BIN / "ayron")

_SILENT = [
    (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
    (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
]


def process_time(command: list[str], environment: Mapping[str, str]) -> float:
    """Run a command, its output thrown away, and return the milliseconds until it has ended."""
    began = time.perf_counter()
    number = os.posix_spawn(command[0], command, environment, file_actions=_SILENT)
    _, status = os.waitpid(number, 0)
    took = time.perf_counter() - began
    if status:
        raise RuntimeError(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}.")
    return took * 1000


def environment_for(home: Path) -> dict[str, str]:
    """Return an environment in which Ayron lives in one folder and finds nobody to talk to."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
    return kept | {"AYRON_HOME": str(home), "TERM": "xterm-256color", "COLORTERM": "truecolor"}
