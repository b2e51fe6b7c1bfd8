"""Which provider makes links for this workspace, and how it is reached."""

from __future__ import annotations

from threading import Event

from billing.payments.provider import PaymentProvider
from billing.payments.stripe.client import HOME, SERVICE, StripeClient, policy
from billing.payments.template import UrlTemplate
from store.billed import Sender
from store.errors import Refused
from sync.access import Surroundings
from sync.errors import SignedOut
from sync.origin import parse_origin
from sync.secrets import Secret

KEY_ITEM = "stripe"
TOO_MUCH = (
    "This key of Stripe may do everything. Make a restricted one (rk_…) that may write Payment"
    " Links and read Checkout Sessions, Charges, Refunds and PaymentIntents."
)
BACKOFF_SECONDS = 0.5


def stripe_key(around: Surroundings) -> Secret | None:
    """Find the key of Stripe: in the environment, else in the keyring; None where there is none."""
    given = Secret(around.environment.get("AYRON_STRIPE_KEY", "").strip())
    key = given or around.secrets.find(KEY_ITEM)
    if key is None:
        return None
    shown = key.reveal()
    if shown.startswith(("pk_", "whsec_")) or not shown.isascii() or not shown.isprintable():
        raise Refused("AYRON_STRIPE_KEY is no secret key of Stripe; a restricted one begins rk_.")
    return key


def warning(around: Surroundings) -> str:
    """Say what is to be said about the key; nothing for a restricted one."""
    key = stripe_key(around)
    return TOO_MUCH if key and key.reveal().startswith("sk_") else ""


def chosen(around: Surroundings, sender: Sender) -> str:
    """Name the provider that a new link is made at; empty where there is none."""
    if stripe_key(around):
        return "stripe"
    return "template" if sender.pay_url else ""


def open_provider(name: str, around: Surroundings, sender: Sender, stop: Event) -> PaymentProvider:
    """Open the provider of a link; raises SignedOut without its key."""
    if name == "stripe":
        return _open_stripe(around, stop)
    return UrlTemplate(sender.pay_url)


def _open_stripe(around: Surroundings, stop: Event) -> PaymentProvider:
    from billing.payments.stripe.links import Stripe
    from sync.transport import GuardedTransport

    key = stripe_key(around)
    if key is None:
        raise SignedOut("The key of Stripe is not kept here: ayron secret set stripe")
    origin = parse_origin(around.environment.get("AYRON_STRIPE_URL", "").strip() or HOME)
    transport = GuardedTransport(SERVICE, origin, policy, around.clock, stop, connections=2)
    return Stripe(StripeClient(transport, key, stop, BACKOFF_SECONDS))
