"""The code that a banking app scans to fill in a transfer (EPC069-12, version 002)."""

from __future__ import annotations

from billing.document import Document
from store.text import clean

LONGEST_NAME, LONGEST_MESSAGE, LONGEST = 70, 140, 331
MOST = 99_999_999_999
"""The largest amount, in cents."""


def epc_payload(document: Document) -> str:
    """Write the code's text; nothing where no transfer in euro can be asked for."""
    iban = "".join(document.bank.iban.split()).upper()
    payable = document.kind == "invoice" and not document.draft and 0 < document.gross <= MOST
    if document.currency != "EUR" or not iban or not payable:
        return ""
    euros, cents = divmod(document.gross, 100)
    lines = (
        *("BCD", "002", "1", "SCT", "".join(document.bank.bic.split()).upper()),
        clean(document.issuer.name)[:LONGEST_NAME],
        *(iban, f"EUR{euros}.{cents:02d}", "", ""),
        clean(document.number)[:LONGEST_MESSAGE],
    )
    payload = "\n".join(lines)
    return payload if len(payload.encode()) <= LONGEST else ""
