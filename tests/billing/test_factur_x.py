"""The PDF as an archive: PDF/A-3b by two validators, the XML inside, the same bytes each time."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from billing.document import Document
from billing.einvoice.archive import check_schema
from billing.rendering import render
from store.errors import Refused
from tests.billing.bills import SELLER, bill, credit, drawn, logo, some_lines
from tests.billing.validators import vera_classpath, vera_says

LINK = "https://pay.example/i/2026-0042"
AGAIN = """
from hashlib import sha256
from tests.billing.bills import bill, drawn, logo
print(sha256(drawn(bill(logo=logo(), payment_url="https://pay.example/i/2026-0042"))).hexdigest())
"""


def every_look() -> dict[str, Document]:
    """Make documents that use everything a page may hold."""
    return {
        "plain": bill(),
        "link": bill(payment_url=LINK),
        "logo": bill(logo=logo()),
        "jpeg": bill(logo=logo(kind="JPEG")),
        "long": bill(some_lines(80), percent_off=10, notes="One\n\nTwo"),
        "credit": credit(),
        "letter": bill(paper="Letter", language="fr"),
        "draft": bill(draft=True, number=""),
    }


@pytest.mark.parametrize("name", every_look())
def test_it_is_an_archive(name: str, tmp_path: Path) -> None:
    from pdf_oxide import PdfDocument

    path = tmp_path / "invoice.pdf"
    path.write_bytes(drawn(every_look()[name]))
    said = PdfDocument(str(path)).validate_pdf_a("3b")
    assert said["valid"], said["errors"]


def test_a_validator_would_find_a_font_that_is_not_inside(tmp_path: Path) -> None:
    from pdf_oxide import PdfDocument
    from reportlab.pdfgen.canvas import Canvas

    path = tmp_path / "plain.pdf"
    canvas = Canvas(str(path), initialFontName="Helvetica")
    canvas.setFont("Helvetica", 12)
    canvas.drawString(50, 700, "Invoice")
    canvas.save()
    assert not PdfDocument(str(path)).validate_pdf_a("3b")["valid"]


@pytest.mark.slow
def test_vera_agrees(tmp_path: Path) -> None:
    classpath = vera_classpath()
    if classpath is None:
        pytest.skip("no Java, or VERAPDF_JAR names no archive with veraPDF")
    looks = {name: drawn(document) for name, document in every_look().items()}
    said = vera_says(looks, tmp_path, classpath)
    assert said.split() == ["compliant=true"] * len(looks), said


def test_the_xml_is_inside() -> None:
    from facturx import get_xml_from_pdf

    rendered = render(bill())
    name, xml = get_xml_from_pdf(rendered.pdf, check_xsd=True, check_schematron=False)
    assert name == "factur-x.xml"
    assert xml == rendered.xml


def test_the_catalogue_ties_the_xml_to_the_document() -> None:
    root: Any = PdfReader(BytesIO(drawn(bill()))).trailer["/Root"]
    (file,) = root["/AF"]
    assert file.get_object()["/AFRelationship"] == "/Alternative"
    packet = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in packet
    assert "<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>" in packet


@pytest.mark.parametrize(
    "document", [bill(draft=True, number=""), bill(issuer=replace(SELLER, country=""))]
)
def test_what_is_no_electronic_invoice_does_not_say_it_is(document: Document) -> None:
    rendered = render(document)
    root: Any = PdfReader(BytesIO(rendered.pdf)).trailer["/Root"]
    assert rendered.xml == b""
    assert "/AF" not in root
    assert b"factur-x" not in root["/Metadata"].get_data()


def test_the_same_document_gives_the_same_bytes_everywhere() -> None:
    ours = sha256(drawn(bill(logo=logo(), payment_url=LINK))).hexdigest()
    done = subprocess.run([sys.executable, "-c", AGAIN], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [ours]
    assert sha256(drawn(bill(logo=logo(), payment_url=LINK))).hexdigest() == ours


def test_it_says_what_it_is() -> None:
    reader = PdfReader(BytesIO(drawn(bill(language="de"))))
    told: Any = reader.metadata
    assert told.title == "Rechnung 2026-0042"
    assert told.author == SELLER.name
    assert told.subject == "Rechnung 2026-0042 – ACME Corp SARL"
    assert told["/CreationDate"] == "D:20261125000000+00'00'"
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "de"


def test_names_are_escaped_in_the_metadata() -> None:
    name = 'A & B <script>"x"</script>'
    made = drawn(bill(issuer=replace(SELLER, name=name)))
    root: Any = PdfReader(BytesIO(made)).trailer["/Root"]
    assert b"A &amp; B &lt;script&gt;" in root["/Metadata"].get_data()


def test_xml_that_breaks_the_schema_is_refused() -> None:
    with pytest.raises(Refused, match="not valid"):
        check_schema(render(bill()).xml.replace(b"ram:IBANID", b"ram:IBAN"))
