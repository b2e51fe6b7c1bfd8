"""What the screens do with other people's systems, each errand on a thread of its own.

Nothing here is loaded or started before there is a connection, or somebody makes one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any, NamedTuple

from screens.clerk import Clerk
from screens.listening import Listening
from screens.remote_words import awake_ones, found_words, locked_one, why_none, why_off
from store.records import Connection

if TYPE_CHECKING:
    from screens.facts import Facts
    from screens.host import Host
    from store.ledger import Ledger
    from sync.access import Surroundings
    from sync.connecting import Announce, Choose, Connecting
    from sync.facts import Fact
    from sync.kinds import Kind
    from sync.receiver.running import Receiver
    from sync.secrets import Secret
    from sync.thread import SyncThread
    from sync.tokens import Application

STALE = 20_000_000
"""Microseconds after which opening the picker asks for a sync."""


class Way(NamedTuple):
    """How the providers are reached; the app fills it from the settings."""

    settings: Mapping[str, str]
    redirect: str
    lock: Callable[[], Path]
    poll_seconds: float
    surroundings: Callable[[], Surroundings]
    receiver: Callable[[Ledger, Surroundings, Callable[[str], object]], Receiver | None]


class Readiness(NamedTuple):
    """What is there before somebody connects an account of a kind of provider."""

    kind: Kind
    token_given: bool
    application: Application | None
    wants_passphrase: bool
    locked: bool
    kept: str


class Remotes:
    """Connects, disconnects and syncs; results and facts are delivered on the screen's loop."""

    def __init__(self, host: Host, way: Way, publish: Callable[[Fact], object]) -> None:
        self._host = host
        self.way = way
        self._publish = publish
        self._errands = Clerk("errands", host.deliver)
        self._around: Surroundings | None = None
        self._thread: SyncThread | None = None
        self._listening = Listening(host, way, self.surroundings)
        self._started = False
        self._new: dict[str, int | None] = {}
        self.locked = False
        """Whether the sign-ins are in an encrypted file whose passphrase was not given yet."""

    def mind(self, facts: Facts) -> None:
        """Poll as long as there is something to poll; what is off rests, and so does the thread."""
        awake = awake_ones(facts.connections)
        if awake and not self._started:
            self.start()
        elif facts.connections and not awake and self._thread is not None:
            thread, self._thread, self._started = self._thread, None, False
            self._do(thread.close, lambda _none: None)

    def start(self) -> None:
        """Start the sync thread, unless the secrets that it needs are locked."""

        self._started = True

        def is_locked() -> bool:
            return self.surroundings().secrets.locked

        def found(locked: bool) -> None:
            self.locked = locked
            if locked:
                self._host.ledger_changed()
            else:
                self.begin()

        self._do(is_locked, found)

    def unlock(
        self, passphrase: Secret, then: Callable[[], None], failed: Callable[[Exception], None]
    ) -> None:
        """Open the encrypted file of secrets, or choose the passphrase of a new one."""

        def unlocked(_none: None) -> None:
            self.locked = False
            if self._host.facts.connections:
                self._begin_where_awake()
                self._host.ledger_changed()
            then()

        self._do(lambda: self.surroundings().secrets.unlock(passphrase), unlocked, failed)

    def seen(self, facts: Facts) -> Facts:
        """Say of connections that cannot be read now that they are locked; greet the new ones."""
        self._greet(facts.connections)
        if not self.locked:
            return facts
        return facts._replace(connections=tuple(map(locked_one, facts.connections)))

    def _greet(self, connections: Sequence[Connection]) -> None:
        """Say what was found with a connection that was just made, once that is known."""
        for row in connections:
            if row.id in self._new and row.last_ok_at != self._new[row.id]:
                del self._new[row.id]
                self._host.say(found_words(row))

    def prepare(self, provider: str, then: Callable[[Readiness], None]) -> None:
        """Find out what somebody has to be asked before connecting; refuses what is off."""

        def look() -> Readiness:
            from store.features import require_feature
            from sync.access import known_application
            from sync.kinds import kind_of

            with self._host.ledger.read() as work:
                require_feature(work, provider)
            around = self.surroundings()
            wants = around.secrets.wants_passphrase()
            return Readiness(
                kind_of(provider),
                bool(around.secrets.from_environment(provider)),
                None if around.secrets.locked else known_application(around, provider),
                wants,
                around.secrets.locked,
                around.secrets.describe(),
            )

        self._host.fully(lambda: self._do(look, then))

    def offer(self, then: Callable[[dict[str, str]], None]) -> None:
        """List the providers that are on, by name with their labels; refuses where none is."""

        def look() -> dict[str, str]:
            from store.features import features, require_feature
            from sync.kinds import kind_names, kind_of

            with self._host.ledger.read() as work:
                names = [name for name, on in features(work, kind_names()).items() if on]
                if not names:
                    require_feature(work, kind_names()[0])
            return {name: kind_of(name).label for name in names}

        self._host.fully(lambda: self._do(look, then))

    def connect_by_token(
        self,
        provider: str,
        token: Secret | None,
        then: Callable[[Connection], None],
        failed: Callable[[Exception], None],
        choose: Choose | None = None,
    ) -> None:
        """Connect with a token, or with the one in the environment."""

        def connect() -> Connection:
            given = token or self.surroundings().secrets.from_environment(provider)
            assert given is not None
            return self._connecting(provider, Event(), choose).with_token(given)

        self._do(connect, lambda made: self._connected(made, then), failed)

    def connect_by_browser(
        self,
        provider: str,
        application: Application,
        announce: Announce,
        cancel: Event,
        then: Callable[[Connection], None],
        failed: Callable[[Exception], None],
        choose: Choose | None = None,
    ) -> None:
        """Sign in through the browser; both callables are called on the errand's thread."""

        def connect() -> Connection:
            making = self._connecting(provider, cancel, choose)
            return making.with_oauth(application, self.way.redirect, announce)

        self._do(connect, lambda made: self._connected(made, then), failed)

    def disconnect(self, connection: Connection, then: Callable[[str], None]) -> None:
        """Revoke, forget the secret; links go dormant, entries stay."""

        def let_go() -> str:
            from sync.leaving import disconnect

            return disconnect(self._host.ledger, self.surroundings(), connection)

        self._host.say(f"Disconnecting {connection.account} …")
        self._do(let_go, then)

    def sync_now(self) -> None:
        """Look at every connection at once; say why where there is nothing to look at."""
        facts = self._host.facts
        if not facts.connected:
            place, add = map(self._host.key_of, ("place.integrations", "connection.add"))
            way = f"Press {place}, then {add}."
            self._host.look(
                lambda work: f"Nothing is connected. {why_none(work) or way}",
                lambda why: self._host.say(why, "warning"),
            )
        elif facts.connections and not awake_ones(facts.connections):
            self._host.look(why_off, lambda why: self._host.say(why, "warning"))
        elif self._thread is not None:
            self._thread.sync_now()
        else:
            self.start()

    def freshen(self) -> None:
        """Look at every connection, unless that was done a moment ago."""
        now = self._host.clock.wall()
        awake = awake_ones(self._host.facts.connections)
        stale = any(now - (row.last_ok_at or 0) > STALE for row in awake)
        if stale and self._thread is not None:
            self._thread.sync_now()

    def close(self) -> None:
        """End the sync thread; an errand under way is left behind."""
        if self._thread is not None:
            self._thread.close()
        self._listening.close()
        self._errands.close(seconds=0.0)

    def _connected(self, made: Connection, then: Callable[[Connection], None]) -> None:
        self._new[made.id] = made.last_ok_at
        self.begin()
        assert self._thread is not None
        self._thread.connected(made.id)
        then(made)

    def _begin_where_awake(self) -> None:
        if awake_ones(self._host.facts.connections):
            self.begin()

    def begin(self) -> None:
        """Start the sync thread."""
        self._started = True
        if self._thread is not None:
            return
        from sync.thread import SyncThread

        self._thread = SyncThread(
            self._host.ledger,
            self.surroundings(),
            self._publish,
            self.way.lock(),
            self.way.poll_seconds,
        )
        self._thread.start()
        if any(row.webhooks for row in self._host.facts.connections):
            self._listening.begin(self._do)

    def _connecting(self, provider: str, cancel: Event, choose: Choose | None) -> Connecting:
        from sync.connecting import Connecting
        from sync.kinds import kind_of

        kind = kind_of(provider)
        origin = self.way.settings.get(f"{provider}_url", kind.home)
        around = self.surroundings()
        return Connecting(self._host.ledger, around, kind, origin, cancel, choose=choose)

    def surroundings(self) -> Surroundings:
        if self._around is None:
            self._around = self.way.surroundings()
        return self._around

    def _do(
        self,
        job: Callable[[], Any],
        then: Callable[[Any], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        self._errands.do(job, then, failed or self._host.report)
