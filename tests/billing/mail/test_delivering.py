from __future__ import annotations

import logging
import socket
import subprocess
import sys
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from threading import Event, Thread
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billing.mail.delivering import PAUSES, arrived, deliver, deliver_due, drop, look, retry
from billing.mail.drafting import Wishes, draft_mail, enqueue
from billing.paying import pay_invoice
from billing.voiding import void_invoice
from store.errors import Refused
from store.ledger import Ledger
from store.opening import open_ledger
from store.outbox import Message, find_message
from sync.access import Surroundings
from tests.billing.issued import PDF, bill, surroundings
from tests.billing.mail.conftest import Around
from tests.clock import FixedClock
from tests.servers.certificates import serving
from tests.servers.post_office import (
    PASSWORD,
    POLITE,
    USER,
    PostOffice,
    answer,
    post_office,
    read_until,
    scripted,
)

ROOT = Path(__file__).parents[3]


def queue(ledger: Ledger, invoice: str, again: bool = False) -> Message:
    return enqueue(ledger, draft_mail(ledger, invoice, Wishes()), again=again)


def reach(around: Around, office: PostOffice) -> Surroundings:
    return around(AYRON_SMTP_URL=f"smtp://localhost:{office.port}")


def state_of(ledger: Ledger, message: Message) -> str:
    with ledger.read() as work:
        return find_message(work, message.id).state


def test_the_very_bytes_that_were_issued_go_out(
    ledger: Ledger, invoice: str, around: Around
) -> None:
    message = queue(ledger, invoice)
    with post_office() as office:
        sent = deliver(ledger, reach(around, office), message.id, Event())
    assert (sent.state, sent.attempts, sent.error) == ("sent", 1, None)
    (envelope,) = office.box
    read = message_from_bytes(envelope.content, policy=default)
    assert read["Message-ID"] == message.message_id
    assert read["From"] == "Łódź Söhne <billing@example.com>"
    assert (read["To"], read["Subject"]) == (
        "ap@example.org",
        "Invoice 2026-0042 from Łódź Söhne",
    )
    (attached,) = read.iter_attachments()
    assert attached.get_content() == PDF
    assert attached.get_filename() == "Invoice-2026-0042.pdf"
    assert not list(around().folder.glob("*.lock"))


