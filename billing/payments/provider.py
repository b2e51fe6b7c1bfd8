"""What a payment provider is asked to do, whichever it is."""

from __future__ import annotations

from typing import Literal, NamedTuple, Protocol

from store.payment_links import PaymentLink, Receipt


class Capabilities(NamedTuple):
    """What a provider can do beyond handing out an address."""

    tells: bool
    """It says what was paid; without that payments are entered by hand."""
    closes: bool
    """It can be told to take no money for a link any more."""


class Wish(NamedTuple):
    """A link that is wanted: for exactly this amount, in minor units, of this invoice.

    `key` is the same each time that the same link is asked for, and never for another one.
    """

    key: str
    invoice_id: str
    number: str
    amount: int
    currency: str
    language: str
    issuer: str
    return_url: str


class Made(NamedTuple):
    """A link as the provider made it."""

    remote_id: str
    url: str


class Status(NamedTuple):
    """How a link is, and all that ever came through it or went back."""

    state: Literal["open", "pending", "paid", "closed", "failed"]
    receipts: tuple[Receipt, ...] = ()
    remark: str = ""


class Brand(NamedTuple):
    """What the payer sees of the seller; empty where the provider does not say."""

    name: str
    logo: str
    icon: str
    primary_color: str
    secondary_color: str
    website: str


class PaymentProvider(Protocol):
    """Where a link can be made. Everything raises what `sync.errors` lists."""

    name: str
    capabilities: Capabilities

    def create_link(self, wish: Wish) -> Made:
        """Make a link; asked again with the same key, it is the same link."""

    def find_link(self, wish: Wish) -> Made | None:
        """Find a link that was made though nobody heard of it."""

    def status(self, link: PaymentLink, currency: str) -> Status:
        """Say how a link is."""

    def deactivate(self, link: PaymentLink) -> None:
        """Take no money for a link any more."""

    def brand(self) -> Brand | None:
        """Read back what the payer sees; None where that may not be read."""

    def close(self) -> None:
        """Close what was opened to ask."""
