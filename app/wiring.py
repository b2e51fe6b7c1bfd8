"""How the screens reach other people's systems, by the settings, loaded at first use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.settings import Settings
from screens.remotes import Way
from store.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from store.ledger import Ledger
    from sync.access import Surroundings
    from sync.receiver.running import Receiver


def way_of(settings: Settings, clock: Clock) -> Way:
    """Say how providers are reached; what reaches them is loaded when it is asked for."""

    def gather() -> Surroundings:
        from app.remotes import surroundings

        return surroundings(settings, clock)

    def receiver(
        ledger: Ledger, around: Surroundings, tell: Callable[[str], object]
    ) -> Receiver | None:
        from app.receiving import receiver_in_app

        return receiver_in_app(ledger, around, tell)

    return Way(
        settings.remote,
        settings.oauth_redirect,
        lambda: settings.sync_lock,
        settings.sync_seconds,
        gather,
        receiver,
    )
