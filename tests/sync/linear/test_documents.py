"""What is asked: reads that Linear's schema knows, flat, and far below what a request may cost."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from graphql import (
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    build_schema,
    get_variable_values,
    parse,
    validate,
)

from sync.providers.linear import documents
from sync.providers.linear.documents import DOCUMENTS, NAMES, Document
from sync.providers.linear.provider import OPEN
from sync.sandbox.linear.cost import Scale
from sync.sandbox.linear.schemas import EXCERPT

SHARED = Path(__file__).parents[4] / "shared"
WHOLE = SHARED / "specs" / "linear_schema.graphql"
CHECKER = SHARED / "tools" / "check_linear_queries.py"
MOST_POINTS = 1000

LATE = {"gte": "2026-11-27T13:05:00.000Z"}
FILTERS = [
    OPEN,
    {"or": [{"updatedAt": LATE}, {"archivedAt": LATE}]},
    {"and": [{"assignee": {"id": {"eq": "u"}}}, OPEN]},
    {"id": {"in": ["a", "b"]}},
]
LISTS = [each for each in DOCUMENTS if each.path]


@pytest.fixture(scope="module", params=["excerpt", "whole"])
def schema(request: pytest.FixtureRequest) -> GraphQLSchema:
    """Return the sandbox's excerpt of Linear's schema, and the whole one."""
    path = EXCERPT if request.param == "excerpt" else WHOLE
    if not path.exists():
        pytest.skip("Linear's whole schema is not here.")
    return build_schema(path.read_text(encoding="utf-8"), assume_valid=True)


def operation(document: Document) -> OperationDefinitionNode:
    """Return the one operation of a document."""
    (found,) = (
        each
        for each in parse(document.text).definitions
        if isinstance(each, OperationDefinitionNode)
    )
    return found


def test_every_document_is_valid_and_cheap(schema: GraphQLSchema) -> None:
    for document in DOCUMENTS:
        parsed = parse(document.text)
        assert validate(schema, parsed) == [], document.name
        points = Scale(schema, parsed, {"first": document.rows}).weigh(operation(document))
        assert points <= MOST_POINTS, document.name


def test_every_set_of_variables_is_one_that_the_schema_takes(schema: GraphQLSchema) -> None:
    for document in LISTS:
        definitions = operation(document).variable_definitions
        for wanted in FILTERS:
            given = {"filter": wanted, "archived": True, "first": document.rows, "after": None}
            assert isinstance(get_variable_values(schema, definitions, given), dict)


def test_a_variable_that_the_schema_does_not_know_would_be_noticed(schema: GraphQLSchema) -> None:
    definitions = operation(documents.ISSUES).variable_definitions
    given = {"filter": {"identifier": {"eq": "ENG-1"}}, "archived": True, "first": 1}
    assert isinstance(get_variable_values(schema, definitions, given), list)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_a_document_is_one_query_of_its_name(document: Document) -> None:
    found = operation(document)
    assert found.operation is OperationType.QUERY
    assert found.name is not None
    assert found.name.value == document.name == NAMES[document.text]


def test_pages_are_as_large_as_is_allowed_and_no_larger() -> None:
    assert {each.rows for each in LISTS} == {100, 250}
    for document in LISTS:
        only_ids = "nodes { id }" in document.text
        assert document.rows == (250 if only_ids else 100)


@pytest.mark.slow
@pytest.mark.skipif(not CHECKER.exists(), reason="the checker is not here")
def test_the_checker_finds_nothing(tmp_path: Path) -> None:
    paths = [tmp_path / f"{document.name}.graphql" for document in DOCUMENTS]
    for path, document in zip(paths, DOCUMENTS, strict=True):
        path.write_text(document.text, encoding="utf-8")
    command = [sys.executable, str(CHECKER), str(WHOLE), "--first", "250", *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("ok ") == len(DOCUMENTS)
