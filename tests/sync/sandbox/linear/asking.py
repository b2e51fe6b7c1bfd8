"""Short words for what the tests ask and look at."""

from __future__ import annotations

from typing import Any

import httpx

ISSUES = """
query Issues($filter: IssueFilter, $first: Int, $after: String, $archived: Boolean,
             $order: PaginationOrderBy) {
  issues(filter: $filter, first: $first, after: $after, includeArchived: $archived,
         orderBy: $order) {
    nodes { id identifier title updatedAt archivedAt trashed assignee { id isMe } }
    pageInfo { hasNextPage endCursor }
  }
}
"""
MINE = """
query Mine($filter: IssueFilter, $first: Int, $after: String, $archived: Boolean) {
  viewer {
    assignedIssues(filter: $filter, first: $first, after: $after, orderBy: updatedAt,
                   includeArchived: $archived) {
      nodes { id title }
      pageInfo { hasNextPage endCursor }
    }
  }
}
"""
ME = "{ viewer { id name } }"


def ask(api: httpx.Client, query: str, **variables: Any) -> httpx.Response:
    """Send a document."""
    return api.post("/graphql", json={"query": query, "variables": variables})


def data(answer: httpx.Response) -> Any:
    """Return what an answer holds; it has to be a success."""
    body = answer.json()
    assert "errors" not in body, body
    assert answer.status_code == 200
    return body["data"]


def error(answer: httpx.Response) -> tuple[int, str, str]:
    """Return the status, the code and the sentence of a refusal."""
    first = answer.json()["errors"][0]
    return answer.status_code, first["extensions"]["code"], first["message"]


def titles(api: httpx.Client, **variables: Any) -> set[str]:
    """Return the titles of the issues that a filter leaves."""
    return {row["title"] for row in data(ask(api, ISSUES, **variables))["issues"]["nodes"]}


def mine(api: httpx.Client, **variables: Any) -> set[str]:
    """Return the titles of one's own issues."""
    viewer = data(ask(api, MINE, **variables))["viewer"]
    return {row["title"] for row in viewer["assignedIssues"]["nodes"]}
