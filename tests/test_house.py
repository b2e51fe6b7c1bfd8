"""The rules of the house that no linter knows: who imports whom, what may not be called, sizes."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

from store import timer
from store.opening import open_ledger
from store.tasks import add_task
from tests.clock import FixedClock

ROOT = Path(__file__).parents[1]
ROOMS = ("app", "screens", "widgets", "reports", "billing", "sync", "store")
HEADLESS = ("store", "sync", "billing", "reports")
LONGEST_FILE = 300
LONGEST_FUNCTION = 40
# httpx imports rich where click happens to be installed; Ayron installs no click.
IMPORT_ROOM = """
import pkgutil, sys
sys.modules["click"] = None
package = __import__(sys.argv[1])
for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    if not module.name.endswith(".__main__"):
        __import__(module.name)
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""
CLOCKS = {
    *("datetime.now", "datetime.utcnow", "datetime.today", "date.today"),
    *("time.time", "time.time_ns", "time.monotonic", "time.monotonic_ns", "time.perf_counter"),
    *("time.sleep", "time.clock_gettime", "time.clock_gettime_ns"),
}
SLOW = {"peewee", "psycopg", "textual", "rich", "httpx", "argparse", "asyncio"}
SHOWN = {"Static", "Label", "Button", "Option", "Checkbox", "update", "notify", "from_markup"}


def tracked(*patterns: str) -> list[Path]:
    """List the files that git knows."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", *patterns], cwd=ROOT, capture_output=True, text=True, check=True
    )
    paths = (ROOT / name for name in listing.stdout.split("\0") if name)
    return [path for path in paths if path.exists()]


def sources(rooms: tuple[str, ...]) -> Iterator[tuple[str, ast.Module]]:
    """Parse the source files of some rooms."""
    for path in tracked(*(f"{room}/*.py" for room in rooms)):
        yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def offences(rooms: tuple[str, ...], offends: Callable[[ast.Call], bool]) -> list[str]:
    """List the calls that break a rule, as file:line: call."""
    return [
        f"{name}:{node.lineno}: {ast.unparse(node)}"
        for name, tree in sources(rooms)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and offends(node)
    ]


def called(call: ast.Call) -> str:
    """Name what is called by its last two parts, such as `time.time` or `notify`."""
    return ".".join(ast.unparse(call.func).split(".")[-2:])


def last_name(call: ast.Call) -> str:
    """Name the function or method that is called."""
    return called(call).rpartition(".")[2]


def plain_text(call: ast.Call) -> bool:
    """Tell whether the call says markup=False."""
    return any(
        word.arg == "markup" and isinstance(word.value, ast.Constant) and word.value.value is False
        for word in call.keywords
    )


def has_format_string(call: ast.Call) -> bool:
    """Tell whether the first argument is put together from values."""
    return bool(call.args) and isinstance(call.args[0], ast.JoinedStr)


@pytest.mark.parametrize("room", HEADLESS)
def test_a_room_below_the_screen_loads_nothing_of_the_screen(room: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_ROOM, room],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    above = {"textual", "rich", "app", "screens", "widgets"}
    assert not above & set(done.stdout.split())


@pytest.mark.parametrize("command", [["status"], ["start", "task"], ["stop"]])
def test_a_quick_command_loads_nothing_slow(ayron_home: Path, command: list[str]) -> None:
    make_ledger(ayron_home / "ayron.db", running=command == ["stop"])
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "app", *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert done.returncode == 0, done.stderr
    assert "apsw" in loaded
    assert not loaded & SLOW


def make_ledger(path: Path, *, running: bool) -> None:
    """Make a ledger with one task, and perhaps a timer on it."""
    ledger = open_ledger(str(path), FixedClock())
    with ledger.write() as work:
        task_id = add_task(work, "task")
        if running:
            timer.start(work, task_id)
    ledger.close()


def test_nobody_below_the_app_reads_a_clock_of_its_own() -> None:
    assert offences(ROOMS[1:], lambda call: called(call) in CLOCKS) == []


def test_nobody_imports_a_clock_by_its_bare_name() -> None:
    hidden = [
        f"{name}:{node.lineno}"
        for name, tree in sources(ROOMS[1:])
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and any(f"{node.module}.{alias.name}" in CLOCKS for alias in node.names)
    ]
    assert hidden == []


def test_notices_are_plain_text() -> None:
    assert (
        offences(
            ROOMS[:3],
            lambda call: last_name(call) == "notify" and bool(call.args) and not plain_text(call),
        )
        == []
    )


def test_no_value_is_read_as_markup() -> None:
    assert (
        offences(
            ROOMS[:3],
            lambda call: (
                last_name(call) in SHOWN and has_format_string(call) and not plain_text(call)
            ),
        )
        == []
    )


def test_no_model_is_saved_without_saying_insert_or_update() -> None:
    assert (
        offences(
            HEADLESS, lambda call: last_name(call) == "save" and not call.args and not call.keywords
        )
        == []
    )


def test_files_stay_short() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in tracked("*.py", "*.tcss", ":!tests")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }
    assert long == {}


def test_functions_stay_short() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {lines} lines"
        for path in tracked("*.py", ":!tests")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION
    ]
    assert long == []


def test_the_locks_name_no_host_and_no_path() -> None:
    locks = tracked("*.lock")
    assert len(locks) == 3
    for lock in locks:
        text = lock.read_text(encoding="utf-8")
        assert not re.search(r"://|--(extra-)?index-url|--find-links|file:|(^|\s)/", text), lock


def test_no_file_names_a_registry_or_a_folder_of_one_machine() -> None:
    places = ["pypi" + ".org", "python" + "hosted", "npm" + "js.org", "/" + "work/", "/" + "root/"]
    named = [
        f"{path.relative_to(ROOT)}: {place}"
        for path in tracked(":!*.svg", ":!*.png")
        for place in places
        if place in path.read_text(encoding="utf-8", errors="replace")
    ]
    assert named == []


@pytest.mark.slow
def test_the_wheel_holds_every_file_of_the_rooms_and_nothing_else(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("ayron-*.whl")
    packed = set(ZipFile(wheel).namelist())
    everything = tracked("--cached", "--others", "--exclude-standard", *ROOMS)
    wanted = {path.relative_to(ROOT).as_posix() for path in everything}
    assert wanted - packed == set()
    assert {name.partition("/")[0] for name in packed - wanted} == {dist_info(packed)}


def dist_info(packed: set[str]) -> str:
    """Name the folder of the wheel's own records; its licence must be there."""
    (licence,) = (name for name in packed if name.endswith("/LICENSE"))
    return licence.partition("/")[0]
