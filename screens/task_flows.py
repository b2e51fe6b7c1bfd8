"""What can be done with a task besides timing it: add, rename, move, archive, open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from store.errors import Refused
from store.records import Candidate, Project
from store.work import Work

if TYPE_CHECKING:
    from screens.host import Host

NO_PROJECT = "none"


class TaskFlows:
    """Mixed into a place that has a selected task."""

    host: Host

    def selected_task(self) -> Candidate | None:
        """Return the task that a command is about."""
        raise NotImplementedError

    def do_task_add(self) -> None:
        """Ask for a name and add a task to the scoped project."""
        from screens.dialogs.ask import Ask
        from store.tasks import add_task

        scope = self.host.scope

        def add(name: str | None) -> None:
            if name:
                self.host.act(
                    lambda work: add_task(work, name, scope.id if scope else None),
                    lambda _id: self.host.say(f"Added the task {name}."),
                )

        where = f" in {scope.name}" if scope else ""
        self.host.push_screen(Ask(f"New task{where}", placeholder="Its name", check=_named), add)

    def do_task_rename(self) -> None:
        """Ask for another name of the selected task."""
        from screens.dialogs.ask import Ask
        from store.tasks import rename_task

        task = self.selected_task()
        if task is None:
            return

        def rename(name: str | None) -> None:
            if name and name != task.name:
                self._change(task, lambda work, task_id: rename_task(work, task_id, name))

        follows = task.source != "ayron"
        sentence = "It will no longer follow its remote name." if follows else ""
        self.host.push_screen(
            Ask("Rename here", task.name, sentence=sentence, check=_named), rename
        )

    def do_task_move(self) -> None:
        """Ask for a project and move the selected task there."""
        from store.tasks import move_task

        task = self.selected_task()
        if task is None:
            return
        choose_project(
            self.host,
            f"Move {task.name} to",
            lambda project_id, _project: self._change(
                task, lambda work, task_id: move_task(work, task_id, project_id)
            ),
        )

    def do_task_stage(self) -> None:
        """Ask for a stage of its project, and put the selected task into it."""
        from screens.stage_flows import choose_stage
        from store.adoption import adopt

        task = self.selected_task()
        if task is not None:
            choose_stage(
                self.host,
                (task.project_id, task.project or ""),
                task.name,
                lambda work: adopt(work, task.key),
            )

    def do_task_archive(self) -> None:
        """Archive the selected task; undo brings it back."""
        from store.tasks import archive_task

        task = self.selected_task()
        if task is None:
            return
        if task.link == "live":
            self.host.say(f"{task.name} is open elsewhere, so it stays here too.", "warning")
            return
        self._change(
            task, archive_task, f"Archived {task.name}. {self.host.key_of('history.undo')} undoes."
        )

    def do_task_open(self) -> None:
        """Open the original of the selected task in the browser."""
        task = self.selected_task()
        if task is not None:
            self.host.open_original(task.name, task.url)

    def do_project_scope(self) -> None:
        """Ask for the project that tasks are picked for."""
        choose_project(
            self.host,
            "Pick tasks for",
            lambda _id, project: self.host.set_scope(project),
            none="All projects",
        )

    def _change(
        self, task: Candidate, change: Callable[[Work, str], object], sentence: str = ""
    ) -> None:
        from store.adoption import adopt

        self.host.act(
            lambda work: change(work, adopt(work, task.key)),
            lambda _done: self.host.say(sentence) if sentence else None,
        )


def choose_project(
    host: Host,
    title: str,
    then: Callable[[str | None, Project | None], None],
    *,
    none: str = "No project",
) -> None:
    """Ask for a project, or for none; an admin may make a new one. `then` gets id and record."""
    from store.projects import projects

    def read() -> None:
        host.look(projects, lambda found: _ask_for_project(host, title, then, none, found))

    host.fully(read)


def _ask_for_project(
    host: Host,
    title: str,
    then: Callable[[str | None, Project | None], None],
    none: str,
    found: Sequence[Project],
) -> None:
    from screens.dialogs.choices import Choice, Find
    from store.projects import add_project

    by_id = {project.id: project for project in found}

    def answered(value: str | None) -> None:
        if value is None:
            return
        if value.startswith("+"):
            host.act(lambda work: add_project(work, value[1:]), lambda made: then(made.id, made))
        else:
            then(None if value == NO_PROJECT else value, by_id.get(value))

    choices = [Choice(NO_PROJECT, none)]
    choices += [Choice(project.id, project.name, project.client or "") for project in found]
    create = "+ create “{}”" if host.ledger.role == "admin" else ""
    host.push_screen(Find(title, choices, create=create), answered)


def _named(name: str) -> None:
    if not name:
        raise Refused("A task needs a name.")
