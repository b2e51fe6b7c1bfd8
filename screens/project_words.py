"""What is said about the selected client or project."""

from __future__ import annotations

from collections.abc import Sequence

from reports.projects import ProjectFacts
from store.clients import Client
from store.local_time import duration_text
from store.mapping import Mapping
from widgets.drawing.tasks import GLYPHS

UNSEEN = "one that you cannot see"
ASLEEP = "The project is archived: new time on these no longer goes to it."
NOTHING = (
    "A project gathers the time on its tasks, for a client or for yourself. Projects in Asana or"
    " Linear can be mapped to it; the time on their tasks then goes there by itself."
)


def about_project(facts: ProjectFacts, admins: Sequence[str], *, admin: bool) -> str:
    """Say whose a project is, how much time went into it, and what is mapped to it."""
    project = facts.project
    this_week, ever = duration_text(facts.week_seconds), duration_text(facts.seconds)
    lines = [
        f"{project.client or 'no client'}{' · archived' if project.archived else ''}",
        f"your time: {this_week} this week, {ever} in all",
        "",
        *_mapped(facts.mappings, admin=admin),
        *([ASLEEP] if project.archived and facts.mappings else []),
    ]
    return "\n".join(lines if admin else [*lines, "", _whose(facts, admins)])


def about_client(client: Client, *, admin: bool) -> str:
    """Say what a client has."""
    count = "1 open project" if client.projects == 1 else f"{client.projects} open projects"
    lines = [f"{count}{' · archived' if client.archived else ''}"]
    if admin and not client.projects and not client.archived:
        lines.append("It can be archived; a project comes to it by moving one here.")
    return "\n".join(lines)


def remote_words(provider: str, kind: str) -> str:
    """Say what a remote project is: Asana project, Linear team."""
    return f"{provider.capitalize()} {kind}"


def _mapped(mappings: Sequence[Mapping], *, admin: bool) -> list[str]:
    if not mappings:
        return ["No remote project is mapped to it."]
    return [
        line
        for mapping in mappings
        for line in (
            f"{GLYPHS.get(mapping.provider, '?')}  {mapping.name or UNSEEN}",
            f"   {remote_words(mapping.provider, mapping.kind)}{_by(mapping, admin=admin)}",
        )
    ]


def _by(mapping: Mapping, *, admin: bool) -> str:
    return f" · set by {mapping.set_by}" if mapping.set_by else ""


def _whose(facts: ProjectFacts, admins: Sequence[str]) -> str:
    """Tell a member who may change what they see."""
    setters = list(dict.fromkeys(row.set_by for row in facts.mappings if row.set_by))
    if setters:
        return f"{' and '.join(setters)} set this; only an admin may change it."
    return f"Only an admin may map: {', '.join(admins)}." if admins else "Only an admin may map."
