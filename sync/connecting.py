"""Connecting an account, by token or through the browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from threading import Event
from typing import NamedTuple

from store.connections import NewConnection
from store.errors import NothingToDo
from store.features import require_feature
from store.ledger import Ledger
from store.locks import FileLock
from store.records import Connection
from store.text import clean, fold
from sync.access import LAST_USED, Surroundings, environment_secret, open_transport
from sync.errors import NotAllowed, SignInFailed
from sync.kinds import Kind
from sync.provider import Account, Person, Provider, Standing
from sync.remembering import remember
from sync.secrets import Secret
from sync.signin import Attempt
from sync.tokens import KINDS, TOKEN, Application, FixedToken, Grant, TokenShelf
from sync.transport import GuardedTransport

FULL_PERMISSIONS = "default"
"""The scope of a grant that may do whatever its person can."""
READ_ALL = "read"
"""The scope of a grant that may read whatever its person can."""
_IMPATIENT_SECONDS = 0.1
"""The first pause between tries while somebody is waiting."""

Announce = Callable[[Attempt], object]
"""Shows the attempt's address, opens the browser, and keeps the attempt to `paste` into."""


class Circle(NamedTuple):
    """Whose tasks an account may read: as what it is there, and who else is."""

    account: Account
    standing: Standing
    people: Callable[[], list[Person]]
    """Reads who is there, which may take a while."""


Choose = Callable[[Circle], Person | None]
"""Asks whose tasks are read, None for the account's own; raises SignInFailed where nobody says."""


