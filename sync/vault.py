"""Secrets in a file encrypted with a passphrase: scrypt and AES-GCM, unlocked once a session."""

from __future__ import annotations

import json
import secrets as randomness
from base64 import b64decode, b64encode
from pathlib import Path
from threading import RLock
from typing import NamedTuple

from store.locks import FileLock
from sync.errors import SecretsLocked
from sync.privatefile import read_privately, write_privately
from sync.secrets import Ask, Lockable, Secret

_COST = 2**17
_PURPOSE = b"ayron-secrets-v1"
_ASKS = 3
_CHOOSE = (
    "There is no keyring on this machine. Choose a passphrase for the encrypted file in which"
    " Ayron keeps its tokens"
)
_RECALL = "Passphrase of the encrypted file in which Ayron keeps its tokens"


class _Key(NamedTuple):
    """The key of a file; it belongs to the salt that it was derived with."""

    salt: bytes
    secret: Secret

    def __bool__(self) -> bool:
        return True


class EncryptedFile(Lockable):
    """Asks for its passphrase when it is first needed, or is given it by `unlock`."""

    def __init__(self, path: Path, ask: Ask | None) -> None:
        self._path = path
        self._ask = ask
        self._key: _Key | None = None
        self._guard = RLock()
        self.words = f"in a file encrypted with your passphrase ({path})"

    @property
    def locked(self) -> bool:
        """Say whether the file is there and its passphrase was not given yet."""
        return self._key is None and self._path.exists()

    @property
    def unlocked(self) -> bool:
        """Say whether a passphrase was given."""
        return self._key is not None

    def available(self) -> bool:
        """Say whether there is a file, a passphrase, or somebody to ask for one."""
        return self._key is not None or self._ask is not None or self._path.exists()

    def prepare(self) -> None:
        """Unlock the file, or choose the passphrase of a new one."""
        with self._guard:
            if self._key is None:
                self._ask_for_key()

    def unlock(self, passphrase: Secret) -> None:
        """Take the passphrase of the file, or of the file to be made."""
        if not passphrase:
            raise SecretsLocked("The passphrase is empty.")
        with self._guard:
            content = read_privately(self._path)
            if content is None:
                salt = randomness.token_bytes(16)
                self._key = _Key(salt, _derive(passphrase, salt))
                return
            salt = self._parse(content)[0]
            key = _Key(salt, _derive(passphrase, salt))
            self._open(content, key)
            self._key = key

    def get(self, item: str) -> Secret | None:
        """Read an item, asking for the passphrase if need be."""
        with self._guard:
            if not self._path.exists():
                return None
            value = self._load().get(item)
            return None if value is None else Secret(value)

    def put(self, item: str, secret: Secret) -> None:
        """Write an item; the file is made at the first."""
        self.prepare()
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._guard, FileLock(f"{self._path}.lock"):
            self._store({**self._load(), item: secret.reveal()})

    def forget(self, item: str) -> None:
        """Take an item out of the file."""
        if self.get(item) is None:
            return
        with self._guard, FileLock(f"{self._path}.lock"):
            self._store({key: value for key, value in self._load().items() if key != item})

    def _ask_for_key(self) -> None:
        if self._ask is None:
            raise SecretsLocked(f"The secrets file {self._path} is locked; give its passphrase.")
        content = read_privately(self._path)
        if content is not None:
            self._parse(content)
        question = words = _CHOOSE if content is None else _RECALL
        for _ in range(_ASKS):
            passphrase = self._ask(words)
            if passphrase is None:
                break
            try:
                return self.unlock(passphrase)
            except SecretsLocked as refusal:
                words = f"{refusal} {question}"
        raise SecretsLocked("Without the passphrase Ayron cannot use its secrets file.")

    def _load(self) -> dict[str, str]:
        self.prepare()
        assert self._key is not None
        content = read_privately(self._path)
        return {} if content is None else self._open(content, self._key)

    def _open(self, content: bytes, key: _Key) -> dict[str, str]:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        salt, nonce, sealed = self._parse(content)
        try:
            if salt != key.salt:
                raise InvalidTag
            opened = AESGCM(_bytes(key)).decrypt(nonce, sealed, _PURPOSE)
        except InvalidTag:
            self._key = None
            raise SecretsLocked("That passphrase does not open the secrets file.") from None
        items: dict[str, str] = json.loads(opened)
        return items

    def _store(self, items: dict[str, str]) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        assert self._key is not None
        nonce = randomness.token_bytes(12)
        sealed = AESGCM(_bytes(self._key)).encrypt(nonce, json.dumps(items).encode(), _PURPOSE)
        parts = {"salt": self._key.salt, "nonce": nonce, "sealed": sealed}
        text = {name: b64encode(part).decode() for name, part in parts.items()}
        write_privately(self._path, json.dumps({"version": 1, "scrypt": _COST, **text}).encode())

    def _parse(self, content: bytes) -> tuple[bytes, bytes, bytes]:
        try:
            parts = json.loads(content)
            if parts["version"] != 1 or parts["scrypt"] != _COST:
                raise ValueError
            return b64decode(parts["salt"]), b64decode(parts["nonce"]), b64decode(parts["sealed"])
        except (ValueError, LookupError, TypeError):
            raise SecretsLocked(
                f"{self._path} is damaged or from another version; remove it and connect again."
            ) from None


def _derive(passphrase: Secret, salt: bytes) -> Secret:
    """Derive the key; this takes about half a second on purpose."""
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    key = Scrypt(salt=salt, length=32, n=_COST, r=8, p=1).derive(passphrase.reveal().encode())
    return Secret(key.hex())


def _bytes(key: _Key) -> bytes:
    return bytes.fromhex(key.secret.reveal())
