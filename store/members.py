"""Members: who uses the ledger, and who of them is admin.

On PostgreSQL a member is a login of the database, which this version cannot make for others.
"""

from __future__ import annotations

from typing import NamedTuple

from store.errors import NothingToDo, Refused
from store.features import become_shared
from store.ledger import require_admin
from store.naming import likeness_key, title_of
from store.text import clean
from store.work import Work

ROLES = ("admin", "member")


class Member(NamedTuple):
    """A person who uses the ledger; `handle` is what AYRON_MEMBER names."""

    handle: str
    name: str
    role: str
    archived: bool


def members(work: Work, *, archived: bool = False) -> list[Member]:
    """List the members, admins first; the archived ones only when asked for."""
    found = work.rows(
        "SELECT handle, name, role, archived_at FROM member"
        " ORDER BY role <> 'admin', created_at, handle"
    )
    known = [Member(handle, name, role, since is not None) for handle, name, role, since in found]
    return [member for member in known if archived or not member.archived]


def find_member_by(work: Work, text: str) -> Member:
    """Find a member by handle, else by a name that one alone has, archived or not."""
    known = members(work, archived=True)
    wanted = likeness_key(clean(text))
    found = [member for member in known if member.handle == clean(text)] or [
        member for member in known if wanted in (likeness_key(member.name), member.handle)
    ]
    if len(found) != 1:
        what = "Several members are" if found else "No member is"
        raise NothingToDo(f"{what} called “{clean(text)}”. `ayron member list` names them.")
    return found[0]


def add_member(work: Work, handle: str, name: str = "", role: str = "member") -> Member:
    """Add a member; from the second one on the workspace is shared."""
    require_admin(work, "add a member")
    if work.engine != "sqlite":
        raise Refused(
            "On PostgreSQL a member is a login of the database. Adding one will be the work of"
            " `ayron team`, which this version does not have yet."
        )
    handle = title_of(handle, "A member")
    for other in members(work, archived=True):
        if likeness_key(other.handle) == likeness_key(handle):
            back = f" Bring them back: ayron member edit {other.handle} --unarchive"
            raise Refused(
                f"There is a member {other.handle} already.{back if other.archived else ''}"
            )
    work.run(
        "INSERT INTO member (handle, name, role, created_at) VALUES (?, ?, ?, ?)",
        (handle, clean(name) or handle, _checked(role), work.now()),
    )
    become_shared(work)
    return find_member_by(work, handle)


def rename_member(work: Work, handle: str, name: str) -> Member:
    """Change what a member is called; the handle stays."""
    require_admin(work, "rename a member")
    member = find_member_by(work, handle)
    title = title_of(name, "A member")
    work.run("UPDATE member SET name = ? WHERE handle = ?", (title, member.handle))
    return member._replace(name=title)


def edit_member(work: Work, handle: str, role: str) -> Member:
    """Make a member an admin or a plain member; the last admin stays one."""
    require_admin(work, "change a role")
    member = find_member_by(work, handle)
    if _checked(role) != "admin":
        _keep_one_admin(work, member)
    work.run("UPDATE member SET role = ? WHERE handle = ?", (role, member.handle))
    return member._replace(role=role)


def archive_member(work: Work, handle: str) -> Member:
    """Let somebody use the ledger no longer; what they tracked stays."""
    require_admin(work, "archive a member")
    member = find_member_by(work, handle)
    _keep_one_admin(work, member)
    if member.handle == work.owner:
        raise Refused("You cannot archive yourself. Another admin can.")
    running = "SELECT 1 FROM entry WHERE owner = ? AND stopped_at IS NULL"
    if work.row(running, (member.handle,)):
        raise Refused(f"A timer of {member.name} is running. It has to be stopped first.")
    work.run("UPDATE member SET archived_at = ? WHERE handle = ?", (work.now(), member.handle))
    return member._replace(archived=True)


def unarchive_member(work: Work, handle: str) -> Member:
    """Let an archived member use the ledger again."""
    require_admin(work, "bring back a member")
    member = find_member_by(work, handle)
    work.run("UPDATE member SET archived_at = NULL WHERE handle = ?", (member.handle,))
    return member._replace(archived=False)


def _keep_one_admin(work: Work, member: Member) -> None:
    admins = [other.handle for other in members(work) if other.role == "admin"]
    if admins == [member.handle]:
        raise Refused(
            f"{member.name} is the only admin. Make somebody else admin first:"
            " ayron member edit NAME --role admin"
        )


def _checked(role: str) -> str:
    if role not in ROLES:
        raise Refused(f"“{clean(role)}” is no role. A member is admin or member.")
    return role
