"""What Integrations says of what is selected: a connection, a provider, or a sign-in to end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from screens.connection_words import (
    access_words,
    held_words,
    mode_reason,
    mode_words,
    next_words,
    pause_words,
    problem_of,
    reads_words,
    remedy_for,
    requests_words,
    rights_words,
    who_words,
)
from screens.sync_mark import ago, label_of
from store.clock import DAY
from store.features import EARLY_ACCESS
from store.local_time import moment_text
from store.overview import Listening, Overview
from store.records import Connection
from store.revocations import Revocation
from widgets.drawing.facts import BLANK, Fact

READS_ONLY = (
    "Ayron reads the tasks that are assigned to you, so that you can time them, and never writes"
    " anything back. Timers run without an account."
)
REVOKE_DAYS = 7


class Offer(NamedTuple):
    """A provider that no account is connected of."""

    provider: str


class View(NamedTuple):
    """What connections are seen with: the time, how often is polled, the keys, what else is known.

    `overview` is None until it was read.
    """

    now: int
    poll_seconds: float
    key_of: Callable[[str], str]
    overview: Overview | None


def facts_of(subject: object, view: View) -> list[Fact]:
    """Say everything there is to know of what is selected."""
    if isinstance(subject, Connection):
        return [*_trouble(subject, view), *_connection(subject, view)]
    if isinstance(subject, Revocation):
        return list(_revocation(subject, view.now))
    return list(_offer(subject, view)) if isinstance(subject, Offer) else []


def is_off(subject: object, overview: Overview | None) -> bool:
    """Tell whether the integration that is selected is off in this workspace."""
    if not isinstance(subject, Connection | Offer) or overview is None:
        return False
    return not overview.on.get(subject.provider, True)


def _trouble(row: Connection, view: View) -> Iterator[Fact]:
    """Say what is wrong, and the one thing to do, before anything else."""
    problem = problem_of(row)
    if row.state == "asleep":
        yield Fact("", f"○ {problem}", "warning")
        yield from _off(row.provider, view)
    elif problem:
        yield Fact("", f"! {problem}", "warning")
        remedy = remedy_for(row, view.now, view.key_of)
        if remedy:
            yield Fact("", f"→ {remedy}", "key")
        yield BLANK


def _off(provider: str, view: View) -> Iterator[Fact]:
    """Say who can turn on what is off: by a key, or by being asked."""
    seen = view.overview
    if seen is not None and seen.admin:
        yield Fact("", f"→ {view.key_of('feature.on')} turns it on for everybody", "key")
    elif seen is not None:
        who = " or ".join(seen.switchers) or "an admin"
        key = view.key_of("feature.request")
        yield Fact("", f"→ {who} can turn it on; {key} copies this request to send:", "key")
        yield BLANK
        yield from (Fact("", line, "muted") for line in seen.requests[provider].split("\n"))
    yield BLANK


def _connection(row: Connection, view: View) -> Iterator[Fact]:
    label = label_of(row.provider)
    yield Fact("Account", f"{row.account} at {label} ({EARLY_ACCESS})")
    yield Fact("Who", who_words(row))
    yield Fact("Where", " · ".join(row.workspaces) or "no workspace")
    yield Fact("Reads", f"{reads_words(row)}: {held_words(row)}")
    yield Fact("Mode", f"{row.mode}: {mode_words(row, view.poll_seconds)}")
    yield Fact(" ", f"because {mode_reason(row)}", "muted")
    yield Fact("Access", access_words(row))
    yield Fact(" ", rights_words(row), "muted")
    yield Fact("Synced", _synced_words(row, view.now))
    yield Fact("Requests", requests_words(row.health), part=_part(row))
    yield Fact("Webhooks", _webhook_words(row, view))


def _synced_words(row: Connection, now: int) -> str:
    at, following = row.last_ok_at, next_words(row, now)
    last = f"{ago(at, now)}, {moment_text(at, now)}" if at else "not yet"
    if pause_words(row, now):
        return f"{last} · {label_of(row.provider)} asks for a pause {pause_words(row, now)}"
    if following:
        return f"{last} · next poll {following}"
    return last if row.state == "asleep" else f"{last} · no poll is planned"


def _part(row: Connection) -> float | None:
    """Say how much of the limit is used up, where there is one."""
    health = row.health
    if health is None or not health.hourly_limit:
        return None
    return float(health.requests / health.hourly_limit)


def _webhook_words(row: Connection, view: View) -> str:
    found = view.overview.listening.get(row.id) if view.overview else None
    listening = found or Listening(0, None)
    if not row.webhooks:
        return "off"
    heard = f"last heard {ago(listening.heard_at, view.now)}" if listening.heard_at else "not heard"
    return f"on · subscriptions: {listening.subscriptions} · {heard}"


def _offer(offer: Offer, view: View) -> Iterator[Fact]:
    label = label_of(offer.provider)
    if is_off(offer, view.overview):
        yield Fact("", f"○ {label} ({EARLY_ACCESS}) is off in this workspace.", "strong")
        yield from _off(offer.provider, view)
        return
    yield Fact("", f"{label} ({EARLY_ACCESS}) is not connected, and nothing has to be.", "strong")
    yield BLANK
    yield Fact("", READS_ONLY, "muted")
    yield BLANK
    yield Fact("", f"→ {view.key_of('connection.add')} connects an account", "key")


def _revocation(row: Revocation, now: int) -> Iterator[Fact]:
    label = label_of(row.provider)
    until = row.since + REVOKE_DAYS * DAY
    yield Fact("", f"! {label} does not know yet that {row.account} is disconnected.", "warning")
    yield Fact("", "→ Nothing to do: Ayron tries again by itself, and then says what to do.", "key")
    yield BLANK
    yield Fact("Since", moment_text(row.since, now))
    yield Fact("Tried", moment_text(row.tried_at, now) if row.tried_at else "not yet")
    yield Fact("Until", f"{moment_text(until, now)}, then its token is forgotten")
    yield Fact("", "Nothing is read with this sign-in any more.", "muted")
