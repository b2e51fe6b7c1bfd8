"""Wire the settings of this person to the rooms that speak with other systems."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from app.folders import data_folder
from app.settings import Settings
from store.clock import Clock
from store.connections import address_of
from store.errors import Refused
from store.ledger import Ledger
from store.records import Connection
from sync.access import Surroundings, known_application, open_provider
from sync.connecting import Announce, connect_with_oauth, connect_with_token
from sync.rounds import Rounds
from sync.secrets import Ask, Secret, open_secrets
from sync.tokens import Application

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.facts import Fact, SyncOutcome
    from sync.provider import Provider

NO_APPLICATION = (
    "Signing in needs an application of your own, registered at Asana. Set AYRON_ASANA_CLIENT_ID"
    " and AYRON_ASANA_CLIENT_SECRET (the README walks through it), or connect with a personal"
    " access token: ayron connect asana --token-stdin"
)


def surroundings(clock: Clock, ask: Ask | None = None, insecure: bool = False) -> Surroundings:
    """Gather what signing in and reading need; `ask` asks for the passphrase of a secrets file."""
    folder = Path(data_folder())
    secrets = open_secrets(folder, os.environ, ask, insecure_storage=insecure)
    return Surroundings(secrets, clock, os.environ, folder)


def sync_lock(settings: Settings) -> Path:
    """Name the lock that the one process holds which polls for a ledger."""
    if "://" in settings.database:
        return Path(data_folder()) / "postgresql.sync.lock"
    return Path(settings.database + ".sync.lock")


def connect_by_token(
    settings: Settings, ledger: Ledger, around: Surroundings, token: Secret | None, cancel: Event
) -> Connection:
    """Connect with a token given, or with the one in the environment."""
    given = token or around.secrets.from_environment("asana")
    if not given:
        raise Refused("There is no token: nothing was given, and AYRON_ASANA_TOKEN is not set.")
    return connect_with_token(ledger, around, settings.asana_url, given, cancel)


def connect_by_browser(
    settings: Settings,
    ledger: Ledger,
    around: Surroundings,
    announce: Announce,
    cancel: Event,
    application: Application | None = None,
) -> Connection:
    """Sign in through the browser, with an application given or the one that is known."""
    chosen = application or known_application(around)
    if chosen is None:
        raise Refused(NO_APPLICATION)
    return connect_with_oauth(
        *(ledger, around, settings.asana_url, chosen, settings.oauth_redirect, announce, cancel)
    )


def provider_of(ledger: Ledger, around: Surroundings, connection: Connection) -> Provider:
    """Open the provider of a connection."""
    with ledger.read() as work:
        address = address_of(work, connection.id)
    return open_provider(connection, address, around, Event())


def sync_once(
    ledger: Ledger,
    around: Surroundings,
    publish: Callable[[Fact], object],
    *,
    full: bool = False,
    only: str | None = None,
) -> list[SyncOutcome]:
    """Sync every connection now, or only one, in this thread."""
    rounds = Rounds(ledger, around, publish, Event())
    try:
        return rounds.sync(full, only)
    finally:
        rounds.close()
