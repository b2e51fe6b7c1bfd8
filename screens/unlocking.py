"""The passphrase of the encrypted file of secrets: given once a session, or chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from screens.host import Host
    from sync.secrets import Secret

RECALL = (
    "The sign-ins of your connections are in an encrypted file. Give its passphrase to sync;"
    " everything else works without it."
)
CHOOSE = (
    "There is no keyring on this machine. Choose a passphrase for the encrypted file in which"
    " Ayron keeps your sign-ins; you are asked for it once a session. Should you forget it, you"
    " only have to connect again: your entries are not in that file."
)


def ask_passphrase(host: Host, then: Callable[[], None]) -> None:
    """Ask for the passphrase until it opens the file; `then` goes on."""
    from screens.dialogs.sign_in import AskSecret

    ask = AskSecret("Unlock your connections", RECALL, "Passphrase", _use(host))
    host.push_screen(ask, lambda done: then() if done else None)


def choose_passphrase(host: Host, then: Callable[[], None]) -> None:
    """Ask twice for the passphrase of a new file; `then` goes on."""
    from screens.dialogs.sign_in import ChooseSecret

    ask = ChooseSecret("A safe place", CHOOSE, "Passphrase", _use(host))
    host.push_screen(ask, lambda done: then() if done else None)


def _use(host: Host) -> Callable[[Secret, Callable[[], None], Callable[[str], None]], None]:
    def use(secret: Secret, done: Callable[[], None], refuse: Callable[[str], None]) -> None:
        host.remotes.unlock(secret, done, lambda error: refuse(host.explain(error)))

    return use
