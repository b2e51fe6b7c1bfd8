"""The options of the commands on what a workspace shares: project, client, member, map."""

from __future__ import annotations

import argparse
from typing import Any

from app.cli.term_options import add_client_options, add_project_options
from app.cli.verbs import add_verb, verbs_of

CLIENT = "a client, added where it is new"
REMOTE = "asana:GID, linear:ID, or the whole name of a remote project"


def project_arguments(command: argparse.ArgumentParser) -> None:
    """Add the verbs of `project`."""
    verbs = verbs_of(command, "list|add|edit|archive")
    _list(verbs, "projects")
    add = add_verb(verbs, "add", "add a project")
    add.add_argument("name", nargs="+", metavar="NAME")
    add.add_argument("--client", metavar="C", help=f"{CLIENT}, or “none”")
    add_project_options(add)
    edit = _edit(verbs, "rename a project, move it, or say how it earns", "PROJECT")
    edit.add_argument("--client", metavar="C", help=f"{CLIENT}, or “none”")
    add_project_options(edit)
    add_verb(verbs, "archive", "offer a project no longer").add_argument("id", metavar="PROJECT")


def client_arguments(command: argparse.ArgumentParser) -> None:
    """Add the verbs of `client`."""
    verbs = verbs_of(command, "list|add|edit|archive")
    _list(verbs, "clients")
    add = add_verb(verbs, "add", "add a client")
    add.add_argument("name", nargs="+", metavar="NAME")
    add_client_options(add)
    add_client_options(_edit(verbs, "rename a client, or say how it is billed", "CLIENT"))
    add_verb(verbs, "archive", "offer a client no longer").add_argument("id", metavar="CLIENT")


def member_arguments(command: argparse.ArgumentParser) -> None:
    """Add the verbs of `member`."""
    verbs = verbs_of(command, "list|add|edit|archive")
    _list(verbs, "members")
    add = add_verb(verbs, "add", "add a member; from the second one on the workspace is shared")
    add.add_argument("id", metavar="HANDLE", help="what AYRON_MEMBER names")
    add.add_argument("--name", metavar="NAME", default="")
    add.add_argument("--role", metavar="ROLE", default="member", help="admin or member")
    edit = _edit(verbs, "rename a member, or change the role", "HANDLE")
    edit.add_argument("--role", metavar="ROLE", help="admin or member")
    add_verb(verbs, "archive", "let a member in no longer").add_argument("id", metavar="HANDLE")


def map_arguments(command: argparse.ArgumentParser) -> None:
    """Add the verbs of `map`."""
    verbs = verbs_of(command, "list|remotes|add|remove|suggest|answers|forget")
    listing = add_verb(verbs, "list", "list what is mapped, to one project or to any")
    listing.add_argument("project", nargs="?", metavar="PROJECT")
    add_verb(verbs, "remotes", "list the remote projects and teams that can be mapped")
    for verb, sentence in (
        ("add", "let the time on a remote project's tasks go to a project"),
        ("remove", "take a mapping away"),
    ):
        change = add_verb(verbs, verb, sentence)
        change.add_argument("project", metavar="PROJECT")
        change.add_argument("remote", metavar="REMOTE", help=REMOTE)
    suggest = add_verb(verbs, "suggest", "list remote projects of a like name; nothing is set")
    suggest.add_argument("project", metavar="PROJECT")
    add_verb(verbs, "answers", "list the projects that you chose for what is not mapped")
    forget = add_verb(verbs, "forget", "forget such a choice, so that the app asks again")
    forget.add_argument("remote", metavar="REMOTE", help=REMOTE)


def _list(verbs: Any, what: str) -> None:
    listing = add_verb(verbs, "list", f"list the {what}")
    listing.add_argument("--archived", action="store_true", help="list the archived ones, too")


def _edit(verbs: Any, sentence: str, which: str) -> argparse.ArgumentParser:
    edit = add_verb(verbs, "edit", sentence)
    edit.add_argument("id", metavar=which)
    edit.add_argument("--name", metavar="NAME")
    edit.add_argument("--unarchive", action="store_true", help="bring back what was archived")
    return edit
