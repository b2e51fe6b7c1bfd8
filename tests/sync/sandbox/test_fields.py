"""`opt_fields`: exactly what was asked for comes back."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from sync.sandbox import Sandbox
from tests.sync.sandbox.asking import data


@pytest.fixture
def hero(sandbox: Sandbox) -> str:
    """Return the path of a task in one project."""
    return f"/tasks/{sandbox.agency.find('Homepage hero').gid}"


def look(api: httpx.Client, path: str, opt_fields: str) -> dict[str, Any]:
    """Read one record with these fields, without its gid."""
    found = dict(data(api.get(path, params={"opt_fields": opt_fields})))
    assert found.pop("gid") == path.rpartition("/")[2]
    return found


def test_named_fields_come_and_no_others(api: httpx.Client, hero: str) -> None:
    assert look(api, hero, "name,completed") == {"name": "Homepage hero", "completed": False}


def test_fields_of_related_records_come_nested(
    api: httpx.Client, sandbox: Sandbox, hero: str
) -> None:
    home = sandbox.agency.find("Homepage hero").memberships[0]
    shown = look(api, hero, "memberships.project.name,memberships.section.name,workspace.name")
    assert shown["memberships"] == [
        {
            "project": {"gid": home.project.gid, "name": "Acme Redesign"},
            "section": {"gid": home.section.gid, "name": home.section.name},
        }
    ]
    assert shown["workspace"]["name"] == "Northwind Studio"


def test_a_bare_relation_is_only_pointed_at(api: httpx.Client, sandbox: Sandbox, hero: str) -> None:
    lena = sandbox.agency.main
    assert look(api, hero, "assignee") == {"assignee": {"gid": lena.gid, "resource_type": "user"}}


def test_nobody_and_nothing_are_null(api: httpx.Client, sandbox: Sandbox) -> None:
    task = sandbox.agency.add("Nobody's")
    sandbox.agency.reassign(task, None)
    shown = look(api, f"/tasks/{task.gid}", "assignee.name,due_on,completed_at,parent.name")
    assert set(shown.values()) == {None}


@pytest.mark.parametrize(
    "spelling", ["(assignee|workspace).name", "this.assignee.name,workspace.name"]
)
def test_the_other_spellings_mean_the_same(api: httpx.Client, hero: str, spelling: str) -> None:
    assert look(api, hero, spelling) == look(api, hero, "assignee.name,workspace.name")


@pytest.mark.parametrize("nonsense", ["nme", "", "name.x,", "a.b.c", "((", ",,,", "..."])
def test_unknown_fields_are_passed_over(api: httpx.Client, hero: str, nonsense: str) -> None:
    shown = look(api, hero, nonsense)
    assert set(shown) <= {"name"}


def test_a_whole_task_has_everything_a_client_reads(api: httpx.Client, hero: str) -> None:
    whole = data(api.get(hero))
    assert whole["permalink_url"].endswith(whole["gid"])
    assert whole["projects"][0]["name"] == "Acme Redesign"
    assert whole["modified_at"].endswith("Z")
    assert {"assignee", "completed_at", "due_on", "memberships", "notes", "parent"} <= set(whole)
