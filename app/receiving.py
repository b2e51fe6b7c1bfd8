"""Wire the settings of this person to the webhook receiver, in its own process or in the app."""

from __future__ import annotations

import re
from collections.abc import Callable

from store.connections import connections
from store.errors import Refused
from store.ledger import Ledger
from store.webhooks import webhooks
from sync.access import Surroundings
from sync.hints import Hints
from sync.origin import is_loopback
from sync.receiver.opening import public_url_of
from sync.receiver.running import Receiver
from sync.receiver.server import Place

DEFAULT_PLACE = Place("127.0.0.1", 8978)
IN_THE_OPEN = (
    "{place} can be reached by other machines, without encryption. A tunnel to 127.0.0.1 is safer."
)

_is_place = re.compile(
    r"(?:(?:\[(?P<six>[0-9a-fA-F:.]+)\]|(?P<host>[A-Za-z0-9._-]+)):)?(?P<port>[0-9]{1,5})"
).fullmatch


def parse_place(text: str) -> Place:
    """Read where to listen: `127.0.0.1:8978`, `[::1]:8978`, or only a port."""
    found = _is_place(text.strip())
    if found is None or not 0 < int(found["port"]) < 65536:
        raise Refused(f"{text!r} is no address to listen on; it is like {DEFAULT_PLACE}.")
    return Place(found["six"] or found["host"] or DEFAULT_PLACE.host, int(found["port"]))


def is_open(place: Place) -> bool:
    """Say whether other machines can reach a place."""
    return not is_loopback(place.host)


def make_receiver(
    ledger: Ledger,
    around: Surroundings,
    public_url: str,
    place: Place,
    tell: Callable[[str], object],
) -> Receiver:
    """Make a receiver whose hints go to the process that polls this ledger."""
    return Receiver(ledger, around, Hints(around.file("hints")), public_url, place, tell)


def receiver_in_app(
    ledger: Ledger, around: Surroundings, tell: Callable[[str], object]
) -> Receiver | None:
    """Make the receiver of the open app; None where nobody has turned webhooks on.

    It listens at the usual place, and for the public address that was given last. Its `start`
    raises Refused where a process of its own receives already, which is as good.
    """
    with ledger.read() as work:
        on = {each.id for each in connections(work) if each.webhooks}
        public_url = public_url_of([row for row in webhooks(work) if row.connection_id in on])
    if public_url is None:
        return None
    return make_receiver(ledger, around, public_url, DEFAULT_PLACE, tell)
