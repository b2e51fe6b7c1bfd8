"""The end of a program that could not do what it was asked for: a sentence and an exit code."""

from __future__ import annotations

import os
import sys

from app.sentences import printable
from store.errors import Ambiguous, LedgerError


def report(error: Exception) -> int:
    """Print why a refusal was made, or where the details of a mistake are; return the code."""
    if not isinstance(error, LedgerError):
        return _report_mistake(error)
    lines = [printable(str(error))]
    if isinstance(error, Ambiguous):
        lines += [f"  {printable(choice)}" for choice in error.choices]
    print("\n".join(lines), file=sys.stderr)
    return error.exit_code


def _report_mistake(error: Exception) -> int:
    """Say that something went wrong, and where the details are."""
    print(write_down(error), file=sys.stderr)
    return 1


def write_down(error: Exception) -> str:
    """Write what went wrong to the log, without any variable's value; say where it is."""
    import traceback

    from app.folders import log_folder

    path = os.path.join(log_folder(), "ayron.log")
    try:
        os.makedirs(log_folder(), mode=0o700, exist_ok=True)
        with open(path, "a", encoding="utf-8") as file:
            file.writelines(traceback.format_exception(error))
        where = f" The details are in {path}."
    except OSError:
        where = ""
    return f"Ayron made a mistake ({type(error).__name__}); nothing was half done.{where}"
