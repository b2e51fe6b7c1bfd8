"""Sign-ins that a person has ended: revoked at once, else tried again for a week.

Meanwhile only what revoking takes is kept, in an item that nothing else reads.
"""

from __future__ import annotations

import logging
from contextlib import closing
from threading import Event
from typing import NamedTuple

from store.clock import DAY, MINUTE
from store.connections import connections
from store.errors import Refused
from store.features import is_on
from store.ledger import Ledger
from store.locks import FileLock
from store.revocations import (
    Revocation,
    claim_revocation,
    end_revocation,
    release_revocation,
    revocations,
)
from sync.access import Surroundings, open_transport, with_secret
from sync.errors import (
    Missing,
    NotRevoked,
    RemoteError,
    SecretsLocked,
    Stopped,
    UnknownApplication,
)
from sync.kinds import Kind, kind_names, kind_of
from sync.secrets import Secret
from sync.tokens import REVOKE, Application

PATIENCE = 7 * DAY
PAUSE = 5 * MINUTE
_TRIES_ON = (
    "The sign-in could not be revoked yet: {why} Ayron reads nothing with it any more, and tries"
    " for a week to have it revoked."
)
_GIVEN_UP = (
    "The sign-in of {account} could not be revoked at {label} for a week; Ayron has forgotten it"
    " and tries no more. {help}"
)

_log = logging.getLogger("ayron.sync")


class Outcome(NamedTuple):
    """Whether a sign-in is over and forgotten, and a sentence where there is more to say."""

    over: bool
    sentence: str = ""


def revoke(ledger: Ledger, around: Surroundings, wanted: Revocation, stop: Event) -> Outcome:
    """Revoke a sign-in now; trouble of the network or the provider leaves it for later.

    Raises Stopped.
    """
    kind = kind_of(wanted.provider)
    sentence = ""
    try:
        _ask(kind, around, wanted, _left(ledger, around, wanted), stop)
    except Stopped:
        raise
    except Missing as answer:
        sentence = str(answer)
    except (NotRevoked, UnknownApplication) as refusal:
        sentence = f"{refusal} {kind.leave_help}"
    except Refused as trouble:
        if isinstance(trouble, SecretsLocked):
            _leave_to_others(ledger, wanted)
        return Outcome(False, _TRIES_ON.format(why=trouble))
    _end(ledger, around, wanted)
    return Outcome(True, sentence)


def revoke_what_waits(ledger: Ledger, around: Surroundings, stop: Event) -> list[str]:
    """Try again what is due; return what a person has to be told, each sentence once.

    An integration that is off is not asked anything. Raises Stopped.
    """
    with ledger.read() as work:
        waiting = [each for each in revocations(work) if each.provider in kind_names()]
        asleep = {each.provider for each in waiting if not is_on(work, each.provider)}
    now = around.clock.wall()
    said = []
    for each in waiting:
        if now - each.since >= PATIENCE:
            said.append(_give_up(ledger, around, each))
        elif each.provider not in asleep and not 0 <= now - each.tried_at < PAUSE:
            said.append(_try_again(ledger, around, each, stop))
    return [sentence for sentence in said if sentence]


def _leave_to_others(ledger: Ledger, wanted: Revocation) -> None:
    """Let another process try at once: secrets that are locked are locked for this one only."""
    with ledger.write() as work:
        release_revocation(work, wanted)


def _left(
    ledger: Ledger, around: Surroundings, wanted: Revocation
) -> tuple[Application, Secret] | None:
    """Read what revoking takes; set it aside where that was cut off before it was done."""
    provider, account_id = wanted.provider, wanted.account_id
    shelf = around.shelf(provider, account_id)
    with FileLock(str(around.token_lock(provider, account_id))):
        if not _is_connected(ledger, wanted):
            shelf.set_aside()
        found = shelf.waiting()
    return found and (with_secret(around, provider, found[0]), found[1])


def _is_connected(ledger: Ledger, wanted: Revocation) -> bool:
    with ledger.read() as work:
        return any(
            each.account_id == wanted.account_id for each in connections(work, wanted.provider)
        )


def _ask(
    kind: Kind,
    around: Surroundings,
    wanted: Revocation,
    left: tuple[Application, Secret] | None,
    stop: Event,
) -> None:
    if left is None:
        raise Missing("There was no sign-in left to revoke.")
    application, refresh = left
    if kind.needs_secret and not application.secret:
        raise RemoteError(f"AYRON_{kind.name.upper()}_CLIENT_SECRET is not set.")
    with closing(open_transport(kind, wanted.origin, around.clock, stop)) as transport:
        kind.sign_in(transport, application, "", around.environment).revoke(refresh)


def _try_again(ledger: Ledger, around: Surroundings, wanted: Revocation, stop: Event) -> str:
    """Try unless another process does; what a person can do nothing about is not told."""
    with ledger.write() as work:
        if not claim_revocation(work, wanted):
            return ""
    outcome = revoke(ledger, around, wanted, stop)
    _log.info("Revoking %s again: %s", wanted.account_id, outcome.sentence or "done")
    return outcome.sentence if outcome.over else ""


def _give_up(ledger: Ledger, around: Surroundings, wanted: Revocation) -> str:
    if not _end(ledger, around, wanted):
        return ""
    kind = kind_of(wanted.provider)
    return _GIVEN_UP.format(account=wanted.account, label=kind.label, help=kind.leave_help)


def _end(ledger: Ledger, around: Surroundings, wanted: Revocation) -> bool:
    """Forget it; False where another process was quicker."""
    with ledger.write() as work:
        ended = end_revocation(work, wanted)
    try:
        around.shelf(wanted.provider, wanted.account_id).forget(REVOKE)
    except RemoteError as trouble:
        _log.warning("What revoking took could not be removed: %s", trouble)
    return ended
