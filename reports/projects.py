"""Clients and projects as facts: the time spent on each, and what is mapped to it."""

from __future__ import annotations

from typing import NamedTuple

from reports.week import week
from store.clients import Client, clients
from store.clock import SECOND
from store.mapping import Mapping, mappings
from store.members import members
from store.projects import projects
from store.records import Project
from store.work import Work


class ProjectFacts(NamedTuple):
    """A project, the reader's own seconds on it this week and in all, and its mappings."""

    project: Project
    week_seconds: int
    seconds: int
    mappings: tuple[Mapping, ...]


class Portfolio(NamedTuple):
    """Every client and project, sorted by name, read in one look at `now`; `admins` by name."""

    clients: tuple[Client, ...] = ()
    projects: tuple[ProjectFacts, ...] = ()
    admins: tuple[str, ...] = ()
    now: int = 0


def portfolio(work: Work) -> Portfolio:
    """Read all clients and projects, the archived ones too."""
    this_week = {row.project_id: row.seconds for row in week(work).projects}
    ever, mapped = _spent(work), _by_project(mappings(work))
    return Portfolio(
        tuple(clients(work, archived=True)),
        tuple(
            ProjectFacts(
                project,
                this_week.get(project.id, 0),
                ever.get(project.id, 0),
                tuple(mapped.get(project.id, ())),
            )
            for project in projects(work, archived=True)
        ),
        tuple(member.name for member in members(work) if member.role == "admin"),
        work.now(),
    )


def _spent(work: Work) -> dict[str, int]:
    found = work.rows(
        "SELECT project_id, SUM(CASE WHEN stopped_at IS NULL AND started_at > ? THEN 0"
        " ELSE COALESCE(stopped_at, ?) - started_at END)"
        " FROM entry WHERE owner = ? AND project_id IS NOT NULL GROUP BY project_id",
        (work.now(), work.now(), work.owner),
    )
    return {project_id: int(spent) // SECOND for project_id, spent in found}


def _by_project(found: list[Mapping]) -> dict[str, list[Mapping]]:
    grouped: dict[str, list[Mapping]] = {}
    for mapping in found:
        grouped.setdefault(mapping.project_id, []).append(mapping)
    return grouped
