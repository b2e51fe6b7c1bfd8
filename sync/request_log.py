"""A log of every request: when, what, with what outcome. Never a query, a body or a header.

Nothing is written before `open_request_log` says where to.
"""

from __future__ import annotations

import logging
import os
import re
from datetime import UTC, datetime, timedelta
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from store.clock import Clock

FILE_NAME = "requests.log"
MOST_BYTES = 1 << 20
FILES = 5

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_strange = re.compile("[^!-~]+")
_log = logging.getLogger("ayron.requests")


class Exchange:
    """One exchange with a provider, logged when it is left; `answered` says how it went."""

    def __init__(self, clock: Clock, service: str, method: str, path: str, label: str) -> None:
        self._clock = clock
        self._what = (service, method, path, label)
        self._outcome = ""
        self._size = 0
        self._began = 0

    def answered(self, status: int, size: int) -> None:
        """Take down what came back."""
        self._outcome = str(status)
        self._size = size

    def __enter__(self) -> Exchange:
        self._began = self._clock.boot()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if not _log.isEnabledFor(logging.INFO):
            return
        service, method, path, label = (_strange.sub("_", part)[:200] for part in self._what)
        took = (self._clock.boot() - self._began) // 1000
        outcome = kind.__name__ if kind else self._outcome
        moment = _iso(self._clock.wall())
        what = " ".join(part for part in (service, method, path, label) if part)
        _log.info("%s %s %s %d ms %d bytes", moment, what, outcome, took, self._size)


class _PrivateFiles(RotatingFileHandler):
    """A file and the older ones beside it, which nobody else may read.

    Several processes may write: one goes on in the new file when another has begun one. Where a
    line cannot be written it is left out, for the app goes on and its screen is no place for it.
    """

    def _open(self) -> TextIOWrapper:
        return open(self.baseFilename, "a", encoding="utf-8", opener=_open_privately)

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line, into the file that has the name now."""
        if self.stream and _was_moved(self.stream, self.baseFilename):
            self.stream.close()
            self.stream = None
        super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        """Leave the line out."""

    def close(self) -> None:
        """Close the file; nothing is logged from here on."""
        _log.removeHandler(self)
        _log.propagate = True
        _log.setLevel(logging.NOTSET)
        super().close()


def open_request_log(folder: Path) -> logging.Handler:
    """Log every request to a file in a folder from here on; close what is returned to end it.

    Opening it again moves it. Where the folder cannot be made or written, nothing is logged.
    """
    for older in _log.handlers[:]:
        older.close()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        logging.getLogger("ayron").warning("No folder for the log of requests can be made.")
    handler = _PrivateFiles(
        folder / FILE_NAME, maxBytes=MOST_BYTES, backupCount=FILES - 1, delay=True
    )
    handler.setFormatter(logging.Formatter("%(message)s"))
    _log.addHandler(handler)
    _log.setLevel(logging.INFO)
    _log.propagate = False
    return handler


def _iso(microseconds: int) -> str:
    moment = _EPOCH + timedelta(microseconds=microseconds)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def _open_privately(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _was_moved(stream: TextIOWrapper, path: str) -> bool:
    """Say whether an open file no longer has its name."""
    try:
        return not os.path.samestat(os.stat(path), os.fstat(stream.fileno()))
    except OSError:
        return True
