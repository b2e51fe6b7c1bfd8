"""One request to the API, and the questions that every endpoint asks of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from sync.sandbox.replies import Refusal, bad_request, unknown
from sync.sandbox.viewer import Viewer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sync.sandbox.agency import Agency
    from sync.sandbox.grants import Grant
    from sync.sandbox.records import Person, Project, Record, Task, TaskList, Webhook, Workspace


@dataclass(slots=True)
class Many:
    """A list to be handed out in pages: records of one kind, and each one's number in order.

    A number stays a record's own while others come and go, so that pages neither skip nor repeat.
    """

    kind: str
    rows: Sequence[Record]
    numbers: Sequence[int]


def in_order(kind: str, records: Iterable[Record]) -> Many:
    """Return a list in the order given, in which nothing comes or goes between pages."""
    rows = list(records)
    return Many(kind, rows, range(1, len(rows) + 1))


@dataclass(slots=True)
class Call:
    """Who asks, with which parameters. The agency is locked while a call is answered."""

    agency: Agency
    grant: Grant
    query: dict[str, str]
    viewer: Viewer = field(init=False)

    def __post_init__(self) -> None:
        self.viewer = Viewer(self.grant.person)

    @property
    def me(self) -> Person:
        """The person whose token it is."""
        return self.grant.person

    def person(self, gid: str) -> Person:
        """Find a person by gid, by e-mail address, or as `me`."""
        if gid == "me":
            return self.me
        for person in self.agency.people.values():
            if gid in (person.gid, person.email) and self.viewer.workspaces(person):
                return person
        raise unknown("user", gid)

    def workspace(self, gid: str) -> Workspace:
        """Find a workspace that this person is in."""
        found = self.agency.workspaces.get(gid)
        if found is None:
            raise unknown("workspace", gid)
        if self.me not in found.people:
            raise Refusal(403, "You do not have access to this workspace.")
        return found

    def project(self, gid: str) -> Project:
        """Find a project that this person may read."""
        found = self.agency.projects.get(gid)
        if found is None or found.deleted:
            raise unknown("project", gid)
        if not self.viewer.sees_project(found):
            raise Refusal(403, "You do not have access to this project.")
        return found

    def task(self, gid: str) -> Task:
        """Find a task that this person may read."""
        found = self.agency.tasks.get(gid)
        if found is None or found.deleted:
            raise unknown("task", gid)
        if not self.viewer.sees_task(found):
            raise Refusal(403, "You do not have access to this task.")
        return found

    def webhook(self, gid: str) -> Webhook:
        """Find a webhook that this person's application created."""
        found = self.agency.webhooks.get(gid)
        if found is None or not self.owns(found):
            raise unknown("webhook", gid)
        return found

    def owns(self, hook: Webhook) -> bool:
        """Say whether the same person created a webhook with the same application."""
        theirs = hook.grant
        return (theirs.person, theirs.personal) == (self.me, self.grant.personal)

    def task_list(self, gid: str) -> TaskList:
        """Find the "My tasks" of somebody; only one's own can be read."""
        found = self.agency.task_lists.get(gid)
        if found is None:
            raise unknown("user_task_list", gid)
        if found.owner is not self.me:
            raise Refusal(403, "You do not have access to this user task list.")
        return found

    def needed(self, name: str) -> str:
        """Return a parameter that may not be missing."""
        if not self.query.get(name):
            raise bad_request(f"{name}: Missing input")
        return self.query[name]

    def since(self, name: str, *, now_allowed: bool = False) -> int | None:
        """Read a time parameter as epoch milliseconds, None if it is not there."""
        text = self.query.get(name)
        if text is None:
            return None
        if text == "now" and now_allowed:
            return self.agency.now()
        return read_instant(name, text)

    def yes_or_no(self, name: str) -> bool | None:
        """Read a boolean parameter, None if it is not there."""
        text = self.query.get(name)
        if text is None:
            return None
        if text.lower() not in ("true", "false"):  # the official SDK writes True and False
            raise bad_request(f"{name}: Not a boolean: {text}")
        return text.lower() == "true"


def read_instant(name: str, text: str) -> int:
    """Read an ISO 8601 instant or date as epoch milliseconds; 400 if it is neither."""
    if re.match(r"\d{4}-\d\d-\d\d($|T)", text):
        try:
            moment = datetime.fromisoformat(text if "T" in text else f"{text}T00:00:00Z")
        except ValueError:
            pass
        else:
            aware = moment if moment.tzinfo else datetime.fromisoformat(f"{text}+00:00")
            return int(aware.timestamp() * 1000)
    raise bad_request(f"{name}: Not a valid date-time: {text}")
