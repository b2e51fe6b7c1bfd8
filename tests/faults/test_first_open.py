"""Several processes make the same ledger at once: one does, all get it."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from tests.faults.evidence import assert_sound
from tests.faults.processes import child, lines

PROCESSES = 4


def open_at_once(location: str) -> list[list[str]]:
    """Let all processes go at the same moment; return what each of them said."""
    with ExitStack() as stack:
        processes = [stack.enter_context(child("open_once", location)) for _ in range(PROCESSES)]
        words = [lines(process) for process in processes]
        assert [next(said) for said in words] == [["ready"]] * PROCESSES
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        return [list(said)[-1] for said in words]


def test_on_sqlite(tmp_path: Path) -> None:
    path = tmp_path / "ayron.db"
    assert open_at_once(str(path)) == [["opened", "me", "admin"]] * PROCESSES
    assert_sound(path)


def test_on_postgresql(blank_postgres_url: str) -> None:
    said = open_at_once(blank_postgres_url)
    assert said == [["opened", "ayron", "admin"]] * PROCESSES
