"""Secrets in a file without encryption, for those who spelled out that they want it."""

from __future__ import annotations

import json
from pathlib import Path

from store.locks import FileLock
from sync.errors import SecretsLocked
from sync.privatefile import read_privately, write_privately
from sync.secrets import Secret


class PlainFile:
    """Made only when `wanted`; used whenever it is there, since it was wanted once."""

    def __init__(self, path: Path, wanted: bool) -> None:
        self._path = path
        self._wanted = wanted
        self.words = f"in a plain, unencrypted file ({path}), as was asked for"

    def available(self) -> bool:
        """Say whether the person asked for this, now or once before."""
        return self._wanted or self._path.exists()

    def prepare(self) -> None:
        """Nothing has to be asked."""

    def get(self, item: str) -> Secret | None:
        """Read an item from the file."""
        value = self._load().get(item)
        return None if value is None else Secret(value)

    def put(self, item: str, secret: Secret) -> None:
        """Write an item to the file."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with FileLock(f"{self._path}.lock"):
            self._store({**self._load(), item: secret.reveal()})

    def forget(self, item: str) -> None:
        """Take an item out of the file."""
        if item not in self._load():
            return
        with FileLock(f"{self._path}.lock"):
            self._store({key: value for key, value in self._load().items() if key != item})

    def _load(self) -> dict[str, str]:
        content = read_privately(self._path)
        if content is None:
            return {}
        try:
            found = json.loads(content)
        except ValueError:
            found = None
        if not isinstance(found, dict) or not all(isinstance(v, str) for v in found.values()):
            raise SecretsLocked(f"{self._path} is damaged; remove it and connect again.")
        return found

    def _store(self, items: dict[str, str]) -> None:
        if items:
            write_privately(self._path, json.dumps(items).encode())
        else:
            self._path.unlink(missing_ok=True)
