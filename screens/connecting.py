"""The flow of connecting an account, by token or in the browser; asks only what is missing."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import TYPE_CHECKING

from screens.connection_words import token_words
from screens.dialogs.choices import Choice, Choose
from store.records import Connection

if TYPE_CHECKING:
    from screens.dialogs.sign_in import Register, Waiting
    from screens.host import Host
    from screens.remotes import Readiness
    from sync.connecting import Circle
    from sync.kinds import Kind
    from sync.provider import Person
    from sync.secrets import Secret
    from sync.signin import Attempt
    from sync.tokens import Application

KEPT = "It is kept {kept}."
NARROW = (
    "Invite a guest, or make a user for the bot, and let it see only the projects that Ayron may"
    " read. Sign in as that user, make a token there, and paste it here."
)
BROWSER = Choice("browser", "Sign in through the browser", "read-only scopes")
OTHER = Choice("other", "Paste a bot's or a guest's token", "for one person's tasks")


class Connecting:
    """One connecting, from the first question to the notice that it worked."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._register_dialog: Register | None = None
        self._provider = ""
        self._for_other = False

    def begin(self, provider: str = "") -> None:
        """Ask which provider unless it is given, find out what is there, then ask how."""
        if provider:
            self._prepare(provider)
        else:
            self._host.remotes.offer(self._ask_which)

    def _ask_which(self, labels: dict[str, str]) -> None:
        if len(labels) == 1:
            self._prepare(*labels)
            return
        choices = [Choice(name, label) for name, label in labels.items()]
        dialog = Choose("Connect", choices, sentence="Where are the tasks that you want to time?")
        self._host.push_screen(dialog, lambda name: self._prepare(name) if name else None)

    def _prepare(self, provider: str) -> None:
        self._provider = provider
        self._host.remotes.prepare(provider, self._ask_how)

    def _ask_how(self, ready: Readiness) -> None:
        def chosen(way: str | None) -> None:
            self._for_other = way == "other"
            if way == "environment":
                self._by_environment(ready)
            elif way in ("token", "other"):
                self._with_place(ready, self._ask_token)
            elif way == "browser":
                self._with_place(ready, self._ask_application)

        variable = f"Use the token in AYRON_{ready.kind.name.upper()}_TOKEN"
        environment = Choice("environment", variable, "asks nothing")
        choices = [
            *([environment] if ready.token_given else []),
            by_token(ready.kind),
            BROWSER,
            OTHER,
        ]
        sentence = "Ayron reads the tasks that are assigned to you, and writes nothing."
        title = f"Connect {ready.kind.label}"
        self._host.push_screen(Choose(title, choices, sentence=sentence), chosen)

    def _with_place(self, ready: Readiness, then: Callable[[Readiness], None]) -> None:
        """See to it that there is a safe place for the secret first."""
        if not ready.wants_passphrase:
            then(ready)
            return
        from screens.unlocking import ask_passphrase, choose_passphrase

        ask = ask_passphrase if ready.locked else choose_passphrase
        ask(self._host, lambda: self._host.remotes.prepare(self._provider, then))

    def _ask_token(self, ready: Readiness) -> None:
        from screens.dialogs.sign_in import AskSecret

        def use(token: Secret, done: Callable[[], None], refuse: Callable[[str], None]) -> None:
            def connected(made: Connection) -> None:
                done()
                self._connected(made)

            def failed(error: Exception) -> None:
                refuse(self._host.explain(error))

            self._host.remotes.connect_by_token(
                self._provider, token, connected, failed, self._choose
            )

        how = NARROW if self._for_other else ready.kind.token_help
        word = token_words(self._provider)
        sentence = f"{how} {KEPT.format(kept=ready.kept)}"
        self._host.push_screen(AskSecret(f"Connect by {word}", sentence, word.capitalize(), use))

    def _by_environment(self, ready: Readiness) -> None:
        def failed(error: Exception) -> None:
            self._host.clear_notifications()  # it is answered
            self._host.report(error)

        self._host.say(f"Asking {ready.kind.label} who you are …")
        self._host.remotes.connect_by_token(
            self._provider, None, self._connected, failed, self._choose
        )

    def _ask_application(self, ready: Readiness) -> None:
        if ready.application is not None:
            self._by_browser(ready.kind, ready.application)
        else:
            self._register(ready.kind)

    def _register(self, kind: Kind, client_id: str = "", problem: str = "") -> None:
        """Ask for the application, or for another one; the dialog stays until one is good."""
        from screens.dialogs.sign_in import Register

        def use(application: Application) -> None:
            self._by_browser(kind, application)

        register = Register(kind, self._host.remotes.way.redirect, use, client_id)
        self._register_dialog = register
        self._host.push_screen(register)
        if problem:
            register.call_after_refresh(register.refuse, problem)

    def _by_browser(self, kind: Kind, application: Application) -> None:
        from screens.dialogs.sign_in import Waiting

        cancel = Event()
        waiting = Waiting(kind.label, cancel, open_in_browser)

        def announce(attempt: Attempt) -> None:
            attempt.refused = lambda why: self._host.deliver(lambda: waiting.refuse(why))
            self._host.deliver(lambda: waiting.announce(attempt))

        def connected(made: Connection) -> None:
            waiting.finish("")
            if self._register_dialog is not None:
                self._register_dialog.finish(True)
            self._connected(made)

        def failed(error: Exception) -> None:
            if not cancel.is_set():
                self._tell_failure(kind, waiting, application, error)

        def answered(answer: str | None) -> None:
            if answer == "again":
                self._by_browser(kind, application)

        self._host.push_screen(waiting, answered)
        self._host.remotes.connect_by_browser(
            kind.name, application, announce, cancel, connected, failed, self._choose
        )

    def _tell_failure(
        self, kind: Kind, waiting: Waiting, application: Application, error: Exception
    ) -> None:
        """Say why signing in failed: about the application where that is asked for."""
        from sync.errors import UnknownApplication

        sentence = self._host.explain(error)
        if not isinstance(error, UnknownApplication):
            waiting.fail(sentence)
            return
        waiting.finish("")
        if self._register_dialog is None:
            self._register(kind, application.id, sentence)
        else:
            self._register_dialog.refuse(sentence)

    def _choose(self, circle: Circle) -> Person | None:
        """Ask whose tasks are read, where that is a question; on the errand's thread."""
        from screens.whose_tasks import ask_whose

        if circle.standing == "member" and not self._for_other:
            return None
        return ask_whose(self._host, circle, own=not self._for_other)

    def _connected(self, made: Connection) -> None:
        self._host.say(f"Connected {made.account}. Its tasks are being read.")
        self._host.ledger_changed()


def by_token(kind: Kind) -> Choice:
    """Offer a personal token, by the name that it has there."""
    return Choice("token", f"Paste a {kind.token_name}", "the quickest")


def open_in_browser(address: str) -> bool:
    """Open an address where a browser can be expected; tell whether one was asked."""
    import os

    from sync.browser import has_browser, open_browser

    if not has_browser(os.environ):
        return False
    open_browser(address)
    return True
