"""What there is to know of the integrations besides the connections themselves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from store.features import features, request_text, switchers
from store.revocations import Revocation, revocations
from store.webhooks import webhooks
from store.work import Work


class Listening(NamedTuple):
    """The subscriptions of a connection: how many there are, when one was last heard."""

    subscriptions: int
    heard_at: int | None


class Overview(NamedTuple):
    """The integrations of this workspace, as this member sees them.

    `on` tells of every provider whether it is on; `switchers` are who can change that, `admin`
    whether this member is one of them; `requests` are texts to ask them with, for what is off.
    `listening` is by the ids of connections.
    """

    on: dict[str, bool]
    switchers: tuple[str, ...]
    admin: bool
    requests: dict[str, str]
    listening: dict[str, Listening]
    revocations: tuple[Revocation, ...]


def overview(work: Work, providers: Iterable[str]) -> Overview:
    """Read which integrations there are, who switches them, what listens and what is to end."""
    on = features(work, providers)
    return Overview(
        on,
        tuple(switchers(work)),
        work.role == "admin",
        {name: request_text(work, name) for name in on if not on[name]},
        _listening(work),
        tuple(revocations(work)),
    )


def _listening(work: Work) -> dict[str, Listening]:
    found: dict[str, Listening] = {}
    for row in webhooks(work):
        count, heard = found.get(row.connection_id, Listening(0, None))
        latest = max((at for at in (heard, row.heard_at) if at), default=None)
        found[row.connection_id] = Listening(count + 1, latest)
    return found
