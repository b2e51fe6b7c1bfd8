"""Where Ayron keeps things. This module is on the quick path, so platformdirs is not asked on
Linux and macOS; a test holds both to the same answer.

`AYRON_HOME` puts everything into one folder.
"""

from __future__ import annotations

import os
import sys

NAME = "ayron"


def config_folder() -> str:
    """Name the folder of config.toml."""
    return _folder("config", "XDG_CONFIG_HOME", ".config")


def data_folder() -> str:
    """Name the folder of the ledger and its backups."""
    return _folder("data", "XDG_DATA_HOME", os.path.join(".local", "share"))


def log_folder() -> str:
    """Name the folder of the log."""
    return _folder("log", "XDG_STATE_HOME", os.path.join(".local", "state"))


def ledger_location() -> str:
    """Name the ledger: `AYRON_DATABASE`, else the SQLite file in the data folder."""
    return location_of(os.environ.get("AYRON_DATABASE", ""))


def location_of(url: str) -> str:
    """Turn a database URL into what the ledger is opened by: a file's path, or the URL itself.

    A file may be given as a path or as `sqlite:///` and a path; nothing means the default file.
    """
    path = url.removeprefix("sqlite:///")
    return path or os.path.join(data_folder(), "ayron.db")


def _folder(kind: str, variable: str, fallback: str) -> str:
    home = os.environ.get("AYRON_HOME")
    if home:
        return os.path.abspath(os.path.expanduser(home))
    if sys.platform == "win32":
        return _windows_folder(kind)
    if sys.platform == "darwin":
        place = "Logs" if kind == "log" else "Application Support"
        return os.path.join(os.path.expanduser("~/Library"), place, NAME)
    base = os.environ.get(variable, "").strip()
    if not os.path.isabs(base):  # the XDG rules say that a relative one does not count
        base = os.path.join(os.path.expanduser("~"), fallback)
    return os.path.join(base, NAME, "log") if kind == "log" else os.path.join(base, NAME)


def _windows_folder(kind: str) -> str:
    import platformdirs

    folders = platformdirs.PlatformDirs(NAME, appauthor=False)
    return str(getattr(folders, f"user_{kind}_dir"))
