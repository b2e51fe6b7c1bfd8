"""webhooks: hear of changes within seconds, through a public address of one's own."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from app import remotes
from app.cli.asking import passphrase_asker
from app.cli.invocation import Invocation
from store.connections import connections
from store.errors import Ambiguous, NothingToDo, Refused
from store.local_time import clock_text, date_of, iso_date, iso_instant
from store.records import Connection
from store.text import fold
from store.webhooks import Webhook, renew_webhook, webhooks
from sync.access import Surroundings
from sync.kinds import kind_of
from sync.receiver.running import is_received
from sync.secrets import Secret

LONGEST_SECRET = 256
OFF = "Webhooks are off; Ayron looks every minute. `ayron webhooks --public-url URL` turns them on."
DEAF = "Nobody receives them just now. `ayron webhooks --public-url URL` does, and so does the app."
NONE_YET = "Webhooks are on, and nothing is subscribed to yet."


def run(invocation: Invocation) -> int:
    """Receive webhooks, take a signing secret, turn webhooks off, or tell how they are."""
    options = invocation.options
    if options.off:
        return _turn_off(invocation)
    if options.secret_stdin:
        return _take_secret(invocation)
    if options.public_url:
        from app.cli.receiving import receive

        return receive(invocation, chosen(invocation))
    return _show(invocation)


def chosen(invocation: Invocation) -> list[Connection]:
    """List the connections that are meant: those of --account, else all; at least one."""
    with invocation.ledger.read() as work:
        found = connections(work)
    wanted = fold(invocation.options.account or "")
    found = [
        each
        for each in found
        if kind_of(each.provider).webhooks != "none"
        and (each.account_id == invocation.options.account or wanted in fold(each.account))
    ]
    if not found:
        raise NothingToDo("No such account is connected. `ayron connect asana` connects one.")
    return found


def surroundings(invocation: Invocation) -> Surroundings:
    """Gather what reading and subscribing need."""
    insecure = invocation.options.insecure_storage
    settings, clock = invocation.own_settings, invocation.clock
    return remotes.surroundings(settings, clock, passphrase_asker(), insecure)


def state(invocation: Invocation, found: Sequence[Connection]) -> list[dict[str, Any]]:
    """Shape how the webhooks of some connections are."""
    with invocation.ledger.read() as work:
        rows = webhooks(work)
    receiving = is_received(surroundings(invocation))
    return [
        {
            "connection": each.id,
            "provider": each.provider,
            "account": each.account,
            "webhooks": "on" if each.webhooks else "off",
            "receiving": receiving and each.webhooks,
            "subscriptions": [_shape(each, row) for row in rows if row.connection_id == each.id],
        }
        for each in found
    ]


def _shape(connection: Connection, row: Webhook) -> dict[str, Any]:
    """Shape a subscription; the address only of one that a person has to paste it for."""
    by_hand = kind_of(connection.provider).webhooks == "by hand"
    return {
        "remote_id": row.remote_id or None,
        "project": row.project,
        "project_id": row.resource_id or None,
        "address": row.target if by_hand else None,
        "created_at": iso_instant(row.created_at),
        "heard_at": None if row.heard_at is None else iso_instant(row.heard_at),
    }


def _show(invocation: Invocation) -> int:
    found = chosen(invocation)
    with invocation.ledger.read() as work:
        rows = webhooks(work)
    names = {each.id: f"{each.provider}\t{each.account}" for each in found}
    lines = [_line(names[row.connection_id], row) for row in rows if row.connection_id in names]
    if not any(each.webhooks for each in found):
        lines.append(OFF)
    elif not lines:
        lines.append(NONE_YET)
    elif not is_received(surroundings(invocation)):
        lines.append(DEAF)
    return invocation.answer(state(invocation, found), lines)


def _line(account: str, row: Webhook) -> str:
    heard = row.heard_at
    last = f"last heard {iso_date(date_of(heard))} {clock_text(heard)}" if heard else "never heard"
    return f"{account}\t{row.project or row.resource_id or row.target}\t{last}"


def _turn_off(invocation: Invocation) -> int:
    from sync.receiver.leaving import let_go

    around = surroundings(invocation)
    said: list[str] = []
    found = chosen(invocation)
    for connection in found:
        done = let_go(invocation.ledger, around, connection)
        name = f"{kind_of(connection.provider).label}, {connection.account}"
        said += [f"{name}: {sentence}" for sentence in done]
    if not said and not any(each.webhooks for each in found):
        raise NothingToDo("Webhooks are off already.")
    with invocation.ledger.read() as work:
        left = len(webhooks(work))
    said.append("Webhooks are off; Ayron looks every minute as before.")
    invocation.answer({"webhooks": "off", "left": left, "sentences": said}, said)
    return 1 if left else 0


def _take_secret(invocation: Invocation) -> int:
    """Keep the signing secret that an admin was shown; a receiver that runs takes it up soon."""
    from sync.receiver.opening import keep_secret

    connection, row = _made_by_hand(invocation)
    secret = Secret(sys.stdin.read(LONGEST_SECRET + 1).strip())
    shown = secret.reveal()
    if not shown or len(shown) > LONGEST_SECRET or not shown.isascii() or " " in shown:
        raise Refused("What came on standard input is no signing secret; nothing was kept.")
    around = surroundings(invocation)
    keep_secret(around, connection, row.path, secret)
    with invocation.ledger.write() as work:
        renew_webhook(work, row.path, row.target)
    sentence = f"The signing secret of {connection.account} is kept {around.secrets.describe()}."
    return invocation.answer({"connection": connection.id, "kept": True}, [sentence])


def _made_by_hand(invocation: Invocation) -> tuple[Connection, Webhook]:
    found = chosen(invocation)
    with invocation.ledger.read() as work:
        rows = {row.connection_id: row for row in webhooks(work)}
    hand_made = [
        (each, rows[each.id])
        for each in found
        if kind_of(each.provider).webhooks == "by hand" and each.id in rows
    ]
    if not hand_made:
        raise NothingToDo("No webhook waits for a secret. Run `ayron webhooks --public-url URL`.")
    if len(hand_made) > 1:
        names = [f"{each.account_id}  {each.account}" for each, _row in hand_made]
        raise Ambiguous("Several accounts wait for one; say which with --account.", names)
    return hand_made[0]
