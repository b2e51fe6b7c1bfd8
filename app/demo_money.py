"""The demo's money: who bills, rates, an estimate, an invoice that is paid, others that are not."""

from __future__ import annotations

from decimal import Decimal

from billing.drafts import draft_invoice
from billing.estimates.templates import from_template
from billing.issuing import issue_invoice
from billing.paying import pay_invoice
from store.client_terms import set_client_terms
from store.clients import find_client
from store.errors import LedgerError
from store.issuer import set_issuer
from store.ledger import Ledger
from store.local_time import add_days, date_of, iso_date
from store.projects import find_project
from store.rates import Scope, set_rate
from store.stages import place_task, stages
from store.work import Work

ISSUER = {
    "name": "Lena Brandt Studio",
    "street": "Oranienstraße 12",
    "postcode": "10997",
    "city": "Berlin",
    "country": "DE",
    "vat_id": "DE136695976",
    "email": "lena@northwind.example",
    "phone": "+49 30 1234567",
    "contact": "Lena Brandt",
    "iban": "DE02120300000000202051",
    "currency": "EUR",
    "language": "en",
    "tax": "S:19",
    "pay_url": "https://pay.example/lena/{number}?amount={amount}",
}
CLIENTS = {
    "Acme GmbH": ("Marktplatz 2", "80331", "München"),
    "Orbit": ("Hafenstraße 5", "20457", "Hamburg"),
    "Müller & Söhne": ("Am Markt 1", "50667", "Köln"),
}


def write_money(ledger: Ledger) -> None:
    """Set up what is needed to bill, and bill last week."""
    with ledger.write() as work:
        set_issuer(work, ISSUER)
        set_rate(work, "bill", Scope(), Decimal(95), "EUR", "2026-01-01")
        set_rate(work, "cost", Scope(), Decimal(42), "EUR", "2026-01-01")
        for name, (street, postcode, city) in CLIENTS.items():
            terms = {"street": street, "postcode": postcode, "city": city, "country": "DE"}
            set_client_terms(work, find_client(work, name).id, {**terms, "email": "ap@example.com"})
        project = find_project(work, "Acme Redesign")
        from_template(work, project.id, "website", 48 * 3600, 456_000)
        _place_tasks(work, project.id)
    today = date_of(ledger.clock.wall())
    last_week = (iso_date(add_days(today, -14)), iso_date(add_days(today, -7)))
    so_far = (last_week[0], iso_date(today))
    _bill(ledger, "Orbit", last_week, paid=True)
    _bill(ledger, "Müller & Söhne", so_far, paid=False)
    with ledger.write() as work:
        draft_invoice(work, find_client(work, "Acme GmbH").id, last_week)


def _place_tasks(work: Work, project_id: str) -> None:
    """Put the tasks that were worked on into the stages in which most of the hours are."""
    worked = work.rows(
        "SELECT task_id FROM entry WHERE owner = ? AND project_id = ?"
        " GROUP BY task_id ORDER BY MIN(started_at)",
        (work.owner, project_id),
    )
    busy = [stage for stage in stages(work, project_id) if stage.name in ("Design", "Build")]
    for number, (task_id,) in enumerate(worked):
        place_task(work, task_id, busy[number % len(busy)])


def _bill(ledger: Ledger, name: str, period: tuple[str, str], *, paid: bool) -> None:
    """Issue an invoice to a client, where there was anything to bill."""
    try:
        with ledger.write() as work:
            draft = draft_invoice(work, find_client(work, name).id, period)
    except LedgerError:
        return
    issued = issue_invoice(ledger, draft.id)
    if paid:
        with ledger.write() as work:
            pay_invoice(work, issued.id, f"{Decimal(issued.gross or 0) / 100}")
