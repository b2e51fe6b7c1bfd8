"""An invoice as the bytes that are stored, sent and shown: drawn, and as an electronic invoice."""

from __future__ import annotations

from dataclasses import dataclass, field

from billing.document import Document


@dataclass(frozen=True, slots=True)
class Rendered:
    """The PDF, and the XML inside it; `xml` is empty where the PDF is no electronic invoice."""

    pdf: bytes = field(repr=False)
    xml: bytes = field(repr=False)


def render(document: Document) -> Rendered:
    """Render a document. The same document gives the same bytes on the same machine.

    A draft is never an electronic invoice, nor is what lacks something that EN 16931 asks for:
    `billing.einvoice.gaps.gaps` says what.
    """
    from billing.einvoice.archive import factur_x
    from billing.einvoice.cii import cii
    from billing.einvoice.gaps import gaps
    from billing.pdf.drawing import render_pdf

    xml = b"" if document.draft or gaps(document) else cii(document)
    return Rendered(factur_x(render_pdf(document), xml, document), xml)
