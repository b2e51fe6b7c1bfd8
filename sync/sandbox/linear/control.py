"""The control surface below /control/: what a test or a demo does to the tracker over HTTP."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from sync.sandbox.faults import Fault
from sync.sandbox.linear.summary import summary
from sync.sandbox.replies import Reply, encode
from sync.sandbox.traffic import redacted

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.sandbox.linear.sandbox import LinearSandbox
    from sync.sandbox.traffic import Request

Body = dict[str, Any]


class Control:
    """Answers `GET /control/state`, `traffic`, `writes`, `deliveries` and `POST /control/VERB`.

    Issues are named by id, identifier or title, the others by id or by what they are called.
    """

    def __init__(self, sandbox: LinearSandbox) -> None:
        self._sandbox = sandbox
        self._reads: dict[str, Callable[[], Any]] = {
            "traffic": lambda: [redacted(record) for record in sandbox.traffic],
            "writes": lambda: [redacted(record) for record in sandbox.writes],
            "state": lambda: summary(sandbox.tracker),
            "deliveries": lambda: _deliveries(sandbox),
        }
        self._verbs = {
            **_issue_verbs(sandbox),
            **_place_verbs(sandbox),
            **_server_verbs(sandbox),
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


def _issue_verbs(sandbox: LinearSandbox) -> dict[str, Callable[[Body], Any]]:
    tracker = sandbox.tracker

    def add(body: Body) -> Body:
        person = body.get("user")
        issue = tracker.add(
            body["title"],
            body.get("team"),
            assignee=tracker.user(person) if person else None,
            project=body.get("project"),
        )
        return {"id": issue.id, "identifier": issue.identifier}

    def due(body: Body) -> None:
        text = body["due_date"]
        tracker.due(body["issue"], date.fromisoformat(text) if text else None)

    return {
        "add": add,
        "due": due,
        "rename": lambda body: tracker.rename(body["issue"], body["title"]),
        "assign": lambda body: tracker.assign(body["issue"], body["user"]),
        "delegate": lambda body: tracker.delegate(body["issue"], body["user"]),
        "estimate": lambda body: tracker.estimate(body["issue"], body["points"]),
        "edit-many": lambda body: tracker.edit_many(body["issues"], **body["changes"]),
        "place": lambda body: tracker.place(body["issue"], body["project"]),
        "advance": lambda body: tracker.advance(body["issue"], body["state"]),
        "complete": lambda body: tracker.complete(body["issue"]),
        "cancel": lambda body: tracker.cancel(body["issue"]),
        "reopen": lambda body: tracker.reopen(body["issue"]),
        "move": lambda body: tracker.move(body["issue"], body["team"]),
        "archive": lambda body: tracker.archive(body["issue"]),
        "unarchive": lambda body: tracker.unarchive(body["issue"]),
        "trash": lambda body: tracker.trash(body["issue"]),
        "restore": lambda body: tracker.restore(body["issue"]),
        "purge": lambda body: tracker.purge(body["issue"]),
    }


def _place_verbs(sandbox: LinearSandbox) -> dict[str, Callable[[Body], Any]]:
    tracker = sandbox.tracker
    return {
        "hide": lambda body: tracker.hide(body["team"], body.get("user")),
        "show": lambda body: tracker.show(body["team"], body.get("user")),
        "join": lambda body: tracker.join(body["user"], body["team"]),
        "leave": lambda body: tracker.leave(body["user"], body["team"]),
        "rename-team": lambda body: tracker.rename_team(body["team"], body["name"]),
        "rekey-team": lambda body: tracker.rekey_team(body["team"], body["key"]),
        "rename-project": lambda body: tracker.rename_project(body["project"], body["name"]),
        "archive-project": lambda body: tracker.archive_project(body["project"]),
        "delete-project": lambda body: tracker.delete_project(body["project"]),
    }


def _server_verbs(sandbox: LinearSandbox) -> dict[str, Callable[[Body], Any]]:
    def revoke(body: Body) -> Body:
        if "token" in body:
            return {"revoked": sandbox.grants.revoke(body["token"])}
        user = sandbox.tracker.user(body["user"]) if "user" in body else sandbox.tracker.main
        sandbox.grants.revoke_user(user)
        return {"revoked": True}

    def hook(body: Body) -> Body:
        return {"id": sandbox.hooks.add(body["url"], body["secret"], body.get("team")).id}

    def redeliver(body: Body) -> Body:
        return {"status": sandbox.hooks.retry(sandbox.hooks.deliveries[body.get("number", -1)])}

    def token(body: Body) -> Body:
        return {"token": sandbox.token_of(sandbox.tracker.user(body["user"]))}

    return {
        "revoke": revoke,
        "hook": hook,
        "redeliver": redeliver,
        "token": token,
        "approve": lambda body: setattr(sandbox.app, "approves", body.get("approve", True)),
        "register": lambda body: setattr(sandbox.app, "redirects", tuple(body["redirects"])),
        "expire-tokens": lambda body: sandbox.grants.expire(),
        "expire-cursors": lambda body: sandbox.pages.expire(),
        "limited-status": lambda body: setattr(sandbox.meters, "limited_status", body["status"]),
        "fail": lambda body: sandbox.fail(Fault(**body)),
        "recover": lambda body: sandbox.faults.clear(),
        "forget-traffic": lambda body: sandbox.forget_traffic(),
    }


def _deliveries(sandbox: LinearSandbox) -> list[Body]:
    return [
        {"id": one.id, "url": one.hook.url, "body": one.body, "statuses": one.statuses}
        for one in sandbox.hooks.deliveries
    ]
