"""Make the one link of an invoice, and close it again.

A link is written down as wanted before it is asked for. One that is still wanted afterwards may
have been made by somebody who did not live to hear of it: it is looked for before another is made.
"""

from __future__ import annotations

from contextlib import suppress
from typing import NamedTuple

from billing.payments.choosing import chosen
from billing.payments.provider import Made, PaymentProvider, Wish
from billing.payments.stripe.client import KeyUsed
from store.billed import Billed, Sender, find_billed, find_issued, sender_of
from store.errors import Refused
from store.ledger import Ledger, require_admin
from store.payment_links import (
    PaymentLink,
    link_of,
    mark_link,
    note_trouble,
    open_link,
    want_anew,
    want_link,
)
from store.work import Work
from sync.access import Surroundings
from sync.errors import Missing, RemoteError

NO_PROVIDER = (
    "There is nowhere to pay. Keep a key of Stripe (ayron secret set stripe), or say an address"
    " (ayron issuer set pay_url=https://…/{amount})."
)


class Asked(NamedTuple):
    """What a link is asked for: the invoice under its number, and what is to be paid."""

    billed: Billed
    sender: Sender


def ensure_link(ledger: Ledger, provider: PaymentProvider, invoice: str) -> PaymentLink:
    """Return the link for what is open of an issued invoice, made now where there is none."""
    with ledger.read() as work:
        require_admin(work, "make a payment link")
        asked = Asked(find_issued(work, invoice), sender_of(work))
        known = link_of(work, asked.billed.id)
    return link_for(ledger, provider, asked, known)


def prepare_link(
    ledger: Ledger, provider: PaymentProvider, invoice: str, number: str, gross: int
) -> PaymentLink:
    """Make the link of a draft before it is issued, so that it can be printed on it.

    `number` is the one that it is about to get. A link for another number or amount is closed
    first; one for just this, of somebody who issues it at the same time, is taken.
    """
    with ledger.read() as work:
        require_admin(work, "make a payment link")
        draft = find_billed(work, invoice)
        billed = draft._replace(number=number, gross=gross, paid=0, credited=0)
        asked, known = Asked(billed, sender_of(work)), link_of(work, billed.id)
    if known and known.state == "open":
        found = provider.find_link(_wish(asked, known._replace(amount=gross)))
        if found and found.remote_id == known.remote_id:
            return known
        close_link(ledger, provider, known)
    return link_for(ledger, provider, asked, known)


def link_for(
    ledger: Ledger, provider: PaymentProvider, asked: Asked, known: PaymentLink | None
) -> PaymentLink:
    """Return a link for exactly what is open; one for another amount is closed first."""
    amount = asked.billed.open
    if asked.billed.kind != "invoice" or amount <= 0:
        raise Refused(f"Of {asked.billed.number} nothing is to be paid.")
    if known and known.state in ("open", "pending") and known.amount == amount:
        return known
    if known and known.state == "pending":
        raise Refused("A payment of another amount is under way; wait for it.")
    if known and known.state == "open":
        close_link(ledger, provider, known)
    with ledger.write() as work:
        link = want_link(work, asked.billed.id, provider.name, amount)
    resumed = known is not None and known.state == "wanted"
    return make_link(ledger, provider, asked, link, resumed=resumed)


def make_link(
    ledger: Ledger,
    provider: PaymentProvider,
    asked: Asked,
    link: PaymentLink,
    *,
    resumed: bool,
) -> PaymentLink:
    """Ask for a wanted link; a `resumed` one is looked for first. Trouble is written down."""
    try:
        if resumed:
            return _resume(ledger, provider, asked, link)
        made = provider.create_link(_wish(asked, link))
    except KeyUsed:
        return _resume(ledger, provider, asked, link)
    except (RemoteError, Refused) as trouble:
        with ledger.write() as work:
            note_trouble(work, link, str(trouble))
        raise
    return _open(ledger, provider, link, made)


def close_link(ledger: Ledger, provider: PaymentProvider, link: PaymentLink) -> None:
    """Let nobody pay through a link any more."""
    if link.remote_id:
        with suppress(Missing):
            provider.deactivate(link)
    with ledger.write() as work:
        mark_link(work, link, "closed")


def provider_name(work: Work, around: Surroundings) -> str:
    """Name the provider that makes links here; raises Refused where there is none."""
    name = chosen(around, sender_of(work))
    if not name:
        raise Refused(NO_PROVIDER)
    return name


def _resume(
    ledger: Ledger, provider: PaymentProvider, asked: Asked, link: PaymentLink
) -> PaymentLink:
    """Find what was made already, else ask again under a new name: an old one may be used up."""
    made = provider.find_link(_wish(asked, link))
    if made is None:
        with ledger.write() as work:
            anew = want_anew(work, link)
        if anew is None:
            raise Refused("Somebody else is making this link just now.")
        link, made = anew, provider.create_link(_wish(asked, anew))
    return _open(ledger, provider, link, made)


def _open(ledger: Ledger, provider: PaymentProvider, link: PaymentLink, made: Made) -> PaymentLink:
    """Write down where a link was made; one too many is closed at once."""
    with ledger.write() as work:
        opened = open_link(work, link, made.remote_id, made.url)
    if made.remote_id and opened.remote_id != made.remote_id:
        provider.deactivate(link._replace(remote_id=made.remote_id))
    return opened


def _wish(asked: Asked, link: PaymentLink) -> Wish:
    billed, sender = asked
    return Wish(
        key=f"ayron-{billed.id}-{link.created_at}",
        invoice_id=billed.id,
        number=billed.number,
        amount=link.amount,
        currency=billed.currency,
        language=billed.language,
        issuer=sender.name,
        return_url=sender.website,
    )
