"""Projects: what is worked on for a client. Shared in the workspace, changed by an admin alone.

An archived project is no longer offered; entries, tasks and mappings keep it.
"""

from __future__ import annotations

from store.clients import add_client, find_client
from store.errors import Ambiguous, NothingToDo, Refused
from store.journal import Recording, Together
from store.ledger import require_admin
from store.naming import likeness_key, title_of
from store.project_currencies import sums_kept
from store.records import Project
from store.text import clean, fold
from store.work import Work


def projects(work: Work, *, archived: bool = False) -> list[Project]:
    """List the projects by client and name; the archived ones only when asked for."""
    found = work.rows(
        "SELECT project.id, project.name, project.client_id, client.name, project.archived_at"
        " FROM project LEFT JOIN client ON client.id = project.client_id"
        " ORDER BY client.norm IS NULL, client.norm, project.norm, project.id"
    )
    return [Project(*row[:4], row[4] is not None) for row in found if archived or row[4] is None]


def find_project(work: Work, text: str, *, archived: bool = False) -> Project:
    """Find a project by its id or by its name, folded; `Client / Project` tells namesakes apart.

    With `archived` those count as well, where no open one fits.
    Raises NothingToDo where none fits and Ambiguous where several do.
    """
    known = projects(work, archived=archived)
    wanted = likeness_key(clean(text))
    found = [project for project in known if project.id == text] or [
        project
        for project in known
        if wanted
        in (likeness_key(project.name), likeness_key(f"{project.client or ''} {project.name}"))
    ]
    if not found:
        raise NothingToDo(
            f"There is no project “{clean(text)}”. `ayron project list` names them,"
            " `ayron project add` makes one."
        )
    found = [project for project in found if not project.archived] or found
    if len(found) > 1:
        lines = [f"{project.client or 'no client'} / {project.name}" for project in found]
        raise Ambiguous(f"Several projects are called “{clean(text)}”.", lines)
    return found[0]


def add_project(work: Work, name: str, client: str | None = None) -> Project:
    """Add a project, with its client where that is new; refused where there is one of both names.

    `client` is a client's name or id.
    """
    require_admin(work, "add a project")
    title = title_of(name, "A project")
    with Together(work, "project add") as whole:
        whole.sentence = f"Added the project {title}."
        client_id = _client(work, client)
        _refuse_twin(work, title, client_id)
        project_id = work.new_id()
        whole.watch("project", project_id)
        work.run(
            "INSERT INTO project (id, client_id, name, norm, archived_at)"
            " VALUES (?, ?, ?, ?, NULL)",
            (project_id, client_id, title, fold(title)),
        )
    return known_project(work, project_id)


def project_named(work: Work, name: str, client: str | None = None) -> Project:
    """Return the open project of this name and client, added where it is not there."""
    for project in projects(work):
        same_client = likeness_key(project.client or "") == likeness_key(client or "")
        if same_client and likeness_key(project.name) == likeness_key(clean(name)):
            return project
    return add_project(work, name, client)


def known_project(work: Work, project_id: str) -> Project:
    """Return a project by its id, archived or not; raises NothingToDo where it is not there."""
    for project in projects(work, archived=True):
        if project.id == project_id:
            return project
    raise NothingToDo(f"There is no project {project_id}. `ayron project list` names them.")


def rename_project(work: Work, project_id: str, name: str) -> Project:
    """Rename a project, here and wherever its name is shown from now on."""
    require_admin(work, "rename a project")
    project = known_project(work, project_id)
    title = title_of(name, "A project")
    _refuse_twin(work, title, project.client_id, project_id)
    recording = Recording(work, "project rename")
    recording.watch("project", project_id)
    work.run("UPDATE project SET name = ?, norm = ? WHERE id = ?", (title, fold(title), project_id))
    recording.save(f"Renamed {project.name} to {title}.")
    return known_project(work, project_id)


def move_project(work: Work, project_id: str, client: str | None) -> Project:
    """Move a project to a client, given by name or id and added where it is new, or to none."""
    require_admin(work, "move a project")
    project = known_project(work, project_id)
    with Together(work, "project move") as whole:
        client_id = _client(work, client)
        _refuse_twin(work, project.name, client_id, project_id)
        whole.watch("project", project_id)
        with sums_kept(work):
            work.run("UPDATE project SET client_id = ? WHERE id = ?", (client_id, project_id))
        moved = known_project(work, project_id)
        whole.sentence = f"Moved {moved.name} to {moved.client or 'no client'}."
    return moved


def archive_project(work: Work, project_id: str) -> Project:
    """Take a project off the choices; its entries, tasks and mappings stay."""
    require_admin(work, "archive a project")
    project = known_project(work, project_id)
    recording = Recording(work, "project archive")
    recording.watch("project", project_id)
    work.run("UPDATE project SET archived_at = ? WHERE id = ?", (work.now(), project_id))
    recording.save(f"Archived {project.name}.")
    return known_project(work, project_id)


def unarchive_project(work: Work, project_id: str) -> Project:
    """Bring an archived project back, and its client with it."""
    require_admin(work, "bring back a project")
    project = known_project(work, project_id)
    recording = Recording(work, "project unarchive")
    recording.watch("project", project_id)
    work.run("UPDATE project SET archived_at = NULL WHERE id = ?", (project_id,))
    if project.client_id is not None:
        recording.watch("client", project.client_id)
        work.run("UPDATE client SET archived_at = NULL WHERE id = ?", (project.client_id,))
    recording.save(f"Brought {project.name} back.")
    return known_project(work, project_id)


def _client(work: Work, text: str | None) -> str | None:
    """Return the id of a client that is given by name or id; one of a new name is added."""
    if not text:
        return None
    try:
        return find_client(work, text).id
    except NothingToDo:
        return add_client(work, text).id


def _refuse_twin(work: Work, title: str, client_id: str | None, itself: str = "") -> None:
    """Refuse a second project of one name for one client, or without any."""
    for other in projects(work, archived=True):
        if other.id == itself or other.client_id != client_id:
            continue
        if likeness_key(other.name) == likeness_key(title):
            back = f" It is archived; bring it back: ayron project edit {other.id} --unarchive"
            whose = f" for {other.client}" if other.client else ""
            raise Refused(
                f"There is a project “{other.name}”{whose} already.{back if other.archived else ''}"
            )
