from __future__ import annotations

import logging
import traceback
from pathlib import Path
from threading import Barrier, Event, Thread

import pytest

from billing.payments.choosing import open_provider, stripe_key, warning
from billing.payments.linking import Asked, close_link, ensure_link, make_link, prepare_link
from billing.payments.provider import PaymentProvider
from store.billed import find_billed, sender_of
from store.errors import Refused
from store.invoices import update_invoice
from store.ledger import Ledger
from store.payment_links import PaymentLink, link_of
from sync.access import Surroundings
from sync.errors import RemoteError
from tests.billing.issued import bill, surroundings
from tests.billing.payments.conftest import ON_SQLITE, Current
from tests.clock import FixedClock
from tests.servers.stripe_like import KEY, Fault, StripeLike


def test_a_link_says_the_number_and_the_exact_amount(
    stripe: StripeLike, link: PaymentLink, invoice: str
) -> None:
    (made,) = stripe.links.values()
    assert (link.state, link.url, link.amount) == ("open", made["url"], 119_000)
    assert made["line_items"] == [{"description": "Invoice 2026-0042", "amount_total": 119_000}]
    assert made["currency"] == "eur"
    assert made["metadata"]["invoice_id"] == invoice
    assert made["restrictions"]["completed_sessions"]["limit"] == 1
    (call,) = stripe.calls
    assert call.key == f"ayron-{invoice}-{link.created_at}"


def test_the_payer_sees_the_sellers_brand(
    stripe: StripeLike, link: PaymentLink, provider: PaymentProvider
) -> None:
    brand = provider.brand()
    assert brand
    assert (brand.name, brand.logo, brand.primary_color) == (
        "Northwind Studio",
        "file_logo",
        "#1f6f5c",
    )
    made = stripe.links[link.remote_id]
    assert link.url.startswith("https://pay.northwind.example/")
    assert made["after_completion"]["redirect"]["url"] == "https://www.example.com/thanks"
    assert made["custom_text"]["submit"]["message"] == "Invoice 2026-0042 · Łódź Söhne"
    stripe.forbidden.add("account")
    assert provider.brand() is None


def test_there_is_one_link_for_an_invoice(
    stripe: StripeLike, ledger: Ledger, link: PaymentLink, provider: PaymentProvider, invoice: str
) -> None:
    assert ensure_link(ledger, provider, invoice) == link
    assert len(stripe.links) == 1


