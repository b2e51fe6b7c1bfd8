"""Files that a person takes out of the app: saved where they say, or opened by another program."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

from store.errors import LedgerError

LONGEST_NAME = 80


def safe_name(text: str, ending: str = ".pdf") -> str:
    """Make a file name of any text: nothing in it can leave a folder or mean something."""
    stem = re.sub(r"[^\w.\-]+", "-", text.removesuffix(ending)).strip("-._") or "invoice"
    return stem[:LONGEST_NAME] + ending


def path_of(text: str) -> Path:
    """Read a path as it was typed, `~` included."""
    return Path(text.strip()).expanduser().absolute()


def free_path(name: str) -> Path:
    """Find a name in the folder that Ayron was opened in, one that no file has yet."""
    first = Path.cwd() / safe_name(name)
    for number in range(1, 1000):
        path = first if number == 1 else first.with_stem(f"{first.stem}-{number}")
        if not path.exists():
            return path
    return first


def save_file(path: Path, content: bytes) -> Path:
    """Write a new file; raises LedgerError where one is there, or where it cannot be written."""
    try:
        file = path.open("xb")
    except FileExistsError:
        raise LedgerError(f"{path} is there already. Nothing was written.") from None
    except OSError as error:
        raise LedgerError(f"{path} cannot be written: {error.strerror}.") from error
    try:
        with file:
            file.write(content)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise LedgerError(f"{path} cannot be written: {error.strerror}.") from error
    return path


def open_externally(name: str, content: bytes) -> str:
    """Put a copy into a folder that only this person can read, and have it opened there."""
    from screens.connecting import open_in_browser

    folder = Path(tempfile.mkdtemp(prefix="ayron-"))
    path = folder / safe_name(name)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    if open_in_browser(path.as_uri()):
        return f"Opened {path.name}."
    return f"There is nothing here to open it with. It is at {path}"
