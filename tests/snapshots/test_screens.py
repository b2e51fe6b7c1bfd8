"""One picture for each state that is worth one, on a small and on a large screen.

What the screens do is proved in `tests/screens`; here is how they look.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from app.settings import Settings
from store.ledger import Ledger
from tests.clock import FixedClock
from tests.screens.agency import fill, run_timer
from tests.screens.stage import SMALL, WIDE, Stage, make_app, polled_elsewhere

SIZES = pytest.mark.parametrize("size", [SMALL, WIDE], ids=["80x24", "120x40"])
Compare = Callable[..., bool]


class Camera:
    """Opens the app on the test's ledger, presses keys, and compares the picture."""

    def __init__(self, ledger: Ledger, compare: Compare) -> None:
        self.ledger = ledger
        self._compare = compare

    def sees(self, size: tuple[int, int], *presses: tuple[str, ...], **settings: Any) -> bool:
        """Tell whether the screen looks as accepted after some keys, each group settled."""
        chosen = Settings(database=self.ledger.path, **settings).of(self.ledger.owner)
        app = make_app(self.ledger, chosen)

        async def act(pilot: Pilot[int]) -> None:
            stage = Stage(app, pilot)
            await stage.until(lambda: app.revision)
            await stage.settle()
            for keys in presses:
                await stage.press(*keys)

        with polled_elsewhere(chosen):
            return self._compare(app, terminal_size=size, run_before=act)


@pytest.fixture
def camera(sqlite_ledger: Ledger, snap_compare: Compare) -> Camera:
    """Return a camera on an empty ledger."""
    return Camera(sqlite_ledger, snap_compare)


@pytest.fixture
def week(camera: Camera) -> Camera:
    """Return a camera on a filled week."""
    fill(camera.ledger)
    return camera


@pytest.fixture
def running(week: Camera) -> Camera:
    """Return a camera on a filled week with a timer running."""
    run_timer(week.ledger)
    return week


@SIZES
def test_welcome(camera: Camera, size: tuple[int, int]) -> None:
    assert camera.sees(size)


@SIZES
def test_today_idle(week: Camera, size: tuple[int, int]) -> None:
    assert week.sees(size)


@SIZES
def test_today_running(running: Camera, size: tuple[int, int]) -> None:
    assert running.sees(size)


@SIZES
def test_today_query(running: Camera, size: tuple[int, int]) -> None:
    assert running.sees(size, ("s",), tuple("acc"))


@SIZES
def test_today_scoped(week: Camera, size: tuple[int, int]) -> None:
    assert week.sees(size, ("p",), ("r", "e", "d", "enter"))


@SIZES
def test_entries(running: Camera, size: tuple[int, int]) -> None:
    assert running.sees(size, ("2",))


@SIZES
def test_entries_editing(running: Camera, size: tuple[int, int]) -> None:
    assert running.sees(size, ("2",), ("enter",))


@SIZES
def test_week(running: Camera, size: tuple[int, int]) -> None:
    assert running.sees(size, ("3",))


@SIZES
def test_projects(running: Camera, size: tuple[int, int]) -> None:
    assert running.sees(size, ("4",))


@SIZES
def test_mapping(running: Camera, size: tuple[int, int]) -> None:
    assert running.sees(size, ("4", "down", "down"), ("m",))


@SIZES
def test_question(week: Camera, size: tuple[int, int]) -> None:
    run_timer(week.ledger, "asana:14")
    assert week.sees(size, ("w",))


@SIZES
def test_integrations(week: Camera, size: tuple[int, int]) -> None:
    assert week.sees(size, ("6",))


@SIZES
def test_nothing_connected(camera: Camera, size: tuple[int, int]) -> None:
    assert camera.sees(size, ("escape",), ("escape",), ("6",))


@SIZES
def test_help(week: Camera, size: tuple[int, int]) -> None:
    assert week.sees(size, ("question_mark",))


@SIZES
def test_note(running: Camera, size: tuple[int, int]) -> None:
    assert running.sees(size, ("n",), tuple("draft"))


@SIZES
def test_forgotten(week: Camera, size: tuple[int, int], clock: FixedClock) -> None:
    clock.set("2026-11-26 17:40")
    run_timer(week.ledger, minutes=38)
    clock.set("2026-11-27 08:30")
    assert week.sees(size)


@SIZES
def test_light(running: Camera, size: tuple[int, int]) -> None:
    assert running.sees(size, theme="ayron-light")


def test_without_colour(running: Camera, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert running.sees(WIDE)
