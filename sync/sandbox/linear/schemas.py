"""The schema that documents are held against: our excerpt, or the whole one from a file."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from graphql import build_schema

if TYPE_CHECKING:
    from graphql import GraphQLSchema

EXCERPT = Path(__file__).with_name("schema.graphql")


@cache
def load(path: Path = EXCERPT) -> GraphQLSchema:
    """Return the schema in a file, read once per process: the whole one takes seconds."""
    return build_schema(path.read_text(encoding="utf-8"), assume_valid=True)
