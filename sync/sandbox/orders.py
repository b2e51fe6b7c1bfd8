"""What the control surface does to the agency, by name."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.sandbox.agency import Agency
    from sync.sandbox.records import Person

Body = dict[str, Any]


class Orders:
    """`verbs` are the changes of an agency, each of which takes the body of a request."""

    def __init__(self, agency: Agency) -> None:
        self._agency = agency
        self.verbs: dict[str, Callable[[Body], Any]] = {
            "rename": lambda body: self._agency.rename(self._task(body), body["name"]),
            "complete": lambda body: self._agency.complete(self._task(body)),
            "reopen": lambda body: self._agency.reopen(self._task(body)),
            "delete": lambda body: self._agency.delete(self._task(body)),
            "undelete": lambda body: self._agency.undelete(self._task(body)),
            "hide": lambda body: self._agency.hide(self._task(body)),
            "show": lambda body: self._agency.show(self._task(body)),
            "move": lambda body: self._agency.move(self._task(body), *_place(body)),
            "place": lambda body: self._agency.place(self._task(body), *_place(body)),
            "displace": lambda body: self._agency.displace(self._task(body), body["project"]),
            "shelve": lambda body: self._agency.shelve(self._task(body), int(body["column"])),
            "comment": self._comment,
            "noise": lambda body: self._agency.noise(body["project"], int(body["events"])),
            "reassign": self._reassign,
            "due": self._due,
            "add": self._add,
            "rename-project": self._rename_project,
            "archive-project": self._archive,
            "lock-out": lambda body: self._agency.lock_out(body["project"], self.whom(body)),
            "let-in": lambda body: self._agency.let_in(body["project"], self.whom(body)),
        }

    def whom(self, body: Body) -> Person | None:
        """Return whom a body names, None if it names nobody."""
        return self._person(body.get("person"))

    def summary(self) -> Body:
        """Tell what there is."""
        with self._agency.lock:
            return {
                "people": [
                    {"gid": person.gid, "name": person.name, "email": person.email}
                    for person in self._agency.people.values()
                ],
                "workspaces": [
                    {"gid": place.gid, "name": place.name}
                    for place in self._agency.workspaces.values()
                ],
                "projects": [
                    {"gid": project.gid, "name": project.name, "archived": project.archived}
                    for project in self._agency.projects.values()
                ],
                "tasks": [
                    {
                        "gid": task.gid,
                        "name": task.name,
                        "assignee": task.assignee.gid if task.assignee else None,
                        "completed": task.completed_at is not None,
                        "deleted": task.deleted,
                    }
                    for task in self._agency.tasks.values()
                ],
            }

    def _task(self, body: Body) -> str:
        known = self._agency.tasks.get(body["task"])
        return (known or self._agency.find(body["task"])).gid

    def _person(self, key: str | None) -> Person | None:
        if key is None:
            return None
        for person in self._agency.people.values():
            if key in (person.gid, person.email):
                return person
        raise LookupError(f"There is nobody called {key!r} in the sandbox.")

    def _comment(self, body: Body) -> Body:
        by = self.whom(body) or self._agency.main
        with self._agency.acting(by):
            return {"gid": self._agency.comment(self._task(body), body["text"]).gid}

    def _archive(self, body: Body) -> None:
        self._agency.archive(body["project"], archived=bool(body.get("archived", True)))

    def _reassign(self, body: Body) -> None:
        self._agency.reassign(self._task(body), self._person(body["person"]))

    def _due(self, body: Body) -> None:
        text = body["due_on"]
        self._agency.due(self._task(body), date.fromisoformat(text) if text else None)

    def _add(self, body: Body) -> Body:
        task = self._agency.add(body["name"], body.get("project"), assignee=self.whom(body))
        return {"gid": task.gid}

    def _rename_project(self, body: Body) -> None:
        self._agency.rename_project(body["project"], body["name"])


def _place(body: Body) -> tuple[str, int]:
    return body["project"], int(body.get("column", 0))
