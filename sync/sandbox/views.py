"""Show records as the API does: compact, full, or exactly the fields that were asked for."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Any

from sync.sandbox.fields import FIELDS, RELATIONS

if TYPE_CHECKING:
    from sync.sandbox.viewer import Viewer

Tree = dict[str, Any]
"""Names of fields, each with the tree of what to show of the record it leads to."""

NAMED: Tree = {"gid": {}, "name": {}, "resource_type": {}}
PLACED: Tree = {"project": NAMED, "section": NAMED}
COMPACT: dict[str, Tree] = {
    "user": NAMED,
    "workspace": NAMED,
    "project": NAMED,
    "section": NAMED,
    "workspace_membership": {"gid": {}, "resource_type": {}, "user": NAMED, "workspace": NAMED},
    "webhook": {"gid": {}, "resource_type": {}, "active": {}, "resource": NAMED, "target": {}},
    "user_task_list": {**NAMED, "owner": {}, "workspace": {}},
    "task": {**NAMED, "resource_subtype": {}, "created_by": {}},
}
"""What a list shows of each record when no field is named."""

ALWAYS_ALLOWED = {"gid", "name", "resource_type", "resource_subtype", "workspace", "section"}
SCOPES = {
    "user": "users:read",
    "workspace": "workspaces:read",
    "project": "projects:read",
    "task": "tasks:read",
    "team": "teams:read",
    "membership": "projects:read",
}


def full(kind: str) -> Tree:
    """Return what reading one record shows when no field is named."""
    tree: Tree = {}
    for name in FIELDS[kind]:
        related = RELATIONS[kind].get(name)
        tree[name] = PLACED if related == "membership" else NAMED if related else {}
    return tree


def parse(opt_fields: str) -> Tree:
    """Read `opt_fields`: names with commas between, `a.b`, `this.a`, `(a|b).c`."""
    tree: Tree = {"gid": {}}
    for path in re.split(r",(?![^(]*\))", opt_fields):
        steps = [step.strip("()").split("|") for step in path.strip().split(".") if step]
        for names in itertools.product(*steps):
            _plant(tree, [name for name in names if name != "this"])
    return tree


def _plant(tree: Tree, names: list[str]) -> None:
    for name in names:
        tree = tree.setdefault(name, {})


def missing_scope(kind: str, tree: Tree, granted: frozenset[str]) -> str | None:
    """Name a scope that these fields need and the token lacks."""
    for name, below in tree.items():
        if kind == "task" and name == "actual_time_minutes":
            if "time_tracking_entries:read" not in granted:
                return "time_tracking_entries:read"
            continue
        related = RELATIONS.get(kind, {}).get(name)
        if related is None:
            continue
        needed = SCOPES.get(related)
        if needed and needed not in granted and set(below) - ALWAYS_ALLOWED:
            return needed
        lacking = missing_scope(related, below, granted)
        if lacking:
            return lacking
    return None


def show(value: Any, tree: Tree, viewer: Viewer) -> Any:
    """Show a value: records become what the tree names of them, anything else stays."""
    if isinstance(value, list):
        return [show(item, tree, viewer) for item in value]
    kind = getattr(value, "kind", None)
    if kind is None:
        return value
    if not tree:
        return _bare(kind, value)
    shown = {} if kind == "membership" else {"gid": value.gid}
    getters = FIELDS[kind]
    for name, below in tree.items():
        if name in getters:
            shown[name] = show(getters[name](value, viewer), below, viewer)
    return shown


def _bare(kind: str, value: Any) -> dict[str, Any]:
    """Show a related record of which no field was named."""
    if kind == "membership":
        project, section = value.project, value.section
        return {"project": _bare("project", project), "section": _bare("section", section)}
    return {"gid": value.gid, "resource_type": kind}
