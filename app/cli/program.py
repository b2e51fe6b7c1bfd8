"""Run the full command line: parse, dispatch, and turn every refusal into a sentence."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from app.cli.invocation import Invocation
from app.cli.parser import handler, parser
from store.errors import Ambiguous, LedgerError


def run(arguments: list[str]) -> int:
    """Run a command and return its exit code; without one the app opens."""
    options = parser().parse_args(_with_times(arguments))
    try:
        if options.command is None:
            return _open_app()
        code: int = handler(options.target)(Invocation(options))
        return code
    except Ambiguous as error:
        print(
            "\n".join([str(error), *(f"  {choice}" for choice in error.choices)]), file=sys.stderr
        )
        return error.exit_code
    except LedgerError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except (KeyboardInterrupt, BrokenPipeError):
        raise
    except Exception as error:
        return _unexpected(error)


def _open_app() -> int:
    from app.opening import open_app

    return open_app()


def _with_times(arguments: list[str]) -> list[str]:
    """Keep argparse from taking a time like -15m for an option: a blank marks a value."""
    return [f" {word}" if re.match(r"-\d", word) else word for word in arguments]


def _unexpected(error: Exception) -> int:
    """Write what went wrong to the log, without any variable's value, and say where it is."""
    import traceback

    from app.folders import log_folder

    lines = traceback.format_exception(error)
    path = Path(log_folder()) / "ayron.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with path.open("a", encoding="utf-8") as file:
            file.writelines(lines)
        where = f" The details are in {path}."
    except OSError:
        where = ""
    name = type(error).__name__
    print(f"Ayron made a mistake ({name}); nothing was half done.{where}", file=sys.stderr)
    return 1
