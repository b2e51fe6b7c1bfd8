"""How invoices look: the list with what is open, the preview of a page, a draft being edited."""

from __future__ import annotations

import pytest

from billing.paying import pay_invoice
from screens.dialogs.preview import Shown
from store.ledger import Ledger
from tests.screens.bills import draft_for, issue_for, open_agency, work_for_orbit
from tests.snapshots.test_screens import SIZES, Camera, Compare

HASH = "0123456789abcdef" * 4


@pytest.fixture
def billed(sqlite_ledger: Ledger, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> Camera:
    """Return a camera on an invoice that is partly paid, and a draft.

    The bytes of a PDF, and so its hash, are not the same on every machine.
    """
    monkeypatch.setattr(Shown, "hash", HASH)
    open_agency(sqlite_ledger)
    work_for_orbit(sqlite_ledger)
    made = issue_for(sqlite_ledger)
    with sqlite_ledger.write() as work:
        pay_invoice(work, made.id, "500", note="bank transfer")
        work.run("UPDATE invoice SET pdf_sha256 = ? WHERE id = ?", (HASH, made.id))
    draft_for(sqlite_ledger, "Orbit")
    return Camera(sqlite_ledger, snap_compare)


@SIZES
def test_invoices(billed: Camera, size: tuple[int, int]) -> None:
    assert billed.sees(size, ("5",), ("down",))


@SIZES
def test_preview(billed: Camera, size: tuple[int, int]) -> None:
    assert billed.sees(size, ("5",), ("v",))


@SIZES
def test_editing_a_draft(billed: Camera, size: tuple[int, int]) -> None:
    assert billed.sees(size, ("5",), ("e",))
