"""invoice link and poll: where an invoice can be paid, and what came in there."""

from __future__ import annotations

import sys

from app import remotes
from app.cli.asking import passphrase_asker
from app.cli.invocation import Invocation
from app.sentences import printable
from billing.money import Money, shape
from billing.payments.choosing import open_provider, warning
from billing.payments.epc import epc_payload
from billing.payments.linking import close_link, ensure_link, provider_name
from billing.payments.polling import poll_everything
from store.billed import Billed, Sender, find_billed, find_issued, sender_of
from store.errors import NothingToDo, Refused
from store.invoices import Invoice
from store.ledger import require_admin
from store.payment_links import PaymentLink, link_of
from sync.access import Surroundings


def surroundings(invocation: Invocation) -> Surroundings:
    """Gather what going out needs."""
    settings, clock = invocation.own_settings, invocation.clock
    return remotes.surroundings(settings, clock, passphrase_asker())


def warn(around: Surroundings) -> None:
    """Say on standard error what is to be said about the key."""
    said = warning(around)
    if said:
        print(said, file=sys.stderr)


def link(invocation: Invocation) -> int:
    """Show where an invoice can be paid, making the link where there is none, or close it."""
    from threading import Event

    options, around = invocation.options, surroundings(invocation)
    with invocation.ledger.read() as work:
        require_admin(work, "make a payment link")
        billed, sender = find_issued(work, options.id), sender_of(work)
        known = link_of(work, billed.id)
        current = known.provider if known and known.state in ("open", "pending") else ""
        if options.bank:
            return _bank(invocation, billed, sender)
        if options.close and not current:
            raise NothingToDo(f"Invoice {billed.number} has no link that is open.")
        name = current or provider_name(work, around)
    warn(around)
    provider = open_provider(name, around, sender, Event())
    try:
        if options.close and known:
            close_link(invocation.ledger, provider, known)
            sentence = f"The link of {billed.number} is closed."
            return invocation.answer(_shape(known._replace(state="closed"), billed), [sentence])
        made = ensure_link(invocation.ledger, provider, billed.id)
    finally:
        provider.close()
    return invocation.answer(_shape(made, billed), [made.url, *_code(invocation, made.url)])


def issue(invocation: Invocation) -> Invoice:
    """Issue a draft with its payment link on it; say on standard error why there is none."""
    from billing.payments.issuing import issue_with_link

    around = surroundings(invocation)
    warn(around)
    invoice, trouble = issue_with_link(invocation.ledger, around, invocation.options.id)
    if trouble:
        print(f"There is no payment link on it: {printable(trouble)}", file=sys.stderr)
    return invoice


def close_unneeded(invocation: Invocation, invoice_id: str) -> None:
    """Let nobody pay by a link what is not to be paid any more; say where that did not work."""
    from threading import Event

    with invocation.ledger.read() as work:
        billed, sender = find_billed(work, invoice_id), sender_of(work)
        known = link_of(work, billed.id)
    if known is None or known.state != "open" or billed.open == known.amount:
        return
    if not known.remote_id:  # a template is filled anew each time, there is nothing to close
        return
    try:
        provider = open_provider(known.provider, surroundings(invocation), sender, Event())
        try:
            close_link(invocation.ledger, provider, known)
        finally:
            provider.close()
    except Refused as trouble:
        said = f"The payment link is still open: {printable(str(trouble))}"
        print(f"{said} To close it: ayron invoice poll", file=sys.stderr)


def poll(invocation: Invocation) -> int:
    """Ask now what was paid."""
    around = surroundings(invocation)
    warn(around)
    with invocation.ledger.read() as work:
        require_admin(work, "ask what was paid")
    found = poll_everything(invocation.ledger, around)
    told = {
        "asked": found.asked,
        "received": found.received,
        "troubles": list(found.troubles),
    }
    news = "1 payment" if found.received == 1 else f"{found.received} payments"
    lines = [f"Asked about {found.asked}; {news} new.", *found.troubles]
    invocation.answer(told, lines)
    return 1 if found.troubles else 0


def _bank(invocation: Invocation, billed: Billed, sender: Sender) -> int:
    """Show the code for a bank transfer."""
    payload = epc_payload(
        sender.name, sender.iban, sender.bic, billed.open, billed.currency, billed.number
    )
    if payload is None:
        raise NothingToDo("A code for a bank transfer is for euros, and needs your IBAN.")
    told = {"invoice": billed.number, "payload": payload}
    return invocation.answer(told, [*payload.splitlines(), *_code(invocation, payload)])


def _code(invocation: Invocation, text: str) -> list[str]:
    """Draw the QR code for a person, where it is wanted."""
    if not invocation.options.qr or invocation.options.json:
        return []
    from billing.payments.qr import qr_lines

    return ["", *qr_lines(text)]


def _shape(found: PaymentLink, billed: Billed) -> dict[str, object]:
    return {
        "invoice": billed.number,
        "provider": found.provider,
        "url": found.url,
        "state": found.state,
        "amount": shape(Money(found.amount, billed.currency)),
        "error": found.error or None,
    }
