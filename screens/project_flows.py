"""What an admin does with clients and projects: add, rename, move, archive and bring back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from reports.projects import ProjectFacts
from store.clients import Client, add_client, archive_client, rename_client, unarchive_client
from store.naming import title_of
from store.projects import (
    add_project,
    archive_project,
    move_project,
    rename_project,
    unarchive_project,
)
from store.records import Project

if TYPE_CHECKING:
    from screens.host import Host

NO_CLIENT = "none"


class ProjectFlows:
    """Mixed into a place that has a selected client or project.

    `wanted` is the id of what is to be selected once it is among the rows.
    """

    host: Host
    wanted: str | None = None

    def selected(self) -> Any:
        """Return the client or the project that a command is about."""
        raise NotImplementedError

    def do_project_add(self) -> None:
        """Ask for a name and add a project to the client of the selected row."""
        client = self._client_here()
        where = f" for {client}" if client else ""
        self._ask(
            f"New project{where}",
            "",
            "A project",
            lambda name: self.host.act(
                lambda work: add_project(work, name, client), self._added_project
            ),
        )

    def _added_project(self, project: Project) -> None:
        self.wanted = project.id
        self.host.say(f"Added {project.name}.")

    def _client_here(self) -> str | None:
        row = self.selected()
        if isinstance(row, Client):
            return None if row.archived else row.name
        return row.project.client if isinstance(row, ProjectFacts) else None

    def do_client_add(self) -> None:
        """Ask for a name and add a client."""

        def added(client: Client) -> None:
            self.wanted = client.id
            self.host.say(f"Added the client {client.name}.")

        self._ask(
            "New client",
            "",
            "A client",
            lambda name: self.host.act(lambda work: add_client(work, name), added),
        )

    def do_project_rename(self) -> None:
        """Ask for another name of the selected client or project."""
        row = self.selected()
        if isinstance(row, Client):
            self._ask(
                f"Rename the client {row.name}",
                row.name,
                "A client",
                lambda name: self.host.act(lambda work: rename_client(work, row.id, name)),
            )
        elif isinstance(row, ProjectFacts):
            key = row.project.id
            self._ask(
                f"Rename {row.project.name}",
                row.project.name,
                "A project",
                lambda name: self.host.act(lambda work: rename_project(work, key, name)),
            )

    def _ask(self, title: str, before: str, what: str, then: Callable[[str], None]) -> None:
        from screens.dialogs.ask import Ask

        def answered(name: str | None) -> None:
            if name and name != before:
                then(name)

        dialog = Ask(title, before, placeholder="Its name", check=lambda name: title_of(name, what))
        self.host.push_screen(dialog, answered)

    def do_project_client(self) -> None:
        """Ask for a client, an old or a new one, and move the selected project there."""
        from screens.dialogs.choices import Choice, Find
        from store.clients import clients

        row = self.selected()
        if not isinstance(row, ProjectFacts):
            return
        project = row.project

        def answered(value: str | None) -> None:
            if value is not None:
                client = None if value == NO_CLIENT else value.removeprefix("+")
                self.host.act(lambda work: move_project(work, project.id, client))

        def ask(found: list[Client]) -> None:
            choices = [Choice(NO_CLIENT, "No client")]
            choices += [
                Choice(one.id, one.name, "now" if one.id == project.client_id else "")
                for one in found
            ]
            at = [choice.value for choice in choices].index(project.client_id or NO_CLIENT)
            title, create = f"Move {project.name} to", "+ new client “{}”"
            self.host.push_screen(Find(title, choices, create=create, first=at), answered)

        self.host.look(clients, ask)

    def do_project_archive(self) -> None:
        """Ask before archiving; what is archived is brought back at once."""
        row = self.selected()
        if isinstance(row, Client):
            self._archive_client(row)
        elif isinstance(row, ProjectFacts):
            self._archive_project(row.project)

    def _archive_project(self, project: Project) -> None:
        key, name = project.id, project.name
        if project.archived:
            self._bring_back(lambda work: unarchive_project(work, key), name)
            return
        self._confirm(
            f"Archive {name}?",
            "It is no longer offered. Its entries, tasks and mappings stay, and it can be brought"
            " back.",
            lambda: self.host.act(
                lambda work: archive_project(work, key), lambda _project: self._archived_it(name)
            ),
        )

    def _archive_client(self, client: Client) -> None:
        key, name = client.id, client.name
        if client.archived:
            self._bring_back(lambda work: unarchive_client(work, key), name)
        elif client.projects:
            self.host.say(f"{name} has open projects. Archive or move them first.", "warning")
        else:
            self._confirm(
                f"Archive the client {name}?",
                "It is no longer offered. Its archived projects stay, and it can be brought back.",
                lambda: self.host.act(
                    lambda work: archive_client(work, key), lambda _client: self._archived_it(name)
                ),
            )

    def _bring_back(self, job: Callable[[Any], object], name: str) -> None:
        self.host.act(job, lambda _done: self.host.say(f"{name} is back."))

    def _archived_it(self, name: str) -> None:
        show, again = self.host.key_of("project.archived"), self.host.key_of("project.archive")
        self.host.say(f"Archived {name}. {show} shows archived ones, {again} brings one back.")

    def _confirm(self, title: str, sentence: str, then: Callable[[], None]) -> None:
        from screens.dialogs.choices import Choice, Choose

        choices = [Choice("no", "Keep it"), Choice("yes", "Archive it")]

        def answered(answer: str | None) -> None:
            if answer == "yes":
                then()

        self.host.push_screen(Choose(title, choices, sentence=sentence), answered)
