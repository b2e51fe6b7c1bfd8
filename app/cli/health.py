"""How the connections are, and what a sync did: as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from app.cli.invocation import Invocation
from app.shapes import connection_shape
from screens.connection_words import (
    command_for,
    counted,
    held_words,
    mode_words,
    next_words,
    pause_words,
    problem_of,
    reads_words,
    requests_words,
    rights_words,
    who_words,
)
from screens.sync_mark import label_of
from store.connections import connections
from store.health import with_health
from store.local_time import clock_text, date_of, iso_date
from store.records import Connection
from store.revocations import revocations

if TYPE_CHECKING:
    from sync.facts import SyncOutcome


def known_connections(invocation: Invocation) -> list[Connection]:
    """List the connections, with what is known of their polling."""
    with invocation.ledger.read() as work:
        found = connections(work)
    settings, now = invocation.own_settings, invocation.clock.wall()
    return with_health(found, settings.health_file, settings.sync_lock, now)


def tell_connections(invocation: Invocation) -> int:
    """Print how every connection is, each in a row, what is wrong below it."""
    found = known_connections(invocation)
    lines = [line for row in found for line in _lines(row, invocation)]
    lines += _waiting_lines(invocation)
    now = invocation.clock.wall()
    shapes = [{**connection_shape(row), "remedy": command_for(row, now) or None} for row in found]
    return invocation.answer(shapes, lines or ["Nothing is connected."])


def tell_outcomes(invocation: Invocation, outcomes: Sequence[SyncOutcome]) -> int:
    """Print what a sync changed; 1 where one did not go through."""
    rows = {row.id: row for row in known_connections(invocation)}
    pairs = [(outcome, rows.get(outcome.connection_id)) for outcome in outcomes]
    shape = {"connections": [_outcome_shape(outcome, row) for outcome, row in pairs]}
    invocation.answer(shape, _outcome_lines(pairs))
    return 1 if any(outcome.error for outcome in outcomes) else 0


def _lines(row: Connection, invocation: Invocation) -> Iterator[str]:
    """Say the most important in columns, and below it how it is read and what is wrong."""
    now, last = invocation.clock.wall(), row.last_ok_at
    yield "\t".join(
        (
            row.provider,
            row.account,
            ", ".join(row.workspaces) or "no workspace",
            "off" if row.state == "asleep" else row.state.replace("_", " "),
            f"last synced {iso_date(date_of(last))} {clock_text(last)}" if last else "never synced",
            held_words(row),
        )
    )
    yield "  " + " · ".join(_polling(row, invocation.settings.sync_seconds, now))
    yield f"  {who_words(row)} · reads {reads_words(row)} · {rights_words(row)}"
    if problem_of(row):
        yield f"  ! {problem_of(row)}"
    if command_for(row, now):
        yield f"  → {command_for(row, now)}"


def _polling(row: Connection, seconds: float, now: int) -> Iterator[str]:
    following, pause = next_words(row, now), pause_words(row, now)
    yield f"{row.mode}: {mode_words(row, seconds)}"
    if pause:
        yield f"{label_of(row.provider)} asks for a pause {pause}"
    else:
        yield f"next poll {following}" if following else "no poll planned"
    yield f"requests: {requests_words(row.health)}"
    yield f"webhooks {'on' if row.webhooks else 'off'}"


def _waiting_lines(invocation: Invocation) -> list[str]:
    """Say which sign-ins are to be revoked as soon as that is possible."""
    with invocation.ledger.read() as work:
        waiting = revocations(work)
    return [
        f"{row.provider}\t{row.account}\tto be revoked since {iso_date(date_of(row.since))}"
        for row in waiting
    ]


def _outcome_shape(outcome: SyncOutcome, row: Connection | None) -> dict[str, Any]:
    return {
        "id": outcome.connection_id,
        "provider": row.provider if row else None,
        "account": row.account if row else None,
        "new": outcome.new,
        "changed": outcome.changed,
        "gone": outcome.gone,
        "requests": outcome.requests,
        "rows_written": outcome.rows_written,
        "error": outcome.error,
    }


def _outcome_lines(pairs: Iterable[tuple[SyncOutcome, Connection | None]]) -> Iterator[str]:
    for outcome, row in pairs:
        account = f"{row.provider}\t{row.account}" if row else "\t"
        asked = counted(outcome.requests, "request")
        if outcome.error:
            yield f"{account}\t{outcome.error}\t{asked}"
            continue
        counts = {"new": outcome.new, "changed": outcome.changed, "gone": outcome.gone}
        said = [f"{count:,} {word}" for word, count in counts.items() if count]
        yield f"{account}\t{', '.join(said) or 'nothing new'}\t{asked}"
