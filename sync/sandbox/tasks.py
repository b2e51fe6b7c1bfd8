"""What can be read of tasks: lists of them, single ones, and where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.sandbox.calls import Many, in_order
from sync.sandbox.replies import bad_request

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sync.sandbox.calls import Call
    from sync.sandbox.records import Project, Record, Task

ONE_FILTER = (
    "Must specify exactly one of project, tag, section, user task list, or assignee + workspace"
)


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
    return in_order("project", [place.project for place in places])


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
