"""One attempt to sign in through the browser: an address to open, and an answer to wait for."""

from __future__ import annotations

import re
import secrets as randomness
from collections.abc import Callable
from contextlib import ExitStack
from queue import Empty, SimpleQueue
from threading import Event
from types import TracebackType
from typing import Protocol
from urllib.parse import urlsplit

from store.clock import SECOND, Clock
from sync.callback import Callback, Verdict, read_verdict
from sync.errors import CodeRefused, SignInFailed
from sync.secrets import Secret
from sync.tokens import Grant

MOST_SECONDS = 300
CODE = re.compile(r"[\x21-\x7e]{4,4096}")
"""What a code looks like: no blank in it, and nothing that no key types."""
_SLICE_SECONDS = 0.1


class Endpoints(Protocol):
    """The provider's side of a sign-in."""

    def address(self, state: str, verifier: str) -> str:
        """Return the address at which a person approves."""

    def exchange(self, code: Secret, verifier: Secret) -> Grant:
        """Trade the code of an approval in."""


class Attempt:
    """Listens while it is entered. Open `address` in a browser, then `wait`.

    Where the browser runs on another machine, the person pastes the code or the whole address
    that the browser ended on; `paste` and `wait` may be called from different threads.
    """

    def __init__(self, endpoints: Endpoints, redirect: str, clock: Clock) -> None:
        self._endpoints = endpoints
        self._redirect = redirect
        self._clock = clock
        self._state = Secret(randomness.token_urlsafe(32))
        self._verifier = Secret(randomness.token_urlsafe(48))
        self._verdicts: SimpleQueue[Verdict] = SimpleQueue()
        self._open = ExitStack()
        self.refused: Callable[[str], object] | None = None
        """Told why a pasted code was not taken; without it, such a code ends the waiting."""
        self.address = endpoints.address(self._state.reveal(), self._verifier.reveal())

    def __enter__(self) -> Attempt:
        if not self._redirect.startswith("urn:"):
            self._open.enter_context(Callback(self._redirect, self._state, self._verdicts.put))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._open.close()

    def paste(self, text: str) -> None:
        """Take a code or a whole redirected address; raises SignInFailed when it is neither."""
        text = text.strip()
        if "code=" in text or "error=" in text:
            verdict = _read_address(text, self._state)
        else:
            verdict = Verdict(Secret(text), "") if CODE.fullmatch(text) else None
        if verdict is None:
            raise SignInFailed("That is not the code or the address of this sign-in; copy it anew.")
        self._verdicts.put(verdict._replace(pasted=True))

    def wait(self, cancel: Event) -> Grant:
        """Wait for the answer and trade it in; raises SignInFailed, also when it takes too long."""
        while True:
            verdict = self._verdict(cancel)
            again = self.refused if verdict.pasted else None
            if again is None:
                self._open.close()
            if verdict.code is None:
                raise SignInFailed(_refusal(verdict))
            try:
                return self._endpoints.exchange(verdict.code, self._verifier)
            except CodeRefused as refusal:
                if again is None:
                    raise
                again(str(refusal))

    def _verdict(self, cancel: Event) -> Verdict:
        deadline = self._clock.boot() + MOST_SECONDS * SECOND
        while self._clock.boot() < deadline:
            if cancel.is_set():
                raise SignInFailed("The sign-in was cancelled.")
            try:
                return self._verdicts.get(timeout=_SLICE_SECONDS)
            except Empty:
                continue
        raise SignInFailed("Nobody approved the sign-in within five minutes; try again.")


def _refusal(verdict: Verdict) -> str:
    if verdict.refusal == "access_denied":
        return "The sign-in was refused in the browser; nothing was connected."
    return f"The sign-in was refused: {verdict.refusal}."


def _read_address(text: str, state: Secret) -> Verdict | None:
    """Read a pasted address, or only its query."""
    try:
        query = urlsplit(text).query or text.partition("?")[2] or text
        return read_verdict(query, state)
    except ValueError:
        return None
