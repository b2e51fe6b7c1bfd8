"""Which remote projects belong to which project of ours: many to one, never the reverse.

A mapping is shared and changed by an admin alone. It holds no name: a member sees the name of a
remote project only where their own mirror has it.
"""

from __future__ import annotations

from typing import NamedTuple

from store.errors import Ambiguous, NothingToDo, Refused
from store.features import is_on
from store.journal import Recording
from store.ledger import require_admin
from store.naming import likeness_key
from store.projects import known_project
from store.records import Project
from store.text import clean, fold
from store.work import Work

UNSEEN = "a remote project that you cannot see"
LIKE = 60.0
"""The least likeness (RapidFuzz's ratio, of 100) of a name that is worth suggesting."""
LESS_SURE = 0.95
"""What it is worth that words of a client and a project are there, and maybe others."""
MOST_SUGGESTED = 5


class Mapping(NamedTuple):
    """A remote project that is mapped; `name` is None where the reader cannot see it.

    `kind` is project or team, `set_by` the name of the admin who set it, where that is known.
    Where our project is `archived` the mapping rests: time goes there no longer.
    """

    provider: str
    remote_id: str
    kind: str
    name: str | None
    project_id: str
    project: str
    client: str | None
    set_by: str | None
    archived: bool = False

    @property
    def key(self) -> str:
        """How it is named on the command line."""
        return f"{self.provider}:{self.remote_id}"


class RemoteChoice(NamedTuple):
    """A remote project that this member sees; `mapped_to` is the id of a project of ours."""

    provider: str
    remote_id: str
    kind: str
    name: str
    workspace: str
    account: str
    mapped_to: str | None
    archived: bool = False

    @property
    def key(self) -> str:
        """How it is named on the command line."""
        return f"{self.provider}:{self.remote_id}"


def mappings(work: Work, project_id: str | None = None) -> list[Mapping]:
    """List what is mapped, to one project of ours or to any, by client and project."""
    names = {(seen.provider, seen.remote_id): seen.name for seen in _visible(work)}
    found = work.rows(
        "SELECT mapping.provider, mapping.remote_id, mapping.kind, project.id, project.name,"
        " client.name, member.name, project.archived_at IS NOT NULL FROM mapping"
        " JOIN project ON project.id = mapping.project_id"
        " LEFT JOIN client ON client.id = project.client_id"
        " LEFT JOIN member ON member.handle = mapping.set_by"
        " ORDER BY client.norm IS NULL, client.norm, project.norm, project.id,"
        " mapping.provider, mapping.remote_id"
    )
    return [
        Mapping(row[0], row[1], row[2], names.get(row[:2]), *row[3:])._replace(
            archived=bool(row[-1])
        )
        for row in found
        if project_id in (None, row[3])
    ]


def mappable(work: Work) -> list[RemoteChoice]:
    """List the open remote projects that this member sees, mapped or not, by name."""
    return [choice for choice in _visible(work) if not choice.archived]


def suggestions(work: Work, project_id: str) -> list[RemoteChoice]:
    """List unmapped remote projects whose names are like that of a project, best first.

    Nothing is set by this: a person chooses.
    """
    from rapidfuzz import fuzz

    project = known_project(work, project_id)
    name, with_client = fold(project.name), fold(f"{project.client or ''} {project.name}")
    scored = []
    for choice in mappable(work):
        other = fold(choice.name)
        whole = fuzz.token_sort_ratio(name, other)
        likeness = max(whole, LESS_SURE * fuzz.token_set_ratio(with_client, other))
        if other and name and choice.mapped_to is None and likeness >= LIKE:
            scored.append((-likeness, other, choice))
    return [choice for _likeness, _name, choice in sorted(scored)[:MOST_SUGGESTED]]


def find_remote(work: Work, text: str) -> RemoteChoice:
    """Find a remote project that this member sees, by `asana:GID`, `linear:ID` or a unique name.

    Raises NothingToDo where none fits and Ambiguous where several do.
    """
    seen, wanted = _visible(work), likeness_key(clean(text))
    found = [choice for choice in seen if choice.key == text] or [
        choice for choice in seen if not choice.archived and likeness_key(choice.name) == wanted
    ]
    if not found:
        raise NothingToDo(
            f"You see no remote project “{clean(text)}”. `ayron sync` fetches what is new;"
            " name it like asana:GID, linear:ID or by its whole name."
        )
    if len(found) > 1:
        lines = [f"{choice.key}  {choice.name}  {choice.workspace}" for choice in found]
        raise Ambiguous(f"Several remote projects are called “{clean(text)}”.", lines)
    return found[0]


