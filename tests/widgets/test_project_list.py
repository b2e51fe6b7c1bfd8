"""The list of clients and projects: what is kept of it where there is little room."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from reports.projects import Portfolio, ProjectFacts
from store.clients import Client
from store.mapping import Mapping
from store.records import Project
from tests.widgets.samples import HOSTILE
from tests.widgets.stand import standing
from widgets.project_list import NO_CLIENT, ProjectList, Titles, project_rows
from widgets.remote_list import ALIKE, RemoteList, RemoteRow, under_headings

ACME = Client("c1", "Acme GmbH", archived=False, projects=1)
ORBIT = Client("c2", "Orbit", archived=True, projects=0)
MAPPING = Mapping("asana", "r1", "project", "Relaunch board", "p1", "Website", "Acme GmbH", None)


def facts(name: str, client: Client | None = None, *, archived: bool = False) -> ProjectFacts:
    """Make a project on which an hour was spent this week, and ten in all."""
    key, client_name = (client.id, client.name) if client else (None, None)
    return ProjectFacts(
        Project(f"id of {name}", name, key, client_name, archived), 3600, 36_000, ()
    )


KNOWN = Portfolio(
    (ACME, ORBIT),
    (
        facts("Website", ACME)._replace(mappings=(MAPPING,)),
        facts("Old", ORBIT, archived=True),
        facts("Internal"),
    ),
)


def names(query: str = "", *, archived: bool = False) -> list[str]:
    """Name the rows below the titles."""
    listing = ProjectList()
    rows = project_rows(KNOWN, query, archived=archived)
    return [listing.row_text(row) for row in rows if not isinstance(row, Titles)]


def test_projects_stand_below_their_clients() -> None:
    assert names() == ["Acme GmbH", "Website 1 mapped 1:00 10:00", NO_CLIENT, "Internal 1:00 10:00"]


def test_archived_ones_are_shown_when_asked_for() -> None:
    assert names(archived=True)[2:4] == ["Orbit archived", "Old archived 1:00 10:00"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("acme", "Website"),
        ("RELAUNCH web", "Website"),
        ("intern", "Internal"),
        ("orbit", ""),
        ("web intern", ""),
    ],
)
def test_a_query_keeps_what_holds_each_word(query: str, found: str) -> None:
    shown = " ".join(names(query))
    assert (found in shown) if found else shown == ""


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_names_break_no_column(name: str) -> None:
    remote = RemoteRow("asana", "r1", name, "Asana project", name, ALIKE, "p1", name)
    client = ACME._replace(name=name)
    rows = [Titles(), client, facts(name, client), *under_headings([remote])]
    for listing, shown in ((ProjectList(), rows[:3]), (RemoteList(), rows[3:])):
        listing.show_rows(shown)
        async with standing(listing, size=(40, 5)) as (stand, _pilot):
            assert {cell_len(row) for row in stand.rows()} == {40}
            assert not any(ord(letter) < 32 for row in stand.rows() for letter in row)


@pytest.mark.parametrize(("width", "said"), [(60, "1 mapped"), (40, "10:00"), (24, "10:00")])
async def test_hours_stay_where_there_is_little_room(width: int, said: str) -> None:
    listing = ProjectList()
    listing.show_rows(project_rows(KNOWN, "", archived=False))
    async with standing(listing, size=(width, 6)) as (stand, _pilot):
        row = next(row for row in stand.rows() if "10:00" in row)
        assert said in row
        assert ("mapped" in row) == (width == 60)
