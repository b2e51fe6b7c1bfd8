"""The control surface below /control/: what a test or a demo does to the agency over HTTP."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from sync.sandbox.faults import Fault
from sync.sandbox.replies import Reply, encode
from sync.sandbox.traffic import redacted

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.sandbox.records import Person
    from sync.sandbox.sandbox import Sandbox
    from sync.sandbox.traffic import Request

Body = dict[str, Any]


class Control:
    """Answers `GET /control/traffic`, `GET /control/agency` and `POST /control/VERB` with JSON.

    Tasks are named by gid or by name, people by gid or address.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._agency = sandbox.agency
        self._reads: dict[str, Callable[[], Any]] = {
            "traffic": lambda: [redacted(record) for record in sandbox.traffic],
            "agency": self._summary,
            "webhooks": self._webhooks,
        }
        self._verbs: dict[str, Callable[[Body], Any]] = {
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
            "lock-out": lambda body: self._agency.lock_out(body["project"], self._whom(body)),
            "let-in": lambda body: self._agency.let_in(body["project"], self._whom(body)),
            "revoke": self._revoke,
            "deauthorise": self._deauthorise,
            "expire-tokens": lambda body: sandbox.grants.expire(),
            "expire-offsets": lambda body: sandbox.api.pages.expire(),
            "fail": lambda body: sandbox.fail(Fault(**body)),
            "recover": lambda body: sandbox.faults.clear(),
            "expire-streams": lambda body: sandbox.api.streams.forget(),
            "streams": self._streams,
            "lose-events": self._lose_events,
            "heartbeat": lambda body: sandbox.heartbeat(),
            "lose-deliveries": self._lose_deliveries,
            "skew": lambda body: setattr(sandbox, "skew", float(body["seconds"])),
            "forget-traffic": lambda body: sandbox.forget_traffic(),
            "approve": self._approve,
            "register": self._register,
        }

    def answer(self, request: Request) -> Reply:
        """Do what is asked; 400 with a sentence when it makes no sense."""
        name = request.path.removeprefix("/control/")
        try:
            if request.method == "GET":
                return Reply(200, encode(self._reads[name]()))
            body = json.loads(request.body or b"{}")
            return Reply(200, encode(self._verbs[name](body) or {}))
        except (LookupError, TypeError, ValueError) as error:
            return Reply(400, encode({"error": f"{type(error).__name__}: {error}"}))

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

    def _whom(self, body: Body) -> Person | None:
        return self._person(body.get("person"))

    def _comment(self, body: Body) -> Body:
        by = self._whom(body) or self._agency.main
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
        task = self._agency.add(body["name"], body.get("project"), assignee=self._whom(body))
        return {"gid": task.gid}

    def _rename_project(self, body: Body) -> None:
        self._agency.rename_project(body["project"], body["name"])

    def _revoke(self, body: Body) -> Body:
        if "token" in body:
            return {"revoked": self._sandbox.grants.revoke(body["token"])}
        person = self._whom(body) or self._agency.main
        self._sandbox.grants.revoke_person(person)
        return {"revoked": True}

    def _streams(self, body: Body) -> None:
        self._sandbox.api.streams.forbidden = bool(body["forbidden"])

    def _deauthorise(self, body: Body) -> None:
        self._sandbox.grants.deauthorise(self._whom(body) or self._agency.main)

    def _lose_events(self, body: Body) -> None:
        self._agency.history.losing = int(body["events"])

    def _lose_deliveries(self, body: Body) -> None:
        self._sandbox.api.hooks.courier.losing = int(body["deliveries"])

    def _webhooks(self) -> list[Body]:
        return [
            {
                "gid": hook.gid,
                "resource": hook.resource.gid,
                "target": hook.target,
                "delivered": [
                    {"at": sent.at, "status": sent.status, "events": sent.events}
                    for sent in self._sandbox.deliveries
                    if sent.webhook is hook
                ],
            }
            for hook in self._sandbox.webhooks
        ]

    def _approve(self, body: Body) -> None:
        self._sandbox.app.approves = bool(body.get("approve", True))

    def _register(self, body: Body) -> None:
        """Change what the application was registered with; scopes null: full permissions."""
        app = self._sandbox.app
        app.redirects = tuple(body.get("redirects", app.redirects))
        app.rotates = bool(body.get("rotates", app.rotates))
        app.grace_seconds = float(body.get("grace_seconds", app.grace_seconds))
        if "scopes" in body:
            app.scopes = None if body["scopes"] is None else frozenset(body["scopes"])

    def _summary(self) -> Body:
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


def _place(body: Body) -> tuple[str, int]:
    return body["project"], int(body.get("column", 0))