def test_a_password_is_in_no_row_log_or_message(
    ledger: Ledger,
    invoice: str,
    around: Around,
    certificate: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    message = queue(ledger, invoice)
    with post_office(serving(certificate)) as office, caplog.at_level(logging.DEBUG):
        for password in ("canary-wrong", PASSWORD):
            url = f"smtp://{quote(USER)}:{quote(password, safe='')}@localhost:{office.port}"
            deliver(ledger, around(AYRON_SMTP_URL=url), message.id, Event())
            if state_of(ledger, message) != "sent":
                retry(ledger, around(), message.id)
    assert office.signed_in == ["PLAIN"]
    with ledger.read() as work:
        assert "canary" not in str(work.rows("SELECT * FROM outbox")) + caplog.text


def test_what_did_not_go_is_tried_again_when_it_is_due(
    ledger: Ledger, invoice: str, around: Around, clock: FixedClock
) -> None:
    message = queue(ledger, invoice)
    with post_office() as office:
        office.answers = ["451 later", "450 later"]
        to = reach(around, office)
        assert deliver(ledger, to, message.id, Event()).state == "queued"
        assert deliver_due(ledger, to, Event()) == []
        clock.advance(minutes=PAUSES[0])
        (second,) = deliver_due(ledger, to, Event())
        assert (second.state, second.error) == (
            "queued",
            f"localhost:{office.port} said: 450 later",
        )
        clock.advance(minutes=PAUSES[1])
        (third,) = deliver_due(ledger, to, Event())
        assert (third.state, third.attempts, third.message_id) == ("sent", 3, message.message_id)
        assert deliver_due(ledger, to, Event()) == []
    assert len(office.box) == 1


def test_trying_ends_some_time(
    ledger: Ledger, invoice: str, around: Around, clock: FixedClock
) -> None:
    message = queue(ledger, invoice)
    with post_office() as office:
        office.answers = ["451 later"] * 20
        deliver(ledger, reach(around, office), message.id, Event())
        for _ in range(20):
            clock.advance(days=1)
            deliver_due(ledger, reach(around, office), Event())
    assert state_of(ledger, message) == "failed"
    assert len(office.answers) == 20 - len(PAUSES) - 1


def test_a_message_that_nobody_tried_yet_is_left_to_its_person(
    ledger: Ledger, invoice: str, around: Around, clock: FixedClock
) -> None:
    queue(ledger, invoice)
    clock.advance(days=1)
    with post_office() as office:
        assert deliver_due(ledger, reach(around, office), Event()) == []


def test_a_message_in_doubt_is_asked_about_and_never_sent_by_itself(
    ledger: Ledger, invoice: str, around: Around, clock: FixedClock
) -> None:
    message = queue(ledger, invoice)
    with scripted(*POLITE, answer(b"354 go\r\n"), lambda line: None) as liar:
        to = around(AYRON_SMTP_URL=f"smtp://localhost:{liar.port}")
        assert deliver(ledger, to, message.id, Event()).state == "unknown"
        clock.advance(days=3)
        assert deliver_due(ledger, to, Event()) == []
        assert liar.callers == 1
    with pytest.raises(Refused, match="may have arrived"):
        retry(ledger, to, message.id)
    with pytest.raises(Refused, match="in the outbox already, unknown"):
        queue(ledger, invoice, again=True)
    assert arrived(ledger, to, message.id).state == "sent"


def test_what_was_sent_or_dropped_goes_no_more(
    ledger: Ledger, invoice: str, around: Around
) -> None:
    message = queue(ledger, invoice)
    with pytest.raises(Refused, match="in the outbox already, queued"):
        queue(ledger, invoice)
    with post_office() as office:
        to = reach(around, office)
        assert drop(ledger, to, message.id).state == "dropped"
        for doing in (retry, drop):
            with pytest.raises(Refused, match="was dropped"):
                doing(ledger, to, message.id)
        second = queue(ledger, invoice)
        deliver(ledger, to, second.id, Event())
        with pytest.raises(Refused, match="was sent"):
            deliver(ledger, to, second.id, Event())
        with pytest.raises(Refused, match="--again"):
            queue(ledger, invoice)
        third = queue(ledger, invoice, again=True)
        deliver(ledger, to, third.id, Event())
    assert len({envelope.content for envelope in office.box}) == 2


def test_changed_bytes_are_not_sent(ledger: Ledger, invoice: str, around: Around) -> None:
    message = queue(ledger, invoice)
    with ledger.write() as work:
        work.run("UPDATE invoice_document SET pdf = ?", (PDF + b" ",))
    with post_office() as office:
        held = deliver(ledger, reach(around, office), message.id, Event())
    assert (office.box, held.state) == ([], "failed")
    assert "The document of invoice 2026-0042 changed since; send it again" in (held.error or "")


def test_a_mail_is_held_where_what_is_due_changed(
    ledger: Ledger, invoice: str, around: Around, clock: FixedClock
) -> None:
    message = queue(ledger, invoice)
    clock.advance(minutes=1)
    with ledger.write() as work:
        pay_invoice(work, invoice, "100")
    with post_office() as office:
        to = reach(around, office)
        held = deliver(ledger, to, message.id, Event())
        assert (office.box, held.state) == ([], "failed")
        assert "What is due of invoice 2026-0042 changed since" in (held.error or "")
        clock.advance(minutes=1)
        assert deliver(ledger, to, queue(ledger, invoice).id, Event()).state == "sent"
    assert state_of(ledger, message) == "dropped"


def test_mail_of_a_void_invoice_is_dropped(ledger: Ledger, invoice: str, around: Around) -> None:
    message = queue(ledger, invoice)
    with ledger.write() as work:
        void_invoice(work, invoice, "wrong")
        dropped = find_message(work, message.id)
        assert (dropped.state, "is void" in (dropped.error or "")) == ("dropped", True)
        work.run("UPDATE outbox SET state = 'queued'")
    with post_office() as office:
        held = deliver(ledger, reach(around, office), message.id, Event())
    assert (office.box, held.state) == ([], "dropped")


def test_what_went_with_another_message_does_not_go_twice(
    ledger: Ledger, invoice: str, around: Around
) -> None:
    first = queue(ledger, invoice)
    with post_office() as office:
        to = reach(around, office)
        office.answers = ["554 no"]
        assert deliver(ledger, to, first.id, Event()).state == "failed"
        second = deliver(ledger, to, queue(ledger, invoice).id, Event())
        with ledger.write() as work:
            dropped = find_message(work, first.id)
            assert (dropped.state, second.id in (dropped.error or "")) == ("dropped", True)
            work.run("UPDATE outbox SET state = 'failed' WHERE id = ?", (first.id,))
        with pytest.raises(Refused, match="--again"):
            retry(ledger, to, first.id)
        assert retry(ledger, to, first.id, again=True).state == "queued"
    assert len(office.box) == 1


def test_many_who_send_one_message_at_once_send_it_once(
    ledger: Ledger, invoice: str, around: Around
) -> None:
    message = queue(ledger, invoice)
    said: list[str] = []

    def send() -> None:
        try:
            said.append(deliver(ledger, to, message.id, Event()).state)
        except Refused as refused:
            said.append(str(refused))
        ledger.close()

    with post_office() as office:
        to = reach(around, office)
        threads = [Thread(target=send) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert (len(office.box), said.count("sent")) == (1, 1)


@pytest.mark.parametrize("when", ["greeting", "message"])
def test_a_process_killed_while_sending_leaves_it_in_doubt(
    sqlite_url: str, tmp_path: Path, clock: FixedClock, when: str
) -> None:
    ledger = open_ledger(sqlite_url, clock)
    message = queue(ledger, bill(ledger))
    reached, over = Event(), Event()

    def wait(line: socket.socket) -> None:
        reached.set()
        over.wait(60)

    def listen(line: socket.socket) -> None:
        read_until(line, b"\r\n.\r\n")

    script = (wait,) if when == "greeting" else (*POLITE, answer(b"354 go\r\n"), listen, wait)
    folder = tmp_path / "data"
    around = surroundings(clock, folder)
    with scripted(*script) as server:
        command = [sys.executable, "-m", "tests.billing.mail.sender", sqlite_url, folder]
        with subprocess.Popen(
            [*map(str, command), str(server.port), message.id], cwd=ROOT
        ) as child:
            assert reached.wait(60)
            assert [each.state for each in look(ledger, around)] == ["sending"]
            for doing in (retry, drop):
                with pytest.raises(Refused, match="being sent right now"):
                    doing(ledger, around, message.id)
            child.kill()
        over.set()
    assert [each.state for each in look(ledger, around)] == ["unknown"]
    assert not list(folder.glob("*.lock"))
    ledger.close()


def test_a_sender_on_another_machine_has_its_time(
    ledger: Ledger, invoice: str, around: Around, clock: FixedClock
) -> None:
    message = queue(ledger, invoice)
    with ledger.write() as work:
        work.run(
            "UPDATE outbox SET state = 'sending', attempts = 1, next_try_at = ?",
            (clock.wall() + 60_000_000,),
        )
    assert [each.state for each in look(ledger, around())] == ["sending"]
    clock.advance(minutes=2)
    assert [each.state for each in look(ledger, around())] == ["unknown"]
    assert state_of(ledger, message) == "unknown"


STEPS = st.sampled_from(
    [
        "ok",
        "451 later",
        "554 no",
        "take, hang up",
        "hang up",
        "retry",
        "sure",
        "look",
        "due",
        "drop",
    ]
)


@given(st.lists(STEPS, max_size=12))
@settings(max_examples=12)
def test_no_message_goes_twice_unless_somebody_is_sure_that_it_did_not(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    folder, clock = tmp_path_factory.mktemp("outbox"), FixedClock()
    ledger = open_ledger(str(folder / "ayron.db"), clock)
    message = queue(ledger, bill(ledger))
    trusted = 0
    with post_office() as office:
        around = surroundings(clock, folder, AYRON_SMTP_URL=f"smtp://localhost:{office.port}")
        for step in steps:
            clock.advance(hours=13)
            in_doubt = state_of(ledger, message) == "unknown"
            try:
                take(step, ledger, around, office, message.id)
                trusted += step == "sure" and in_doubt
            except Refused:
                pass
    copies, state = len(office.box), state_of(ledger, message)
    ledger.close()
    assert copies <= 1 + trusted
    assert state != "sending"
    if state == "sent":
        assert copies >= 1
    if state in ("queued", "failed") and not trusted:
        assert copies == 0


def take(step: str, ledger: Ledger, around: Surroundings, office: PostOffice, key: str) -> None:
    """Do one thing with a message."""
    if step in ("retry", "sure"):
        retry(ledger, around, key, sure=step == "sure")
    elif step == "look":
        look(ledger, around)
    elif step == "drop":
        drop(ledger, around, key)
    else:
        office.answers = [] if step in ("ok", "due") else [step]
        if step == "due":
            deliver_due(ledger, around, Event())
        else:
            deliver(ledger, around, key, Event())
