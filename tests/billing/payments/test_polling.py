from __future__ import annotations

from itertools import pairwise
from threading import Event

import pytest

from billing.payments.linking import ensure_link
from billing.payments.polling import Polled, is_due, poll_everything, poll_payments
from billing.payments.provider import PaymentProvider
from store.billed import find_billed
from store.clock import DAY, HOUR, MINUTE
from store.invoices import update_invoice
from store.ledger import Ledger
from store.payment_links import PaymentLink
from sync.access import Surroundings
from tests.billing.issued import bill
from tests.billing.payments.conftest import ON_SQLITE, Current
from tests.clock import FixedClock
from tests.servers.stripe_like import Fault, StripeLike


def poll(ledger: Ledger, around: Surroundings) -> Polled:
    return poll_everything(ledger, around)


def open_amount(ledger: Ledger, invoice: str) -> int:
    with ledger.read() as work:
        return find_billed(work, invoice).open


def payments(ledger: Ledger) -> list[tuple[object, ...]]:
    with ledger.read() as work:
        return work.rows("SELECT kind, amount, paid_on, method FROM payment ORDER BY id")


def test_a_payment_is_written_down_once(
    stripe: StripeLike,
    ledger: Ledger,
    around: Surroundings,
    link: PaymentLink,
    invoice: str,
    current: Current,
) -> None:
    assert poll(ledger, around).received == 0
    stripe.pay(link.remote_id)
    assert [poll(ledger, around).received for _ in range(3)] == [1, 0, 0]
    assert payments(ledger) == [("payment", 119_000, "2026-11-18", "link")]
    assert (open_amount(ledger, invoice), current().state) == (0, "paid")


def test_only_paid_counts_as_paid(
    stripe: StripeLike,
    ledger: Ledger,
    around: Surroundings,
    link: PaymentLink,
    invoice: str,
    current: Current,
) -> None:
    stripe.visit(link.remote_id)
    poll(ledger, around)
    assert current().state == "open"
    session = stripe.pay(link.remote_id, later=True)
    poll(ledger, around)
    assert (current().state, open_amount(ledger, invoice)) == ("pending", 119_000)
    stripe.settle(session)
    poll(ledger, around)
    assert (current().state, open_amount(ledger, invoice)) == ("paid", 0)


def test_a_payment_that_never_comes_fails_and_another_link_can_be_made(
    stripe: StripeLike,
    ledger: Ledger,
    around: Surroundings,
    provider: PaymentProvider,
    link: PaymentLink,
    invoice: str,
    current: Current,
) -> None:
    stripe.fail(stripe.pay(link.remote_id, later=True))
    poll(ledger, around)
    assert (current().state, "make a new link" in current().error) == ("failed", True)
    assert ensure_link(ledger, provider, invoice).remote_id != link.remote_id


@pytest.mark.parametrize("amount", [19_000, 119_000])
def test_money_that_goes_back_is_written_down(
    stripe: StripeLike,
    ledger: Ledger,
    around: Surroundings,
    link: PaymentLink,
    invoice: str,
    amount: int,
) -> None:
    session = stripe.pay(link.remote_id)
    poll(ledger, around)
    stripe.refund(session, amount)
    stripe.refund(session, 1, status="failed")
    assert [poll(ledger, around).received for _ in range(2)] == [1, 0]
    assert open_amount(ledger, invoice) == amount


def test_a_key_that_sees_only_sessions_is_enough(
    stripe: StripeLike, ledger: Ledger, around: Surroundings, link: PaymentLink, invoice: str
) -> None:
    stripe.forbidden |= {"charges", "refunds", "payment_intents"}
    stripe.pay(link.remote_id)
    assert poll(ledger, around).received == 1
    assert open_amount(ledger, invoice) == 0


def test_a_part_is_a_part_and_another_currency_is_nothing(
    stripe: StripeLike,
    ledger: Ledger,
    around: Surroundings,
    link: PaymentLink,
    invoice: str,
    current: Current,
) -> None:
    session = stripe.pay(link.remote_id, amount_total=19_000)
    session["currency"] = "usd"
    poll(ledger, around)
    assert (open_amount(ledger, invoice), "USD" in current().error) == (119_000, True)
    session["currency"] = "eur"
    poll(ledger, around)
    assert open_amount(ledger, invoice) == 100_000


@pytest.mark.parametrize("why", ["void", "credited", "paid otherwise", "paid in part"])
def test_a_link_that_nobody_needs_is_closed(
    stripe: StripeLike,
    ledger: Ledger,
    around: Surroundings,
    link: PaymentLink,
    invoice: str,
    current: Current,
    why: str,
) -> None:
    settle(ledger, invoice, why)
    poll(ledger, around)
    assert (stripe.active, current().state) == ([], "closed")
    stripe.calls.clear()
    assert poll_payments(ledger, around).asked == 0


def settle(ledger: Ledger, invoice: str, why: str) -> None:
    if why == "credited":
        bill(ledger, "2026-0043", kind="credit", original_id=invoice)
    with ledger.write() as work:
        if why == "void":
            update_invoice(work, invoice, state="void")
        elif why != "credited":
            work.run(
                "INSERT INTO payment (id, invoice_id, kind, amount, paid_on, method, created_at)"
                " VALUES ('p1', ?, 'payment', ?, '2026-11-27', 'hand', 1)",
                (invoice, 119_000 if why == "paid otherwise" else 19_000),
            )


def test_who_pays_just_before_it_closes_is_not_overlooked(
    stripe: StripeLike,
    ledger: Ledger,
    around: Surroundings,
    link: PaymentLink,
    invoice: str,
    current: Current,
    clock: FixedClock,
) -> None:
    session = stripe.visit(link.remote_id)
    settle(ledger, invoice, "paid otherwise")
    poll(ledger, around)
    session |= {"status": "complete"}
    stripe.settle(session)
    clock.advance(days=1)
    assert poll_payments(ledger, around).received == 1
    assert open_amount(ledger, invoice) == -119_000


