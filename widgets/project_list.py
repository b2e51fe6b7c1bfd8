"""The list of clients and their projects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from textual.reactive import var

from reports.projects import Portfolio, ProjectFacts
from store.clients import Client
from store.local_time import duration_text
from store.text import fold
from widgets.drawing.line import Line
from widgets.drawing.pen import Pen
from widgets.drawing.project_columns import Columns, Row, draw_row, draw_titles, share_out
from widgets.virtual_list import VirtualList

if TYPE_CHECKING:
    from billing.margin_records import ProjectMargin

NO_CLIENT = "No client"
INDENT = 4


class Titles(NamedTuple):
    """The row that names the columns."""


class ProjectList(VirtualList):
    """Shows `project_rows`: clients, which the cursor stops at, and their projects below them.

    `margins` by project add what of a budget is used, and what is left of what was earned.
    """

    margins: var[Mapping[str, ProjectMargin]] = var["Mapping[str, ProjectMargin]"](dict)

    def watch_margins(self) -> None:
        """Draw other figures; the rows stay where they are."""
        self.refresh()

    def is_heading(self, row: Any) -> bool:
        """Step over the titles, and over what stands for no client."""
        return isinstance(row, Titles | str)

    @property
    def project(self) -> ProjectFacts | None:
        """The project under the cursor."""
        row = self.current
        return row if isinstance(row, ProjectFacts) else None

    @property
    def client(self) -> Client | None:
        """The client under the cursor."""
        row = self.current
        return row if isinstance(row, Client) else None

    def row_text(self, row: Any) -> str:
        """Say a row in words."""
        if isinstance(row, Titles):
            return "this week, in all"
        if isinstance(row, str):
            return row
        if isinstance(row, Client):
            return " ".join(filter(None, (row.name, _client_state(row))))
        shown = self._row(row)
        parts = (row.project.name, *shown[:1], shown.burn_text, shown.margin_text, *shown[1:3])
        return " ".join(filter(None, parts))

    def draw_row(self, row: Any, line: Line, pen: Pen) -> None:
        """Draw a heading, a client or a project."""
        if isinstance(row, Titles):
            columns = self._columns(line.left - INDENT)
            line.gap(line.left - columns.width)
            draw_titles(columns, line, pen)
        elif isinstance(row, str):
            line.gap(2).put(row, pen.heading)
        elif isinstance(row, Client):
            line.put(pen.cursor).put(row.name, pen.heading).gap(2)
            line.put(_client_state(row), pen.muted)
        else:
            line.put(pen.cursor).gap(2)
            columns = self._columns(line.left)
            style = pen.muted if row.project.archived else pen.plain
            line.column(row.project.name, line.left - columns.width, style)
            draw_row(self._row(row), columns, line, pen)

    def _columns(self, width: int) -> Columns:
        known = self.margins.values()
        return share_out(
            width,
            burn=any(margin.burn_percent is not None for margin in known),
            margin=any(margin.margin_percent is not None for margin in known),
        )

    def _row(self, row: ProjectFacts) -> Row:
        return Row(_state(row), *_hours(row), self.margins.get(row.project.id))


def project_rows(portfolio: Portfolio, query: str, *, archived: bool) -> list[Any]:
    """Put each project below its client; a query keeps what holds each of its words."""
    words = fold(query).split()
    rows: list[Any] = []
    for client in (*portfolio.clients, None):
        mine = [
            facts
            for facts in portfolio.projects
            if facts.project.client_id == (client.id if client else None)
            and (archived or not facts.project.archived)
            and _fits(facts, words)
        ]
        if mine or (client and (archived or not client.archived) and _named(client, words)):
            rows += [client or NO_CLIENT, *mine]
    return [Titles(), *rows] if rows else []


def key_of(row: Any) -> str | None:
    """Return the id of the client or the project of a row."""
    if isinstance(row, ProjectFacts):
        return row.project.id
    return row.id if isinstance(row, Client) else None


def place_of(key: str | None, rows: Sequence[Any]) -> int | None:
    """Find the row of a client or a project."""
    return next((at for at, row in enumerate(rows) if key and key_of(row) == key), None)


def first_project(rows: Sequence[Any]) -> int:
    """Find the row of the first project."""
    return next((at for at, row in enumerate(rows) if isinstance(row, ProjectFacts)), 0)


def _fits(facts: ProjectFacts, words: Sequence[str]) -> bool:
    texts = (facts.project.client, facts.project.name, *(seen.name for seen in facts.mappings))
    text = fold(" ".join(filter(None, texts)))
    return all(word in text for word in words)


def _named(client: Client, words: Sequence[str]) -> bool:
    return all(word in fold(client.name) for word in words)


def _state(facts: ProjectFacts) -> str:
    if facts.project.archived:
        return "archived"
    return f"{len(facts.mappings)} mapped" if facts.mappings else ""


def _client_state(client: Client) -> str:
    if client.archived:
        return "archived"
    return "" if client.projects else "no projects"


def _hours(facts: ProjectFacts) -> tuple[str, str]:
    week, ever = (
        duration_text(seconds) if seconds else "" for seconds in (facts.week_seconds, facts.seconds)
    )
    return week, ever
