"""Invoices: every step by a key, from the hours of a week to money."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default
from hashlib import sha256
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from billing.mail.drafting import Wishes, draft_mail, enqueue
from billing.paying import pay_invoice
from screens.dialogs.dialog import Sentence
from screens.dialogs.edit_draft import EditDraft
from screens.dialogs.pay_code import CodeView
from screens.dialogs.preview import Preview
from store.invoice_lines import invoice_lines
from store.invoices import Invoice, invoices, stored_document
from store.issuer import set_issuer
from store.ledger import Ledger
from store.payments import payments
from tests.clock import FixedClock
from tests.screens.bills import draft_for, issue_for, open_agency, work_for_orbit
from tests.screens.members import bob_beside
from tests.screens.stage import SMALL, Stage, opened
from tests.servers.post_office import POLITE, answer, post_office, scripted, take_message
from tests.servers.stripe_like import KEY, Fault, stripe_like
from widgets.invoice_list import InvoiceList
from widgets.pdf_view import PdfView


def rows(stage: Stage) -> list[str]:
    return stage.app.screen_stack[0].query_one(InvoiceList).summary()[1:]


def about(stage: Stage) -> str:
    """What is said about the selected invoice."""
    return str(stage.app.screen_stack[0].query_one("#about", Sentence).content)


def known(ledger: Ledger) -> list[Invoice]:
    with ledger.read() as work:
        return invoices(work)


def lines(ledger: Ledger, invoice_id: str) -> list[str]:
    with ledger.read() as work:
        found = invoice_lines(work, invoice_id)
    return [f"{line.description} {line.quantity} {line.price}" for line in found]


async def page(stage: Stage) -> str:
    """Wait for the page of the preview, and return it as text."""
    await stage.until(lambda: isinstance(stage.app.screen, Preview))
    view = stage.app.screen.query_one(PdfView)
    await stage.until(lambda: view.lines)
    return "\n".join(view.lines)


async def test_an_empty_place_says_how_to_begin(sqlite_ledger: Ledger) -> None:
    async with opened(sqlite_ledger) as stage:
        await stage.press("escape", "5")
        assert about(stage).startswith("There are no invoices yet. Press a to draft one.")
        await stage.press("a")
        await stage.until(lambda: "There is no client yet" in "".join(stage.notices))


async def test_a_draft_is_made_of_a_client_and_a_period(sqlite_ledger: Ledger) -> None:
    open_agency(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("5", "a")
        await stage.type("acme")
        await stage.press("enter")
        assert "This week" in stage.text
        await stage.press("enter")
        assert rows(stage) == ["> Acme GmbH draft 1,252.96 EUR"]
        assert "Drafted 1,252.96 EUR for Acme GmbH." in stage.notices[-1]
        assert "1. Homepage hero" in about(stage)


async def test_the_preview_shows_the_bytes_that_were_issued_and_their_hash(
    sqlite_ledger: Ledger,
) -> None:
    open_agency(sqlite_ledger)
    made = issue_for(sqlite_ledger)
    with sqlite_ledger.read() as work:
        pdf = stored_document(work, made.id)[0]
    async with opened(sqlite_ledger) as stage:
        await stage.press("5", "v")
        text = await page(stage)
        assert "Acme GmbH" in text
        assert "1,252.96" in text
        screen = stage.app.screen
        assert isinstance(screen, Preview)
        assert screen.shown.pdf == pdf
        assert sha256(pdf).hexdigest()[:12] in stage.text
        await stage.press("escape")
        assert rows(stage) == ["> 2026-0001 Acme GmbH 2026-11-27 2026-12-11 open 1,252.96 EUR"]


async def test_a_draft_is_edited_line_by_line(sqlite_ledger: Ledger) -> None:
    open_agency(sqlite_ledger)
    made = draft_for(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("5", "e")
        assert isinstance(stage.app.screen, EditDraft)
        await stage.press("a")
        await stage.type("Train ticket")
        await stage.press("tab", "backspace", "2", "tab")
        await stage.type("49.90")
        await stage.press("enter")
        assert "Train ticket" in stage.text
        await stage.press("K", "K")
        assert lines(sqlite_ledger, made.id)[0] == "Train ticket 2 49.90"
        await stage.press("end", "d")
        assert len(lines(sqlite_ledger, made.id)) == 2
        await stage.press("t")
        await stage.type("10%")
        await stage.press("ctrl+s")
        assert "discount 10%" in stage.text
        await stage.press("escape")
        assert known(sqlite_ledger)[0].discount == "10%"


async def test_what_cannot_be_is_said_in_the_form_which_stays(sqlite_ledger: Ledger) -> None:
    open_agency(sqlite_ledger)
    draft_for(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("5", "e", "enter", "tab", "tab")
        await stage.type("many")
        await stage.press("enter")
        assert "is no number" in stage.text
        await stage.press("escape")
        assert isinstance(stage.app.screen, EditDraft)


async def test_issuing_asks_with_the_number_that_it_gets(sqlite_ledger: Ledger) -> None:
    open_agency(sqlite_ledger)
    draft_for(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("5", "i")
        assert "Issue it as 2026-0001?" in stage.text
        await stage.press("enter")
        assert known(sqlite_ledger)[0].state == "draft"
        await stage.press("i", "down", "enter")
        assert known(sqlite_ledger)[0].number == "2026-0001"
        assert "Issued 2026-0001 for Acme GmbH." in stage.notices[-1]
        assert "open 1,252.96 EUR · 0–30 d 1,252.96" in stage.text


async def test_what_is_missing_is_said_and_no_number_is_used(sqlite_ledger: Ledger) -> None:
    open_agency(sqlite_ledger)
    draft_for(sqlite_ledger)
    with sqlite_ledger.write() as work:
        work.run("UPDATE issuer SET name = ''")
    async with opened(sqlite_ledger) as stage:
        await stage.press("5", "i", "down", "enter")
        assert "ayron issuer set" in stage.notices[-1]
        assert known(sqlite_ledger)[0].state == "draft"


async def test_money_comes_in_and_goes_back(sqlite_ledger: Ledger) -> None:
    open_agency(sqlite_ledger)
    made = issue_for(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("5", "p", "end", *["backspace"] * 7)
        await stage.type("500")
        await stage.press("enter")
        assert "partly paid" in rows(stage)[0]
        assert "2026-11-27 paid 500.00 EUR" in about(stage)
        await stage.press("p")
        assert "752.96" in stage.text
        await stage.press("enter")
        assert " paid " in rows(stage)[0]
        await stage.press("p", "end", *["backspace"] * 4)
        await stage.type("-12.5")
        await stage.press("enter")
        with sqlite_ledger.read() as work:
            found = [(paid.kind, paid.amount) for paid in payments(work, made.id)]
        assert found == [("payment", 50_000), ("payment", 75_296), ("refund", 1_250)]


async def test_a_void_needs_a_reason_and_a_credit_note_may_be_for_a_line(
    sqlite_ledger: Ledger,
) -> None:
    open_agency(sqlite_ledger)
    work_for_orbit(sqlite_ledger)
    issue_for(sqlite_ledger)
    issue_for(sqlite_ledger, "Orbit")
    async with opened(sqlite_ledger) as stage:
        await stage.press("5", "X", "enter")
        assert "Say why" in stage.text
        await stage.type("wrong client")
        await stage.press("enter")
        assert "void: wrong client" in about(stage)
        await stage.press("down", "c")
        assert "2. Accessibility audit 3.75" in stage.text
        await stage.type("2")
        await stage.press("enter")
        assert "Credit lines 2 of 2026-0001?" in stage.text
        await stage.press("down", "enter")
        assert [row.state for row in known(sqlite_ledger)] == ["issued", "void", "issued"]
        assert "credit note" in stage.text
        assert "open 829.02 EUR" in stage.text


async def test_what_cannot_be_done_is_told(sqlite_ledger: Ledger) -> None:
    open_agency(sqlite_ledger)
    draft_for(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("5")
        for key in ("m", "c", "X"):
            await stage.press(key)
            assert "This is a draft" in stage.text, key
            assert len(stage.app.screen_stack) == 1


async def test_an_issued_invoice_says_why_it_stays(sqlite_ledger: Ledger) -> None:
    open_agency(sqlite_ledger)
    made = issue_for(sqlite_ledger)
    with sqlite_ledger.write() as work:
        pay_invoice(work, made.id, "1")
    async with opened(sqlite_ledger) as stage:
        await stage.press("5")
        for key, words in (("i", "never changes"), ("X", "was paid"), ("e", "never changes")):
            await stage.press(key)
            assert words in stage.text, key
            assert len(stage.app.screen_stack) == 1


async def test_a_draft_is_deleted_and_its_time_is_free_again(sqlite_ledger: Ledger) -> None:
    open_agency(sqlite_ledger)
    draft_for(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("5", "d", "down", "enter")
        assert known(sqlite_ledger) == []
    assert draft_for(sqlite_ledger).gross == 125_296


async def test_mail_shows_all_of_itself_and_goes_once(
    sqlite_ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_agency(sqlite_ledger)
    made = issue_for(sqlite_ledger)
    with post_office() as office:
        monkeypatch.setenv("AYRON_SMTP_URL", f"smtp://127.0.0.1:{office.port}")
        async with opened(sqlite_ledger) as stage:
            await stage.press("5", "m")
            assert "From Northwind Studio <lena@northwind.example>" in stage.text
            assert "Attached Invoice-2026-0001.pdf" in stage.text
            assert "ap@acme.example" in stage.text
            await stage.press("tab", "tab", "end")
            await stage.type(" thanks")
            await stage.press("ctrl+s")
            assert stage.notices[-1] == "Sent 2026-0001 to ap@acme.example."
            assert "invoice to ap@acme.example: sent" in about(stage)
            await stage.press("m")
            assert "It would go once more." in stage.text
    (envelope,) = office.box
    message = message_from_bytes(envelope.content, policy=default)
    assert str(message["Subject"]).endswith(" thanks")
    (attached,) = message.iter_attachments()
    with sqlite_ledger.read() as work:
        assert attached.get_content() == stored_document(work, made.id)[0]


async def test_mail_that_is_held_back_is_told(
    sqlite_ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_agency(sqlite_ledger)
    made = issue_for(sqlite_ledger)
    enqueue(sqlite_ledger, draft_mail(sqlite_ledger, made.id, Wishes()))
    with sqlite_ledger.write() as work:
        pay_invoice(work, made.id, "1")
        work.run("UPDATE outbox SET attempts = 1, created_at = created_at - 1")
    with post_office() as office:
        monkeypatch.setenv("AYRON_SMTP_URL", f"smtp://127.0.0.1:{office.port}")
        async with opened(sqlite_ledger) as stage:
            await stage.press("5")
            await stage.until(lambda: stage.notices)
            assert "Did not send 2026-0001: What is due" in stage.notices[-1]
    assert office.box == []


async def test_a_message_in_doubt_is_asked_about_before_anything_is_sent(
    sqlite_ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_agency(sqlite_ledger)
    issue_for(sqlite_ledger)
    with scripted(*POLITE, answer(b"354 go on\r\n"), take_message) as server:
        monkeypatch.setenv("AYRON_SMTP_URL", f"smtp://127.0.0.1:{server.port}")
        async with opened(sqlite_ledger) as stage:
            await stage.press("5", "m", "ctrl+s")
            assert "It may have gone; ask ap@acme.example" in stage.notices[-1]
            await stage.press("m")
            assert "A message is in the outbox" in stage.text
            await stage.press("down", "enter")
            assert stage.notices[-1] == "Sent 2026-0001 to ap@acme.example."
            assert "invoice to ap@acme.example: sent" in about(stage)
    assert server.callers == 1


async def test_without_a_mail_server_nothing_is_left_in_the_outbox(sqlite_ledger: Ledger) -> None:
    open_agency(sqlite_ledger)
    issue_for(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("5", "m", "ctrl+s")
        assert "No mail server is known." in stage.notices[-1]
        with sqlite_ledger.read() as work:
            assert work.rows("SELECT id FROM outbox") == []


async def test_the_link_is_copied(sqlite_ledger: Ledger) -> None:
    open_agency(sqlite_ledger)
    with sqlite_ledger.write() as work:
        set_issuer(work, {"pay_url": "https://pay.example/lena/{amount}"})
    draft_for(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("5", "i", "down", "enter", "y")
        assert stage.app.clipboard == "https://pay.example/lena/1252.96"


async def test_what_was_paid_by_the_link_is_there_when_the_place_is_looked_at(
    sqlite_ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_agency(sqlite_ledger)
    draft_for(sqlite_ledger)
    with stripe_like() as stripe:
        monkeypatch.setenv("AYRON_STRIPE_URL", stripe.url)
        monkeypatch.setenv("AYRON_STRIPE_KEY", KEY)
        async with opened(sqlite_ledger) as stage:
            await stage.press("5", "i", "down", "enter", "y")
            (link,) = stripe.active
            assert stage.app.clipboard == link["url"]
            stripe.pay(link["id"])
            await stage.press("1", "5")
            await stage.until(lambda: " paid " in rows(stage)[0])
            assert "A payment came in." in stage.notices
            await stage.until(lambda: stripe.active == [])


async def test_a_link_is_made_later_where_the_provider_was_out_of_reach(
    sqlite_ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_agency(sqlite_ledger)
    draft_for(sqlite_ledger)
    with stripe_like() as stripe:
        monkeypatch.setenv("AYRON_STRIPE_URL", stripe.url)
        monkeypatch.setenv("AYRON_STRIPE_KEY", KEY)
        stripe.faults = [Fault("401")] * 3
        async with opened(sqlite_ledger) as stage:
            await stage.press("5", "i", "down", "enter")
            assert "Issued 2026-0001, without a link to pay at" in stage.notices[-1]
            stripe.faults = []
            await stage.press("y")
            (link,) = stripe.active
            assert stage.app.clipboard == link["url"]


async def test_a_phone_can_read_the_code_on_the_screen(sqlite_ledger: Ledger) -> None:
    open_agency(sqlite_ledger)
    issue_for(sqlite_ledger)
    async with opened(sqlite_ledger, (120, 50)) as stage:
        await stage.press("5", "Q")
        assert "Fills in a bank transfer" in stage.text
        rows = stage.app.screen.query_one(CodeView).rows
        assert all(row in stage.text for row in rows)
        (code,) = zxingcpp.read_barcodes(photographed(rows))
        assert code.text.splitlines()[7] == "EUR1252.96"
        await stage.pilot.resize_terminal(80, 24)
        await stage.settle()
        assert "This code needs a terminal of" in stage.text


def photographed(rows: tuple[str, ...]) -> Image.Image:
    """Draw half blocks as a camera sees them: white on black, with a margin of the screen."""
    image = Image.new("L", (len(rows[0]), 2 * len(rows)))
    for y, row in enumerate(rows):
        for x, block in enumerate(row):
            image.putpixel((x, 2 * y), 255 * (block in "█▀"))
            image.putpixel((x, 2 * y + 1), 255 * (block in "█▄"))
    return image.resize((image.width * 8, image.height * 8), Image.Resampling.NEAREST)


async def test_friday_goes_from_draft_to_mail_client_by_client(
    sqlite_ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_agency(sqlite_ledger)
    work_for_orbit(sqlite_ledger)
    with post_office() as office:
        monkeypatch.setenv("AYRON_SMTP_URL", f"smtp://127.0.0.1:{office.port}")
        async with opened(sqlite_ledger) as stage:
            await stage.press("5", "f", "enter")
            assert "Acme GmbH" in await page(stage)
            assert "1 of 2 · Draft for Acme GmbH" in stage.text
            await stage.press("i", "down", "enter")
            assert "2026-0001" in await page(stage)
            await stage.press("m", "ctrl+s")
            assert "Orbit" in await page(stage)
            await stage.press("n")
            assert "Acme GmbH: issued 2026-0001" in stage.text
            assert "Acme GmbH: sent 2026-0001" in stage.text
            assert "Orbit: left as a draft" in stage.text
            await stage.press("enter")
            assert [row.number for row in known(sqlite_ledger)] == [None, "2026-0001"]
    assert len(office.box) == 1


async def test_the_week_is_billed_once_only(sqlite_ledger: Ledger) -> None:
    open_agency(sqlite_ledger)
    issue_for(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("5", "f", "enter")
        assert "There is nothing to bill." in stage.notices[-1]
        assert len(known(sqlite_ledger)) == 1


async def test_a_filter_keeps_what_fits(sqlite_ledger: Ledger) -> None:
    open_agency(sqlite_ledger)
    work_for_orbit(sqlite_ledger)
    issue_for(sqlite_ledger)
    draft_for(sqlite_ledger, "Orbit")
    async with opened(sqlite_ledger) as stage:
        await stage.press("5", "/")
        await stage.type("open acme")
        assert len(rows(stage)) == 1
        await stage.press("escape")
        assert len(rows(stage)) == 2


async def test_a_member_is_told_who_keeps_the_invoices(
    sqlite_ledger: Ledger, clock: FixedClock
) -> None:
    open_agency(sqlite_ledger)
    issue_for(sqlite_ledger)
    with bob_beside(sqlite_ledger, clock) as bob:
        async with opened(bob) as stage:
            await stage.press("escape", "5", "a", "f")
            assert rows(stage) == []
            assert about(stage).startswith("Invoices are kept by the admin: ")


async def test_the_preview_is_saved_once_and_never_over_a_file(
    sqlite_ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_agency(sqlite_ledger)
    made = issue_for(sqlite_ledger)
    monkeypatch.chdir(tmp_path)
    async with opened(sqlite_ledger) as stage:
        await stage.press("5", "enter")
        await page(stage)
        await stage.press("s", "enter")
        path = tmp_path / "2026-0001.pdf"
        await stage.until(path.exists)
        with sqlite_ledger.read() as work:
            assert path.read_bytes() == stored_document(work, made.id)[0]
        await stage.press("s")
        assert "2026-0001-2.pdf" in stage.text


async def test_bytes_that_are_not_those_issued_are_told(sqlite_ledger: Ledger) -> None:
    open_agency(sqlite_ledger)
    made = issue_for(sqlite_ledger)
    with sqlite_ledger.write() as work:
        work.run("UPDATE invoice SET pdf_sha256 = 'other' WHERE id = ?", (made.id,))
    async with opened(sqlite_ledger) as stage:
        await stage.press("5", "v")
        await page(stage)
        assert "! not what was issued" in stage.text


@pytest.mark.parametrize("size", [SMALL, (200, 60)])
async def test_every_step_fits_on_the_screen(sqlite_ledger: Ledger, size: tuple[int, int]) -> None:
    open_agency(sqlite_ledger)
    issue_for(sqlite_ledger)
    async with opened(sqlite_ledger, size) as stage:
        await stage.press("5")
        for key in ("v", "m", "p", "c", "X"):
            await stage.press(key)
            assert len(stage.app.screen_stack) == 2, key
            assert all(len(line) <= size[0] for line in stage.lines)
            await stage.press("escape")
