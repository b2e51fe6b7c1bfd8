"""Hints: “something changed over there”, from whichever process heard it to the one that polls.

They lie in a small file beside the ledger. A hint says where to look and never what is there, so
that one too many costs a request and one too few is made up for by the next poll.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from store.locks import FileLock

MOST_BYTES = 64 << 10
"""A file that is as full as that takes no more, and stands for everything."""
_MOST_IDS = 200

_is_id = re.compile(r"[A-Za-z0-9_-]{1,64}").fullmatch


class Hint(NamedTuple):
    """Where to look: some projects or teams of a connection, all of it, or everything there is.

    No `remote_ids` means all of the connection, no `connection_id` every connection.
    """

    provider: str
    connection_id: str
    remote_ids: tuple[str, ...] = ()


EVERYTHING = Hint("", "")


class Hints:
    """The file of hints; any number of processes give, one takes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = f"{path}.lock"

    def give(self, hint: Hint) -> None:
        """Write a hint down; the process that polls looks at it within a second."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with FileLock(self._lock):
            if self._size() < MOST_BYTES:
                self._append(_line(hint))

    def waiting(self) -> bool:
        """Say whether there are hints, by one look at the file's size."""
        return self._size() > 0

    def take(self) -> list[Hint]:
        """Take the hints, one for each connection, and leave none behind.

        They are gone when this returns: a process that dies before it has looked looks at
        everything when it starts again.
        """
        if not self.waiting():
            return []
        try:
            with FileLock(self._lock), self._path.open("rb+") as file:
                content = file.read(MOST_BYTES)
                file.truncate(0)
        except OSError:
            return []
        full = len(content) == MOST_BYTES
        return [EVERYTHING] if full else coalesce(_read(content.splitlines()))

    def _size(self) -> int:
        try:
            return self._path.stat().st_size
        except OSError:
            return 0

    def _append(self, line: bytes) -> None:
        """Write a whole line at once; begin a new one where another process died in the middle."""
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(descriptor, b"\n" + line)
        finally:
            os.close(descriptor)


def coalesce(hints: Iterable[Hint]) -> list[Hint]:
    """Join hints for the same connection; one for everything makes the others needless."""
    found: dict[tuple[str, str], set[str] | None] = {}
    for hint in hints:
        if not hint.connection_id:
            return [EVERYTHING]
        key = (hint.provider, hint.connection_id)
        known = found.setdefault(key, set())
        if known is None or not hint.remote_ids or len(known) > _MOST_IDS:
            found[key] = None
        else:
            known.update(hint.remote_ids)
    return [Hint(*key, tuple(sorted(ids or ()))) for key, ids in found.items()]


def _line(hint: Hint) -> bytes:
    ids = hint.remote_ids if len(hint.remote_ids) <= _MOST_IDS else ()
    return json.dumps([hint.provider, hint.connection_id, *ids]).encode()


def _read(lines: Iterable[bytes]) -> Iterator[Hint]:
    """Read what makes sense; a torn or foreign line is left out."""
    for line in lines:
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if found == list(EVERYTHING[:2]):
            yield EVERYTHING
        elif type(found) is list and len(found) > 1 and all(map(_is_word, found)):
            yield Hint(found[0], found[1], tuple(found[2:]))


def _is_word(value: object) -> bool:
    return type(value) is str and _is_id(value) is not None
