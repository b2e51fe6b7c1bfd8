"""How Integrations looks: an account that is polled, one in trouble, and what is off."""

from __future__ import annotations

import pytest

from store.connections import connections, note_trouble
from store.features import switch_feature
from store.ledger import Ledger
from tests.clock import FixedClock
from tests.screens.agency import fill
from tests.screens.members import bob_beside
from tests.screens.polling import write_polling
from tests.screens.stage import SMALL, WIDE
from tests.snapshots.test_screens import SIZES, Camera, Compare

HUGE = (200, 60)


@pytest.fixture
def camera(sqlite_ledger: Ledger, snap_compare: Compare) -> Camera:
    """Return a camera on a filled week."""
    fill(sqlite_ledger)
    return Camera(sqlite_ledger, snap_compare)


@pytest.mark.parametrize("size", [SMALL, WIDE, HUGE], ids=["80x24", "120x40", "200x60"])
def test_polled(camera: Camera, size: tuple[int, int], clock: FixedClock) -> None:
    write_polling(camera.ledger, clock, requests=1_850)
    assert camera.sees(size, ("6",))


@SIZES
def test_trouble(camera: Camera, size: tuple[int, int]) -> None:
    with camera.ledger.write() as work:
        [row] = connections(work)
        note_trouble(work, row.id, "signed_out", "Asana does not accept this token any more.")
    assert camera.sees(size, ("6",))


@SIZES
def test_off_for_a_member(
    camera: Camera, size: tuple[int, int], clock: FixedClock, snap_compare: Compare
) -> None:
    with bob_beside(camera.ledger, clock) as bob:
        with camera.ledger.write() as work:
            switch_feature(work, "asana", False, ("asana",))
        assert Camera(bob, snap_compare).sees(size, ("6",))
