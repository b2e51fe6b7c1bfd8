"""An address for paying that is made from a template: PayPal.me, Wise, a bank's own page.

Nobody says what was paid there; payments are entered by hand.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from billing.money import Money, major
from billing.payments.provider import Brand, Capabilities, Made, Status, Wish
from store.errors import Refused
from store.payment_links import PaymentLink
from store.text import clean

KEYS = ("number", "amount", "amount_minor", "currency")
_key = re.compile(r"\{([^{}]*)\}")


class UrlTemplate:
    """Addresses from the template of the workspace, `issuer.pay_url`."""

    name = "template"
    capabilities = Capabilities(tells=False, closes=False)

    def __init__(self, template: str) -> None:
        self._template = template

    def create_link(self, wish: Wish) -> Made:
        """Fill the template."""
        return Made("", pay_url(self._template, wish.number, wish.amount, wish.currency))

    def find_link(self, wish: Wish) -> Made | None:
        """Find none: nothing is made anywhere."""
        return None

    def status(self, link: PaymentLink, currency: str) -> Status:
        """Say that nothing is known."""
        return Status("open")

    def deactivate(self, link: PaymentLink) -> None:
        """Do nothing: the address is nobody's to close."""

    def brand(self) -> Brand | None:
        """Know nothing of it."""
        return None

    def close(self) -> None:
        """Nothing was opened."""


def pay_url(template: str, number: str, amount: int, currency: str) -> str:
    """Fill {number}, {amount}, {amount_minor} and {currency}, percent-encoded; raises Refused."""
    check_pay_url(template)
    values = {
        "number": number,
        "amount": f"{major(Money(amount, currency)):f}",
        "amount_minor": str(amount),
        "currency": currency,
    }
    return _key.sub(lambda found: quote(values[found[1]], safe=""), template)


def check_pay_url(template: str) -> None:
    """Refuse a template that is no https address, or has a key that there is not."""
    for name in _key.findall(template):
        if name not in KEYS:
            known = ", ".join(f"{{{key}}}" for key in KEYS)
            raise Refused(f"There is no {{{clean(name, 40)}}}. There are: {known}.")
    bare = _key.sub("x", template)
    try:
        parts = urlsplit(bare)
        good = parts.scheme == "https" and parts.hostname and "@" not in parts.netloc
    except ValueError:
        good = False
    if not good or not bare.isascii() or not bare.isprintable() or set(' {}"<>\\') & set(bare):
        raise Refused(
            f"“{clean(template, 100)}” is no address like https://example.com/{{amount}}."
        )
    if "{" in template.partition("://")[2].partition("/")[0]:
        raise Refused("The host of the address is fixed; put the keys behind it.")
