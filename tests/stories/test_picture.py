"""A true picture of an invoice, in a terminal that shows pictures, and gone again afterwards."""

from __future__ import annotations

import base64
import re
import sys
import time
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from billing.preview import picture
from store.invoices import stored_document
from store.opening import open_ledger
from tests.clock import FixedClock
from tests.screens.bills import issue_for, open_agency
from tests.servers.terminal import PATIENCE, Terminal

AYRON = [sys.executable, "-m", "app"]
PIECE = re.compile(rb"\x1b_G([^;\x1b]*);([^\x1b]*)\x1b\\")
GONE = b"\x1b_Ga=d,d=I,i=4711,q=2\x1b\\"


def issued_pdf(home: Path) -> bytes:
    """Make a ledger with an issued invoice; returns its bytes."""
    home.mkdir(parents=True, exist_ok=True)
    ledger = open_ledger(str(home / "ayron.db"), FixedClock())
    open_agency(ledger)
    made = issue_for(ledger)
    with ledger.read() as work:
        pdf = stored_document(work, made.id)[0]
    ledger.close()
    return pdf


def wait_for_bytes(terminal: Terminal, wanted: bytes) -> None:
    """Read until the terminal was sent some bytes since the last keys, and all that follows."""
    deadline = time.monotonic() + PATIENCE
    while wanted not in terminal.output[terminal.typed_at :]:
        assert time.monotonic() < deadline, terminal.output[terminal.typed_at :][-2000:]
        terminal.settle()
    terminal.settle()


def shown(terminal: Terminal) -> tuple[bytes, Image.Image]:
    """Put the pieces of the last picture together; returns what was said of it, and the picture."""
    pieces = PIECE.findall(terminal.output)
    first = max(at for at, (keys, _data) in enumerate(pieces) if b"a=T" in keys)
    data = b"".join(part for _keys, part in pieces[first:])
    return pieces[first][0], Image.open(BytesIO(base64.b64decode(data)))


def test_kitty_gets_the_very_page_and_is_told_when_it_goes(
    ayron_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pdf = issued_pdf(ayron_home)
    monkeypatch.setenv("AYRON_PICTURES", "kitty")
    for name in ("COLUMNS", "LINES"):  # what a test runner says of its own terminal
        monkeypatch.delenv(name, raising=False)
    with Terminal(AYRON, size=(120, 40)) as terminal:
        terminal.wait_for("Week")
        terminal.type("5")
        terminal.wait_for("2026-0001")
        terminal.type("v")
        terminal.wait_for("page 1 of")
        assert b"\x1b_G" not in terminal.output
        terminal.type("p")
        wait_for_bytes(terminal, b"a=T,")
        said, image = shown(terminal)
        columns, rows = (int(part) for part in re.findall(rb"[cr]=(\d+)", said))
        assert (columns, rows) == (110, 38)
        whole = Image.open(BytesIO(picture(pdf, 0, image.width)))
        # Where a picture is cut off, its last row may be drawn a little lighter.
        seen = (0, 0, image.width, image.height - 2)
        assert ImageChops.difference(whole.crop(seen), image.crop(seen)).getbbox() is None
        terminal.type("p")
        wait_for_bytes(terminal, GONE)
