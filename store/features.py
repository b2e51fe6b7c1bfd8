"""Feature switches of the workspace: each integration can be turned on or off for everybody.

A feature that nobody has switched is on in a workspace of one person and off in a shared one.
"""

from __future__ import annotations

from collections.abc import Iterable

from store.errors import NothingToDo, Refused
from store.ledger import require_admin
from store.work import Work

EARLY_ACCESS = "early access"
"""What every integration is labelled as, for now."""


def is_on(work: Work, name: str) -> bool:
    """Tell whether a feature is on in this workspace."""
    stored = work.row("SELECT enabled FROM feature WHERE name = ?", (name,))
    return bool(stored[0]) if stored else not is_shared(work)


def is_shared(work: Work) -> bool:
    """Tell whether the workspace has more than one member."""
    return len(work.rows("SELECT 1 FROM member WHERE archived_at IS NULL LIMIT 2")) > 1


def features(work: Work, known: Iterable[str]) -> dict[str, bool]:
    """Tell of every known feature whether it is on."""
    return {name: is_on(work, name) for name in known}


def switchers(work: Work) -> list[str]:
    """Name the people who may turn features on and off: the admins."""
    found = work.rows(
        "SELECT name FROM member WHERE role = 'admin' AND archived_at IS NULL"
        " ORDER BY created_at, handle"
    )
    return [row[0] for row in found]


def who_can_switch(work: Work) -> str:
    """Say in words for the beginning of a sentence who may turn features on and off."""
    if work.role == "admin":
        return "You, as an admin, can"
    *others, last = switchers(work) or ["an admin"]
    return f"Only {', '.join(others)} or {last} can" if others else f"Only {last} can"


def require_feature(work: Work, name: str) -> None:
    """Refuse what is off in this workspace, with a sentence that says who can turn it on."""
    if not is_on(work, name):
        raise Refused(
            f"{name.capitalize()} is off in this workspace. {who_can_switch(work)} turn it on:"
            f" ayron feature on {name}"
        )


def request_text(work: Work, name: str) -> str:
    """Write what a member can send to an admin, to have an integration turned on."""
    [title] = work.row("SELECT name FROM workspace") or ("",)
    [me] = work.row("SELECT name FROM member WHERE handle = ?", (work.owner,)) or (work.owner,)
    label = name.capitalize()
    return (
        f"Please turn on {label} ({EARLY_ACCESS}) in our Ayron workspace “{title}”.\n"
        f"\n"
        f"How {label} is used: with an account of my own I read the tasks that are assigned to me,"
        f" and the projects that they are in, so that I can track time on them. Ayron writes"
        f" nothing to {label}, except for subscriptions to changes where somebody turns webhooks"
        f" on. My sign-in stays on my machine. Time, rates and invoices are not sent to {label}.\n"
        f"\n"
        f"An admin turns it on with:   ayron feature on {name}\n"
        f"and off again with:          ayron feature off {name}\n"
        f"\n"
        f"Thank you, {me}"
    )


def switch_feature(work: Work, name: str, enabled: bool, known: Iterable[str]) -> None:
    """Turn a feature on or off; links of an integration that is off are dormant.

    An admin's right. Raises NothingToDo for a feature that there is not.
    """
    require_admin(work, "switch a feature")
    names = tuple(known)
    if name not in names:
        raise NothingToDo(f"There is no feature “{name}”. There are: {', '.join(names)}.")
    work.run(
        "INSERT INTO feature (name, enabled) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET enabled = excluded.enabled",
        (name, int(enabled)),
    )
    if enabled:
        _wake(work, name)
    else:
        _put_to_sleep(work, name)


def become_shared(work: Work) -> None:
    """Turn off what nobody has switched, now that there is a second member."""
    for (name,) in work.rows("SELECT DISTINCT provider FROM connection"):
        work.run(
            "INSERT INTO feature (name, enabled) VALUES (?, 0) ON CONFLICT (name) DO NOTHING",
            (name,),
        )
        if not is_on(work, name):
            _put_to_sleep(work, name)


def _wake(work: Work, name: str) -> None:
    """Let links live again; those whose account was let go meanwhile wait for it."""
    work.run(
        "UPDATE link SET state = 'live', reason = NULL"
        " WHERE provider = ? AND reason = 'off' AND account_id = ''",
        (name,),
    )
    work.run(
        "UPDATE link SET reason = 'disconnected' WHERE provider = ? AND reason = 'off'",
        (name,),
    )


def _put_to_sleep(work: Work, name: str) -> None:
    work.run(
        "UPDATE link SET state = 'dormant', reason = 'off' WHERE provider = ? AND state = 'live'",
        (name,),
    )
