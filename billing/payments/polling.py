"""Ask how the links are: at the start, with the list of invoices, and every few minutes.

What came in is written down, once. A link that nobody needs any more is closed.
"""

from __future__ import annotations

from threading import Event
from typing import NamedTuple

from billing.payments.choosing import open_provider
from billing.payments.linking import Asked, close_link, make_link
from billing.payments.provider import PaymentProvider
from store.billed import Billed, Sender, find_billed, sender_of
from store.clock import DAY, HOUR, MINUTE, SECOND
from store.errors import LedgerUnavailable, Refused
from store.ledger import Ledger
from store.payment_links import PaymentLink, links, mark_link, note_trouble, record_receipts
from sync.access import Surroundings
from sync.errors import RateLimited, RemoteError, SignedOut, Stopped, Unreachable

SOON = 3 * MINUTE
LATEST = 6 * HOUR
PATIENCE = 10 * MINUTE
"""The pause after trouble, and how long a link may be wanted before it is made anew."""
REFUNDS = 180 * DAY
"""How long a link that is over is still looked at, once a day: money goes back, or comes late."""


class Polled(NamedTuple):
    """What asking came to: links asked about, payments and refunds new here, and troubles.

    `again_in` is how many seconds later it makes sense to ask again.
    """

    asked: int
    received: int
    troubles: tuple[str, ...]
    again_in: float


def poll_payments(ledger: Ledger, around: Surroundings, stop: Event | None = None) -> Polled:
    """Ask about the links that are due; the older a link is, the less often that is."""
    found = _links(ledger)
    now = ledger.clock.wall()
    return _poll(ledger, around, [link for link in found if is_due(link, now)], stop or Event())


def poll_everything(ledger: Ledger, around: Surroundings, stop: Event | None = None) -> Polled:
    """Ask about every link, as a person asked to."""
    return _poll(ledger, around, _links(ledger), stop or Event())


def is_due(link: PaymentLink, now: int) -> bool:
    """Tell whether a link is to be asked about again."""
    age = now - link.created_at
    if link.state == "wanted":
        return age >= PATIENCE
    if link.state in ("paid", "closed"):
        return age < REFUNDS and now - link.checked_at >= DAY
    return now - link.checked_at >= min(max(age // 20, SOON), LATEST)


def _links(ledger: Ledger) -> list[PaymentLink]:
    if ledger.role != "admin":
        return []
    with ledger.read() as work:
        found = links(work, ("wanted", "open", "pending", "paid", "closed"))
    return [link for link in found if link.remote_id or link.state == "wanted"]


def _poll(ledger: Ledger, around: Surroundings, found: list[PaymentLink], stop: Event) -> Polled:
    """Ask about some links; a provider that is out of reach is left alone for this time."""
    with ledger.read() as work:
        sender = sender_of(work)
    round_ = _Round(ledger, around, sender, stop)
    try:
        for link in found:
            if not stop.is_set() and link.provider not in round_.resting:
                round_.look_at(link)
    finally:
        round_.close()
    troubles = tuple(dict.fromkeys(round_.troubles))
    return Polled(round_.asked, round_.received, troubles, round_.again_in)


class _Round:
    """One time of asking."""

    def __init__(self, ledger: Ledger, around: Surroundings, sender: Sender, stop: Event) -> None:
        self.asked = self.received = 0
        self.troubles: list[str] = []
        self.resting: set[str] = set()
        self.again_in = SOON / SECOND
        self._ledger, self._around, self._sender, self._stop = ledger, around, sender, stop
        self._providers: dict[str, PaymentProvider] = {}

    def look_at(self, link: PaymentLink) -> None:
        """Ask about one link; its trouble is written down and ends nothing else."""
        try:
            self._look_at(link)
        except Stopped:
            return
        except (RateLimited, SignedOut, Unreachable) as trouble:
            self.resting.add(link.provider)
            pause = trouble.retry_after if isinstance(trouble, RateLimited) else 0.0
            self.again_in = max(self.again_in, pause, PATIENCE / SECOND)
            self._note(link, trouble)
        except LedgerUnavailable:
            raise
        except (RemoteError, Refused) as trouble:
            self._note(link, trouble)

    def close(self) -> None:
        """Close what was opened."""
        for provider in self._providers.values():
            provider.close()

    def _look_at(self, link: PaymentLink) -> None:
        provider = self._provider(link.provider)
        self.asked += 1
        if link.state == "wanted":
            self._make(provider, link)
            return
        with self._ledger.read() as work:
            currency = find_billed(work, link.invoice_id).currency
        status = provider.status(link, currency)
        with self._ledger.write() as work:
            self.received += record_receipts(work, link, status.receipts)
            mark_link(work, link, status.state, status.remark)
            needed = _is_needed(link, find_billed(work, link.invoice_id), work.now())
        if status.state == "open" and not needed:
            close_link(self._ledger, provider, link)

    def _make(self, provider: PaymentProvider, link: PaymentLink) -> None:
        """Make a link that is still wanted, if its invoice still wants one."""
        with self._ledger.read() as work:
            asked = Asked(find_billed(work, link.invoice_id), self._sender)
            needed = _is_needed(link, asked.billed, work.now())
        if not needed:
            close_link(self._ledger, provider, link)
        elif asked.billed.state != "draft":
            make_link(self._ledger, provider, asked, link, resumed=True)

    def _provider(self, name: str) -> PaymentProvider:
        if name not in self._providers:
            opened = open_provider(name, self._around, self._sender, self._stop)
            self._providers[name] = opened
        return self._providers[name]

    def _note(self, link: PaymentLink, trouble: Refused) -> None:
        self.troubles.append(str(trouble))
        with self._ledger.write() as work:
            note_trouble(work, link, str(trouble))


def _is_needed(link: PaymentLink, billed: Billed, now: int) -> bool:
    """Tell whether a link is still for what is to be paid; one of a draft has an hour."""
    if billed.state == "draft":
        return now - link.created_at < HOUR
    return billed.open == link.amount
