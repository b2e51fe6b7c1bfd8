"""Subscriptions to what changes in my projects, made and kept for a person who opted in.

Creating and deleting them are the only writes that Ayron ever sends, on a transport that can send
nothing else. Each is written down before it is made, so that one whose making was cut off is found
again by its address and removed.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from threading import Event
from typing import NamedTuple

from store.clock import DAY
from store.connections import connections, workspace_ids
from store.ledger import Ledger
from store.locks import FileLock
from store.records import Connection
from store.webhooks import (
    Webhook,
    add_webhook,
    busiest_projects,
    confirm_webhook,
    remove_webhook,
    webhooks,
)
from sync.access import Surroundings
from sync.errors import BadAnswer, Missing, NotAllowed, Rejected, RemoteError
from sync.receiver.hooks import Hooks
from sync.receiver.kinds import Hook, Made, RemoteHook, Subscriber
from sync.receiver.opening import (
    address_at,
    forget_secret,
    keep_secret,
    new_path,
    open_subscriber,
)

MOST_SUBSCRIPTIONS = 100
SILENCE = DAY
"""A subscription that said nothing for so long, not even that it lives, is made anew."""
_MOST_REFUSALS = 3


class Settled(NamedTuple):
    """What became of a connection's subscriptions. `trouble` is a sentence, '' without any."""

    held: int
    created: int
    removed: int
    trouble: str = ""


def settling_lock(around: Surroundings, connection_id: str) -> FileLock:
    """Return the lock that keeps two processes from changing the same subscriptions."""
    around.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return FileLock(str(around.folder / f"webhooks-{connection_id}.lock"))


def settle(
    ledger: Ledger,
    around: Surroundings,
    hooks: Hooks,
    connection: Connection,
    public_url: str,
    stop: Event,
) -> Settled:
    """Subscribe where that is missing, end what is dead or needless.

    Raises what `sync.errors` lists. Nothing happens for a connection whose webhooks are off, also
    if they were turned off a moment ago by another process, or are set up by hand.
    """
    with settling_lock(around, connection.id):
        if not _is_on(ledger, connection):
            return Settled(0, 0, 0)
        subscriber = open_subscriber(ledger, connection, around, stop)
        if subscriber is None:
            return Settled(0, 0, 0)
        with closing(subscriber):
            return _Settling(ledger, around, hooks, connection, public_url, subscriber).run()


def _is_on(ledger: Ledger, connection: Connection) -> bool:
    with ledger.read() as work:
        return any(each.id == connection.id and each.webhooks for each in connections(work))


class _Settling:
    """One pass over the subscriptions of one connection."""

    def __init__(
        self,
        ledger: Ledger,
        around: Surroundings,
        hooks: Hooks,
        connection: Connection,
        public_url: str,
        subscriber: Subscriber,
    ) -> None:
        self._ledger = ledger
        self._around = around
        self._hooks = hooks
        self._connection = connection
        self._public_url = public_url
        self._subscriber = subscriber

    def run(self) -> Settled:
        """Compare what is wanted, what is written down and what the other side has."""
        with self._ledger.read() as work:
            rows = webhooks(work, self._connection.id)
            wanted = busiest_projects(work, self._connection.id, MOST_SUBSCRIPTIONS)
            places = workspace_ids(work, self._connection.id)
        known = {each.target: each for each in self._subscriber.held(places)}
        kept: set[str] = set()
        for row in rows:
            if row.resource_id not in kept and self._is_good(row, known.get(row.target), wanted):
                kept.add(row.resource_id)
            else:
                self._end(row, known.get(row.target))
        created, trouble = self._subscribe(each for each in wanted if each not in kept)
        return Settled(len(kept) + created, created, len(rows) - len(kept), trouble)

    def _is_good(self, row: Webhook, known: RemoteHook | None, wanted: list[str]) -> bool:
        """Say whether a subscription is there, wanted, ours to verify, and was heard of late."""
        if known is None or not known.active or known.id != row.remote_id:
            return False
        last = row.heard_at or row.created_at
        return (
            row.resource_id in wanted
            and row.target == address_at(self._public_url, row.path)
            and self._hooks.secret_of(row.path) is not None
            and self._around.clock.wall() - last <= SILENCE
        )

    def _end(self, row: Webhook, known: RemoteHook | None) -> None:
        if known is not None:
            self._subscriber.remove(known.id)
        self._forget(row.path)

    def _forget(self, path: str) -> None:
        self._hooks.drop(path)
        forget_secret(self._around, self._connection, path)
        with self._ledger.write() as work:
            remove_webhook(work, path)

    def _subscribe(self, project_ids: Iterable[str]) -> tuple[int, str]:
        """Subscribe to projects; one that is out of bounds is left out, several end the pass."""
        created, refusals = 0, 0
        trouble = ""
        for project_id in project_ids:
            try:
                self._create(project_id)
                created += 1
            except (NotAllowed, Missing) as refusal:
                refusals += 1
                trouble = str(refusal)
                if refusals == _MOST_REFUSALS:
                    break
        return created, trouble

    def _create(self, project_id: str) -> None:
        path = new_path()
        target = address_at(self._public_url, path)
        connection = self._connection
        me = connection.subject_id or connection.account_id
        hook = Hook(path, connection.provider, connection.id, project_id, me, None)
        with self._ledger.write() as work:
            add_webhook(work, connection.id, project_id, path, target)
        try:
            with self._hooks.opening(hook):
                made = self._subscriber.create(project_id, target)
            self._confirm(path, made)
        except (NotAllowed, Missing, Rejected) as refusal:
            self._forget(path)
            raise self._explained(refusal) from None
        except BaseException:
            self._hooks.drop(path)  # it may have been made: the next pass finds it by its address
            raise

    def _confirm(self, path: str, made: Made) -> None:
        """Keep the secret that the handshake brought; one that was not ours to take ends it."""
        secret = self._hooks.secret_of(path)
        try:
            if secret is None or (made.secret is not None and made.secret != secret):
                raise BadAnswer(f"The handshake did not come in through {self._public_url}.")
            keep_secret(self._around, self._connection, path, secret)
        except RemoteError:
            self._subscriber.remove(made.id)
            self._forget(path)
            raise
        with self._ledger.write() as work:
            confirm_webhook(work, path, made.id)

    def _explained(self, refusal: RemoteError) -> RemoteError:
        if not isinstance(refusal, Rejected):
            return refusal
        return Rejected(f"{refusal} Does {self._public_url} lead to this receiver?")
