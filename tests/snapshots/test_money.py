"""How money looks: Projects with margins, an estimate beside its source, rates, terms, a week."""

from __future__ import annotations

from pathlib import Path

import pytest

from screens import worth
from store.ledger import Ledger
from tests.screens.agency import fill
from tests.screens.purse import price
from tests.snapshots.test_screens import SIZES, Camera, Compare

OFFER = """# Offer

## Endpoints
- Login and sessions: 12 h, 1320.00 EUR
- Import of orders: 3 days, 2640.00 EUR

## Tests
- Load tests: 8 h, 880.00 EUR
"""


@pytest.fixture
def priced(sqlite_ledger: Ledger, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> Camera:
    """Return a camera on a week with rates, a fixed fee and stages."""
    monkeypatch.setattr(worth, "FIRST_LOOK", 3600)
    fill(sqlite_ledger)
    price(sqlite_ledger)
    return Camera(sqlite_ledger, snap_compare)


@SIZES
def test_projects_with_margins(priced: Camera, size: tuple[int, int]) -> None:
    assert priced.sees(size, ("4",))


@SIZES
def test_estimate_beside_its_source(
    priced: Camera, size: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "offer.md").write_text(OFFER, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert priced.sees(size, ("4", "i"), tuple("offer"), ("full_stop",), ("m", "d"), ("enter",))


@SIZES
def test_rates(priced: Camera, size: tuple[int, int]) -> None:
    assert priced.sees(size, ("4", "R"))


@SIZES
def test_terms_of_a_client(priced: Camera, size: tuple[int, int]) -> None:
    assert priced.sees(size, ("4", "up", "t"))
