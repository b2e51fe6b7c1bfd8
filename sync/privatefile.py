"""Files that only their owner can read, replaced in one step."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_privately(path: Path, content: bytes) -> None:
    """Replace a file, readable by its owner only; a crash leaves the old or the new one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def read_privately(path: Path, limit: int = 1 << 20) -> bytes | None:
    """Read a small file; None when it is not there."""
    try:
        with path.open("rb") as file:
            return file.read(limit)
    except FileNotFoundError:
        return None
