"""What there is to know of a connection, in words; for the screen and for the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from screens.sync_mark import label_of
from store.health import POLLED, Health
from store.local_time import clock_text
from store.records import Connection

STATES = {
    "live": "● live",
    "trouble": "! trouble",
    "signed_out": "! signed out",
    "asleep": "○ off",
    "locked": "◌ locked",
}
WRONG = ("trouble", "signed_out", "locked")
KEYS = {"linear": "API key"}
"""What a provider calls a personal token, where it is something else."""
STANDINGS = {
    "member": "a member",
    "guest": "a guest, who sees only what was shared with them",
    "limited": "a member with limited access, who sees only some projects",
    "bot": "a bot, which has no tasks of its own",
}
SUBSCRIBING = ("webhooks:write", "webhooks:delete")
LOCKED = "Its sign-in is in an encrypted file. Until it is unlocked you see the last sync."
ASLEEP = "{} is off in this workspace: nothing is asked, its tasks are hidden, none is lost."
MINUTE = 60


class Remedy(NamedTuple):
    """The one thing to do: which command of the table does it, and a sentence for it."""

    command: str
    sentence: str


PAUSED = "Ayron may ask again {}, and does so by itself while it is open."

REMEDIES: Mapping[str, Remedy] = {
    "locked": Remedy("connection.unlock", "{} unlocks it with the passphrase"),
    "signed_out": Remedy("connection.add", "{} connects it again"),
    "trouble": Remedy("sync.now", "Ayron goes on trying by itself; {} tries now"),
}
"""What is done in the app, with a place for the key."""
COMMANDS = {
    "trouble": "Ayron goes on trying by itself; `ayron sync` tries now.",
    "asleep": "An admin turns it on: ayron feature on {}",
}


def reads_words(row: Connection) -> str:
    """Say whose tasks are read."""
    if row.subject:
        return f"the tasks of {row.subject}, and nobody else's"
    return "nobody's tasks yet" if row.standing == "bot" else "the tasks assigned to you"


def who_words(row: Connection) -> str:
    """Say as what an account is there, and how it was connected."""
    standing = STANDINGS.get(row.standing, row.standing)
    if row.method == "oauth":
        return f"{standing} · signed in through the browser"
    return f"{standing} · connected by {token_words(row.provider)}"


def token_words(provider: str) -> str:
    """Say what a provider calls a personal token."""
    return KEYS.get(provider, "token")


def mode_words(row: Connection, seconds: float) -> str:
    """Say how Ayron learns of changes, in few words."""
    every = "every minute" if seconds == MINUTE else f"every {seconds:g} s"
    if row.mode == "events":
        return f"hears of changes, and looks {every}"
    return f"asks what changed {every}"


def mode_reason(row: Connection) -> str:
    """Say why it is that way and no other."""
    label = label_of(row.provider)
    if row.mode == "events":
        return f"{label} opens its event streams to this sign-in"
    if row.scopes and not row.can_write:
        return f"{label} opens no event streams to a sign-in that may only read"
    return f"{label} opens no event streams to this sign-in"


def access_words(row: Connection) -> str:
    """Say what was granted."""
    return " ".join(row.scopes) or "everything that this account may do"


def rights_words(row: Connection) -> str:
    """Say whether a token could write."""
    this = "token" if row.method == "oauth" else token_words(row.provider)
    if row.can_write:
        return f"this {this} could write; Ayron never does"
    if any(scope in SUBSCRIBING for scope in row.scopes):
        return f"this {this} reads, and may create webhooks"
    return f"this {this} can only read"


def held_words(row: Connection) -> str:
    """Say what of it is here."""
    return f"{counted(row.tasks, 'open task')} · {counted(row.projects, 'project')}"


def requests_words(health: Health | None) -> str:
    """Say how much was asked in the last hour, against what the provider allows."""
    if health is None:
        return "none yet"
    said = f"{health.requests:,}"
    if health.hourly_limit:
        said += f" of {health.hourly_limit:,}"
    return f"{said} in the last hour"


def next_words(row: Connection, now: int) -> str:
    """Say when the next poll is, counting down; nothing where none is to come."""
    at = row.health.next_poll_at if row.health else None
    if at is None:
        return ""
    seconds = -((now - at) // 1_000_000)
    return f"in {seconds} s" if seconds > 0 else "now"


def pause_words(row: Connection, now: int) -> str:
    """Say until when the provider wants to be left alone; nothing where it does not."""
    until = row.health.rest_until if row.health else None
    if until is None or until <= now or row.state not in POLLED:
        return ""
    return f"until {clock_text(-(-until // 60_000_000) * 60_000_000)}"


def remedy_for(row: Connection, now: int, key_of: Callable[[str], str]) -> str:
    """Say the one thing to do by key; nothing where nothing has to be done."""
    if row.state == "trouble" and pause_words(row, now):
        return PAUSED.format(pause_words(row, now).replace("until", "at"))
    remedy = REMEDIES.get(row.state)
    return remedy.sentence.format(key_of(remedy.command)) if remedy else ""


def problem_of(row: Connection) -> str:
    """Say what is wrong with a connection; nothing where all is well."""
    if row.state == "locked":
        return LOCKED
    if row.state == "asleep":
        return ASLEEP.format(label_of(row.provider))
    return row.error or ""


def command_for(row: Connection, now: int) -> str:
    """Say the one thing to do by command line; nothing where nothing has to be done."""
    if row.state == "trouble" and pause_words(row, now):
        return PAUSED.format(pause_words(row, now).replace("until", "at"))
    if row.state == "signed_out":
        return reconnect_command(row)
    return COMMANDS.get(row.state, "").format(row.provider)


def reconnect_command(row: Connection) -> str:
    """Write the command that connects an account anew, in the way in which it was connected."""
    subject = f" --tasks-of {row.subject_id}" if row.subject_id else ""
    by_token = "" if row.method == "oauth" else " --token-stdin"
    return f"ayron connect {row.provider}{by_token}{subject}"


def counted(number: int, word: str) -> str:
    """Write a number of things."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"
