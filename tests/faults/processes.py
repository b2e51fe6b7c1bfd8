"""Start and end the child programs of the fault tests."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]


@contextmanager
def child(
    program: str, *arguments: object, module: str = "children"
) -> Iterator[subprocess.Popen[str]]:
    """Run one of the child programs; kill it where it still runs at the end."""
    command = [sys.executable, "-W", "error", "-m", f"tests.faults.{module}", program]
    with subprocess.Popen(
        [*command, *map(str, arguments)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def lines(process: subprocess.Popen[str]) -> Iterator[list[str]]:
    """Read what a child acknowledges, split into words."""
    assert process.stdout is not None
    for line in process.stdout:
        if line.endswith("\n"):
            yield line.split()