@dataclass(frozen=True)
class Connecting:
    """Connects accounts of one provider at one origin; `cancel` ends all waiting.

    `subject` names the one person whose tasks are read, by address, id or name, where the
    account is a bot's or a guest's; without it they are the account's own, unless `choose` says
    otherwise. A bot has none of its own.
    """

    ledger: Ledger
    around: Surroundings
    kind: Kind
    origin: str
    cancel: Event
    subject: str = ""
    choose: Choose | None = None

    def with_token(self, token: Secret) -> Connection:
        """Connect with a personal token; one from the environment is not kept."""
        self._require_feature()
        kept = token != self.around.secrets.from_environment(self.kind.name)
        if kept:
            self.around.secrets.prepare()
        with closing(self._open()) as transport:
            provider = self._provider(transport, token)
            account = provider.account()
            new = self._describe(provider, account, provider.standing())
            workspaces = provider.workspaces()
        with self._shelf(account) as shelf:
            if kept:
                shelf.keep_token(token)
            made = remember(self.ledger, self.around, new, workspaces, shelf.sign_in())
            shelf.forget(*(kind for kind in KINDS if kind != TOKEN or not kept))
        return made

    def with_oauth(self, application: Application, redirect: str, announce: Announce) -> Connection:
        """Connect through the browser; waits for the person, at most five minutes.

        `announce` is called once, when the answer can be received.
        """
        self._require_feature()
        self.around.secrets.prepare()
        with closing(self._open()) as transport:
            endpoints = self.kind.sign_in(transport, application, redirect, self.around.environment)
            with Attempt(endpoints, redirect, self.around.clock) as attempt:
                announce(attempt)
                grant = attempt.wait(self.cancel)
            scopes = self._granted(endpoints.scopes(grant.access) or grant.scopes)
            provider = self._provider(transport, grant.access)
            account = provider.account()
            full = FULL_PERMISSIONS in scopes
            standing = provider.standing() if full or READ_ALL in scopes else "member"
            new = self._describe(provider, account, standing)._replace(
                method="oauth",
                scopes=scopes,
                can_write=not all(_is_read(scope) for scope in scopes),
                application_id=application.id,
                mode=_mode(provider, full),
            )
            workspaces = provider.workspaces()
        with self._shelf(account) as shelf:
            before = shelf.sign_in()
            self._keep(shelf, application, grant)
            made = remember(self.ledger, self.around, new, workspaces, before)
            shelf.forget(TOKEN)
        return made

    def _require_feature(self) -> None:
        with self.ledger.read() as work:
            require_feature(work, self.kind.name)

    def _open(self) -> GuardedTransport:
        return open_transport(self.kind, self.origin, self.around.clock, self.cancel)

    def _provider(self, transport: GuardedTransport, token: Secret) -> Provider:
        source = FixedToken(token, transport.service)
        return self.kind.provider(transport, source, "", _IMPATIENT_SECONDS)

    def _describe(self, provider: Provider, account: Account, standing: Standing) -> NewConnection:
        """Describe a connection by token, which can do whatever its person can."""
        subject = self._subject(provider, account, standing)
        return NewConnection(
            provider=self.kind.name,
            account_id=account.id,
            account=_label(account),
            method="token",
            scopes=(),
            guest=standing == "guest",
            can_write=True,
            origin=self.origin.rstrip("/"),
            mode=_mode(provider, full=True),
            standing=standing,
            subject_id=subject.id if subject else "",
            subject=_label(subject) if subject else "",
        )

    def _subject(self, provider: Provider, account: Account, standing: Standing) -> Person | None:
        """Find whose tasks are read; None where they are the account's own."""
        person = None
        if self.subject:
            person = self._named(_people(provider))
        elif self.choose:
            person = self.choose(Circle(account, standing, lambda: _people(provider)))
        if person is None and standing == "bot":
            raise SignInFailed(
                f"{account.name} is a bot and has no tasks of its own. Say whose tasks are read:"
                f" ayron connect {self.kind.name} --tasks-of PERSON"
            )
        return person if person and person.id != account.id else None

    def _named(self, people: list[Person]) -> Person:
        """Find who is meant; raises NothingToDo where nobody or not one fits."""
        wanted = fold(self.subject)
        found = {
            person
            for person in people
            if self.subject.strip() in (person.id, person.email)
            or wanted in (fold(person.email), fold(person.name))
        }
        if len(found) != 1:
            how = "Several people there are" if found else "Nobody that this account sees is"
            raise NothingToDo(f"{how} called “{clean(self.subject)}”; give the e-mail address.")
        return found.pop()

    def _granted(self, granted: tuple[str, ...]) -> tuple[str, ...]:
        """Check that what was granted is enough to read; take the wish where nobody says."""
        wanted = self.kind.scopes
        missing = [scope for scope in wanted if scope not in granted]
        if granted and FULL_PERMISSIONS not in granted and missing:
            raise NotAllowed(
                f"{self.kind.label} did not grant {' '.join(missing)}. Register the application"
                f" with the scopes {' '.join(wanted)}, and sign in again."
            )
        return granted or wanted

    @contextmanager
    def _shelf(self, account: Account) -> Iterator[TokenShelf]:
        """Hold the tokens of an account alone, while nobody else refreshes or revokes them.

        What is new is kept before the connection says so, and what is old forgotten after that: at
        each moment between, and where it ends halfway, the connection works.
        """
        with FileLock(str(self.around.token_lock(self.kind.name, account.id))):
            yield self.around.shelf(self.kind.name, account.id)

    def _keep(self, shelf: TokenShelf, application: Application, grant: Grant) -> None:
        """Keep a sign-in; a secret that the environment gives is not kept."""
        name = self.kind.name
        if application.secret == environment_secret(self.around, name):
            application = application._replace(secret=None)
        shelf.keep_sign_in(application, grant)
        self.around.shelf(name, LAST_USED).keep_application(application)


def _people(provider: Provider) -> list[Person]:
    """List who is in any of the workspaces, by name."""
    found = {
        person
        for workspace in provider.workspaces()
        for page in provider.people(workspace.id)
        for person in page.rows
    }
    return sorted(found, key=lambda person: (fold(person.name), person.id))


def _mode(provider: Provider, full: bool) -> str:
    return "events" if full and provider.streams is not None else "catch-up"


def _is_read(scope: str) -> bool:
    """Say whether a scope lets nobody write tasks; those of webhooks are for subscriptions only."""
    if scope.startswith("webhooks:"):
        return True
    return scope in (READ_ALL, "openid", "email", "profile") or scope.endswith(":read")


def _label(person: Account | Person) -> str:
    return f"{person.name} ({person.email})" if "@" in person.email else person.name
