"""The dialogs of connecting: a secret, one's own application, the wait for the browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Event
from typing import TYPE_CHECKING, Any

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from screens.dialogs.dialog import Dialog, Sentence
from store.errors import LedgerError

if TYPE_CHECKING:
    from sync.signin import Attempt


def secret_field(name: str, placeholder: str) -> Input:
    """Make a field that shows dots."""
    field = Input(placeholder=placeholder, password=True, compact=True, id=name)
    field.cursor_blink = False
    return field


class AskSecret(Dialog[Any]):
    """Answers with a `Secret`; it is never shown and never kept in the dialog."""

    def __init__(self, title: str, sentence: str, placeholder: str) -> None:
        super().__init__(title)
        self._sentence = sentence
        self._placeholder = placeholder

    def compose_content(self) -> Iterator[Widget]:
        """Say where to find it, then ask."""
        yield Sentence(self._sentence)
        yield secret_field("secret", self._placeholder)

    @on(Input.Submitted)
    def do_app_save(self) -> None:
        """Answer, unless nothing was entered."""
        from sync.secrets import Secret

        field = self.query_one("#secret", Input)
        secret = Secret(field.value.strip())
        field.value = ""
        if secret:
            self.dismiss(secret)


STEPS = """\
Signing in needs an application of your own at Asana; making one takes two minutes.

1  Open app.asana.com/0/my-apps and create an app.
2  Under OAuth, add this redirect URL:
   {redirect}
3  Under Permissions, choose exactly these scopes:
   users:read  workspaces:read  projects:read  tasks:read
4  Under Manage distribution, allow your workspace.
5  Copy the client ID and the client secret here."""


class Register(Dialog[Any]):
    """Walks through registering an application; answers with an `Application`."""

    def __init__(self, redirect: str) -> None:
        super().__init__("Sign in with your own Asana app", "tab goes on · enter accepts")
        self._redirect = redirect

    def compose_content(self) -> Iterator[Widget]:
        """Put the steps above the two fields."""
        yield Sentence(STEPS.format(redirect=self._redirect))
        field = Input(placeholder="Client ID", compact=True, id="client")
        field.cursor_blink = False
        yield field
        secret = secret_field("secret", "Client secret")
        secret.styles.margin = (1, 1, 0, 1)
        yield secret

    @on(Input.Submitted)
    def do_app_save(self) -> None:
        """Answer once both are there; go to the one that is missing."""
        from sync.secrets import Secret
        from sync.tokens import Application

        client, field = self.query_one("#client", Input), self.query_one("#secret", Input)
        secret = Secret(field.value.strip())
        if not client.value.strip():
            client.focus()
        elif not secret:
            field.focus()
        else:
            field.value = ""
            self.dismiss(Application(client.value.strip(), secret))


class Waiting(Dialog[str]):
    """Stands while somebody approves in the browser; a code can be pasted. Answers nothing."""

    def __init__(self, cancel: Event, open_browser: Callable[[str], bool]) -> None:
        super().__init__("Sign in to Asana", "escape cancels")
        self._cancel = cancel
        self._open_browser = open_browser
        self._attempt: Attempt | None = None

    def compose_content(self) -> Iterator[Widget]:
        """Say what is waited for; the address follows."""
        yield Sentence("Asking Asana …", id="state")
        yield Sentence("", kind="-muted", id="address")
        field = Input(placeholder="Or paste the code or the address here", compact=True)
        field.cursor_blink = False
        yield field
        yield Sentence("", kind="-warning", id="problem")

    def announce(self, attempt: Attempt) -> None:
        """Open the browser at the attempt's address."""
        self._attempt = attempt
        opened = self._open_browser(attempt.address)
        self.query_one("#state", Sentence).say(
            "Approve Ayron in the browser, then come back here."
            if opened
            else "Open this address in a browser and approve Ayron. Then paste here the code,"
            " or the whole address that the browser ends on."
        )
        self.query_one("#address", Sentence).say(attempt.address)

    def fail(self, sentence: str) -> None:
        """Say why it did not work."""
        self.query_one("#state", Sentence).say("The sign-in did not work.")
        self.query_one("#problem", Sentence).say(sentence)

    @on(Input.Submitted)
    def do_app_save(self) -> None:
        """Take what was pasted."""
        field = self.query_one(Input)
        text, field.value = field.value, ""
        if self._attempt is None or not text.strip():
            return
        try:
            self._attempt.paste(text)
            self.query_one("#state", Sentence).say("Trading the code in …")
        except LedgerError as error:
            self.query_one("#problem", Sentence).say(str(error))

    def action_leave(self) -> None:
        """Give up."""
        self._cancel.set()
        self.dismiss(None)
