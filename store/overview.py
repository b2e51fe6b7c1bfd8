"""What there is to know of the integrations besides the connections themselves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from store.features import features, switchers
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
    whether this member is one of them. `listening` is by the ids of connections.
    """

    on: dict[str, bool]
    switchers: tuple[str, ...]
    admin: bool
    listening: dict[str, Listening]
    revocations: tuple[Revocation, ...]


def overview(work: Work, providers: Iterable[str]) -> Overview:
    """Read which integrations there are, who switches them, what listens and what is to end."""
    return Overview(
        features(work, providers),
        tuple(switchers(work)),
        work.role == "admin",
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
