"""The lines and taxes of invoices as rows."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from store.work import Work


class InvoiceLine(NamedTuple):
    """One line. `edited` names the fields that a person wrote over."""

    id: str
    position: int
    kind: str
    description: str
    detail: str
    quantity: Decimal
    unit: str
    price: Decimal
    amount: int
    tax_category: str
    tax_percent: Decimal
    tax_reason: str
    stage_id: str | None = None
    project_id: str | None = None
    original_line_id: str | None = None
    edited: tuple[str, ...] = ()


class InvoiceTax(NamedTuple):
    """The tax of one category and rate."""

    category: str
    percent: Decimal
    reason: str
    base: int
    amount: int


FIELDS = InvoiceLine._fields
DECIMALS = ("quantity", "price", "tax_percent")


def invoice_lines(work: Work, invoice_id: str) -> list[InvoiceLine]:
    """Read the lines of an invoice in their order."""
    found = work.rows(
        f"SELECT {', '.join(FIELDS)} FROM invoice_line WHERE invoice_id = ? ORDER BY position",
        (invoice_id,),
    )
    return [_line(dict(zip(FIELDS, row, strict=True))) for row in found]


def insert_lines(work: Work, invoice_id: str, lines: Sequence[InvoiceLine]) -> None:
    """Write lines, each at its position."""
    if lines:
        places = ", ".join("?" for _ in FIELDS)
        work.run_many(
            f"INSERT INTO invoice_line (invoice_id, {', '.join(FIELDS)}) VALUES (?, {places})",
            [(invoice_id, *(_column(value) for value in line)) for line in lines],
        )


def update_line(work: Work, line_id: str, **values: Any) -> None:
    """Change some columns of a line."""
    columns = ", ".join(f"{name} = ?" for name in values)
    cells = [_column(value) for value in values.values()]
    work.run(f"UPDATE invoice_line SET {columns} WHERE id = ?", (*cells, line_id))


def delete_lines(work: Work, line_ids: Sequence[str]) -> None:
    """Remove lines, and let go of their entries."""
    keys = [(line_id,) for line_id in line_ids]
    if keys:
        work.run_many("DELETE FROM invoice_entry WHERE line_id = ?", keys)
        work.run_many("DELETE FROM invoice_line WHERE id = ?", keys)


def order_lines(work: Work, line_ids: Sequence[str]) -> None:
    """Number lines from 1 in the order given; all of an invoice have to be among them."""
    update = "UPDATE invoice_line SET position = ? WHERE id = ?"
    numbered = list(enumerate(line_ids, 1))
    # A position is taken until its line has moved, so all step aside first.
    work.run_many(update, [(-position, line_id) for position, line_id in numbered])
    work.run_many(update, numbered)


def invoice_taxes(work: Work, invoice_id: str) -> list[InvoiceTax]:
    """Read the taxes of an invoice in their order."""
    found = work.rows(
        "SELECT tax_category, tax_percent, tax_reason, base, amount FROM invoice_tax"
        " WHERE invoice_id = ? ORDER BY position",
        (invoice_id,),
    )
    return [InvoiceTax(row[0], Decimal(row[1]), *row[2:]) for row in found]


def replace_taxes(work: Work, invoice_id: str, taxes: Sequence[InvoiceTax]) -> None:
    """Write the taxes of an invoice in place of those that it had."""
    work.run("DELETE FROM invoice_tax WHERE invoice_id = ?", (invoice_id,))
    for position, tax in enumerate(taxes, 1):
        work.run(
            "INSERT INTO invoice_tax (invoice_id, position, tax_category, tax_percent, tax_reason,"
            " base, amount) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (invoice_id, position, *(_column(value) for value in tax)),
        )


def _line(row: dict[str, Any]) -> InvoiceLine:
    for name in DECIMALS:
        row[name] = Decimal(row[name])
    row["edited"] = tuple(row["edited"].split())
    return InvoiceLine(**row)


def _column(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    return " ".join(value) if isinstance(value, tuple) else value
