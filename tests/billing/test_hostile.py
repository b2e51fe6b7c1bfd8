"""Text that wants to be more than text: it is drawn as it is, in every field."""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from lxml import etree
from pypdf import PdfReader

from billing.document import Bank, Document, Party
from billing.einvoice.archive import check_schema
from billing.rendering import render
from billing.words import plain
from tests.billing.bills import BANK, BUYER, SELLER, bill, line, page_texts

PAYLOADS = [
    "<b>bold</b>",
    "<img src='file:///etc/passwd'/>",
    '<a href="https://evil.example">click</a>',
    "<font color=red size=99>",
    "<para><br/></para>",
    "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    "]]><ram:ID>9</ram:ID><![CDATA[",
    "&amp; &lt; &#65;",
    "=1+1",
    "@SUM(A1)",
    "+49 -2+3",
    "(Tj) Tj ET Q /F1 12 Tf (x) Tj",
    "\\) Tj (\\101\\",
    "a\r\nBcc: all@evil.example",
    "\x1b[31mred\x1b]8;;https://evil.example\x07",
    "nul\x00bell\x07del\x7f",
    "\u202egpj.exe\u202c",
    "zero\u200bwidth\ufeff",
    "{title} {0} %s %(x)s",
    "../../../etc/passwd",
    "[bold red]rich[/] $(rm -rf) `id`",
]


def hostile(text: str) -> Document:
    """Put a text into every field that people fill."""
    return bill(
        [line(1, "1.5", "90", description=text, detail=text)],
        issuer=Party(text, text, text, text, "DE", "DE123456789", text, text, text, text, text),
        buyer=replace(BUYER, name=text, street=text, postcode=text, city=text, contact=text),
        bank=Bank(BANK.iban, BANK.bic, text),
        number=text,
        po_number=text,
        buyer_reference=text,
        notes=text,
        footer=text,
        payment_url=text,
    )


def without_blanks(text: str) -> str:
    """Drop what a line break may add, and show controls as they are drawn."""
    return "".join(plain(text).split()).replace("\ufffd", "?")


@pytest.mark.parametrize("text", PAYLOADS)
def test_it_is_drawn_as_it_is(text: str) -> None:
    seen = without_blanks(" ".join(page_texts(render(hostile(text)).pdf)))
    # name, street, town, contact, description, detail, notes and more
    assert seen.count(without_blanks(text)) >= 8


@pytest.mark.parametrize("text", PAYLOADS)
def test_it_adds_nothing_to_the_file(text: str) -> None:
    assert objects(render(hostile(text)).pdf) == objects(render(hostile("innocent")).pdf)


def objects(pdf: bytes) -> dict[str, int]:
    """Count what a page should not get from text: links, pictures, scripts, files."""
    reader = PdfReader(BytesIO(pdf))
    root: Any = reader.trailer["/Root"]
    pages: list[Any] = list(reader.pages)
    return {
        "links": sum(len(page.get("/Annots", [])) for page in pages),
        "pictures": sum(len(page["/Resources"].get("/XObject", {})) for page in pages),
        "actions": sum(key in root for key in ("/OpenAction", "/AA", "/AcroForm")),
        "files": len(root["/Names"]["/EmbeddedFiles"]["/Names"]),
    }


@pytest.mark.parametrize("text", PAYLOADS)
def test_it_stays_text_in_the_xml(text: str) -> None:
    xml = render(hostile(text)).xml
    check_schema(xml)
    tags = [element.tag for element in etree.fromstring(xml).iter()]
    innocent = [element.tag for element in etree.fromstring(render(hostile("innocent")).xml).iter()]
    several = len(text.splitlines()) > 1  # a street of two lines has two elements
    assert several or tags == innocent
    name = etree.fromstring(xml).findtext(".//{*}SpecifiedTradeProduct/{*}Name")
    assert name == plain(text)


def test_the_metadata_stays_well_formed() -> None:
    for text in PAYLOADS:
        root: Any = PdfReader(BytesIO(render(hostile(text)).pdf)).trailer["/Root"]
        etree.fromstring(root["/Metadata"].get_data().split(b"?>", 1)[1].rsplit(b"<?", 1)[0])


def test_a_very_long_word_is_cut_and_not_lost() -> None:
    made = bill(
        [line(1, "1", "80", description="Ж" * 5000)], issuer=replace(SELLER, name="x" * 3000)
    )
    assert "".join(page_texts(render(made).pdf)).count("Ж") == 5000


def test_payloads_are_many() -> None:
    assert len({json.dumps(text) for text in PAYLOADS}) == 21
