"""What is sent to Stripe: the body of a new link, and the form in which all of it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote_plus

from billing.payments.provider import Wish
from billing.payments.stripe.amounts import to_stripe

CLOSE = b"active=false"

_TITLE = {"en": "Invoice {}", "de": "Rechnung {}", "fr": "Facture {}"}
_THANKS = {
    "en": "Thank you! {} receives your payment for invoice {}.",
    "de": "Vielen Dank! {} erhält Ihre Zahlung zur Rechnung {}.",
    "fr": "Merci ! {} reçoit votre paiement de la facture {}.",
}
_OVER = {
    "en": "Invoice {} cannot be paid here any more. Please ask {} if you did not pay it.",
    "de": "Rechnung {} kann hier nicht mehr bezahlt werden. Falls sie offen ist, hilft {} weiter.",
    "fr": "La facture {} ne peut plus être payée ici. Si elle reste due, contactez {}.",
}


def link_form(wish: Wish) -> dict[str, Any]:
    """Describe the link for an invoice: its number and exact amount, good for one payment."""
    language = wish.language[:2] if wish.language[:2] in _TITLE else "en"
    title = _TITLE[language].format(wish.number)
    metadata = metadata_of(wish)
    price = {
        "currency": wish.currency.lower(),
        "unit_amount": to_stripe(wish.amount, wish.currency),
        "product_data": {"name": title},
    }
    return {
        "line_items": [{"price_data": price, "quantity": 1}],
        "restrictions": {"completed_sessions": {"limit": 1}},
        "after_completion": _afterwards(wish, language),
        "custom_text": {"submit": {"message": f"{title} · {wish.issuer}"}},
        "inactive_message": _OVER[language].format(wish.number, wish.issuer),
        "payment_intent_data": {"description": title, "metadata": metadata},
        "metadata": metadata,
        "submit_type": "pay",
    }


def metadata_of(wish: Wish) -> dict[str, str]:
    """Tell what a link is for, so that it can be found again."""
    amount = f"{wish.amount} {wish.currency}"
    return {"invoice_id": wish.invoice_id, "number": wish.number, "amount": amount}


def encoded(values: Mapping[str, Any]) -> bytes:
    """Write a form as Stripe reads it: line_items[0][quantity]=1."""
    pairs = (
        f"{quote_plus(name, safe='[]')}={quote_plus(_text(value))}"
        for name, value in _flat(values, "")
    )
    return "&".join(pairs).encode()


def _afterwards(wish: Wish, language: str) -> dict[str, Any]:
    """Lead the payer to the seller's own page, else thank them on Stripe's."""
    if wish.return_url.startswith("https://"):
        return {"type": "redirect", "redirect": {"url": wish.return_url}}
    thanks = _THANKS[language].format(wish.issuer, wish.number)
    return {"type": "hosted_confirmation", "hosted_confirmation": {"custom_message": thanks}}


def _flat(value: Any, name: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flat(inner, f"{name}[{key}]" if name else key)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _flat(inner, f"{name}[{place}]")
    else:
        yield name, value


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