def map_remote(work: Work, project_id: str, provider: str, remote_id: str) -> Mapping:
    """Map a remote project to one of ours; the time on its tasks goes there from now on.

    Raises Refused where it is mapped to another project already, unless that is archived.
    """
    require_admin(work, "map a remote project")
    project = known_project(work, project_id)
    choice = find_remote(work, f"{provider}:{remote_id}")
    if choice.mapped_to is None:
        recording = Recording(work, "map")
        recording.watch("mapping", f"{provider} {remote_id}")
        work.run(
            "INSERT INTO mapping (provider, remote_id, kind, project_id, set_by, set_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (provider, remote_id, choice.kind, project_id, work.owner, work.now()),
        )
        recording.save(f"Mapped {choice.name} to {project.name}.")
    elif choice.mapped_to != project_id:
        _move(work, choice, project)
    return find_mapping(work, project.id, choice.key)


def _move(work: Work, choice: RemoteChoice, project: Project) -> None:
    """Map to another project what is mapped to an archived one."""
    other = known_project(work, choice.mapped_to or "")
    if not other.archived:
        raise Refused(
            f"{choice.name} is mapped to {other.name} already. Take that away first:"
            f" ayron map remove {other.id} {choice.key}"
        )
    recording = Recording(work, "map")
    recording.watch("mapping", f"{choice.provider} {choice.remote_id}")
    work.run(
        "UPDATE mapping SET project_id = ?, set_by = ?, set_at = ?"
        " WHERE provider = ? AND remote_id = ?",
        (project.id, work.owner, work.now(), choice.provider, choice.remote_id),
    )
    recording.save(f"Mapped {choice.name} to {project.name}.")


def unmap_remote(work: Work, project_id: str, provider: str, remote_id: str) -> Mapping:
    """Take a mapping away; time already tracked stays where it is."""
    require_admin(work, "take a mapping away")
    gone = find_mapping(work, project_id, f"{provider}:{remote_id}")
    recording = Recording(work, "unmap")
    recording.watch("mapping", f"{provider} {remote_id}")
    work.run("DELETE FROM mapping WHERE provider = ? AND remote_id = ?", (provider, remote_id))
    recording.save(f"Took {gone.name or UNSEEN} away from {gone.project}.")
    return gone


def find_mapping(work: Work, project_id: str, text: str) -> Mapping:
    """Find what is mapped to a project by `asana:GID`, `linear:ID` or the name that is seen."""
    known, wanted = mappings(work, project_id), likeness_key(clean(text))
    found = [mapping for mapping in known if mapping.key == text] or [
        mapping for mapping in known if mapping.name and likeness_key(mapping.name) == wanted
    ]
    if not found:
        name = known_project(work, project_id).name
        raise NothingToDo(f"{clean(text)} is not mapped to {name}.")
    if len(found) > 1:
        lines = [f"{mapping.key}  {mapping.name}" for mapping in found]
        raise Ambiguous(f"Several remote projects are called “{clean(text)}”.", lines)
    return found[0]


def _visible(work: Work) -> list[RemoteChoice]:
    """Read each remote project of this member's mirrors once, whichever accounts see it."""
    found = work.rows(
        "SELECT seen.provider, seen.remote_id, seen.kind, seen.name, place.name,"
        " connection.account, mapping.project_id, seen.archived"
        " FROM remote_project AS seen"
        " JOIN connection ON connection.owner = seen.owner AND connection.id = seen.connection_id"
        " LEFT JOIN remote_workspace AS place ON place.owner = seen.owner"
        "  AND place.connection_id = seen.connection_id AND place.remote_id = seen.workspace_id"
        " LEFT JOIN mapping ON mapping.provider = seen.provider"
        "  AND mapping.remote_id = seen.remote_id"
        " WHERE seen.owner = ? ORDER BY seen.archived DESC, connection.id DESC",
        (work.owner,),
    )
    awake = {provider for provider in {row[0] for row in found} if is_on(work, provider)}
    once = {
        row[:2]: RemoteChoice(
            row[0], row[1], row[2], row[3], row[4] or "", row[5], row[6], bool(row[7])
        )
        for row in found
        if row[0] in awake
    }
    return sorted(once.values(), key=lambda choice: (fold(choice.name), choice.key))
