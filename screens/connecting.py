"""The flow of connecting Asana: by token or through the browser, asking only what is missing."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import TYPE_CHECKING

from screens.dialogs.choices import Choice, Choose
from store.records import Connection

if TYPE_CHECKING:
    from screens.host import Host
    from screens.remotes import Readiness
    from sync.secrets import Secret
    from sync.signin import Attempt
    from sync.tokens import Application

TOKEN_HELP = (
    "Make a personal access token at app.asana.com/0/my-apps and paste it here. It is kept {kept}."
)
NEW_PASSPHRASE = (
    "There is no keyring on this machine. Choose a passphrase for the encrypted file in which"
    " Ayron keeps the token; you are asked for it once a session."
)
ENVIRONMENT = Choice("environment", "Use the token in AYRON_ASANA_TOKEN", "asks nothing")
TOKEN = Choice("token", "Paste a personal access token", "the quickest")
BROWSER = Choice("browser", "Sign in through the browser", "read-only scopes")


class Connecting:
    """One connecting, from the first question to the notice that it worked."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def begin(self) -> None:
        """Find out what is there already, then ask how to connect."""
        self._host.remotes.prepare(self._ask_how)

    def _ask_how(self, ready: Readiness) -> None:
        choices = [*([ENVIRONMENT] if ready.token_given else []), TOKEN, BROWSER]

        def chosen(way: str | None) -> None:
            if way == "environment":
                self._by_token(None)
            elif way == "token":
                self._with_place(ready, lambda: self._ask_token(ready))
            elif way == "browser":
                self._with_place(ready, lambda: self._ask_application(ready))

        sentence = "Ayron reads the tasks that are assigned to you, and writes nothing."
        self._host.push_screen(Choose("Connect Asana", choices, sentence=sentence), chosen)

    def _with_place(self, ready: Readiness, then: Callable[[], None]) -> None:
        """See to it that there is a safe place for the secret first."""
        if not ready.wants_passphrase:
            then()
            return
        from screens.dialogs.sign_in import AskSecret

        def unlock(passphrase: Secret | None) -> None:
            if passphrase:
                self._host.remotes.unlock(passphrase, then)

        self._host.push_screen(AskSecret("A safe place", NEW_PASSPHRASE, "Passphrase"), unlock)

    def _ask_token(self, ready: Readiness) -> None:
        from screens.dialogs.sign_in import AskSecret

        def given(token: Secret | None) -> None:
            if token:
                self._by_token(token)

        sentence = TOKEN_HELP.format(kept=ready.kept)
        self._host.push_screen(AskSecret("Connect by token", sentence, "Token"), given)

    def _by_token(self, token: Secret | None) -> None:
        self._host.say("Asking Asana who you are …")
        self._host.remotes.connect_by_token(token, self._connected, self._host.report)

    def _ask_application(self, ready: Readiness) -> None:
        if ready.application is not None:
            self._by_browser(ready.application)
            return
        from screens.dialogs.sign_in import Register

        def given(application: Application | None) -> None:
            if application:
                self._by_browser(application)

        self._host.push_screen(Register(self._host.remotes.way.redirect), given)

    def _by_browser(self, application: Application) -> None:
        from screens.dialogs.sign_in import Waiting

        cancel = Event()
        waiting = Waiting(cancel, open_in_browser)

        def announce(attempt: Attempt) -> None:
            self._host.deliver(lambda: waiting.announce(attempt))

        def connected(made: Connection) -> None:
            waiting.dismiss(None)
            self._connected(made)

        def failed(error: Exception) -> None:
            if not cancel.is_set():
                waiting.fail(str(error))

        self._host.push_screen(waiting)
        self._host.remotes.connect_by_browser(application, announce, cancel, connected, failed)

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
