"""What can be read: every route of the API that the sandbox knows."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from sync.sandbox.calls import Call, Many
from sync.sandbox.records import Record, Task
from sync.sandbox.replies import Refusal, bad_request, no_route, unknown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sync.sandbox.records import Project

ONE_FILTER = (
    "Must specify exactly one of project, tag, section, user task list, or assignee + workspace"
)
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
    return _in_order("user", people.values())


def workspaces(call: Call) -> Many:
    """Answer `GET /workspaces`."""
    return _in_order("workspace", call.me.workspaces)


def workspace(call: Call, gid: str) -> Record:
    """Answer `GET /workspaces/{gid}`."""
    return call.workspace(gid)


def workspace_memberships(call: Call, gid: str) -> Many:
    """Answer `GET /workspaces/{gid}/workspace_memberships`."""
    place = call.workspace(gid)
    found = call.agency.standings.values()
    return _in_order(STANDING, [standing for standing in found if standing.workspace is place])


def user_memberships(call: Call, gid: str) -> Many:
    """Answer `GET /users/{gid}/workspace_memberships`: those that one shares."""
    person = call.person(gid)
    shared = call.viewer.workspaces(person)
    found = [each for each in call.agency.standings.values() if each.person is person]
    return _in_order(STANDING, [standing for standing in found if standing.workspace in shared])


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


def project_tasks(call: Call, gid: str) -> Many:
    """Answer `GET /projects/{gid}/tasks`: what was put into the project itself."""
    home = call.project(gid)
    since = call.since("completed_since", now_allowed=True)
    return _tasks(call, _within(call, home), since)


def tasks(call: Call) -> Many:
    """Answer `GET /tasks`, which takes exactly one way of saying which."""
    query = call.query
    ways = [name for name in ("project", "tag", "section", "user_task_list") if name in query]
    assigned = "assignee" in query and "workspace" in query
    if len(ways) + assigned != 1 or ("assignee" in query and not assigned):
        raise bad_request(ONE_FILTER)
    since = call.since("completed_since")
    return _tasks(call, _assigned(call) if assigned else _gathered(call, ways[0]), since)


def _gathered(call: Call, way: str) -> Iterable[Task]:
    gid = call.query[way]
    if way == "project":
        return _within(call, call.project(gid))
    if way == "user_task_list":
        return _listed(call, gid)
    if way == "section":
        return _in_section(call, gid)
    raise bad_request(f"tag: Unknown object: {gid}")


def _within(call: Call, home: Project) -> Iterable[Task]:
    return (
        task
        for task in call.agency.tasks.values()
        if any(place.project is home for place in task.memberships)
    )


def _in_section(call: Call, gid: str) -> Iterable[Task]:
    return (
        task
        for task in call.agency.tasks.values()
        if any(place.section.gid == gid for place in call.viewer.memberships(task))
    )


def _assigned(call: Call) -> Iterable[Task]:
    place = call.workspace(call.query["workspace"])
    owner = call.person(call.query["assignee"])
    return (
        task
        for task in call.agency.tasks.values()
        if task.assignee is owner and task.workspace is place
    )


def _listed(call: Call, gid: str) -> Iterable[Task]:
    mine = call.task_list(gid)
    return (
        task
        for task in call.agency.tasks.values()
        if task.assignee is mine.owner and task.workspace is mine.workspace
    )


def _tasks(call: Call, found: Iterable[Task], completed_since: int | None) -> Many:
    modified_since = call.since("modified_since")
    rows = [
        task
        for task in found
        if not task.deleted
        and _is_open_since(task, completed_since)
        and (modified_since is None or task.modified_at >= modified_since)
        and call.viewer.sees_task(task)
    ]
    return Many("task", rows, [task.number for task in rows])


def _is_open_since(task: Task, since: int | None) -> bool:
    return since is None or task.completed_at is None or task.completed_at >= since


def task(call: Call, gid: str) -> Record:
    """Answer `GET /tasks/{gid}`."""
    return call.task(gid)


def subtasks(call: Call, gid: str) -> Many:
    """Answer `GET /tasks/{gid}/subtasks`."""
    parent = call.task(gid)
    return _tasks(call, parent.subtasks, None)


def task_projects(call: Call, gid: str) -> Many:
    """Answer `GET /tasks/{gid}/projects`."""
    places = call.viewer.memberships(call.task(gid))
    return _in_order("project", [place.project for place in places])


def user_task_list(call: Call, gid: str) -> Record:
    """Answer `GET /users/{gid}/user_task_list`, which needs a workspace."""
    place = call.workspace(call.needed("workspace"))
    owner = call.person(gid)
    for found in call.agency.task_lists.values():
        if found.owner is owner and found.workspace is place:
            return call.task_list(found.gid)
    raise bad_request(f"workspace: {owner.name} is not in {place.name}")


def task_list(call: Call, gid: str) -> Record:
    """Answer `GET /user_task_lists/{gid}`."""
    return call.task_list(gid)


def task_list_tasks(call: Call, gid: str) -> Many:
    """Answer `GET /user_task_lists/{gid}/tasks`."""
    since = call.since("completed_since", now_allowed=True)
    return _tasks(call, _listed(call, gid), since)


def search(call: Call, gid: str) -> NoReturn:
    """Refuse `GET /workspaces/{gid}/tasks/search`: the agency's plan does not have it."""
    call.workspace(gid)
    raise Refusal(402, "Search is only available to premium users.")


def _in_order(kind: str, records: Iterable[Record]) -> Many:
    rows = list(records)
    return Many(kind, rows, range(1, len(rows) + 1))


def _one(path: str, scope: str | None, answer: Endpoint) -> Route:
    return Route(re.compile(path.replace("{}", "([^/]+)")), scope, answer, many=False)


def _many(path: str, scope: str | None, answer: Endpoint) -> Route:
    return Route(re.compile(path.replace("{}", "([^/]+)")), scope, answer, many=True)


ROUTES = (
    _one("/users/me", "users:read", me),
    _many("/users", "users:read", users),
    _one("/users/{}", "users:read", user),
    _one("/users/{}/user_task_list", "tasks:read", user_task_list),
    _one("/user_task_lists/{}", "tasks:read", task_list),
    _many("/user_task_lists/{}/tasks", "tasks:read", task_list_tasks),
    _many("/workspaces", "workspaces:read", workspaces),
    _one("/workspaces/{}", "workspaces:read", workspace),
    _many("/workspaces/{}/projects", "projects:read", workspace_projects),
    _many("/workspaces/{}/workspace_memberships", None, workspace_memberships),
    _many("/users/{}/workspace_memberships", None, user_memberships),
    _one("/workspace_memberships/{}", None, workspace_membership),
    _one("/workspaces/{}/tasks/search", "tasks:read", search),
    _many("/projects", "projects:read", projects),
    _one("/projects/{}", "projects:read", project),
    _many("/projects/{}/tasks", "tasks:read", project_tasks),
    _many("/tasks", "tasks:read", tasks),
    _one("/tasks/{}", "tasks:read", task),
    _many("/tasks/{}/subtasks", "tasks:read", subtasks),
    _many("/tasks/{}/projects", "projects:read", task_projects),
)


def match(path: str) -> tuple[Route, tuple[str, ...]]:
    """Find the route of a path, and what fills its holes; 404 if there is none."""
    for route in ROUTES:
        found = route.path.fullmatch(path)
        if found:
            return route, found.groups()
    raise no_route()
