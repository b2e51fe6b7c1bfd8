"""The sandbox shares no code with the client, nor with anything else but Python."""

from __future__ import annotations

import subprocess
import sys

LOADED = """
import sys
before = set(sys.modules)
import sync.sandbox
print(*(name for name in set(sys.modules) - before))
"""


def test_it_needs_python_and_itself_only() -> None:
    command = [sys.executable, "-c", LOADED]
    result = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
    foreign = [
        name
        for name in result.stdout.split()
        if name.partition(".")[0] not in sys.stdlib_module_names
        and not f"{name}.".startswith("sync.sandbox.")
        and name != "sync"
    ]
    assert foreign == []
