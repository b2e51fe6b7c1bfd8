"""Which project the time on an unmapped remote project is for: asked once, then remembered.

The timer never waits for the answer. A member's answer is theirs alone; an admin's may become a
mapping for everybody.
"""

from __future__ import annotations

from typing import NamedTuple

from store.errors import NothingToDo, Refused
from store.features import is_on
from store.journal import Recording, Together
from store.mapping import UNSEEN, map_remote
from store.naming import likeness_key
from store.projects import known_project
from store.records import EntryChange
from store.spans import find_entry, last_entry, running_entry
from store.subject import chosen, find_task, mapped, remote_projects_of
from store.text import clean
from store.work import Work


class Question(NamedTuple):
    """Time on a task whose remote project is not mapped; its name is None where it is unseen."""

    entry_id: str
    task_id: str
    task: str
    provider: str
    remote_id: str
    remote_project: str | None


class Remembered(NamedTuple):
    """An answer; without a project the time stays without one."""

    provider: str
    remote_id: str
    remote_project: str | None
    project_id: str | None
    project: str | None

    @property
    def key(self) -> str:
        """How it is named on the command line."""
        return f"{self.provider}:{self.remote_id}"


def unanswered(work: Work) -> Question | None:
    """Ask about the running entry, else the last one; None where nothing is to be asked."""
    entry = running_entry(work) or last_entry(work)
    if entry is None or entry.project_id or find_task(work, entry.task_id)[1]:
        return None
    provider, remote_ids = remote_projects_of(work, entry.task_id)
    if not remote_ids or not is_on(work, provider):
        return None
    if mapped(work, provider, remote_ids) or chosen(work, provider, remote_ids):
        return None
    names = _names(work)
    remote_id = next((key for key in remote_ids if (provider, key) in names), remote_ids[0])
    name = names.get((provider, remote_id))
    return Question(entry.id, entry.task_id, entry.task, provider, remote_id, name)


def answer(
    work: Work, question: Question, project_id: str | None, *, map_it: bool = False
) -> EntryChange:
    """Give the entry and its task a project, or none, and remember that for the next start.

    `map_it` makes it a mapping for everybody, which only an admin may do.
    """
    if map_it and project_id is None:
        raise Refused("Choose a project; without one there is nothing to map.")
    with Together(work, "answer") as whole:
        if map_it and project_id is not None:
            map_remote(work, project_id, question.provider, question.remote_id)
        _remember(work, question, project_id)
        if project_id is not None:
            _put(work, question, project_id)
        whole.sentence = _sentence(work, question, project_id, map_it=map_it)
    entry = find_entry(work, question.entry_id) if project_id is not None else None
    return EntryChange((entry,) if entry else (), (), whole.sentence)


def remembered(work: Work) -> list[Remembered]:
    """List this member's answers, oldest first."""
    names = _names(work)
    found = work.rows(
        "SELECT provider, remote_id, project_id, project.name FROM project_choice"
        " LEFT JOIN project ON project.id = project_id WHERE owner = ? ORDER BY at, remote_id",
        (work.owner,),
    )
    return [Remembered(row[0], row[1], names.get(row[:2]), *row[2:]) for row in found]


def forget(work: Work, text: str) -> Remembered:
    """Forget an answer, so that the next start asks again; `text` as in `ayron map`."""
    known, wanted = remembered(work), likeness_key(clean(text))
    found = [answer for answer in known if answer.key == text] or [
        answer
        for answer in known
        if answer.remote_project and likeness_key(answer.remote_project) == wanted
    ]
    if len(found) != 1:
        raise NothingToDo(
            f"No one answer is remembered for “{clean(text)}”. `ayron map answers` lists them."
        )
    recording = Recording(work, "forget")
    recording.watch("project_choice", f"{found[0].provider} {found[0].remote_id}")
    work.run(
        "DELETE FROM project_choice WHERE owner = ? AND provider = ? AND remote_id = ?",
        (work.owner, found[0].provider, found[0].remote_id),
    )
    recording.save(f"Forgot the answer for {found[0].remote_project or UNSEEN}.")
    return found[0]


def _remember(work: Work, question: Question, project_id: str | None) -> None:
    recording = Recording(work, "remember")
    recording.watch("project_choice", f"{question.provider} {question.remote_id}")
    work.run(
        "INSERT INTO project_choice (owner, provider, remote_id, project_id, at)"
        " VALUES (?, ?, ?, ?, ?) ON CONFLICT (owner, provider, remote_id)"
        " DO UPDATE SET project_id = excluded.project_id, at = excluded.at",
        (work.owner, question.provider, question.remote_id, project_id, work.now()),
    )
    recording.save(f"Remembered that for {question.remote_project or UNSEEN}.")


def _put(work: Work, question: Question, project_id: str) -> None:
    """Fill in the project where there is none yet; what a person chose meanwhile stays."""
    recording = Recording(work, "project")
    for table, row_id in (("entry", question.entry_id), ("task", question.task_id)):
        recording.watch(table, row_id)
        work.run(
            f"UPDATE {table} SET project_id = ? WHERE owner = ? AND id = ? AND project_id IS NULL",
            (project_id, work.owner, row_id),
        )
    recording.save(f"Put {question.task} into its project.")


def _sentence(work: Work, question: Question, project_id: str | None, *, map_it: bool) -> str:
    if project_id is None:
        return f"{question.task} stays without a project."
    put = f"Put {question.task} into {known_project(work, project_id).name}"
    return f"{put}, and mapped {question.remote_project or UNSEEN} to it." if map_it else f"{put}."


def _names(work: Work) -> dict[tuple[str, str], str]:
    """Name the remote projects that this member sees."""
    found = work.rows(
        "SELECT provider, remote_id, name FROM remote_project WHERE owner = ?", (work.owner,)
    )
    return {(provider, remote_id): name for provider, remote_id, name in found}
