"""What stands in the list of Integrations, and how each row says it."""

from __future__ import annotations

from collections.abc import Sequence

from screens.connection_facts import Offer, View, is_off
from screens.connection_words import STATES, WRONG, counted, next_words, pause_words
from screens.sync_mark import ago, label_of
from store.features import EARLY_ACCESS
from store.overview import Overview
from store.records import Connection
from store.revocations import Revocation
from widgets.connection_list import Row

PROVIDERS = ("asana", "linear")
"""What is offered until it was read which providers there are."""


def subjects(connections: Sequence[Connection], overview: Overview | None) -> list[object]:
    """List the connections, the providers that none is of, and the sign-ins that are to end."""
    connected = {row.provider for row in connections}
    offered = overview.on if overview else PROVIDERS
    offers = [Offer(name) for name in offered if name not in connected]
    return [*connections, *offers, *(overview.revocations if overview else ())]


def row_of(subject: object, view: View) -> Row:
    """Say what stands in a row."""
    if isinstance(subject, Connection):
        return _connection(subject, view.now)
    if isinstance(subject, Revocation):
        tried = ago(subject.tried_at, view.now)
        return _row(subject.provider, subject.account, "! to be revoked", "warning", tried, subject)
    assert isinstance(subject, Offer)
    state = "○ off" if is_off(subject, view.overview) else "not connected"
    name = f"{label_of(subject.provider)} · {EARLY_ACCESS}"
    return _row(subject.provider, name, state, "muted", "", subject)


def _connection(row: Connection, now: int) -> Row:
    kind = "warning" if row.state in WRONG else "accent" if row.state == "live" else "muted"
    following = next_words(row, now)
    return Row(
        row.provider,
        row.account,
        STATES.get(row.state, row.state),
        kind,
        ago(row.last_ok_at, now),
        pause_words(row, now) or (f"next {following}" if following else ""),
        counted(row.tasks, "task"),
        row,
    )


def _row(provider: str, name: str, state: str, kind: str, when: str, subject: object) -> Row:
    return Row(provider, name, state, kind, when, "", "", subject)
