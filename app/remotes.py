"""Wire the settings of this person to the rooms that speak with other systems."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from app.error_log import open_error_log
from app.folders import data_folder, log_folder
from app.settings import Settings
from store.clock import Clock
from store.errors import Refused
from store.ledger import Ledger
from store.records import Connection
from sync.access import Surroundings, known_application
from sync.connecting import Announce, Connecting
from sync.kinds import Kind, kind_of
from sync.request_log import open_request_log
from sync.rounds import Rounds
from sync.secrets import Ask, Secret, open_secrets
from sync.tokens import Application

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.facts import Fact, SyncOutcome

NO_APPLICATION = (
    "Signing in needs an application of your own, registered at {label}. Set"
    " AYRON_{name}_CLIENT_ID{secret} (the README walks through it), or connect with a personal"
    " token: ayron connect {provider} --token-stdin"
)


def surroundings(
    settings: Settings, clock: Clock, ask: Ask | None = None, insecure: bool = False
) -> Surroundings:
    """Gather what signing in and reading need; `ask` asks for the passphrase of a secrets file.

    Whoever goes out comes through here first, so that every request, and what goes wrong, is
    logged from here on.
    """
    open_request_log(Path(log_folder()))
    open_error_log(settings.log_file)
    folder = Path(data_folder())
    environment = {**settings.environment, **os.environ}
    secrets = open_secrets(folder, environment, ask, insecure_storage=insecure)
    return Surroundings(secrets, clock, environment, folder, settings.beside, settings.log_file)


def connecting(
    settings: Settings,
    ledger: Ledger,
    around: Surroundings,
    provider: str,
    cancel: Event,
    subject: str = "",
) -> Connecting:
    """Prepare to connect an account of a provider, at the address that the settings give."""
    kind = kind_of(provider)
    origin = settings.remote.get(f"{provider}_url", kind.home)
    return Connecting(ledger, around, kind, origin, cancel, subject)


def connect_by_token(connecting: Connecting, token: Secret | None) -> Connection:
    """Connect with a token given, or with the one in the environment."""
    name = connecting.kind.name
    given = token or connecting.around.secrets.from_environment(name)
    if not given:
        raise Refused(
            f"There is no token: nothing was given, and AYRON_{name.upper()}_TOKEN is not set."
        )
    return connecting.with_token(given)


def connect_by_browser(
    settings: Settings,
    connecting: Connecting,
    announce: Announce,
    application: Application | None = None,
) -> Connection:
    """Sign in through the browser, with an application given or the one that is known."""
    chosen = application or known_application(connecting.around, connecting.kind.name)
    if chosen is None:
        raise Refused(no_application(connecting.kind))
    return connecting.with_oauth(chosen, settings.oauth_redirect, announce)


def no_application(kind: Kind) -> str:
    """Say how an application to sign in with is made known."""
    name = kind.name.upper()
    secret = f" and AYRON_{name}_CLIENT_SECRET" if kind.needs_secret else ""
    return NO_APPLICATION.format(label=kind.label, name=name, secret=secret, provider=kind.name)


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
        if only is None:
            rounds.revoke()
        return rounds.sync(full, only)
    finally:
        rounds.close()
