"""What can be read: every route of the API that the sandbox knows."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from sync.sandbox import tasks
from sync.sandbox.calls import Call, Many, in_order
from sync.sandbox.records import Record
from sync.sandbox.replies import Refusal, bad_request, no_route, unknown

if TYPE_CHECKING:
    from sync.sandbox.records import Project

STANDING = "workspace_membership"
Endpoint = Callable[..., Any]


@dataclass(slots=True, frozen=True)
class Route:
    """A path with its holes, the scope it takes, and who answers: with one record or many.

    Without a scope it takes full permissions.
    """

    path: re.Pattern[str]
    scope: str | None
    answer: Endpoint
    many: bool


def me(call: Call) -> Record:
    """Answer `GET /users/me`."""
    return call.me


def user(call: Call, gid: str) -> Record:
    """Answer `GET /users/{gid}`."""
    return call.person(gid)


def users(call: Call) -> Many:
    """Answer `GET /users`: everybody in one's workspaces, or in one of them."""
    gid = call.query.get("workspace")
    places = [call.workspace(gid)] if gid else call.me.workspaces
    people = {person.gid: person for place in places for person in place.people}
    return in_order("user", people.values())


def workspaces(call: Call) -> Many:
    """Answer `GET /workspaces`."""
    return in_order("workspace", call.me.workspaces)


def workspace(call: Call, gid: str) -> Record:
    """Answer `GET /workspaces/{gid}`."""
    return call.workspace(gid)


def workspace_memberships(call: Call, gid: str) -> Many:
    """Answer `GET /workspaces/{gid}/workspace_memberships`."""
    place = call.workspace(gid)
    found = call.agency.standings.values()
    return in_order(STANDING, [standing for standing in found if standing.workspace is place])


def user_memberships(call: Call, gid: str) -> Many:
    """Answer `GET /users/{gid}/workspace_memberships`: those that one shares."""
    person = call.person(gid)
    shared = call.viewer.workspaces(person)
    found = [each for each in call.agency.standings.values() if each.person is person]
    return in_order(STANDING, [standing for standing in found if standing.workspace in shared])


def workspace_membership(call: Call, gid: str) -> Record:
    """Answer `GET /workspace_memberships/{gid}`."""
    found = call.agency.standings.get(gid)
    if found is None or found.workspace not in call.me.workspaces:
        raise unknown(STANDING, gid)
    return found


def projects(call: Call) -> Many:
    """Answer `GET /projects`; pages need a workspace."""
    gid = call.query.get("workspace")
    if gid is None and "limit" in call.query:
        raise bad_request("Need to specify a workspace or team to paginate!")
    place = call.workspace(gid) if gid else None
    return _projects(call, lambda project: place is None or project.workspace is place)


def workspace_projects(call: Call, gid: str) -> Many:
    """Answer `GET /workspaces/{gid}/projects`."""
    place = call.workspace(gid)
    return _projects(call, lambda project: project.workspace is place)


def _projects(call: Call, wanted: Callable[[Project], bool]) -> Many:
    archived = call.yes_or_no("archived")
    rows = {
        number: project
        for number, project in enumerate(call.agency.projects.values(), 1)
        if wanted(project)
        and call.viewer.sees_project(project)
        and archived in (None, project.archived)
    }
    return Many("project", list(rows.values()), list(rows))


def project(call: Call, gid: str) -> Record:
    """Answer `GET /projects/{gid}`."""
    return call.project(gid)


def webhooks(call: Call) -> Many:
    """Answer `GET /webhooks`: those of this application in a workspace."""
    place = call.workspace(call.needed("workspace"))
    resource = call.query.get("resource")
    return in_order(
        "webhook",
        [
            hook
            for hook in call.agency.webhooks.values()
            if hook.workspace is place and call.owns(hook) and resource in (None, hook.resource.gid)
        ],
    )


def webhook(call: Call, gid: str) -> Record:
    """Answer `GET /webhooks/{gid}`."""
    return call.webhook(gid)


def search(call: Call, gid: str) -> NoReturn:
    """Refuse `GET /workspaces/{gid}/tasks/search`: the agency's plan does not have it."""
    call.workspace(gid)
    raise Refusal(402, "Search is only available to premium users.")


def _one(path: str, scope: str | None, answer: Endpoint) -> Route:
    return Route(re.compile(path.replace("{}", "([^/]+)")), scope, answer, many=False)


def _many(path: str, scope: str | None, answer: Endpoint) -> Route:
    return Route(re.compile(path.replace("{}", "([^/]+)")), scope, answer, many=True)


ROUTES = (
    _one("/users/me", "users:read", me),
    _many("/users", "users:read", users),
    _one("/users/{}", "users:read", user),
    _one("/users/{}/user_task_list", "tasks:read", tasks.user_task_list),
    _one("/user_task_lists/{}", "tasks:read", tasks.task_list),
    _many("/user_task_lists/{}/tasks", "tasks:read", tasks.task_list_tasks),
    _many("/workspaces", "workspaces:read", workspaces),
    _one("/workspaces/{}", "workspaces:read", workspace),
    _many("/workspaces/{}/projects", "projects:read", workspace_projects),
    _many("/workspaces/{}/workspace_memberships", None, workspace_memberships),
    _many("/users/{}/workspace_memberships", None, user_memberships),
    _one("/workspace_memberships/{}", None, workspace_membership),
    _one("/workspaces/{}/tasks/search", "tasks:read", search),
    _many("/projects", "projects:read", projects),
    _one("/projects/{}", "projects:read", project),
    _many("/projects/{}/tasks", "tasks:read", tasks.project_tasks),
    _many("/tasks", "tasks:read", tasks.tasks),
    _one("/tasks/{}", "tasks:read", tasks.task),
    _many("/tasks/{}/subtasks", "tasks:read", tasks.subtasks),
    _many("/tasks/{}/projects", "projects:read", tasks.task_projects),
    _many("/webhooks", "webhooks:read", webhooks),
    _one("/webhooks/{}", "webhooks:read", webhook),
)


def match(path: str) -> tuple[Route, tuple[str, ...]]:
    """Find the route of a path, and what fills its holes; 404 if there is none."""
    for route in ROUTES:
        found = route.path.fullmatch(path)
        if found:
            return route, found.groups()
    raise no_route()
