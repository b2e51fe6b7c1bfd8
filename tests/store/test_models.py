"""The models have the columns that the migrations made, no more and no fewer, on both engines."""

from __future__ import annotations

from typing import Any

from store.invoice_models import MODELS
from store.ledger import Ledger
from store.work import Work

KINDS = {
    "TextField": "text",
    "BigIntegerField": "bigint",
    "IntegerField": "integer",
    "SmallIntegerField": "smallint",
    "BlobField": "blob",
}


def columns_of(work: Work, table: str) -> dict[str, tuple[str, bool]]:
    """Read the type of each column of a table, and whether it may be null."""
    if work.engine == "sqlite":
        return {
            name: (kind.lower(), not (required or key))
            for _number, name, kind, required, _default, key in work.rows(
                f"PRAGMA table_info({table})"
            )
        }
    return {
        name: ("blob" if kind == "bytea" else kind, nullable == "YES")
        for name, kind, nullable in work.rows(
            "SELECT column_name, data_type, is_nullable FROM information_schema.columns"
            " WHERE table_name = ? AND table_schema = 'public'",
            (table,),
        )
    }


def tables(work: Work) -> set[str]:
    """List the tables of a ledger."""
    if work.engine == "sqlite":
        found = work.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")
    else:
        found = work.rows(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        )
    return {name for (name,) in found if not name.startswith("sqlite_")}


def fields_of(model: Any) -> dict[str, tuple[str, bool]]:
    """Read the same of a model."""
    return {
        field.column_name: (KINDS[type(field).__name__], field.null)
        for field in model._meta.sorted_fields
    }


def test_every_model_has_the_columns_of_its_table(ledger: Ledger) -> None:
    with ledger.read() as work:
        for model in MODELS:
            assert fields_of(model) == columns_of(work, model._meta.table_name), model


def test_every_table_has_a_model(ledger: Ledger) -> None:
    with ledger.read() as work:
        modelled = {model._meta.table_name for model in MODELS}
        assert tables(work) == modelled | {"schema_migration"}


def test_keys_are_the_same(sqlite_ledger: Ledger) -> None:
    with sqlite_ledger.read() as work:
        for model in MODELS:
            found = work.rows(f"PRAGMA table_info({model._meta.table_name})")
            keys = [row[1] for row in sorted(found, key=lambda row: row[5]) if row[5]]
            primary: Any = model._meta.primary_key
            assert keys == list(getattr(primary, "field_names", None) or [primary.column_name])
