"""Nothing but our own questions can leave, however one tries."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from sync.errors import NotSent
from sync.providers.linear import documents
from sync.providers.linear.client import API, policy
from sync.sandbox.linear import LinearSandbox
from sync.secrets import Secret
from sync.transport import GuardedTransport

MUTATION = 'mutation Account { issueArchive(id: "ENG-1") { success } }'
OURS = documents.ACCOUNT.text
ASKED = {"query": OURS, "operationName": "Account", "variables": {}}


def body(**changes: Any) -> bytes:
    return json.dumps(ASKED | changes).encode()


HOSTILE = {
    "a mutation": body(query=MUTATION),
    "a mutation after our query": body(query=OURS + MUTATION),
    "another query": body(query="query Account { viewer { id } }"),
    "our query with a blank more": body(query=OURS + " "),
    "another operation name": body(operationName="Delete"),
    "no operation name": body(operationName=None),
    "one more member": body(extensions={"persistedQuery": {"version": 1}}),
    "variables that are none": body(variables=[MUTATION]),
    "a batch": b"[" + body() + b"," + body(query=MUTATION) + b"]",
    "the same member twice": body()[:-1] + b', "query": ' + json.dumps(MUTATION).encode() + b"}",
    "twice, ours last": b'{"query": ' + json.dumps(MUTATION).encode() + b", " + body()[1:],
    "something after it": body() + b" ",
    "a query that is none": body(query=["x"]),
    "no JSON": OURS.encode(),
    "brackets": b"[" * 100_000,
    "nothing": b"",
    "not a text": b"\xff\xfe",
}


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_not_ours_to_the_letter_is_not_sent(
    hostile: bytes, linear: LinearSandbox, transports: Callable[[str], GuardedTransport]
) -> None:
    assert policy("POST", API, body())
    with pytest.raises(NotSent):
        transports(linear.url).exchange(
            "POST",
            API,
            [(b"content-type", b"application/json")],
            authorization=Secret(linear.token),
            body=hostile,
        )
    assert linear.traffic == []


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "/graphql", True),
        ("POST", "/graphql/", False),
        ("POST", "/GraphQL", False),
        ("POST", "/graphql/../oauth/token", False),
        ("GET", "/graphql", False),
        ("PUT", "/graphql", False),
        ("POST", "/oauth/token", True),
        ("POST", "/oauth/revoke", True),
        ("POST", "/oauth/migrate_old_token", False),
        ("GET", "/oauth/authorize", False),
        ("POST", "/", False),
    ],
)
def test_only_one_path_is_asked_and_two_are_signed_in_at(
    method: str, path: str, allowed: bool
) -> None:
    assert policy(method, path, body()) is allowed
