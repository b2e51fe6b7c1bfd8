"""map: which remote projects belong to which project of ours."""

from __future__ import annotations

from app.cli.invocation import Invocation
from store.choices import Remembered, forget, remembered
from store.mapping import (
    UNSEEN,
    Mapping,
    RemoteChoice,
    find_mapping,
    find_remote,
    map_remote,
    mappable,
    mappings,
    suggestions,
    unmap_remote,
)
from store.projects import find_project, projects
from store.records import Project

NO_REMOTES = (
    "No remote project is known here. `ayron connect asana` or `ayron connect linear` connects an"
    " account, `ayron sync` fetches what is new."
)


def change(invocation: Invocation) -> int:
    """List mappings or what can be mapped, add, remove or suggest; list or forget answers."""
    return VERBS[invocation.options.verb](invocation)


def _list(invocation: Invocation) -> int:
    named = invocation.options.project
    with invocation.ledger.read() as work:
        project = find_project(work, named, archived=True).id if named else None
        found = mappings(work, project)
    lines = [_line(mapping) for mapping in found] or ["Nothing is mapped yet."]
    return invocation.answer([_shape(mapping) for mapping in found], lines)


def _add(invocation: Invocation) -> int:
    options = invocation.options
    with invocation.ledger.write() as work:
        project = find_project(work, options.project)
        remote = find_remote(work, options.remote)
        done = map_remote(work, project.id, remote.provider, remote.remote_id)
    return invocation.answer(_shape(done), [f"Mapped {_line(done)}"])


def _remove(invocation: Invocation) -> int:
    options = invocation.options
    with invocation.ledger.write() as work:
        project = find_project(work, options.project, archived=True)
        found = find_mapping(work, project.id, options.remote)
        unmap_remote(work, project.id, found.provider, found.remote_id)
    return invocation.answer(_shape(found), [f"No longer mapped: {_line(found)}"])


def _suggest(invocation: Invocation) -> int:
    with invocation.ledger.read() as work:
        project = find_project(work, invocation.options.project)
        found = suggestions(work, project.id)
    lines = ["\t".join([choice.key, choice.name, choice.workspace]) for choice in found]
    none = (
        f"No remote project that is not mapped yet has a name like {project.name}."
        " `ayron map remotes` lists all of them."
    )
    return invocation.answer([_choice_shape(choice) for choice in found], lines or [none])


def _remotes(invocation: Invocation) -> int:
    with invocation.ledger.read() as work:
        found = mappable(work)
        ours = {project.id: project for project in projects(work, archived=True)}
    lines = [_remote_line(choice, ours.get(choice.mapped_to or "")) for choice in found]
    return invocation.answer([_choice_shape(choice) for choice in found], lines or [NO_REMOTES])


def _answers(invocation: Invocation) -> int:
    with invocation.ledger.read() as work:
        found = remembered(work)
    lines = [_answer_line(answer) for answer in found] or ["No answer is remembered."]
    return invocation.answer([answer._asdict() for answer in found], lines)


def _forget(invocation: Invocation) -> int:
    with invocation.ledger.write() as work:
        gone = forget(work, invocation.options.remote)
    return invocation.answer(gone._asdict(), [f"Forgotten: {_answer_line(gone)}"])


VERBS = {
    "list": _list,
    "remotes": _remotes,
    "add": _add,
    "remove": _remove,
    "suggest": _suggest,
    "answers": _answers,
    "forget": _forget,
}


def _shape(mapping: Mapping) -> dict[str, object]:
    return {"id": mapping.key, **mapping._asdict()}


def _choice_shape(choice: RemoteChoice) -> dict[str, object]:
    return {"id": choice.key, **choice._asdict()}


def _line(mapping: Mapping) -> str:
    place = _place(mapping.project, mapping.client, archived=mapping.archived)
    whose = f"set by {mapping.set_by}" if mapping.set_by else ""
    return "\t".join([mapping.key, mapping.name or UNSEEN, place, whose])


def _remote_line(choice: RemoteChoice, project: Project | None) -> str:
    taken = project and _place(project.name, project.client, archived=project.archived)
    mapped = f"mapped to {taken}" if taken else ""
    return "\t".join([choice.key, choice.name, choice.kind, choice.workspace, mapped])


def _place(project: str, client: str | None, *, archived: bool) -> str:
    return " · ".join(filter(None, (project, client, "archived" if archived else "")))


def _answer_line(answer: Remembered) -> str:
    return "\t".join([answer.key, answer.remote_project or UNSEEN, answer.project or "no project"])
