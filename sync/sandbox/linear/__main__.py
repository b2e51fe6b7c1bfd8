"""`python -m sync.sandbox.linear`: the Linear sandbox by itself."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from sync.sandbox.linear.serving import PORT, serve


def main() -> int:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m sync.sandbox.linear", description=__doc__)
    parser.add_argument("--port", type=int, default=PORT, help="where to listen (0: anywhere)")
    parser.add_argument("--log", type=Path, help="write a line for each request to this file")
    parser.add_argument("--issues", type=int, help="serve this many issues instead of the studio")
    parser.add_argument("--schema", type=Path, help="Linear's whole schema, instead of an excerpt")
    chosen = parser.parse_args()
    try:
        serve(
            clock=time.time,
            write=_write,
            port=chosen.port,
            log=chosen.log,
            issues=chosen.issues,
            schema=chosen.schema,
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
