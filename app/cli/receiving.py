"""webhooks --public-url: ask whoever has to be asked, then receive until interrupted."""

from __future__ import annotations

import signal
import sys
from dataclasses import replace
from threading import Event

from app import remotes
from app.cli.connecting import sign_in
from app.cli.invocation import Invocation
from app.cli.webhooks import state, surroundings
from app.receiving import DEFAULT_PLACE, IN_THE_OPEN, is_open, make_receiver, parse_place
from app.sentences import printable
from store.connections import connections
from store.errors import Refused
from store.features import is_on, require_feature
from store.records import Connection
from store.webhooks import Webhook, switch_webhooks
from sync.access import Surroundings
from sync.connecting import FULL_PERMISSIONS
from sync.kinds import kind_of
from sync.receiver.kinds import webhook_kind, with_webhooks
from sync.receiver.opening import by_hand, hook_of, parse_public_url
from sync.receiver.running import Receiver
from sync.subscriptions import MOST_SUBSCRIPTIONS

ENDING = ("SIGINT", "SIGTERM", "SIGHUP")
WRITES = (
    "For {account}, Ayron will subscribe at {label} to each project that holds tasks of yours, to"
    " {most} at most, and end the subscriptions when you turn webhooks off. These are the only"
    " writes that Ayron ever makes."
)
NEEDS_YES = "Subscribing needs your yes: give it with --yes, or run this in a terminal."


def receive(invocation: Invocation, found: list[Connection]) -> int:
    """Opt in where that was not done, then listen until interrupted."""
    options = invocation.options
    public_url = parse_public_url(options.public_url)
    place = parse_place(options.listen) if options.listen else DEFAULT_PLACE
    around = surroundings(invocation)
    found = _allowed(invocation, found)
    for connection in found:
        _opt_in(invocation, around, connection, public_url)
    if is_open(place):
        _tell(IN_THE_OPEN.format(place=place))
    receiver = make_receiver(invocation.ledger, around, public_url, place, _tell)
    ending = _ending()
    receiver.start()
    try:
        _announce(invocation, receiver, public_url, found)
        while not ending.wait(0.5):
            continue
    finally:
        receiver.close()
    return 0


def _allowed(invocation: Invocation, found: list[Connection]) -> list[Connection]:
    """Leave out the integrations that are off in this workspace; Refused where all are."""
    with invocation.ledger.read() as work:
        allowed = [each for each in found if is_on(work, each.provider)]
        if not allowed:
            require_feature(work, found[0].provider)
    return allowed


def _opt_in(
    invocation: Invocation, around: Surroundings, connection: Connection, public_url: str
) -> None:
    if kind_of(connection.provider).webhooks == "by hand":
        row = by_hand(invocation.ledger, connection, public_url)
        _explain(around, connection, row)
    else:
        _allow_writes(invocation, around, connection)
        with invocation.ledger.write() as work:
            switch_webhooks(work, connection.id, True)


def _explain(around: Surroundings, connection: Connection, row: Webhook) -> None:
    """Say what an admin has to paste, unless that was done."""
    kind = webhook_kind(connection.provider)
    if kind is None or hook_of(connection, row, around).secret is not None:
        return
    label = kind_of(connection.provider).label
    _tell(f"{label}, {connection.account}: an admin sets the webhook up.")
    for number, step in enumerate(kind.steps, start=1):
        _tell(f"  {number}. {step.format(address=row.target)}")


def _allow_writes(invocation: Invocation, around: Surroundings, connection: Connection) -> None:
    """Let the person allow subscriptions: here by a yes, and at the provider by scope."""
    kind = with_webhooks(kind_of(connection.provider))
    is_full = connection.method != "oauth" or FULL_PERMISSIONS in connection.scopes
    has_scopes = set(kind.scopes) <= set(connection.scopes)
    if connection.webhooks and (is_full or has_scopes):
        return
    _tell(WRITES.format(account=connection.account, label=kind.label, most=MOST_SUBSCRIPTIONS))
    _require_yes(invocation)
    if is_full or has_scopes:
        return
    connecting = remotes.connecting(
        invocation.settings,
        invocation.ledger,
        around,
        connection.provider,
        Event(),
        connection.subject_id,
    )
    made = sign_in(invocation, replace(connecting, kind=kind))
    if made.id != connection.id:
        raise Refused(f"The browser was signed in as {made.account}, not as {connection.account}.")


def _require_yes(invocation: Invocation) -> None:
    if invocation.options.yes:
        return
    if not sys.stdin.isatty():
        raise Refused(NEEDS_YES)
    print("Subscribe? [y/N] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise Refused("Nothing was changed; Ayron looks every minute as before.")


def _announce(
    invocation: Invocation, receiver: Receiver, public_url: str, found: list[Connection]
) -> None:
    shape = {
        "listening": str(receiver.place),
        "public_url": public_url,
        "connections": state(invocation, _as_they_are(invocation, found)),
    }
    sentence = f"Listening on {receiver.place} for {public_url}; ctrl+c ends it."
    invocation.answer(shape, [sentence])
    sys.stdout.flush()


def _as_they_are(invocation: Invocation, found: list[Connection]) -> list[Connection]:
    """Read the connections anew, now that they have webhooks."""
    with invocation.ledger.read() as work:
        known = {each.id for each in found}
        return [each for each in connections(work) if each.id in known]


def _ending() -> Event:
    """Return what a signal that ends a program sets; the subscriptions stay for the next run."""
    ending = Event()
    for name in ENDING:
        number = getattr(signal, name, None)
        if number is not None:
            signal.signal(number, lambda *_: ending.set())
    return ending


def _tell(sentence: str) -> None:
    """Say something beside the answer, so that --json stays clean."""
    print(printable(sentence), file=sys.stderr, flush=True)
