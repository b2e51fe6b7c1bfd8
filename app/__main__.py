"""The front door: `ayron`, also `python -m app`."""

from __future__ import annotations

import os
import sys


def main() -> int:
    """Run the program and return its exit code."""
    arguments = sys.argv[1:]
    code: int | None = None
    try:
        if arguments and arguments[0] in QUICK:
            from app import quick

            code = quick.run(arguments)
        elif not arguments:
            from app.opening import open_app

            code = open_app()
        if code is None:
            from app.cli.program import run

            code = run(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        code = 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 141
    return code


def run_program() -> None:
    """Run the program and end the process; a quick command ends it without delay.

    Such a command has closed its ledger, and the interpreter's own tidying would take a tenth of
    its time.
    """
    code = main()
    if sys.argv[1:2] and sys.argv[1] in QUICK:
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


QUICK = ("status", "start", "switch", "stop", "resume", "cancel")

if __name__ == "__main__":
    run_program()
