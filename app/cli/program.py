"""Run the full command line: parse, dispatch, and turn every refusal into a sentence."""

from __future__ import annotations

import re

from app.cli.invocation import Invocation
from app.cli.parser import handler, parser
from app.mistakes import report


def run(arguments: list[str]) -> int:
    """Run a command and return its exit code; without one the app opens."""
    options = parser().parse_args(_with_times(arguments))
    if options.command is None:
        return _open_app()
    invocation = Invocation(options)
    try:
        _load_driver(invocation.settings.database)
        code: int = handler(options.target)(invocation)
        return code
    except BrokenPipeError:
        raise
    except Exception as error:
        return report(error)
    finally:
        invocation.close()


def _load_driver(database: str) -> None:
    """Load PostgreSQL's driver where it is needed, before Peewee, which would not find it later."""
    if "://" in database:
        import psycopg  # noqa: F401


def _open_app() -> int:
    from app.opening import open_app

    return open_app()


def _with_times(arguments: list[str]) -> list[str]:
    """Keep argparse from taking a time like -15m for an option: a blank marks a value."""
    return [f" {word}" if re.match(r"-\d", word) else word for word in arguments]
