"""What the sync tells: facts in the past tense, in plain records."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SyncOutcome:
    """What one sync of one connection did. `error` is a sentence, None when all went well."""

    connection_id: str
    new: int = 0
    changed: int = 0
    gone: int = 0
    requests: int = 0
    rows_written: int = 0
    error: str | None = None


@dataclass(frozen=True, slots=True)
class SyncStarted:
    """A sync of a connection has begun."""

    connection_id: str


@dataclass(frozen=True, slots=True)
class SyncProgress:
    """So many tasks of a connection were read so far."""

    connection_id: str
    tasks: int


@dataclass(frozen=True, slots=True)
class TasksPulled:
    """A sync of a connection went through; `outcome` says what it changed."""

    connection_id: str
    outcome: SyncOutcome


@dataclass(frozen=True, slots=True)
class SyncFailed:
    """A sync did not go through. `retry_at` is an instant where the provider named one."""

    connection_id: str
    sentence: str
    retry_at: int | None


@dataclass(frozen=True, slots=True)
class ConnectionLost:
    """A connection has to be made anew before it can be synced."""

    connection_id: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ModeChanged:
    """A connection hears of changes in another way from now on: events or catch-up."""

    connection_id: str
    mode: str


@dataclass(frozen=True, slots=True)
class SignInLeft:
    """A sign-in that was ended here could not be revoked; the sentence says who can end it."""

    sentence: str


@dataclass(frozen=True, slots=True)
class SyncIdle:
    """Nothing is being synced. `polls` says whether this process looks again by itself."""

    polls: bool


Fact = (
    SyncStarted
    | SyncProgress
    | TasksPulled
    | SyncFailed
    | ConnectionLost
    | ModeChanged
    | SignInLeft
    | SyncIdle
)
