"""Teams and projects as they change: names, members, and who may see what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.sandbox.linear.registry import Registry

if TYPE_CHECKING:
    from sync.sandbox.linear.records import Issue, Project, Team, User


class Places(Registry):
    """The changes to the places that issues are in."""

    def rename_team(self, team: Team | str, name: str) -> None:
        """Give a team another name."""
        with self.lock:
            found = self.team(team)
            found.name, found.updated_at = name, self.now()

    def rekey_team(self, team: Team | str, key: str) -> None:
        """Give a team another key: all of its issues are called differently then."""
        with self.lock:
            found = self.team(team)
            for issue in self.issues.values():
                if issue.team is found:
                    issue.previous_identifiers.append(issue.identifier)
            found.key, found.updated_at = key, self.now()

    def join(self, user: User | str, team: Team | str) -> None:
        """Make somebody a member of a team."""
        with self.lock:
            self.team(team).members.append(self.user(user))

    def leave(self, user: User | str, team: Team | str) -> None:
        """Take somebody out of a team; a private one is out of their sight then."""
        with self.lock:
            self.team(team).members.remove(self.user(user))

    def hide(self, team: Team | str, user: User | str | None = None) -> None:
        """Take a person's access to a team away, else the main person's."""
        with self.lock:
            self.team(team).hidden_from.append(self.user(user or self.main))

    def show(self, team: Team | str, user: User | str | None = None) -> None:
        """Give the access back."""
        with self.lock:
            self.team(team).hidden_from.remove(self.user(user or self.main))

    def retire_team(self, team: Team | str) -> None:
        """Retire a team: it is archived with that."""
        with self.lock:
            found = self.team(team)
            found.archived_at = found.retired_at = self.now()

    def rename_project(self, project: Project | str, name: str) -> None:
        """Give a project another name."""
        with self.lock:
            found = self.project(project)
            found.name, found.updated_at = name, self.now()

    def archive_project(self, project: Project | str, *, archived: bool = True) -> None:
        """Archive a project, or take it out of the archive."""
        with self.lock:
            self.project(project).archived_at = self.now() if archived else None

    def delete_project(self, project: Project | str) -> None:
        """Delete a project for good; its issues stay, without it."""
        with self.lock:
            found = self.projects.pop(self.project(project).id)
            for issue in self._issues_in(found):
                issue.project, issue.updated_at = None, self.now()

    def _issues_in(self, project: Project) -> list[Issue]:
        return [issue for issue in self.issues.values() if issue.project is project]