def test_a_payment_that_was_struck_out_stays_so(
    stripe: StripeLike, ledger: Ledger, around: Surroundings, link: PaymentLink, invoice: str
) -> None:
    stripe.pay(link.remote_id)
    poll(ledger, around)
    with ledger.write() as work:
        work.run("UPDATE payment SET removed_at = 1")
    poll(ledger, around)
    assert open_amount(ledger, invoice) == 119_000


FAULTS = ["hang up", "garbage", "list", "redirect", "500", "429", "401", "403", "400"]


@ON_SQLITE
@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize("how", FAULTS)
def test_trouble_at_any_request_costs_no_payment_and_doubles_none(
    stripe: StripeLike,
    ledger: Ledger,
    around: Surroundings,
    link: PaymentLink,
    invoice: str,
    how: str,
    place: int,
) -> None:
    session = stripe.pay(link.remote_id)
    stripe.refund(session, 19_000)
    stripe.faults = [*([None] * place), *([Fault(how)] * 3)]
    polled = poll(ledger, around)
    stripe.faults = []
    hidden = how == "403" and place in (1, 2)
    assert bool(polled.troubles) is (place < 3 and not hidden)
    poll(ledger, around)
    assert [row[:2] for row in payments(ledger)] == [("payment", 119_000), ("refund", 19_000)]


@ON_SQLITE
@pytest.mark.parametrize("named", [True, False])
def test_payments_of_others_are_not_believed(
    stripe: StripeLike,
    ledger: Ledger,
    around: Surroundings,
    provider: PaymentProvider,
    link: PaymentLink,
    invoice: str,
    named: bool,
) -> None:
    own, other = stripe.pay(link.remote_id), ensure_link(ledger, provider, bill(ledger, "n-1"))
    strange = stripe.pay(other.remote_id)
    if not named:
        own["payment_link"] = strange["payment_link"] = None
    stripe.blind = True
    polled = poll(ledger, around)
    assert (polled.received, len(polled.troubles)) == (0, 1)
    del stripe.sessions[strange["id"]]
    assert poll(ledger, around).received == 1
    assert open_amount(ledger, invoice) == 0


@ON_SQLITE
def test_one_bad_link_keeps_no_other_from_being_asked_about(
    stripe: StripeLike,
    ledger: Ledger,
    around: Surroundings,
    provider: PaymentProvider,
    invoice: str,
) -> None:
    made = [ensure_link(ledger, provider, bill(ledger, f"n-{place}")) for place in range(3)]
    for each in made:
        stripe.pay(each.remote_id)
    stripe.faults = [Fault("garbage")]
    polled = poll(ledger, around)
    assert (polled.asked, polled.received, len(polled.troubles)) == (3, 2, 1)


@ON_SQLITE
def test_out_of_reach_is_asked_once_and_left_alone(
    stripe: StripeLike,
    ledger: Ledger,
    around: Surroundings,
    provider: PaymentProvider,
    invoice: str,
) -> None:
    for place in range(3):
        ensure_link(ledger, provider, bill(ledger, f"n-{place}"))
    stripe.calls.clear()
    stripe.faults = [Fault("401")] * 3
    polled = poll(ledger, around)
    assert (len(stripe.calls), len(polled.troubles)) == (1, 1)
    assert polled.again_in >= 600


def test_an_older_link_is_asked_about_less_often() -> None:
    link = PaymentLink("i", "stripe", "plink_1", "", 1, "open", 0, 0, "")
    asked: list[int] = []
    for minute in range(0, 3 * 24 * 60, 3):
        if is_due(link, minute * MINUTE):
            asked.append(minute)
            link = link._replace(checked_at=minute * MINUTE)
    gaps = [later - earlier for earlier, later in pairwise(asked)]
    assert gaps == sorted(gaps)
    assert (gaps[0], len(asked) < 100) == (3, True)
    assert is_due(link._replace(checked_at=90 * DAY), 90 * DAY + 6 * HOUR)


def test_a_wanted_link_is_made_later(
    stripe: StripeLike,
    ledger: Ledger,
    around: Surroundings,
    provider: PaymentProvider,
    invoice: str,
    current: Current,
    clock: FixedClock,
) -> None:
    stripe.faults = [Fault("500")] * 3
    with pytest.raises(Exception, match="trouble"):
        ensure_link(ledger, provider, invoice)
    stripe.faults = []
    assert poll_payments(ledger, around).asked == 0
    clock.advance(minutes=11)
    poll_payments(ledger, around)
    assert current().state == "open"


@ON_SQLITE
def test_the_link_of_a_draft_that_was_never_issued_is_closed(
    stripe: StripeLike, ledger: Ledger, around: Surroundings, link: PaymentLink, clock: FixedClock,
    invoice: str, current: Current,
) -> None:  # fmt: skip
    with ledger.write() as work:
        update_invoice(work, invoice, state="draft", number=None)
    poll(ledger, around)
    assert current().state == "open"
    clock.advance(hours=2)
    poll(ledger, around)
    assert current().state == "closed"


@ON_SQLITE
def test_stopping_asks_nothing_more(
    stripe: StripeLike, ledger: Ledger, around: Surroundings, link: PaymentLink
) -> None:
    stop = Event()
    stop.set()
    stripe.calls.clear()
    assert poll_everything(ledger, around, stop).asked == 0
    assert stripe.calls == []


def test_without_links_nobody_is_asked(sqlite_ledger: Ledger, around: Surroundings) -> None:
    assert poll_payments(sqlite_ledger, around) == Polled(0, 0, (), 180.0)
