"""What a document costs, by the published rule: a scalar 0.1, an object 1, a page its size."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    IntValueNode,
    VariableNode,
    get_named_type,
    is_leaf_type,
)

from sync.sandbox.linear.paging import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphql import DocumentNode, GraphQLSchema, OperationDefinitionNode, SelectionSetNode

MOST = 10_000


class Scale:
    """Weighs one document with its variables."""

    def __init__(
        self, schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any]
    ) -> None:
        self._schema = schema
        self._variables = variables
        self._fragments = {
            found.name.value: found
            for found in document.definitions
            if isinstance(found, FragmentDefinitionNode)
        }

    def weigh(self, operation: OperationDefinitionNode) -> int:
        """Return the points of an operation."""
        return math.ceil(self._sum(operation.selection_set, self._schema.query_type) - 1e-9)

    def _sum(self, selected: SelectionSetNode | None, of: Any) -> float:
        total = 0.0
        nodes: tuple[Any, ...] = selected.selections if selected else ()
        for node in nodes:
            if isinstance(node, FieldNode):
                total += self._field(node, of)
            elif isinstance(node, FragmentSpreadNode):
                fragment = self._fragments[node.name.value]
                total += self._sum(fragment.selection_set, self._named(fragment, of))
            else:
                total += self._sum(node.selection_set, self._named(node, of))
        return total

    def _named(self, node: Any, otherwise: Any) -> Any:
        condition = node.type_condition
        return self._schema.get_type(condition.name.value) if condition else otherwise

    def _field(self, node: FieldNode, of: GraphQLObjectType) -> float:
        name = node.name.value
        if name.startswith("__"):
            return 0.0
        kind: Any = get_named_type(of.fields[name].type)
        if is_leaf_type(kind):
            return 0.1
        inside = self._sum(node.selection_set, kind)
        return self._first(node) * inside if kind.name.endswith("Connection") else 1 + inside

    def _first(self, node: FieldNode) -> int:
        for argument in node.arguments:
            if argument.name.value in ("first", "last"):
                value = argument.value
                if isinstance(value, IntValueNode):
                    return int(value.value)
                if isinstance(value, VariableNode):
                    return int(self._variables.get(value.name.value) or DEFAULT)
        return DEFAULT