def test_two_who_want_a_link_at_once_get_the_same(
    stripe: StripeLike, sqlite_ledger: Ledger, around: Surroundings
) -> None:
    invoice = bill(sqlite_ledger)
    barrier, found = Barrier(2), []

    def make() -> None:
        with sqlite_ledger.read() as work:
            provider = open_provider("stripe", around, sender_of(work), Event())
        barrier.wait()
        try:
            found.append(ensure_link(sqlite_ledger, provider, invoice).url)
        except Refused as refused:
            found.append(str(refused))
        provider.close()
        sqlite_ledger.close()

    threads = [Thread(target=make) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with sqlite_ledger.read() as work:
        kept = link_of(work, invoice)
    assert kept
    assert [row["url"] for row in stripe.active] == [kept.url]


FAULTS = ["hang up", "garbage", "list", "redirect", "500", "503", "429", "409", "400", "401", "403"]


@ON_SQLITE
@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("how", FAULTS)
def test_whatever_goes_wrong_once_no_second_link_is_left(
    stripe: StripeLike,
    ledger: Ledger,
    provider: PaymentProvider,
    invoice: str,
    current: Current,
    how: str,
    late: bool,
) -> None:
    stripe.faults = [Fault(how, late)] * 3
    with pytest.raises(RemoteError):
        ensure_link(ledger, provider, invoice)
    assert current().state == "wanted"
    assert current().error
    stripe.faults = []
    if late:
        stripe.forget_keys()
    made = ensure_link(ledger, provider, invoice)
    assert made.state == "open"
    assert [row["id"] for row in stripe.active] == [made.remote_id]


@ON_SQLITE
@pytest.mark.parametrize("how", ["hang up", "503", "429", "409"])
def test_an_answer_that_got_lost_is_asked_for_again_with_the_same_key(
    stripe: StripeLike, ledger: Ledger, provider: PaymentProvider, invoice: str, how: str
) -> None:
    stripe.faults = [Fault(how, late=True)]
    assert ensure_link(ledger, provider, invoice).state == "open"
    assert len({call.key for call in stripe.calls}) == 1
    assert len(stripe.links) == 1


def test_a_link_of_somebody_who_did_not_live_to_hear_of_it_is_found(
    stripe: StripeLike, ledger: Ledger, provider: PaymentProvider, invoice: str, current: Current
) -> None:
    first = ensure_link(ledger, provider, invoice)
    with ledger.write() as work:
        work.run("UPDATE payment_link SET state = 'wanted', remote_id = NULL, url = ''")
    stripe.forget_keys()
    stripe.page_size = 1
    for number in range(3):
        ensure_link(ledger, provider, bill(ledger, f"other-{number}"))
    assert ensure_link(ledger, provider, invoice).remote_id == first.remote_id
    assert len(stripe.active) == 4


def test_a_key_that_was_used_for_something_else_makes_way(
    stripe: StripeLike,
    ledger: Ledger,
    provider: PaymentProvider,
    invoice: str,
    clock: FixedClock,
) -> None:
    key = f"ayron-{invoice}-{clock.wall()}"
    stripe._answers[key] = ({"other": "form"}, "/v1/payment_links", 200, {})
    assert ensure_link(ledger, provider, invoice).state == "open"
    assert stripe.calls[0].key == key


def test_who_comes_too_late_closes_what_they_made(
    stripe: StripeLike, ledger: Ledger, provider: PaymentProvider, link: PaymentLink, invoice: str
) -> None:
    with ledger.read() as work:
        asked = Asked(find_billed(work, invoice), sender_of(work))
    earlier = link._replace(created_at=link.created_at - 1, state="wanted")
    assert make_link(ledger, provider, asked, earlier, resumed=False) == link
    assert [row["id"] for row in stripe.active] == [link.remote_id]
    assert len(stripe.links) == 2


def test_another_amount_gets_another_link_and_the_first_is_closed(
    stripe: StripeLike, ledger: Ledger, provider: PaymentProvider, link: PaymentLink, invoice: str
) -> None:
    with ledger.write() as work:
        work.run(
            "INSERT INTO payment (id, invoice_id, kind, amount, paid_on, method, created_at)"
            " VALUES ('p1', ?, 'payment', 19000, '2026-11-27', 'hand', 1)",
            (invoice,),
        )
    made = ensure_link(ledger, provider, invoice)
    assert (made.amount, made.remote_id != link.remote_id) == (100_000, True)
    assert [row["id"] for row in stripe.active] == [made.remote_id]


def test_a_draft_gets_its_link_before_it_is_issued(
    stripe: StripeLike, ledger: Ledger, provider: PaymentProvider
) -> None:
    draft = bill(ledger, "x", state="draft", number=None, gross=None, issued_on=None)
    prepared = prepare_link(ledger, provider, draft, "2026-0043", 5_000)
    again = prepare_link(ledger, provider, draft, "2026-0044", 6_000)
    assert prepared.remote_id != again.remote_id
    (active,) = stripe.active
    assert active["metadata"]["number"] == "2026-0044"
    with ledger.write() as work:
        update_invoice(work, draft, state="issued", number="2026-0044", gross=6_000)
    assert ensure_link(ledger, provider, draft) == again


def test_a_closed_link_takes_no_money(
    stripe: StripeLike,
    ledger: Ledger,
    provider: PaymentProvider,
    link: PaymentLink,
    current: Current,
) -> None:
    close_link(ledger, provider, link)
    assert (stripe.active, current().state) == ([], "closed")
    del stripe.links[link.remote_id]
    close_link(ledger, provider, link)


@ON_SQLITE
@pytest.mark.parametrize(
    "host", ["javascript:alert(1)//", "http://pay.example", "https://a b", "https:///x", ""]
)
def test_an_address_that_is_none_is_not_believed(
    stripe: StripeLike, ledger: Ledger, provider: PaymentProvider, invoice: str, host: str
) -> None:
    stripe.host = host
    with pytest.raises(RemoteError):
        ensure_link(ledger, provider, invoice)


def test_what_needs_no_link_gets_none(
    ledger: Ledger, provider: PaymentProvider, invoice: str
) -> None:
    paid = bill(ledger, "2026-0050", gross=0)
    note = bill(ledger, "2026-0051", kind="credit", original_id=invoice)
    for each in (paid, note):
        with pytest.raises(Refused, match="nothing is to be paid"):
            ensure_link(ledger, provider, each)


def test_the_key_is_in_no_message_log_or_traceback(
    stripe: StripeLike,
    ledger: Ledger,
    clock: FixedClock,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    around: Surroundings,
) -> None:
    invoice = bill(ledger)
    wrong = "rk_test_canary_wrong"
    other = surroundings(clock, tmp_path / "x", AYRON_STRIPE_URL=stripe.url, AYRON_STRIPE_KEY=wrong)
    with ledger.read() as work:
        provider = open_provider("stripe", other, sender_of(work), Event())
    with caplog.at_level(logging.DEBUG), pytest.raises(RemoteError) as caught:
        ensure_link(ledger, provider, invoice)
    provider.close()
    with ledger.read() as work:
        told = str(work.rows("SELECT * FROM payment_link"))
    text = "".join(traceback.format_exception(caught.value)) + caplog.text + told + repr(provider)
    assert "does not accept the key" in text
    assert "canary" not in text
    assert stripe.calls[0].headers["authorization"] == f"Bearer {wrong}"


@pytest.mark.parametrize(("key", "warned"), [(KEY, False), ("sk_live_1", True), ("", False)])
def test_an_unrestricted_key_is_warned_of(
    clock: FixedClock, tmp_path: Path, key: str, warned: bool
) -> None:
    assert bool(warning(surroundings(clock, tmp_path, AYRON_STRIPE_KEY=key))) is warned


@pytest.mark.parametrize("key", ["pk_live_1", "whsec_1", "rk_\n1", "rk_ü"])
def test_what_is_no_secret_key_is_refused(clock: FixedClock, tmp_path: Path, key: str) -> None:
    with pytest.raises(Refused) as caught:
        stripe_key(surroundings(clock, tmp_path, AYRON_STRIPE_KEY=key))
    assert key.strip() not in str(caught.value)
