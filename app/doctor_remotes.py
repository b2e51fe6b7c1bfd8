"""Check how Ayron gets along with other people's systems. What is off is not asked anything."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Event, Timer

from app.checks import Check
from app.folders import log_folder
from app.remotes import surroundings
from app.settings import Settings
from screens.connection_words import (
    access_words,
    command_for,
    held_words,
    mode_reason,
    mode_words,
    reads_words,
    reconnect_command,
    requests_words,
    rights_words,
    who_words,
)
from screens.sync_mark import ago, label_of
from store.clock import DAY, SECOND, Clock
from store.connections import Address, address_of, connections
from store.errors import LedgerError
from store.features import EARLY_ACCESS
from store.health import with_health
from store.ledger import Ledger
from store.local_time import date_of, iso_date, moment_text
from store.overview import Listening, Overview, overview
from store.records import Connection
from store.revocations import Revocation
from sync.access import Surroundings, open_provider
from sync.errors import SecretsLocked, SignedOut, Stopped
from sync.kinds import kind_names
from sync.request_log import FILE_NAME
from sync.revoking import PATIENCE

MOST_SECONDS = 20.0
"""Providers that have not answered by then are left alone."""
MOST_AT_ONCE = 8
GIVE_PASSPHRASE = "Give the passphrase: in the app, or by `ayron sync` in a terminal."
MOST_SKEW = 60  # seconds
SLIGHT_SKEW = 3  # seconds: what the way there and back may take
SILENCE = DAY
"""A subscription that was heard of within that time is well."""


def secrets_check(settings: Settings, clock: Clock, *, needed: bool) -> Check:
    """Look at where secrets are kept."""
    secrets = surroundings(settings, clock).secrets
    words = secrets.describe()
    kept = not words.startswith("nowhere")
    no_place = "Unlock or install a keyring, or connect once to choose a passphrase."
    remedy = GIVE_PASSPHRASE if secrets.locked else no_place
    return Check("secrets", kept or not needed, words, remedy)


def remote_checks(settings: Settings, ledger: Ledger, clock: Clock) -> Iterator[Check]:
    """Look at the secrets, the log, the switches, each connection, and what waits to be revoked."""
    now = clock.wall()
    with ledger.read() as work:
        known = with_health(connections(work), settings.health_file, settings.sync_lock, now)
        seen = overview(work, kind_names())
    needed = any(f"AYRON_{row.provider.upper()}_TOKEN" not in os.environ for row in known)
    yield secrets_check(settings, clock, needed=needed)
    yield _log_check(Path(log_folder()) / FILE_NAME)
    yield from _switch_checks(seen)
    if not known:
        yield Check("connections", True, f"none; {_way_in(seen)}")
    awake = [row for row in known if seen.on[row.provider]]
    reached = _reach(ledger, surroundings(settings, clock), awake)
    for row in known:
        yield from reached.get(row.id, [])
        yield from _connection_checks(row, settings.sync_seconds, seen, now)
    for waiting in seen.revocations:
        yield _revocation_check(waiting, now)


def _log_check(path: Path) -> Check:
    folder = path.parent
    if path.exists():
        well = path.is_file() and os.access(path, os.W_OK)
    else:
        well = folder.is_dir() and os.access(folder, os.W_OK)
    size = path.stat().st_size // 1000 if path.is_file() else 0
    detail = f"{path}, {size:,} kB" if well else f"{path} cannot be written; requests go unlogged"
    return Check("request log", well, detail, f"Make {folder} and what is in it writable for you.")


def _switch_checks(seen: Overview) -> Iterator[Check]:
    """Tell what is off; that is how somebody wants it, and so it is well."""
    for provider, on in seen.on.items():
        if not on:
            said = f"off in this workspace, so it is not asked anything; {_switchers(seen)} can"
            how = f"turn it on: ayron feature on {provider} ({EARLY_ACCESS})"
            yield Check(provider, True, f"{said} {how}")


def _way_in(seen: Overview) -> str:
    """Say how the first connection is made; of what is off it is said that it has to be on."""
    first = next((name for name, on in seen.on.items() if on), None)
    if first:
        return f"`ayron connect {first}` makes one"
    return f"all that could be connected is off; {_switchers(seen)} can turn it on"


def _switchers(seen: Overview) -> str:
    return " or ".join(seen.switchers) or "an admin"


def _reach(
    ledger: Ledger, around: Surroundings, rows: Sequence[Connection]
) -> dict[str, list[Check]]:
    """Ask all providers at once, so that one that hangs keeps no other waiting."""
    with ledger.read() as work:
        addresses = [address_of(work, row.id) for row in rows]
    stop = Event()
    patience = Timer(MOST_SECONDS, stop.set)
    patience.daemon = True
    patience.start()

    def ask(row: Connection, address: Address) -> list[Check]:
        return list(_reach_checks(row, address, around, stop))

    try:
        with ThreadPoolExecutor(MOST_AT_ONCE) as threads:
            answers = list(threads.map(ask, rows, addresses))
    finally:
        patience.cancel()
    return {row.id: found for row, found in zip(rows, answers, strict=True)}


def _reach_checks(
    row: Connection, address: Address, around: Surroundings, stop: Event
) -> Iterator[Check]:
    """Ask whose token it is: that tells whether the provider is there, and what its clock says."""
    name, label = _name(row), label_of(row.provider)
    try:
        with closing(open_provider(row, address, around, stop)) as provider:
            account = provider.account()
            skew = round((around.clock.wall() - provider.server_now()) / SECOND)
    except Stopped:
        yield Check(name, False, f"{label} took too long to answer", "Try again a little later.")
        return
    except LedgerError as error:
        yield Check(name, False, str(error), _way_out(row, error))
        return
    if account.id != row.account_id:
        detail = f"the token is that of {account.name}, not of {row.account}"
        yield Check(name, False, detail, reconnect_command(row))
        return
    yield Check(name, True, f"answers as {account.name}, {held_words(row)}")
    yield _skew_check(name, label, skew)


def _connection_checks(row: Connection, seconds: int, seen: Overview, now: int) -> Iterator[Check]:
    """Tell what is known without asking."""
    name = _name(row)
    if not seen.on[row.provider]:
        yield Check(name, True, f"off, {held_words(row)} hidden; it was not asked")
        return
    yield _access_check(row, name, seconds)
    yield _sync_check(row, name, now)
    yield _requests_check(row, name)
    yield _webhook_check(row, name, seen.listening.get(row.id, Listening(0, None)), now)


def _name(row: Connection) -> str:
    return f"{row.provider} {row.account}"


def _way_out(row: Connection, error: LedgerError) -> str:
    if isinstance(error, SecretsLocked):
        return GIVE_PASSPHRASE
    if isinstance(error, SignedOut):
        return reconnect_command(row)
    return "Nothing to connect anew: Ayron goes on trying while it is open."


def _skew_check(name: str, label: str, skew: int) -> Check:
    if abs(skew) <= SLIGHT_SKEW:
        return Check(f"{name}: clock", True, f"agrees with that of {label}")
    way = "ahead of" if skew > 0 else "behind"
    detail = f"{abs(skew):,} s {way} that of {label}"
    return Check(
        *(f"{name}: clock", abs(skew) <= MOST_SKEW, detail),
        "Set the system's clock right: what you track has its times.",
    )


def _access_check(row: Connection, name: str, seconds: int) -> Check:
    parts = (
        who_words(row),
        f"reads {reads_words(row)}",
        f"{row.mode}: {mode_words(row, seconds)}, for {mode_reason(row)}",
        access_words(row),
        rights_words(row),
    )
    return Check(f"{name}: access", True, "; ".join(parts))


def _sync_check(row: Connection, name: str, now: int) -> Check:
    at = row.last_ok_at
    last = f"last went through {moment_text(at, now)} ({ago(at, now)})" if at else "never yet"
    detail = "; ".join(filter(None, (last, row.error)))
    return Check(f"{name}: sync", row.state == "live", detail, command_for(row, now))


def _requests_check(row: Connection, name: str) -> Check:
    health = row.health
    limit = health.hourly_limit if health else None
    well = health is None or limit is None or health.requests < limit
    detail = requests_words(health)
    return Check(f"{name}: requests", well, detail, "Wait: it goes on by itself within the hour.")


def _webhook_check(row: Connection, name: str, listening: Listening, now: int) -> Check:
    if not row.webhooks:
        return Check(f"{name}: webhooks", True, "off")
    heard = listening.heard_at
    well = listening.subscriptions > 0 and heard is not None and now - heard < SILENCE
    last = f"last heard {ago(heard, now)}" if heard else "never heard"
    detail = f"on; subscriptions: {listening.subscriptions}, {last}; polling goes on underneath"
    remedy = "See that `ayron webhooks --public-url URL` runs and that its address is reached."
    return Check(f"{name}: webhooks", well, detail, remedy)


def _revocation_check(row: Revocation, now: int) -> Check:
    until = iso_date(date_of(row.since + PATIENCE))
    return Check(
        f"{row.provider} {row.account}: revoking",
        False,
        f"disconnected {moment_text(row.since, now)}, and {label_of(row.provider)} does not know"
        f" yet; last tried: {ago(row.tried_at, now)}, again until {until}",
        "See to the network; Ayron tries again while it is open. Nothing is read meanwhile.",
    )
