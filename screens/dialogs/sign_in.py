"""The dialogs of connecting: a secret, one's own application, the wait for the browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Event
from typing import TYPE_CHECKING

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from screens.dialogs.dialog import Dialog, Problem, Sentence
from store.errors import LedgerError

if TYPE_CHECKING:
    from sync.kinds import Kind
    from sync.secrets import Secret
    from sync.signin import Attempt
    from sync.tokens import Application

Use = Callable[["Secret", Callable[[], None], Callable[[str], None]], object]
"""Uses a secret; calls the second when it was taken, the third with a sentence when not."""


def secret_field(name: str, placeholder: str) -> Input:
    """Make a field that shows dots."""
    field = Input(placeholder=placeholder, password=True, compact=True, id=name)
    field.cursor_blink = False
    return field


class AskSecret(Dialog[bool]):
    """Asks for a `Secret` until one is taken; it is never shown and never kept in the dialog.

    `use` gets what was entered. Answers True when it was taken.
    """

    def __init__(self, title: str, sentence: str, placeholder: str, use: Use) -> None:
        super().__init__(title)
        self._sentence = sentence
        self._placeholder = placeholder
        self._use = use
        self._trying = False

    def compose_content(self) -> Iterator[Widget]:
        """Say where to find it, then ask."""
        yield Sentence(self._sentence)
        yield secret_field("secret", self._placeholder)
        yield Problem()

    @on(Input.Submitted)
    def do_app_save(self) -> None:
        """Have what was entered used, unless that is nothing, or one is being tried."""
        secret = None if self._trying else self.entered()
        if secret:
            self._trying = True
            self.query_one(Problem).say("One moment …")
            self._use(secret, lambda: self.finish(True), self.refuse)

    def entered(self) -> Secret | None:
        """Take what was entered out of the field; None where it is not complete."""
        from sync.secrets import Secret

        field = self.query_one("#secret", Input)
        secret = Secret(field.value.strip())
        field.value = ""
        return secret or None

    def refuse(self, sentence: str) -> None:
        """Say why it was not taken, and ask again."""
        self._trying = False
        if self.is_attached:
            self.query_one(Problem).say(sentence)
            self.query_one("#secret", Input).focus()


class ChooseSecret(AskSecret):
    """Asks for a new one, twice."""

    def compose_content(self) -> Iterator[Widget]:
        """Put a second field under the first."""
        *above, problem = super().compose_content()
        yield from above
        again = secret_field("again", "The same once more")
        again.styles.margin = (1, 1, 0, 1)
        yield again
        yield problem

    def entered(self) -> Secret | None:
        """Take what was entered twice; go to the field that is empty, or not the same."""
        first, again = self.query_one("#secret", Input), self.query_one("#again", Input)
        if not first.value.strip():
            first.focus()
        elif not again.value.strip():
            again.focus()
        elif first.value.strip() != again.value.strip():
            again.value = ""
            again.focus()
            self.query_one(Problem).say("The two are not the same. Type the second one again.")
        else:
            again.value = ""
            return super().entered()
        return None


class Register(Dialog[bool]):
    """Helps to register an application; `use` gets it, and this stays until it is good."""

    def __init__(
        self,
        kind: Kind,
        redirect: str,
        use: Callable[[Application], object],
        client_id: str = "",
    ) -> None:
        super().__init__(f"Sign in with your own {kind.label} app", "tab goes on · enter accepts")
        self._kind = kind
        self._redirect = redirect
        self._use = use
        self._client_id = client_id

    def compose_content(self) -> Iterator[Widget]:
        """Put what to do, and the address to copy, above the fields."""
        yield Sentence(self._kind.application_help)
        yield Sentence(self._redirect, id="redirect")
        field = Input(self._client_id, placeholder="Client ID", compact=True, id="client")
        field.cursor_blink = False
        yield field
        if self._kind.needs_secret:
            secret = secret_field("secret", "Client secret")
            secret.styles.margin = (1, 1, 0, 1)
            yield secret
        yield Problem()

    @on(Input.Submitted)
    def do_app_save(self) -> None:
        """Have it used once everything is there; go to what is missing."""
        from sync.secrets import Secret
        from sync.tokens import Application

        client = self.query_one("#client", Input)
        field = next(iter(self.query("#secret").results(Input)), None)
        secret = Secret(field.value.strip()) if field else None
        if not client.value.strip():
            client.focus()
        elif field and not secret:
            field.focus()
        else:
            self.query_one(Problem).say("")
            self._use(Application(client.value.strip(), secret))

    def refuse(self, sentence: str) -> None:
        """Say what is wrong with it."""
        self.query_one(Problem).say(sentence)
        self.query_one("#client", Input).focus()


class Waiting(Dialog[str]):
    """Stands while somebody approves in the browser; a code can be pasted.

    Answers `again` when the person wants another attempt after one that failed.
    """

    def __init__(self, label: str, cancel: Event, open_browser: Callable[[str], bool]) -> None:
        super().__init__(f"Sign in to {label}", "escape cancels")
        self._label = label
        self._cancel = cancel
        self._open_browser = open_browser
        self._attempt: Attempt | None = None
        self._failed = False

    def compose_content(self) -> Iterator[Widget]:
        """Say what is waited for; the address follows."""
        yield Sentence(f"Asking {self._label} …", id="state")
        yield Sentence("", kind="-muted", id="address")
        field = Input(placeholder="Or paste the code or the address here", compact=True)
        field.cursor_blink = False
        yield field
        yield Problem()

    def announce(self, attempt: Attempt) -> None:
        """Open the browser at the attempt's address."""
        if not self.is_attached:
            return
        self._attempt = attempt
        opened = self._open_browser(attempt.address)
        self._say(
            "Approve Ayron in the browser, then come back here."
            if opened
            else "Open this address in a browser and approve Ayron. Then paste here the code,"
            " or the whole address that the browser ends on."
        )
        self.query_one("#address", Sentence).say(attempt.address)

    def refuse(self, sentence: str) -> None:
        """Say why what was pasted is not taken; the waiting goes on."""
        if self.is_attached:
            self._say("Approve Ayron in the browser, then paste the code or the address.")
            self.query_one(Problem).say(sentence)

    def fail(self, sentence: str) -> None:
        """Say why it did not work."""
        if self.is_attached:
            self._failed = True
            self._say("The sign-in did not work. Enter tries again, escape leaves.")
            self.query_one("#address", Sentence).display = False
            self.query_one(Input).placeholder = ""
            self.query_one(Problem).say(sentence)

    @on(Input.Submitted)
    def do_app_save(self) -> None:
        """Take what was pasted; after a failure, try again."""
        if self._failed:
            self.finish("again")
            return
        field = self.query_one(Input)
        text, field.value = field.value, ""
        if self._attempt is None or not text.strip():
            return
        self.query_one(Problem).say("")
        try:
            self._attempt.paste(text)
            self._say("Trading the code in …")
        except LedgerError as error:
            self.refuse(str(error))

    def action_leave(self) -> None:
        """Give up."""
        self._cancel.set()
        self.dismiss(None)

    def _say(self, sentence: str) -> None:
        self.query_one("#state", Sentence).say(sentence)
