"""Where rooms below write down what went wrong: a file, and never the terminal."""

from __future__ import annotations

import logging
import os
from io import TextIOWrapper
from pathlib import Path

_log = logging.getLogger("ayron")


class _ErrorFile(logging.FileHandler):
    """A file that is made with its first entry, folder and all, and that nobody else may read."""

    def _open(self) -> TextIOWrapper:
        os.makedirs(os.path.dirname(self.baseFilename), mode=0o700, exist_ok=True)
        return open(self.baseFilename, "a", encoding="utf-8", opener=_open_privately)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        """Leave the entry out."""


def open_error_log(path: Path) -> None:
    """Write warnings and errors to a file from here on, with tracebacks, without any value."""
    for older in [each for each in _log.handlers if isinstance(each, _ErrorFile)]:
        _log.removeHandler(older)
        older.close()
    handler = _ErrorFile(path, delay=True)
    handler.setLevel(logging.WARNING)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    _log.addHandler(handler)


def _open_privately(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
