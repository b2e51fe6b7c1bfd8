"""The flow of connecting Asana: by token or through the browser, asking only what is missing."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import TYPE_CHECKING

from screens.dialogs.choices import Choice, Choose
from store.records import Connection

if TYPE_CHECKING:
    from screens.dialogs.sign_in import Register, Waiting
    from screens.host import Host
    from screens.remotes import Readiness
    from sync.secrets import Secret
    from sync.signin import Attempt
    from sync.tokens import Application

TOKEN_HELP = (
    "Make a personal access token at app.asana.com/0/my-apps and paste it here. It is kept {kept}."
)
ENVIRONMENT = Choice("environment", "Use the token in AYRON_ASANA_TOKEN", "asks nothing")
TOKEN = Choice("token", "Paste a personal access token", "the quickest")
BROWSER = Choice("browser", "Sign in through the browser", "read-only scopes")


class Connecting:
    """One connecting, from the first question to the notice that it worked."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._register_dialog: Register | None = None

    def begin(self) -> None:
        """Find out what is there already, then ask how to connect."""
        self._host.remotes.prepare("asana", self._ask_how)

    def _ask_how(self, ready: Readiness) -> None:
        choices = [*([ENVIRONMENT] if ready.token_given else []), TOKEN, BROWSER]

        def chosen(way: str | None) -> None:
            if way == "environment":
                self._by_environment()
            elif way == "token":
                self._with_place(ready, self._ask_token)
            elif way == "browser":
                self._with_place(ready, self._ask_application)

        sentence = "Ayron reads the tasks that are assigned to you, and writes nothing."
        self._host.push_screen(Choose("Connect Asana", choices, sentence=sentence), chosen)

    def _with_place(self, ready: Readiness, then: Callable[[Readiness], None]) -> None:
        """See to it that there is a safe place for the secret first."""
        if not ready.wants_passphrase:
            then(ready)
            return
        from screens.unlocking import ask_passphrase, choose_passphrase

        ask = ask_passphrase if ready.locked else choose_passphrase
        ask(self._host, lambda: self._host.remotes.prepare("asana", then))

    def _ask_token(self, ready: Readiness) -> None:
        from screens.dialogs.sign_in import AskSecret

        def use(token: Secret, done: Callable[[], None], refuse: Callable[[str], None]) -> None:
            def connected(made: Connection) -> None:
                done()
                self._connected(made)

            def failed(error: Exception) -> None:
                refuse(self._host.explain(error))

            self._host.remotes.connect_by_token("asana", token, connected, failed)

        sentence = TOKEN_HELP.format(kept=ready.kept)
        self._host.push_screen(AskSecret("Connect by token", sentence, "Token", use))

    def _by_environment(self) -> None:
        def failed(error: Exception) -> None:
            self._host.clear_notifications()  # it is answered
            self._host.report(error)

        self._host.say("Asking Asana who you are …")
        self._host.remotes.connect_by_token("asana", None, self._connected, failed)

    def _ask_application(self, ready: Readiness) -> None:
        if ready.application is not None:
            self._by_browser(ready.application)
        else:
            self._register()

    def _register(self, client_id: str = "", problem: str = "") -> None:
        """Ask for the application, or for another one; the dialog stays until one is good."""
        from screens.dialogs.sign_in import Register

        register = Register(self._host.remotes.way.redirect, self._by_browser, client_id)
        self._register_dialog = register
        self._host.push_screen(register)
        if problem:
            register.call_after_refresh(register.refuse, problem)

    def _by_browser(self, application: Application) -> None:
        from screens.dialogs.sign_in import Waiting

        cancel = Event()
        waiting = Waiting(cancel, open_in_browser)

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
                self._tell_failure(waiting, application, error)

        def answered(answer: str | None) -> None:
            if answer == "again":
                self._by_browser(application)

        self._host.push_screen(waiting, answered)
        self._host.remotes.connect_by_browser(
            "asana", application, announce, cancel, connected, failed
        )

    def _tell_failure(self, waiting: Waiting, application: Application, error: Exception) -> None:
        """Say why signing in failed: about the application where that is asked for."""
        from sync.errors import UnknownApplication

        sentence = self._host.explain(error)
        if not isinstance(error, UnknownApplication):
            waiting.fail(sentence)
            return
        waiting.finish("")
        if self._register_dialog is None:
            self._register(application.id, sentence)
        else:
            self._register_dialog.refuse(sentence)

    def _connected(self, made: Connection) -> None:
        self._host.say(f"Connected {made.account}. Its tasks are being read.")
        self._host.ledger_changed()


def open_in_browser(address: str) -> bool:
    """Open an address where a browser can be expected; tell whether one was asked."""
    import os

    from sync.browser import has_browser, open_browser

    if not has_browser(os.environ):
        return False
    open_browser(address)
    return True
