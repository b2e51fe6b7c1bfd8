"""`make bench`: measure the speed goals in a clean environment, and print the table.

The development environment would not do: click, which it holds, slows every import of httpx, and
an editable install slows every start.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

# The installed wheel has to be found before the checkout, which is there for `bench` and `tests`.
sys.path = [*(place for place in sys.path if Path(place).resolve() != ROOT / "bench"), str(ROOT)]

from bench import environments  # noqa: E402


def main() -> int:
    """Prepare the environment and go on in there."""
    parser = argparse.ArgumentParser(prog="bench/run.py", description=__doc__)
    parser.add_argument("--only", metavar="ROW", help="measure the rows whose name begins so")
    parser.add_argument("--quick", action="store_true", help="few rounds: a rough answer")
    parser.add_argument(
        "--peers", action="store_true", help="install posting and harlequin to compare with"
    )
    chosen = parser.parse_args()
    if Path(sys.prefix) != environments.CLEAN:
        python = environments.prepare_clean()
        if chosen.peers:
            environments.prepare_peers()
        os.execv(python, [str(python), __file__, *sys.argv[1:]])
    from bench.table import print_table

    return print_table(chosen.only or "", quick=chosen.quick)


if __name__ == "__main__":
    sys.exit(main())
