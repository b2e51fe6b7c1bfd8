"""What is drawn, read back from the file: every figure, every word, on the page it belongs to."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdfium2 import PdfDocument

from billing.document import Party
from billing.pdf import fonts
from billing.pdf.colours import palette
from store.errors import Refused
from tests.billing.bills import (
    BUYER,
    PLACES,
    SELLER,
    bill,
    credit,
    drawn,
    line,
    logo,
    page_texts,
    some_lines,
    text_of,
)

MARKS = {"en": (",", "."), "de": (".", ","), "fr": ("\u202f", ",")}


def written(minor: int, language: str, currency: str) -> str:
    """Write an amount as a language does, by hand, with blanks as they are read back."""
    places = PLACES[currency]
    whole, rest = divmod(abs(minor), 10**places)
    group, point = MARKS[language]
    decimals = f"{point}{rest:0{places}d}" if places else ""
    text = f"{whole:,}".replace(",", group) + decimals
    return " ".join(f"{'−' * (minor < 0)}{text}".split())


@pytest.mark.parametrize("currency", ["EUR", "JPY", "KWD"])
@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_every_amount_reads_back(language: str, currency: str) -> None:
    lines = [
        *some_lines(9, ("S", "19"), currency),
        *some_lines(4, ("S", "7"), currency),
        line(14, "400", "1234.5", ("Z", "0"), currency),
        line(15, "1", "-100", ("Z", "0"), currency),
    ]
    made = bill(lines, percent_off=10, language=language, currency=currency)
    text = text_of(made)
    assert made.discount
    sums = [made.lines_total, made.net, made.gross, -made.discount.amount]
    taxes = [amount for tax in made.taxes for amount in (tax.base, tax.amount)]
    for amount in (*(one.amount for one in made.lines), *sums, *taxes):
        assert written(amount, language, currency).lstrip("−") in text


@pytest.mark.parametrize("count", [1, 30, 300])
def test_every_line_is_there_once_and_in_order(count: int) -> None:
    lines = [line(at, "1.25", "80", description=f"Row-{at:04d}") for at in range(1, count + 1)]
    assert re.findall(r"Row-(\d{4})", text_of(bill(lines))) == [
        f"{at:04d}" for at in range(1, count + 1)
    ]


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_pages_carry_their_sum_forward(paper: str) -> None:
    made = bill(some_lines(100), paper=paper)
    texts = page_texts(drawn(made))
    running = 0
    carried: list[str] = []
    for number, text in enumerate(texts, 1):
        assert f"Page {number} of {len(texts)}" in text
        if brought := re.search(r"Brought forward ([\d,.]+)", text):
            assert brought[1] == carried[-1]
        if forward := re.search(r"Carried forward ([\d,.]+)", text):
            carried.append(forward[1])
    sums = []
    for one in made.lines:
        running += one.amount
        sums.append(f"{running / 100:,.2f}")
    assert len(carried) == sum("Brought forward" in text for text in texts) >= 3
    assert set(carried) <= set(sums)


def test_the_last_line_stays_with_the_total() -> None:
    for count in range(8, 40):
        texts = page_texts(drawn(bill(some_lines(count))))
        (last,) = [text for text in texts if "Subtotal" in text]
        assert f" {count} {bill(some_lines(count)).lines[-1].description}" in last, count


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Invoice 2026-0042", "Service period", "Please pay", "by 9 Dec 2026"]),
        (
            "de",
            ["Rechnung 2026-0042", "Leistungszeitraum", "Bitte zahlen Sie", "bis zum 09.12.2026"],
        ),
        ("fr", ["Facture 2026-0042", "Période de prestation", "Merci de régler", "9 déc. 2026"]),
        ("xx", ["Invoice 2026-0042"]),
        ("de-AT", ["Rechnung 2026-0042"]),
    ],
)
def test_it_speaks_the_language_of_the_client(language: str, words: list[str]) -> None:
    text = text_of(bill(language=language))
    assert [word for word in words if word not in text] == []


def test_an_american_charges_sales_tax_and_puts_the_month_first() -> None:
    seller = Party("Northwind LLC", "12 SE Main", "97201", "Portland, OR", "US", "", "12-3456789")
    text = text_of(bill(some_lines(2, ("S", "8.25"), "USD"), issuer=seller, currency="USD"))
    assert "Sales tax 8.25% on $" in text
    assert "Nov 25, 2026" in text
    assert "VAT" not in text.replace("Your VAT", "")


@pytest.mark.parametrize(
    ("category", "language", "words"),
    [
        ("AE", "en", "Reverse charge: § 13b UStG."),
        ("AE", "de", "Steuerschuldnerschaft des Leistungsempfängers (Reverse charge): § 13b UStG."),
        ("AE", "fr", "Autoliquidation (reverse charge): § 13b UStG."),
        ("E", "de", "§ 13b UStG."),
        ("O", "en", "Not subject to VAT: § 13b UStG."),
    ],
)
def test_why_there_is_no_tax_is_said(category: str, language: str, words: str) -> None:
    made = bill(some_lines(2, (category, "0")), language=language)  # type: ignore[arg-type]
    taxes = tuple(replace(tax, reason="§ 13b UStG") for tax in made.taxes)
    assert words in text_of(replace(made, taxes=taxes))


def test_a_credit_note_asks_for_nothing_and_names_the_invoice() -> None:
    text = text_of(credit(payment_url="https://pay.example/1"))
    assert "Credit note GS-2026-003 For invoice 2026-0042 of 24 Nov 2026" in text
    assert "Total credited" in text
    assert "Please pay" not in text
    assert "pay.example" not in text


def test_a_draft_says_so_on_every_page() -> None:
    texts = page_texts(drawn(bill(some_lines(60), draft=True, number="", issued_on="", due_on="")))
    assert len(texts) == 3
    assert all("DRAFT" in text for text in texts)
    assert "This is not an invoice" in texts[0]
    assert "DRAFT" not in text_of(bill())


def test_what_is_empty_has_no_label() -> None:
    text = text_of(bill(po_number="", buyer_reference="", buyer=replace(BUYER, vat_id="")))
    for label in ("Order", "Your reference", "Your VAT ID"):
        assert label not in text


def test_the_country_is_named_to_foreigners_only() -> None:
    assert "FRANKREICH" in text_of(bill(language="de"))
    assert "DEUTSCHLAND" not in text_of(bill(language="de", buyer=replace(BUYER, country="DE")))


@pytest.mark.parametrize(
    "text",
    [
        "Καλημέρα κόσμε, τιμολόγιο",
        "Счёт за услуги, їжак, Ћирилица",
        "Zażółć gęślą jaźń",
        "Příliš žluťoučký kůň",
        "İstanbul, ğüşöç",
        "Ægir, Þór, naïve, œuvre, Straße",
        "€ £ ¥ ₹ ₺ ½ × – — “quoted” ‚so‘ …",
    ],
)
def test_the_own_fonts_cover_europe(text: str) -> None:
    assert fonts.covers(fonts.TEXT, text)
    assert fonts.covers(fonts.STRONG, text)
    made = bill([line(1, "1", "80", description=text)], buyer=replace(BUYER, name=text))
    assert text_of(made).count(text) == 2


def test_other_scripts_are_taken_from_the_system() -> None:
    if not any("請" in fonts._widths(name) for name in fonts.fallbacks()):
        pytest.skip("no font of this system has Chinese")
    made = bill([line(1, "1", "80", description="請求書 for 東京 (invoice)")])
    assert "請求書 for 東京 (invoice)" in text_of(made)


def test_text_that_no_font_has_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "fallbacks", lambda: ())
    fonts.font_for.cache_clear()
    made = bill([line(1, "1", "80", description="請求書")], notes="求")
    with pytest.raises(Refused) as refusal:
        drawn(made)
    fonts.font_for.cache_clear()
    assert "“請” (U+8ACB CJK UNIFIED IDEOGRAPH-8ACB)" in str(refusal.value)
    assert "“書”" in str(refusal.value)
    assert "fonts-droid-fallback" in str(refusal.value)


def test_text_from_right_to_left_is_refused_and_not_garbled() -> None:
    with pytest.raises(Refused, match="right to left"):
        drawn(bill(buyer=replace(BUYER, name="שלום בע״מ")))


def test_only_own_fonts_are_inside() -> None:
    names = set()
    for page in PdfReader(BytesIO(drawn(bill(some_lines(60))))).pages:
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            names.add(str(font.get_object()["/BaseFont"]))
            assert "/FontFile2" in font.get_object()["/FontDescriptor"]
    assert names
    assert all("SourceSansPro" in name for name in names)


@pytest.mark.parametrize(("paper", "size"), [("A4", (595.3, 841.9)), ("Letter", (612, 792))])
def test_the_paper_has_its_size(paper: str, size: tuple[float, float]) -> None:
    with PdfDocument(drawn(bill(paper=paper))) as opened:
        assert opened.get_page_size(0) == pytest.approx(size, abs=0.1)


def test_nothing_is_drawn_over_the_edge_or_the_foot() -> None:
    made = bill(
        [
            line(at, "1.25", "80", description="Wonder " * 30, detail="d" * 400)
            for at in range(1, 20)
        ],
        notes="A note that goes on. " * 200,
        issuer=replace(SELLER, name="Name " * 40),
        buyer=replace(BUYER, name="N" * 400, street="S" * 300 + "\nfloor 2", city="C" * 200),
        po_number="P" * 200,
        footer="Foot " * 200,
    )
    with PdfDocument(drawn(made)) as opened:
        for page in opened:
            width, height = page.get_size()
            layer = page.get_textpage()
            for at in range(layer.count_rects()):
                left, bottom, right, top = layer.get_rect(at)
                assert left > 0
                assert right <= width - 50
                assert bottom > 15
                assert top < height
            layer.close()
            page.close()


def test_what_the_issuer_adds_to_the_foot_is_on_every_page() -> None:
    told = "Geschäftsführerin: Ada Muster\nAmtsgericht Charlottenburg HRB 12345 B"
    for text in page_texts(drawn(bill(some_lines(40), footer=told))):
        assert "Ada Muster Amtsgericht Charlottenburg HRB 12345 B" in text
        assert "IBAN DE02 1203 0000 0000 2020 51 BIC BYLADEM1001 VAT ID DE123456789" in text


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_anything_is_drawn_or_refused_in_words(data: st.DataObject) -> None:
    words = st.text(max_size=60) | st.text(st.characters(max_codepoint=0x17F), max_size=60)
    rows = st.lists(st.tuples(words, words, st.decimals(-99, 9999, places=2)), max_size=6)
    lines = [
        line(at, "1.5", str(price), description=name, detail=detail)
        for at, (name, detail, price) in enumerate(data.draw(rows), 1)
    ]
    who = Party(*(data.draw(words) for _ in range(11)))
    made = bill(lines, issuer=who, buyer=who, number=data.draw(words), notes=data.draw(words))
    said = ""
    try:
        assert drawn(made).startswith(b"%PDF-1.7")
    except Refused as refusal:
        said = str(refusal)
    assert not said or said.startswith("No font here has")


def test_several_may_be_drawn_at_once() -> None:
    documents = [bill(some_lines(count)) for count in (3, 30, 60, 90)]
    one_by_one = [drawn(document) for document in documents]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(drawn, documents)) == one_by_one


def test_a_line_longer_than_a_page_goes_on_and_counts_once() -> None:
    made = bill([line(1, "2", "80", description="word " * 3000, detail="more " * 2000)])
    text = text_of(made)
    assert text.count("word") == 3000
    assert text.count("more") == 2000
    assert text.count("2.00 h") == 1


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_logo_is_drawn_in_its_place(kind: str) -> None:
    page = PdfReader(BytesIO(drawn(bill(logo=logo(kind=kind))))).pages[0]
    (image,) = page.images
    assert image.image
    assert image.image.size == (600, 200)
    assert f"{SELLER.name}" in text_of(bill(logo=logo(kind=kind)))


def test_a_logo_is_written_anew() -> None:
    data = logo()
    assert b"IHDR" not in drawn(bill(logo=data + b"secret-after-the-end"))
    (image,) = PdfReader(BytesIO(drawn(bill(logo=logo(4000, 3000))))).pages[0].images
    assert image.image
    assert image.image.height <= 480


@pytest.mark.parametrize("data", [b"x", b"<svg/>", logo()[:60], b"\x89PNG\r\n\x1a\n" + b"\0" * 40])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(Refused, match="logo cannot be read"):
        drawn(bill(logo=data))


def test_an_accent_too_pale_to_read_is_darkened() -> None:
    assert palette("#1f6f5c").accent == palette("#1f6f5c").brand
    assert max(palette("#ffff99").accent) < 0.6
    assert palette("red; drop").accent == palette("#1f6f5c").accent


def test_printed_quantity_times_printed_price_is_the_printed_amount() -> None:
    made = bill([line(1, "0.8333", "95.125"), line(2, "12", "80"), line(3, "0.1", "0.3333")])
    rows = re.findall(r"([\d.]+) h ([\d.]+) ([\d.,]+)", text_of(made))
    assert len(rows) == 3
    for quantity, price, amount in rows:
        product = Decimal(quantity) * Decimal(price)
        assert abs(product - Decimal(amount.replace(",", ""))) <= Decimal("0.005")


def test_a_long_bill_is_drawn() -> None:
    texts = page_texts(drawn(bill(some_lines(2000))))
    assert len(texts) > 60
    assert "2000" in texts[-1] or "2000" in texts[-2]
