"""member: who uses the ledger."""

from __future__ import annotations

from argparse import Namespace

from app.cli.invocation import Invocation
from store.errors import Refused
from store.features import is_shared
from store.members import (
    Member,
    add_member,
    archive_member,
    edit_member,
    find_member_by,
    members,
    rename_member,
    unarchive_member,
)
from store.work import Work

SHARED = (
    "The workspace is shared now: integrations that nobody has switched on are off. Turn one on"
    " for everybody: ayron feature on asana"
)


def change(invocation: Invocation) -> int:
    """List the members; add, edit or archive one."""
    options = invocation.options
    if options.verb == "list":
        with invocation.ledger.read() as work:
            found = members(work, archived=options.archived)
        return invocation.answer([_shape(each) for each in found], [_line(each) for each in found])
    with invocation.ledger.write() as work:
        was_shared = is_shared(work)
        said, done = VERBS[options.verb](work, options)
        became_shared = is_shared(work) and not was_shared
    return invocation.answer(
        _shape(done), [f"{said} {_line(done)}", *([SHARED] if became_shared else [])]
    )


def _add(work: Work, options: Namespace) -> tuple[str, Member]:
    return "Added", add_member(work, options.id, options.name, options.role)


def _edit(work: Work, options: Namespace) -> tuple[str, Member]:
    if options.name is None and options.role is None and not options.unarchive:
        raise Refused("Say what to change: --name, --role or --unarchive.")
    member = find_member_by(work, options.id)
    if options.unarchive:
        member = unarchive_member(work, member.handle)
    if options.name is not None:
        member = rename_member(work, member.handle, options.name)
    if options.role is not None:
        member = edit_member(work, member.handle, options.role)
    return "Changed", member


def _archive(work: Work, options: Namespace) -> tuple[str, Member]:
    return "Archived", archive_member(work, options.id)


VERBS = {"add": _add, "edit": _edit, "archive": _archive}


def _shape(member: Member) -> dict[str, object]:
    return member._asdict()


def _line(member: Member) -> str:
    archived = ["archived"] if member.archived else []
    return "\t".join([member.handle, member.name, member.role, *archived])
