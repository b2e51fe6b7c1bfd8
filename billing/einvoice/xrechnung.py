"""XRechnung 3.0: the electronic invoice that German authorities ask for."""

from __future__ import annotations

from billing.document import Document
from billing.einvoice.cii import cii
from billing.einvoice.gaps import xrechnung_gaps
from store.errors import Refused

GUIDELINE = "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
PROCESS = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"


def xrechnung(document: Document) -> bytes:
    """Write an issued document as XRechnung XML; refuses what lacks something, and names it."""
    if document.draft:
        raise Refused("A draft is no invoice yet; issue it first.")
    if missing := xrechnung_gaps(document):
        raise Refused(" ".join(missing))
    return cii(document, GUIDELINE, PROCESS)
