"""Documents for the tests of drawing and of electronic invoices, added up in their own way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from typing import Any

from billing.document import Bank, Discount, Document, Line, Party, Tax, TaxCategory
from billing.rendering import render

PLACES = {"EUR": 2, "USD": 2, "JPY": 0, "KWD": 3}
SELLER = Party(
    *("Łódź & Söhne Beratung GmbH", "Hauptstr. 1", "10115", "Berlin", "DE"),
    *("DE123456789", "27/123/45678", "billing@example.com", "+49 30 1234567", "Ada Muster"),
    "www.example.com",
)
BUYER = Party(
    *("ACME Corp SARL", "1 rue de la Paix", "75002", "Paris", "FR", "FR40303265045"),
    email="ap@example.com",
    contact="Mme Élodie Durand",
)
BANK = Bank("DE02 1203 0000 0000 2020 51", "BYLADEM1001", "DKB Berlin")
NAMES = ("Website redesign – checkout form", "Landing page copy", "Weekly call", "Migration plan")
HOURS = ("6.25", "4.1", "2.5", "0.75", "12", "1.33")
PRICES = ("95", "95", "80", "110")
Kind = tuple[TaxCategory, str]


def rounded(value: Fraction) -> int:
    """Round a tie away from zero."""
    whole = int(abs(value) + Fraction(1, 2))
    return whole if value >= 0 else -whole


def line(
    position: int,
    hours: str,
    price: str,
    kind: Kind = ("S", "19"),
    currency: str = "EUR",
    **more: Any,
) -> Line:
    """Make a line of hours."""
    amount = rounded(Fraction(hours) * Fraction(price) * 10 ** PLACES[currency])
    text = {"description": NAMES[position % len(NAMES)], "detail": ""} | more
    return Line(
        position=position,
        quantity=Decimal(hours),
        unit="HUR",
        price=Decimal(price),
        amount=amount,
        tax_category=kind[0],
        tax_percent=Decimal(kind[1]),
        **text,
    )


def some_lines(count: int, kind: Kind = ("S", "19"), currency: str = "EUR") -> list[Line]:
    """Make lines that differ."""
    return [
        line(at, HOURS[at % len(HOURS)], PRICES[at % len(PRICES)], kind, currency)
        for at in range(1, count + 1)
    ]


def bill(lines: Sequence[Line] | None = None, percent_off: int = 0, **changes: Any) -> Document:
    """Make an invoice of lines, and add it up."""
    kept = tuple(lines if lines is not None else some_lines(4))
    sums: dict[tuple[TaxCategory, Decimal], int] = {}
    for one in kept:
        kind = one.tax_category, one.tax_percent
        sums[kind] = sums.get(kind, 0) + one.amount
    shares = tuple(base * percent_off // 100 for base in sums.values())
    taxes = tuple(
        Tax(*kind, base - share, rounded(Fraction(base - share) * Fraction(kind[1]) / 100))
        for (kind, base), share in zip(sums.items(), shares, strict=True)
    )
    total, off, tax = sum(sums.values()), sum(shares), sum(part.amount for part in taxes)
    made = Document(
        kind="invoice",
        number="2026-0042",
        language="en",
        currency="EUR",
        paper="A4",
        accent="#1f6f5c",
        issuer=SELLER,
        buyer=BUYER,
        bank=BANK,
        issued_on="2026-11-25",
        due_on="2026-12-09",
        period_from="2026-11-01",
        period_to="2026-11-20",
        lines=kept,
        taxes=taxes,
        lines_total=total,
        net=total - off,
        tax=tax,
        gross=total - off + tax,
        discount=Discount(f"{percent_off}%", off, shares) if off else None,
        po_number="PO-77",
        buyer_reference="04011000-12345-67",
    )
    return replace(made, **changes)


def credit(**changes: Any) -> Document:
    """Make a credit note."""
    told = {"kind": "credit", "number": "GS-2026-003", "due_on": "2026-11-25"}
    original = {"original_number": "2026-0042", "original_issued_on": "2026-11-24"}
    return bill(**told | original | changes)


def drawn(document: Document) -> bytes:
    """Draw a document, with the XML inside where there is one."""
    return render(document).pdf


def page_texts(pdf: bytes) -> list[str]:
    """Read the text of every page back, with single blanks."""
    from pypdfium2 import PdfDocument

    with PdfDocument(pdf) as opened:
        texts = []
        for page in opened:
            layer = page.get_textpage()
            texts.append(" ".join(layer.get_text_range().split()))
            layer.close()
            page.close()
    return texts


def text_of(document: Document) -> str:
    """Read back all the text of a document once it is drawn."""
    return " ".join(page_texts(drawn(document)))


def logo(width: int = 600, height: int = 200, kind: str = "PNG") -> bytes:
    """Paint a logo that is see-through where the format can be."""
    from PIL import Image, ImageDraw

    mode = "RGBA" if kind == "PNG" else "RGB"
    image = Image.new(mode, (width, height), (0, 0, 0, 0) if kind == "PNG" else (255, 255, 255))
    ImageDraw.Draw(image).ellipse((0, 0, height, height), fill=(240, 120, 40))
    written = BytesIO()
    image.save(written, kind)
    return written.getvalue()
