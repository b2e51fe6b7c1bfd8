from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from queue import Queue
from threading import Event

import pytest

from billing.errands import Errands, ErrandsDone
from billing.mail.delivering import deliver
from billing.mail.drafting import Wishes, draft_mail, enqueue
from billing.payments.choosing import open_provider
from billing.payments.linking import ensure_link
from store.billed import sender_of
from store.errors import Refused
from store.ledger import Ledger
from store.payment_links import want_link
from sync.access import Surroundings
from tests.billing.issued import bill, surroundings
from tests.clock import FixedClock
from tests.servers.post_office import post_office
from tests.servers.stripe_like import KEY, stripe_like


@pytest.fixture
def news() -> Queue[ErrandsDone]:
    """Return what is published."""
    return Queue()


def errands(
    ledger: Ledger, gather: Callable[[], Surroundings], news: Queue[ErrandsDone]
) -> Errands:
    return Errands(ledger, gather, news.put, first_seconds=0.0)


def test_a_round_finds_payments_and_sends_what_did_not_go(
    sqlite_ledger: Ledger, clock: FixedClock, tmp_path: Path, news: Queue[ErrandsDone]
) -> None:
    ledger, invoice = sqlite_ledger, bill(sqlite_ledger)
    with stripe_like() as stripe, post_office() as office:
        around = surroundings(
            clock,
            tmp_path / "data",
            AYRON_STRIPE_URL=stripe.url,
            AYRON_STRIPE_KEY=KEY,
            AYRON_SMTP_URL=f"smtp://localhost:{office.port}",
        )
        with ledger.read() as work:
            provider = open_provider("stripe", around, sender_of(work), Event())
        stripe.pay(ensure_link(ledger, provider, invoice).remote_id)
        provider.close()
        office.answers = ["451 later"]
        message = enqueue(ledger, draft_mail(ledger, invoice, Wishes()))
        deliver(ledger, around, message.id, Event())
        clock.advance(hours=1)
        thread = errands(ledger, lambda: around, news)
        thread.start()
        done = news.get(timeout=20)
        thread.close()
    assert done.received == 1
    assert [each.state for each in done.mail] == ["sent"]
    assert done.troubles == ()
    assert not thread.is_alive()


def test_without_news_nothing_is_told(
    sqlite_ledger: Ledger, clock: FixedClock, tmp_path: Path, news: Queue[ErrandsDone]
) -> None:
    invoice = bill(sqlite_ledger)
    with sqlite_ledger.write() as work:
        want_link(work, invoice, "stripe", 1)
    gathered = Event()

    def gather() -> Surroundings:
        gathered.set()
        return surroundings(clock, tmp_path / "data")

    thread = errands(sqlite_ledger, gather, news)
    thread.start()
    assert gathered.wait(20)
    gathered.clear()
    thread.go_now()
    assert gathered.wait(20)
    thread.close()
    assert news.empty()


def test_trouble_is_told_and_logged_and_rounds_go_on(
    sqlite_ledger: Ledger, news: Queue[ErrandsDone], caplog: pytest.LogCaptureFixture
) -> None:
    invoice = bill(sqlite_ledger)
    with sqlite_ledger.write() as work:
        want_link(work, invoice, "stripe", 1)
    errors: list[Exception] = [ValueError("odd"), Refused("Not today.")]

    def gather() -> Surroundings:
        raise errors.pop(0)

    thread = errands(sqlite_ledger, gather, news)
    thread.start()
    while len(errors) > 1:
        thread.join(0.01)
    thread.go_now()
    assert news.get(timeout=20).troubles == ("Not today.",)
    thread.close()
    assert "A round of errands failed" in caplog.text


def test_without_work_nothing_is_loaded(
    sqlite_ledger: Ledger, news: Queue[ErrandsDone], caplog: pytest.LogCaptureFixture
) -> None:
    thread = errands(sqlite_ledger, lambda: pytest.fail("gathered"), news)
    thread.start()
    thread.go_now()
    thread.close()
    assert (news.empty(), caplog.text) == (True, "")
