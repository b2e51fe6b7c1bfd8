"""The codes on an invoice, read back by a scanner from a picture of the page."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
import zxingcpp
from pypdf import PdfReader
from pypdfium2 import PdfDocument

from billing.document import Bank, Document
from billing.pdf.payment import transfer
from tests.billing.bills import BANK, SELLER, bill, credit, drawn, some_lines, text_of

LINK = "https://pay.example/i/2026-0042?name=Łódź"


def scanned(document: Document, scale: float = 3) -> set[str]:
    """Read every code on the pages, as a telephone would."""
    codes: set[str] = set()
    with PdfDocument(drawn(document)) as opened:
        for page in opened:
            image = page.render(scale=scale).to_pil()
            codes |= {code.text for code in zxingcpp.read_barcodes(image)}
            page.close()
    return codes


def links(document: Document) -> list[str]:
    """List where the pages lead to; all are marked to be printed, as PDF/A wants."""
    pages = PdfReader(BytesIO(drawn(document))).pages
    found = [link.get_object() for page in pages for link in page.get("/Annots", [])]
    assert all(link["/F"] == 4 for link in found)
    return [str(link["/A"]["/URI"]) for link in found]


def test_a_banking_app_reads_the_transfer() -> None:
    made = bill()
    euros = f"{made.gross // 100}.{made.gross % 100:02d}"
    expected = (
        f"BCD\n002\n1\nSCT\nBYLADEM1001\n{SELLER.name}\nDE02120300000000202051\nEUR{euros}"
        "\n\n\n2026-0042"
    )
    assert transfer(made) == expected
    assert scanned(made) == {expected}


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_both_codes_are_read(paper: str) -> None:
    made = bill(payment_url=LINK, paper=paper)
    assert scanned(made) == {transfer(made), LINK}


def test_the_link_can_be_followed() -> None:
    made = bill(payment_url="https://pay.example/i/1", bank=Bank())
    assert links(made) == ["https://pay.example/i/1"]
    assert scanned(made) == {"https://pay.example/i/1"}
    assert "https://pay.example/i/1" in text_of(made)


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "file:///etc/passwd", "https://a b", "https://a\nb", "//x", "\x00"],
)
def test_only_the_web_is_linked(address: str) -> None:
    made = bill(payment_url=address, bank=Bank())
    assert links(made) == []
    assert scanned(made) == set()


@pytest.mark.parametrize(
    "document",
    [
        credit(),
        bill(draft=True, number=""),
        bill(bank=Bank()),
        bill(some_lines(2, currency="USD"), currency="USD"),
        replace(bill(), gross=0),
        replace(bill(), gross=100_000_000_000),
    ],
)
def test_no_transfer_is_asked_for_where_none_can_be(document: Document) -> None:
    assert transfer(document) == ""


@pytest.mark.parametrize(
    ("cents", "written"),
    [
        (1, "EUR0.01"),
        (105, "EUR1.05"),
        (120_000, "EUR1200.00"),
        (99_999_999_999, "EUR999999999.99"),
    ],
)
def test_the_amount_has_two_decimals(cents: int, written: str) -> None:
    assert transfer(replace(bill(), gross=cents)).split("\n")[7] == written


def test_a_long_name_is_cut_for_the_bank() -> None:
    made = bill(issuer=replace(SELLER, name="Ω" * 200), bank=replace(BANK, bic=""))
    assert transfer(made).split("\n")[4:6] == ["", "Ω" * 69 + "…"]
    assert scanned(made) == {transfer(made)}
