"""What is said of connections as a whole: which are awake, why others are not, what was found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from store.records import Connection

if TYPE_CHECKING:
    from store.work import Work


def found_words(row: Connection) -> str:
    """Say what a connection that was just made has brought."""
    whose = f" of {row.subject}" if row.subject else ""
    where = " and ".join(row.workspaces) or "no workspace"
    return (
        f"Connected {row.account}: {row.tasks:,} open tasks{whose} and {row.projects:,} projects"
        f" in {where}."
    )


def awake_ones(connections: Sequence[Connection]) -> list[Connection]:
    """List the connections of integrations that are on."""
    return [row for row in connections if row.state != "asleep"]


def locked_one(row: Connection) -> Connection:
    """Say of a connection that its sign-in cannot be read now; what is off stays asleep."""
    return row if row.state == "asleep" else row.replace(state="locked", error=None)


def why_off(work: Work) -> str:
    """Say which integrations are off, and who can turn them on."""
    from store.connections import connections

    return "\n".join(_refusals(work, sorted({row.provider for row in connections(work)})))


def why_none(work: Work) -> str:
    """Say why nothing can be connected here; empty where something can."""
    from sync.kinds import kind_names

    said = _refusals(work, kind_names())
    return "\n".join(said) if len(said) == len(kind_names()) else ""


def _refusals(work: Work, providers: Iterable[str]) -> list[str]:
    from store.errors import Refused
    from store.features import require_feature

    said = []
    for provider in providers:
        try:
            require_feature(work, provider)
        except Refused as refusal:
            said.append(str(refusal))
    return said
