"""The API at /graphql: check who asks, weigh the document, answer it, name what went wrong."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    execute,
    get_operation_ast,
    parse,
    validate,
)

from sync.sandbox.linear.asking import Asking
from sync.sandbox.linear.cost import MOST, Scale
from sync.sandbox.linear.fields import resolve
from sync.sandbox.linear.troubles import Trouble
from sync.sandbox.replies import Reply, encode

if TYPE_CHECKING:
    from graphql import ExecutionResult, GraphQLSchema

    from sync.sandbox.linear.grants import Grant, Grants
    from sync.sandbox.linear.meters import Meter, Meters
    from sync.sandbox.linear.paging import Pages
    from sync.sandbox.linear.tracker import Tracker
    from sync.sandbox.traffic import Request

PATH = "/graphql"
READ_ONLY = "Invalid scope: `write` required"
TOO_COMPLEX = "Query too complex"


@dataclass(slots=True)
class Question:
    """What a request asks: a document, which of its operations, and with what."""

    document: DocumentNode
    operation: OperationDefinitionNode
    variables: dict[str, Any] = field(default_factory=dict)
    name: str | None = None

    @property
    def about_schema(self) -> bool:
        """Whether only the schema is asked about, which anybody may."""
        return all(
            isinstance(node, FieldNode) and node.name.value.startswith("__")
            for node in self.operation.selection_set.selections
        )


class Graph:
    """Answers every request at /graphql."""

    def __init__(
        self,
        schema: GraphQLSchema,
        tracker: Tracker,
        grants: Grants,
        meters: Meters,
        pages: Pages,
    ) -> None:
        self._schema = schema
        self._tracker = tracker
        self._grants = grants
        self._meters = meters
        self._pages = pages
        self._complaints = lru_cache(maxsize=256)(self._validate)

    def answer(self, request: Request) -> Reply:
        """Answer a request, with a refusal if need be."""
        try:
            return self._answer(request)
        except Trouble as trouble:
            return trouble.reply()

    def _answer(self, request: Request) -> Reply:
        question, text = _read(request)
        authorization = request.header("authorization")
        if not authorization and question.about_schema:
            told: Any = execute(self._schema, question.document)
            return _replied(told)
        grant = self._grants.check(authorization)
        meter = self._meters.meter(grant)
        try:
            self._meters.count_request(meter)
            self._refuse(question, text)
            points = self._weigh(question)
            self._meters.count_points(meter, points)
        except Trouble as trouble:
            trouble.headers |= meter.headers()
            raise
        reply = self._execute(question, grant, meter)
        reply.headers |= {"X-Complexity": str(points), **meter.headers()}
        return reply

    def _refuse(self, question: Question, text: str) -> None:
        if changes(question.document):
            raise Trouble("FORBIDDEN", READ_ONLY)
        complaints = self._complaints(text)
        if complaints:
            raise Trouble("GRAPHQL_VALIDATION_FAILED", complaints[0])

    def _validate(self, text: str) -> list[str]:
        return [error.message for error in validate(self._schema, parsed(text))]

    def _weigh(self, question: Question) -> int:
        scale = Scale(self._schema, question.document, question.variables)
        points = scale.weigh(question.operation)
        if points > MOST:
            raise Trouble("INPUT_ERROR", TOO_COMPLEX)
        return points

    def _execute(self, question: Question, grant: Grant, meter: Meter) -> Reply:
        with self._tracker.lock:
            result: Any = execute(
                self._schema,
                question.document,
                context_value=Asking(self._tracker, grant.viewer, self._pages, meter),
                variable_values=question.variables,
                operation_name=question.name,
                field_resolver=resolve,
            )
        return _replied(result)


@lru_cache(maxsize=256)
def parsed(text: str) -> DocumentNode:
    """Return a document, read once for as long as it keeps being sent."""
    return parse(text)


def writes(body: Any) -> bool:
    """Say whether the body of a request holds anything but queries."""
    try:
        return changes(parsed(str(body["query"])))
    except (LookupError, TypeError, GraphQLError):
        return False


def cursor_in(body: bytes) -> str:
    """Return the cursor that a request asks to go on from, empty if it begins."""
    try:
        return str(json.loads(body)["variables"]["after"] or "")
    except (ValueError, LookupError, TypeError):
        return ""


def changes(document: DocumentNode) -> bool:
    """Say whether a document holds anything but queries."""
    return any(
        isinstance(found, OperationDefinitionNode) and found.operation is not OperationType.QUERY
        for found in document.definitions
    )


def _read(request: Request) -> tuple[Question, str]:
    if request.method != "POST":
        raise Trouble("INPUT_ERROR", "The method has to be POST", status=405)
    if not request.header("content-type").startswith("application/json"):
        raise Trouble("INPUT_ERROR", "The body has to be application/json")
    try:
        body = json.loads(request.body)
        text, name = body["query"], body.get("operationName")
        variables = body.get("variables") or {}
        document = parsed(text)
    except GraphQLError as error:
        raise Trouble("GRAPHQL_VALIDATION_FAILED", error.message) from None
    except (ValueError, LookupError, TypeError, AttributeError):
        raise Trouble("INPUT_ERROR", "The body has to hold a query") from None
    operation = get_operation_ast(document, name)
    if operation is None:
        raise Trouble("INPUT_ERROR", "It has to be clear which operation is meant")
    return Question(document, operation, variables, name), text


def _replied(result: ExecutionResult) -> Reply:
    if not result.errors:
        return Reply(200, encode({"data": result.data}))
    troubles = [_trouble(error) for error in result.errors]
    errors = [
        trouble.error(
            path=error.path or [],
            locations=[{"line": at.line, "column": at.column} for at in error.locations or ()],
        )
        for trouble, error in zip(troubles, result.errors, strict=True)
    ]
    status = troubles[0].status if result.data is None else 200
    return Reply(status, encode({"errors": errors, "data": result.data}))


def _trouble(error: GraphQLError) -> Trouble:
    """Return what went wrong; a fault of the sandbox itself is raised, so that it is seen."""
    if error.original_error is None:
        return Trouble("INPUT_ERROR", error.message)
    if isinstance(error.original_error, Trouble):
        return error.original_error
    raise error.original_error
