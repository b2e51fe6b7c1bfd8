"""Documents that cannot be answered."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.sync.sandbox.linear.asking import ask, error


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ("{ viewer { salary } }", (400, "GRAPHQL_VALIDATION_FAILED")),
        ("{ viewer {", (400, "GRAPHQL_VALIDATION_FAILED")),
        ("query A { viewer { id } } query B { viewer { id } }", (400, "INPUT_ERROR")),
        ("query($n: Int!) { issues(first: $n) { nodes { id } } }", (400, "INPUT_ERROR")),
        ('{ team(id: "NOPE") { id } }', (200, "INPUT_ERROR")),
        ('{ project(id: "NOPE") { id } }', (200, "INPUT_ERROR")),
        ('{ user(id: "NOPE") { id } }', (200, "INPUT_ERROR")),
    ],
)
def test_each_says_what_is_wrong(api: httpx.Client, document: str, told: tuple[int, str]) -> None:
    assert error(ask(api, document))[:2] == told


def test_an_error_says_where(api: httpx.Client) -> None:
    (found,) = ask(api, '{ team(id: "NOPE") { id } }').json()["errors"]
    assert found["path"] == ["team"]
    assert found["locations"] == [{"line": 1, "column": 3}]
    assert found["extensions"]["userPresentableMessage"]


def test_one_miss_empties_the_whole_answer(api: httpx.Client) -> None:
    answer = ask(api, '{ viewer { id } gone: issue(id: "ENG-999") { id } }').json()
    assert answer["data"] is None
    assert answer["errors"][0]["path"] == ["gone"]


@pytest.mark.parametrize("body", [b"", b"[]", b"17", b'{"variables": {}}', b'{"query": 1}'])
def test_a_body_that_is_no_question(api: httpx.Client, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    assert error(api.post("/graphql", content=body, headers=headers))[:2] == (400, "INPUT_ERROR")


def test_a_form_and_a_get_are_refused(api: httpx.Client) -> None:
    body: dict[str, Any] = {"query": "{ viewer { id } }"}
    assert api.post("/graphql", data=body).status_code == 400
    assert api.get("/graphql", params=body).status_code == 405
    assert api.get("/elsewhere").status_code == 404
