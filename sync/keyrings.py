"""The keyring of the operating system, if it is one that encrypts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

from sync.errors import SecretsLocked
from sync.secrets import Secret

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

TRUSTED = (
    "keyring.backends.SecretService.Keyring",
    "keyring.backends.libsecret.Keyring",
    "keyring.backends.kwallet.DBusKeyring",
    "keyring.backends.macOS.Keyring",
    "keyring.backends.Windows.WinVaultKeyring",
)
"""Some packages add backends that keep plain text, and `keyring` would use them unasked."""

_SERVICE = "ayron"
_SECONDS = 10.0
_Result = TypeVar("_Result")


class SystemKeyring:
    """A keyring that waits for an unlock prompt no longer than ten seconds."""

    def __init__(self, trusted: Sequence[str], seconds: float = _SECONDS) -> None:
        self._trusted = trusted
        self._seconds = seconds
        self._found: list[KeyringBackend] | None = None
        self.words = "in the keyring of this machine"

    def available(self) -> bool:
        """Say whether there is a keyring that encrypts."""
        return bool(self._backends())

    def prepare(self) -> None:
        """Nothing has to be asked; the system unlocks it by itself."""

    def get(self, item: str) -> Secret | None:
        """Read an item from the keyring."""
        for backend in self._backends():
            value = self._in_time(lambda backend=backend: backend.get_password(_SERVICE, item))  # type: ignore[misc]
            if value is not None:
                return Secret(value)
        return None

    def put(self, item: str, secret: Secret) -> None:
        """Write an item to the keyring."""
        backend = self._backends()[0]
        self._in_time(lambda: backend.set_password(_SERVICE, item, secret.reveal()))

    def forget(self, item: str) -> None:
        """Remove an item from the keyring."""
        for backend in self._backends():
            if self._in_time(lambda: backend.get_password(_SERVICE, item)) is not None:  # noqa: B023
                self._in_time(lambda: backend.delete_password(_SERVICE, item))  # noqa: B023

    def _backends(self) -> list[KeyringBackend]:
        """Look once for the trusted ones among what `keyring` found or was told to use."""
        if self._found is None:
            self._found = self._in_time(self._look)
        return self._found

    def _look(self) -> list[KeyringBackend]:
        import keyring

        try:
            chosen = keyring.get_keyring()
        except Exception:  # a backend that the person's settings name but that does not load
            return []
        return [each for each in getattr(chosen, "backends", [chosen]) if self._trusts(each)]

    def _trusts(self, backend: KeyringBackend) -> bool:
        kind = type(backend)
        return f"{kind.__module__}.{kind.__qualname__}" in self._trusted

    def _in_time(self, work: Callable[[], _Result]) -> _Result:
        """Do something with the keyring in a thread that is left behind when it hangs."""
        results: list[_Result] = []
        failures: list[Exception] = []

        def run() -> None:
            try:
                results.append(work())
            except Exception as failure:
                failures.append(failure)

        worker = Thread(target=run, daemon=True, name="keyring")
        worker.start()
        worker.join(self._seconds)
        if results:
            return results[0]
        why = type(failures[0]).__name__ if failures else f"no answer in {self._seconds:.0f} s"
        raise SecretsLocked(f"The keyring cannot be used ({why}); unlock it and try again.")
