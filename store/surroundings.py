"""What the rows of the picker refer to, read once: projects, mappings, answers, remote projects.

Tasks are many and the sets of remote projects that they sit in are few, so what follows from such
a set is worked out once.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from store.pickable import Row
    from store.work import Work

    Home = tuple[str | None, bool, str | None, str | None, str]
    Named = tuple[str | None, str | None, str | None, str | None]

NOWHERE: Home = (None, False, None, None, "")
NAMELESS: Named = (None, None, None, None)


class Surroundings:
    """Everything around the tasks of a list; `scope` is the id of the scoped project."""

    def __init__(
        self,
        work: Work,
        scope: str | None,
        mirrors: dict[str, Row],
        usage: dict[str, tuple[int, int]],
    ) -> None:
        self.scope = scope
        self.mirrors = mirrors
        self.usage = usage
        self.projects: dict[str | None, Named] = {
            row[0]: row[1:]
            for row in work.rows(
                "SELECT project.id, project.name, project.norm, client.name, client.norm"
                " FROM project LEFT JOIN client ON client.id = project.client_id"
            )
        }
        self._mappings = _by_place(
            work.rows(
                "SELECT provider, remote_id, project_id, mapping.kind FROM mapping"
                " JOIN project ON project.id = project_id AND project.archived_at IS NULL"
            )
        )
        self._answers = _by_place(
            work.rows(
                "SELECT provider, remote_id, project_id FROM project_choice"
                " LEFT JOIN project ON project.id = project_id"
                " WHERE owner = ? AND project.archived_at IS NULL",
                (work.owner,),
            )
        )
        self._remote_projects = _by_place(
            work.rows(
                "SELECT provider, remote_id, name, norm FROM remote_project WHERE owner = ?",
                (work.owner,),
            )
        )
        self._homes: dict[tuple[str, str], Home] = {}

    def home(self, provider: str | None, project_ids: str) -> Home:
        """Tell of a task's remote projects what they mean.

        The project of ours that they are mapped to, whether that is the scoped one (or any,
        without a scope), the project that was answered for them, the name to show, and the folded
        names to search.
        """
        if provider is None or not project_ids:
            return NOWHERE
        place = (provider, project_ids)
        if place not in self._homes:
            self._homes[place] = self._worked_out(provider, project_ids.split())
        return self._homes[place]

    def _worked_out(self, provider: str, remote_ids: list[str]) -> Home:
        places = [(provider, remote_id) for remote_id in remote_ids]
        mapped = self._mapped(places)
        answers = [self._answers[place][0] for place in places if place in self._answers]
        seen = [self._remote_projects[place] for place in places if place in self._remote_projects]
        return (
            self.scope if self.scope in mapped else mapped[0] if mapped else None,
            self.scope in mapped if self.scope else bool(mapped),
            answers[0] if answers else None,
            seen[0][0] if seen else None,
            " ".join(norm for _name, norm in seen),
        )

    def _mapped(self, places: list[tuple[str, str]]) -> list[str]:
        """List the projects that remote projects are mapped to; teams only where no project is."""
        found = [self._mappings[place] for place in places if place in self._mappings]
        in_projects = [project_id for project_id, kind in found if kind == "project"]
        return in_projects or [project_id for project_id, _kind in found]


def _by_place(rows: list[Row]) -> dict[tuple[str, str], Row]:
    return {(row[0], row[1]): row[2:] for row in rows}
