"""Stripe as a payment provider: a link counts as paid only when Stripe says `paid`."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from billing.payments.provider import Brand, Capabilities, Made, Status, Wish
from billing.payments.stripe.amounts import from_stripe
from billing.payments.stripe.client import StripeClient, id_of
from billing.payments.stripe.forms import CLOSE, encoded, link_form, metadata_of
from store.clock import SECOND
from store.local_time import date_of, iso_date
from store.payment_links import PaymentLink, Receipt
from store.text import clean
from sync.errors import BadAnswer, Missing, NotAllowed
from sync.origin import is_loopback

LINKS = "/v1/payment_links"
LONGEST_URL = 500
DISPUTED = "The payer disputes this payment."
NEW_LINK = "The payment failed, and this link takes no other one; make a new link."


class Stripe:
    """Payment Links of one Stripe account."""

    name = "stripe"
    capabilities = Capabilities(tells=True, closes=True)

    def __init__(self, client: StripeClient) -> None:
        self._client = client

    def create_link(self, wish: Wish) -> Made:
        """Make a link; asked again with the same key, it is the same link."""
        return _made(self._client.post(LINKS, encoded(link_form(wish)), wish.key))

    def find_link(self, wish: Wish) -> Made | None:
        """Find a link that was made though nobody heard of it; close others of the invoice."""
        wanted, found = metadata_of(wish), None
        for row in self._client.each(LINKS, {"active": True}):
            metadata = row.get("metadata") or {}
            if metadata.get("invoice_id") != wish.invoice_id:
                continue
            if found is None and all(metadata.get(key) == wanted[key] for key in wanted):
                found = _made(row)
            else:
                self._close(id_of(row))
        return found

    def status(self, link: PaymentLink, currency: str) -> Status:
        """Say how a link is, by all the times that somebody came to pay through it."""
        found = [self._session(link, row, currency) for row in self._sessions(link)]
        receipts = tuple(receipt for each in found for receipt in each.receipts)
        remark = next((each.remark for each in found if each.remark), "")
        for state in ("paid", "pending", "failed"):
            if any(each.state == state for each in found):
                return Status(state, receipts, remark)
        return Status("closed" if self._is_closed(link) else "open", receipts, remark)

    def deactivate(self, link: PaymentLink) -> None:
        """Take no money for a link any more."""
        self._close(link.remote_id)

    def brand(self) -> Brand | None:
        """Read back what the payer sees; it is set in Stripe's dashboard for the whole account."""
        try:
            account = self._client.get("/v1/account")
        except NotAllowed:
            return None
        profile, settings = _part(account, "business_profile"), _part(account, "settings")
        branding = _part(settings, "branding")
        shown = _part(settings, "dashboard").get("display_name")
        return Brand(
            name=clean(profile.get("name") or shown),
            logo=clean(branding.get("logo")),
            icon=clean(branding.get("icon")),
            primary_color=clean(branding.get("primary_color")),
            secondary_color=clean(branding.get("secondary_color")),
            website=clean(profile.get("url")),
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _close(self, remote_id: str) -> None:
        self._client.post(f"{LINKS}/{remote_id}", CLOSE, f"ayron-close-{remote_id}")

    def _sessions(self, link: PaymentLink) -> list[dict[str, Any]]:
        rows = self._client.each("/v1/checkout/sessions", {"payment_link": link.remote_id})
        found = list(rows)
        if not all(_is_of(row, link) for row in found):
            raise BadAnswer("Stripe answered with payments that are not of this invoice.")
        return found

    def _is_closed(self, link: PaymentLink) -> bool:
        """Tell whether a link takes no money any more, as far as the key may see it."""
        try:
            return self._client.get(f"{LINKS}/{link.remote_id}").get("active") is False
        except (NotAllowed, Missing):
            return False

    def _session(self, link: PaymentLink, row: dict[str, Any], currency: str) -> Status:
        """Say what came of one time that somebody came to pay."""
        if row.get("payment_status") == "paid":
            return self._paid(row, currency)
        if row.get("status") != "complete":
            return Status("open")
        return Status("failed", (), NEW_LINK) if self._has_failed(row) else Status("pending")

    def _paid(self, row: dict[str, Any], currency: str) -> Status:
        if str(row.get("currency") or currency).upper() != currency:
            remark = (
                f"Paid in {clean(row.get('currency'), 10).upper()}, not {currency}; look there."
            )
            return Status("paid", (), remark)
        amount = from_stripe(row.get("amount_total"), currency)
        intent = id_of(row, "payment_intent") if row.get("payment_intent") else ""
        charges = self._visible("/v1/charges", intent)
        moment = next((c.get("created") for c in charges if c.get("status") == "succeeded"), None)
        on = _date(moment or row.get("created"))
        receipts = [Receipt("payment", intent or id_of(row), amount, on)] if amount else []
        receipts += [
            _refund(each, currency)
            for each in self._visible("/v1/refunds", intent)
            if each.get("status") == "succeeded"
        ]
        disputed = any(charge.get("disputed") for charge in charges)
        return Status(
            "paid", tuple(receipts), "The payer disputes this payment." if disputed else ""
        )

    def _visible(self, path: str, intent: str) -> list[dict[str, Any]]:
        """List what hangs on a payment, as far as the key may see it."""
        if not intent:
            return []
        try:
            return list(self._client.each(path, {"payment_intent": intent}))
        except (NotAllowed, Missing):
            return []

    def _has_failed(self, row: dict[str, Any]) -> bool:
        """Tell whether a payment that takes days will never come, as far as the key may see it."""
        if not row.get("payment_intent"):
            return False
        try:
            intent = self._client.get(f"/v1/payment_intents/{id_of(row, 'payment_intent')}")
        except (NotAllowed, Missing):
            return False
        return intent.get("status") in ("requires_payment_method", "canceled")


def _is_of(row: dict[str, Any], link: PaymentLink) -> bool:
    """Tell whether somebody came to pay through a link, by what is copied from it."""
    by_link = row.get("payment_link")
    if by_link is None:
        return _part(row, "metadata").get("invoice_id") == link.invoice_id
    return bool(by_link == link.remote_id)


def _refund(row: dict[str, Any], currency: str) -> Receipt:
    if str(row.get("currency")).upper() != currency or not row.get("amount"):
        raise BadAnswer("Stripe gave a refund in another currency.")
    amount = from_stripe(row["amount"], currency)
    return Receipt("refund", id_of(row), amount, _date(row.get("created")))


def _made(row: dict[str, Any]) -> Made:
    url = row.get("url")
    parts = urlsplit(url) if isinstance(url, str) and url.isascii() and url.isprintable() else None
    if parts is None or " " in str(url) or len(str(url)) > LONGEST_URL or not parts.hostname:
        raise BadAnswer("Stripe gave an address that is none.")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname)):
        raise BadAnswer("Stripe gave an address that is not encrypted.")
    return Made(id_of(row), str(url))


def _part(found: dict[str, Any], name: str) -> dict[str, Any]:
    part = found.get(name)
    return part if isinstance(part, dict) else {}


def _date(seconds: object) -> str:
    if not isinstance(seconds, int) or not 0 <= seconds < 10**11:
        raise BadAnswer("Stripe gave a time that is none.")
    return iso_date(date_of(seconds * SECOND))
