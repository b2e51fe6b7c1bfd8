"""Secrets that do not show, and the places where they may be kept.

Read: the keyring, the encrypted file, the plain file if one was ever asked for, then the
environment. Written: to the first of these that is there; never to the environment, and to
the plain file only when the person spelled that out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from hmac import compare_digest
from pathlib import Path
from typing import NoReturn, Protocol

from sync.errors import NoSafePlace, SecretsLocked


class Secret:
    """A string that shows as `***` in every message, log and traceback."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the string itself; for the place that sends or stores it."""
        return self._value

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        return hash(self._value)

    def __repr__(self) -> str:
        return "***"

    __str__ = __repr__

    def __reduce__(self) -> NoReturn:
        raise TypeError("A secret is not written anywhere.")


Ask = Callable[[str], Secret | None]
"""Asks the person for a passphrase with the given words; None when they decline."""


class Place(Protocol):
    """Somewhere that secrets are kept, by item name."""

    words: str
    """What the place is, for a person."""

    def available(self) -> bool:
        """Say whether secrets may be written here now."""

    def prepare(self) -> None:
        """Ask for what is needed before anything is written; raises SecretsLocked."""

    def get(self, item: str) -> Secret | None:
        """Read an item; None when it is not here. Raises SecretsLocked."""

    def put(self, item: str, secret: Secret) -> None:
        """Keep an item, replacing what it held."""

    def forget(self, item: str) -> None:
        """Remove an item; one that is not here is fine."""


class Secrets:
    """Keeps the secrets of every connection, each under provider, account and kind."""

    def __init__(self, places: Sequence[Place], environment: Mapping[str, str]) -> None:
        self._places = places
        self._environment = environment

    def get(self, provider: str, account: str, kind: str) -> Secret | None:
        """Find a secret that was kept; None when there is none."""
        return self.find(_item(provider, account, kind))

    def put(self, provider: str, account: str, kind: str, secret: Secret) -> None:
        """Keep a secret; raises NoSafePlace or SecretsLocked when it cannot be kept."""
        self.keep(_item(provider, account, kind), secret)

    def forget(self, provider: str, account: str, kinds: Sequence[str]) -> None:
        """Remove secrets wherever they are kept."""
        for kind in kinds:
            self.drop(_item(provider, account, kind))

    def find(self, item: str) -> Secret | None:
        """Find what is kept under an item's own name, such as `smtp`; None when there is none."""
        for place in self._places:
            found = place.get(item)
            if found is not None:
                return found
        return None

    def keep(self, item: str, secret: Secret) -> None:
        """Keep a secret under an item's own name; raises NoSafePlace or SecretsLocked."""
        self.prepare().put(item, secret)

    def drop(self, item: str) -> None:
        """Remove an item wherever it is kept."""
        for place in self._places:
            place.forget(item)

    def prepare(self) -> Place:
        """Choose where secrets go, asking what must be asked; call it before a sign-in begins."""
        for place in self._places:
            if place.available():
                place.prepare()
                return place
        raise NoSafePlace(
            "There is no keyring on this machine to keep the token in. Run this in a terminal to"
            " be asked for a passphrase for an encrypted file, give the token in the environment"
            " (AYRON_ASANA_TOKEN), or add --insecure-storage to keep it in a plain file."
        )

    def from_environment(self, provider: str) -> Secret | None:
        """Return the token that the environment gives; it is used as it is and never kept."""
        value = self._environment.get(f"AYRON_{provider.upper()}_TOKEN", "").strip()
        return Secret(value) if value else None

    def unlock(self, passphrase: Secret) -> None:
        """Open the encrypted file, or choose the passphrase of a new one; raises SecretsLocked."""
        for place in self._places:
            if isinstance(place, Lockable):
                place.unlock(passphrase)

    def wants_passphrase(self) -> bool:
        """Say whether keeping a secret needs a passphrase first: see `locked` for which one.

        Asks the keyring, which may take seconds; not for the screen's own thread.
        """
        ready = (p for p in self._places if not isinstance(p, Lockable) or p.unlocked)
        return not any(place.available() for place in ready)

    @property
    def locked(self) -> bool:
        """Say whether a passphrase has to be given before secrets can be read."""
        return any(isinstance(place, Lockable) and place.locked for place in self._places)

    def describe(self) -> str:
        """Say in words where secrets are kept now."""
        try:
            for place in self._places:
                if place.available():
                    return place.words
        except SecretsLocked as trouble:
            return f"nowhere: {trouble}"
        return "nowhere: there is no keyring, and no passphrase for an encrypted file was chosen"


class Lockable:
    """A place that needs a passphrase once in a session."""

    @property
    def locked(self) -> bool:
        """Say whether there is something here that a passphrase would open."""
        raise NotImplementedError

    @property
    def unlocked(self) -> bool:
        """Say whether the passphrase was given."""
        raise NotImplementedError

    def unlock(self, passphrase: Secret) -> None:
        """Take the passphrase; raises SecretsLocked when it is wrong."""
        raise NotImplementedError


def open_secrets(
    folder: Path,
    environment: Mapping[str, str],
    ask: Ask | None = None,
    insecure_storage: bool = False,
    keyrings: Sequence[str] | None = None,
) -> Secrets:
    """Put the usual places in order. `keyrings` are the keyring classes that are trusted."""
    from sync.keyrings import TRUSTED, SystemKeyring
    from sync.plainfile import PlainFile
    from sync.vault import EncryptedFile

    keyring = SystemKeyring(TRUSTED if keyrings is None else keyrings)
    vault = EncryptedFile(folder / "secrets.enc", ask)
    plain = PlainFile(folder / "secrets.plain.json", wanted=insecure_storage)
    order: tuple[Place, ...] = (keyring, vault, plain)
    return Secrets((keyring, plain, vault) if insecure_storage else order, environment)


def _item(provider: str, account: str, kind: str) -> str:
    return f"{provider}:{account}:{kind}"
