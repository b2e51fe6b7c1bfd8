"""`python -m sync.sandbox`: the sandbox by itself."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from sync.sandbox.serving import PORT, serve


def main() -> int:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m sync.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=PORT, help="where to listen (0: anywhere)")
    parser.add_argument("--log", type=Path, help="write a line for each request to this file")
    parser.add_argument("--tasks", type=int, help="serve this many tasks instead of the studio")
    chosen = parser.parse_args()
    try:
        serve(
            clock=time.time,
            write=_write,
            port=chosen.port,
            log=chosen.log,
            tasks=chosen.tasks,
        )
    except OSError as error:
        sys.stderr.write(f"The sandbox cannot start: {error.strerror}.\n")
        return 1
    return 0


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
