"""A keyring in memory, for tests that name it as trusted."""

from __future__ import annotations

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

NAME = "tests.sync.memory_keyring.MemoryKeyring"


class MemoryKeyring(KeyringBackend):
    """Keeps passwords until it is thrown away."""

    priority = 0.1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.items: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        """Read a password."""
        return self.items.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a password."""
        self.items[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Drop a password."""
        if self.items.pop((service, username), None) is None:
            raise PasswordDeleteError(username)
