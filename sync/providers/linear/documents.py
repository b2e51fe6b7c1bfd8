"""Everything that Ayron ever asks Linear: these documents, to the letter, and nothing else.

Each is a query, flat enough to stay far below the 10,000 points that one request may cost. Lists
come in the order in which their objects were created, which no change in between can upset.
"""

from __future__ import annotations

from typing import NamedTuple

PAGE_ROWS = 100
PAGE_IDS = 250
"""Rows of a page of which only ids are asked; more is refused."""


class Document(NamedTuple):
    """A query by the name it has in its text; `path` leads from `data` to its list, if it has one.

    `rows` is how many of them are asked for at a time.
    """

    name: str
    text: str
    path: tuple[str, ...] = ()
    rows: int = PAGE_ROWS


_ISSUE = """
fragment IssueFields on Issue {
  id identifier previousIdentifiers title url dueDate updatedAt archivedAt trashed
  assignee { id }
  state { name type }
  team { id organization { id } }
  project { id }
}
"""

ACCOUNT = Document(
    "Account",
    """query Account {
  viewer { id name displayName email guest app }
}
""",
)

WORKSPACE = Document(
    "Workspace",
    """query Workspace {
  organization { id name }
}
""",
)

PEOPLE = Document(
    "People",
    """query People($first: Int!, $after: String) {
  users(first: $first, after: $after) {
    nodes { id name displayName email active app }
    pageInfo { hasNextPage endCursor }
  }
}
""",
    ("users",),
)

PROJECTS = Document(
    "Projects",
    """query Projects($first: Int!, $after: String) {
  organization { id }
  projects(first: $first, after: $after) {
    nodes { id name url archivedAt trashed }
    pageInfo { hasNextPage endCursor }
  }
}
""",
    ("projects",),
)

TEAMS = Document(
    "Teams",
    """query Teams($first: Int!, $after: String) {
  teams(first: $first, after: $after) {
    nodes { id name archivedAt organization { id } }
    pageInfo { hasNextPage endCursor }
  }
}
""",
    ("teams",),
)

MY_ISSUES = Document(
    "MyIssues",
    """query MyIssues($filter: IssueFilter!, $archived: Boolean!, $first: Int!, $after: String) {
  viewer {
    assignedIssues(
      filter: $filter, includeArchived: $archived, first: $first, after: $after
    ) {
      nodes { ...IssueFields }
      pageInfo { hasNextPage endCursor }
    }
  }
}
"""
    + _ISSUE,
    ("viewer", "assignedIssues"),
)

MY_ISSUE_IDS = Document(
    "MyIssueIds",
    """query MyIssueIds($filter: IssueFilter!, $first: Int!, $after: String) {
  viewer {
    assignedIssues(filter: $filter, first: $first, after: $after) {
      nodes { id }
      pageInfo { hasNextPage endCursor }
    }
  }
}
""",
    ("viewer", "assignedIssues"),
    PAGE_IDS,
)

ISSUES = Document(
    "Issues",
    """query Issues($filter: IssueFilter!, $archived: Boolean!, $first: Int!, $after: String) {
  issues(filter: $filter, includeArchived: $archived, first: $first, after: $after) {
    nodes { ...IssueFields }
    pageInfo { hasNextPage endCursor }
  }
}
"""
    + _ISSUE,
    ("issues",),
)

ISSUE_IDS = Document(
    "IssueIds",
    """query IssueIds($filter: IssueFilter!, $first: Int!, $after: String) {
  issues(filter: $filter, first: $first, after: $after) {
    nodes { id }
    pageInfo { hasNextPage endCursor }
  }
}
""",
    ("issues",),
    PAGE_IDS,
)

DOCUMENTS = (
    *(ACCOUNT, WORKSPACE, PEOPLE, PROJECTS, TEAMS),
    *(MY_ISSUES, MY_ISSUE_IDS, ISSUES, ISSUE_IDS),
)
NAMES = {document.text: document.name for document in DOCUMENTS}
