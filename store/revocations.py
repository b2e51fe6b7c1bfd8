"""Sign-ins that a person has ended and the provider does not know of yet.

The refresh token of each waits with the other secrets; here is what it is for, and since when.
"""

from __future__ import annotations

from typing import NamedTuple

from store.connections import Address
from store.records import Connection
from store.work import Work


class Revocation(NamedTuple):
    """A sign-in that is to be revoked: `since` when, and when that was tried last: 0 for never."""

    provider: str
    account_id: str
    account: str
    origin: str
    application_id: str | None
    since: int
    tried_at: int


def revocations(work: Work) -> list[Revocation]:
    """List this member's sign-ins that are to be revoked, oldest first."""
    found = work.rows(
        "SELECT provider, account_id, account, origin, application_id, since, tried_at"
        " FROM revocation WHERE owner = ? ORDER BY since, provider, account_id",
        (work.owner,),
    )
    return [Revocation(*row) for row in found]


def add_revocation(work: Work, connection: Connection, address: Address) -> Revocation:
    """Write down that the sign-in of a connection is to be revoked; it is tried from now on."""
    now = work.now()
    made = Revocation(
        connection.provider,
        connection.account_id,
        connection.account,
        address.origin,
        address.application_id,
        now,
        now,
    )
    end_revocation(work, made)
    work.run(
        "INSERT INTO revocation (owner, provider, account_id, account, origin, application_id,"
        " since, tried_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (work.owner, *made),
    )
    return made


def claim_revocation(work: Work, known: Revocation) -> bool:
    """Write down that it is tried now; False where another process was quicker."""
    return bool(
        work.run(
            "UPDATE revocation SET tried_at = ?"
            " WHERE owner = ? AND provider = ? AND account_id = ? AND tried_at = ?",
            (work.now(), work.owner, known.provider, known.account_id, known.tried_at),
        )
    )


def release_revocation(work: Work, known: Revocation) -> None:
    """Write down that it was not tried after all, so that the next process that can does it."""
    work.run(
        "UPDATE revocation SET tried_at = 0 WHERE owner = ? AND provider = ? AND account_id = ?",
        (work.owner, known.provider, known.account_id),
    )


def end_revocation(work: Work, known: Revocation) -> bool:
    """Forget it, done or given up; False where another process was quicker."""
    return bool(
        work.run(
            "DELETE FROM revocation WHERE owner = ? AND provider = ? AND account_id = ?",
            (work.owner, known.provider, known.account_id),
        )
    )


def cancel_revocation(
    work: Work, provider: str, account_id: str, application_id: str | None
) -> bool:
    """Forget it where the same account is signed in through the same application again."""
    return bool(
        work.run(
            "DELETE FROM revocation WHERE owner = ? AND provider = ? AND account_id = ?"
            " AND application_id = ?",
            (work.owner, provider, account_id, application_id),
        )
    )
