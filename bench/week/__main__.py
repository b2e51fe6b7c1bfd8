"""`python -m bench.week`: simulate the week, print what came of it, or write it into the docs."""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import time
from pathlib import Path

from bench.environments import ROOT
from bench.week.simulation import HOURS, Week
from bench.week.table import week_tables

PAGE = ROOT / "docs" / "sync.md"
BEGIN, END = "<!-- the week: begin -->\n", "<!-- the week: end -->\n"
ASANA_TASKS, LINEAR_ISSUES = 3_000, 2_000


def main() -> int:
    """Simulate; 1 where something was not as it should be."""
    parser = argparse.ArgumentParser(prog="python -m bench.week", description=__doc__)
    parser.add_argument("--hours", type=int, default=HOURS, help="how long a week it is")
    parser.add_argument("--write", action="store_true", help=f"write into {PAGE.name}")
    chosen = parser.parse_args()
    logging.getLogger("ayron").addHandler(logging.NullHandler())  # rows are dropped by the dozen
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="ayron-week-") as folder:
        week = Week(Path(folder), ASANA_TASKS, LINEAR_ISSUES)
        week.run(chosen.hours, _tell)
    _tell(f"{chosen.hours} hours took {time.monotonic() - began:.0f} s")
    text = "".join(week_tables(week.accounts))
    if chosen.write:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}{text}{END}{rest.partition(END)[2]}", encoding="utf-8")
    else:
        sys.stdout.write(text)
    for sentence in week.complaints():
        sys.stderr.write(f"{sentence}\n")
    return 1 if week.complaints() else 0


def _tell(line: str) -> None:
    sys.stderr.write(f"\r{line:<30}")


if __name__ == "__main__":
    sys.exit(main())
