"""Say why a step cannot be taken with an invoice as it stands."""

from __future__ import annotations

from reports.invoices import InvoiceRow

OF_DRAFTS = {
    "invoice.edit": "edited",
    "invoice.issue": "issued again",
    "invoice.delete": "deleted",
}
OF_INVOICES = {
    "invoice.pay": "paid",
    "invoice.credit": "credited",
    "invoice.void": "voided",
    "invoice.code": "paid",
}
OF_ISSUED = {"invoice.send": "sent", "invoice.link": "paid"}


def why_not(command_id: str, row: InvoiceRow) -> str:
    """Say why a command cannot be done with an invoice; nothing where it can."""
    if command_id in OF_DRAFTS:
        return "" if row.state == "draft" else _fixed(row, OF_DRAFTS[command_id])
    done = OF_INVOICES.get(command_id) or OF_ISSUED.get(command_id)
    if done is None:
        return ""
    if row.state == "draft":
        return f"This is a draft; it has to be issued before it can be {done}."
    if row.state == "void":
        return f"{row.number} is void, so it cannot be {done}."
    if command_id in OF_INVOICES and row.kind == "credit":
        return f"{row.number} is a credit note, so it cannot be {done}."
    if command_id == "invoice.link" and row.due <= 0:
        return f"Nothing is open of {row.number}."
    return ""


def _fixed(row: InvoiceRow, done: str) -> str:
    what = "a credit note" if row.kind == "credit" else "an invoice"
    return f"{row.number} was issued and never changes, so it cannot be {done}: it is {what}."
