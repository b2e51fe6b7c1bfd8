from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from threading import Barrier, Thread

import pypdf
import pytest

from billing.drafts import draft_invoice
from billing.editing import add_line
from billing.payments.issuing import issue_with_link
from billing.payments.polling import poll_everything
from store.billed import find_billed, read_pdf
from store.clients import add_client
from store.errors import LedgerError, Refused
from store.ledger import Ledger
from store.payment_links import link_of
from sync.access import Surroundings
from tests.billing.issued import set_issuer
from tests.billing.payments.conftest import ON_SQLITE
from tests.servers.stripe_like import Fault, StripeLike


@pytest.fixture
def draft(ledger: Ledger) -> str:
    """Draft an invoice of 99.80 euros."""
    set_issuer(ledger, street="A 1", city="Łódź", postcode="90-001", country="PL", tax_number="1")
    with ledger.write() as work:
        client = add_client(work, "Acme GmbH")
        work.run("UPDATE client SET street = 'B 2', city = 'Bonn', country = 'DE'")
        made = draft_invoice(work, client.id, None)
        add_line(work, made.id, "Train", Decimal(2), Decimal("49.90"))
    return made.id


def printed(ledger: Ledger, invoice: str) -> str:
    with ledger.read() as work:
        pages = pypdf.PdfReader(BytesIO(read_pdf(work, invoice))).pages
    return "".join(page.extract_text() for page in pages).replace("\n", "")


def test_the_link_is_on_the_invoice(
    stripe: StripeLike, ledger: Ledger, around: Surroundings, draft: str
) -> None:
    invoice, trouble = issue_with_link(ledger, around, draft)
    (made,) = stripe.active
    assert (made["metadata"]["number"], trouble) == (invoice.number, "")
    assert made["line_items"][0]["amount_total"] == invoice.gross
    assert made["url"] in printed(ledger, draft)


@ON_SQLITE
@pytest.mark.parametrize("how", ["hang up", "500", "401", "400"])
def test_without_a_provider_in_reach_it_is_issued_without_a_link(
    stripe: StripeLike, ledger: Ledger, around: Surroundings, draft: str, how: str
) -> None:
    stripe.faults = [Fault(how)] * 3
    invoice, trouble = issue_with_link(ledger, around, draft)
    assert (invoice.state, bool(trouble)) == ("issued", True)
    stripe.faults = []
    poll_everything(ledger, around)
    (made,) = stripe.active
    assert made["metadata"]["number"] == invoice.number


def test_what_cannot_be_issued_leaves_no_link(
    stripe: StripeLike, ledger: Ledger, around: Surroundings, draft: str
) -> None:
    with ledger.write() as work:
        work.run("UPDATE client SET name = '', street = '', city = '', country = ''")
    with pytest.raises(Refused):
        issue_with_link(ledger, around, draft)
    assert stripe.active == []
    with ledger.read() as work:
        assert find_billed(work, draft).state == "draft"


@ON_SQLITE
def test_two_who_issue_at_once_print_a_link_that_works(
    stripe: StripeLike, ledger: Ledger, around: Surroundings, draft: str
) -> None:
    barrier = Barrier(2)
    said: list[object] = []

    def issue() -> None:
        barrier.wait()
        try:
            said.append(issue_with_link(ledger, around, draft)[0].number)
        except LedgerError as refused:
            said.append(refused)
        ledger.close()

    threads = [Thread(target=issue) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(isinstance(each, str) for each in said) == 1
    with ledger.read() as work:
        link = link_of(work, draft)
    assert link
    assert [row["url"] for row in stripe.active] == [link.url]
    assert link.url in printed(ledger, draft)
