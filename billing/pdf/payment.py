"""The box that says how to pay: the account, a code for the banking app, a link."""

from __future__ import annotations

from collections.abc import Callable

from billing.document import Document
from billing.payments.epc import epc_payload
from billing.pdf import fonts
from billing.pdf.figures import Figures
from billing.pdf.letterhead import Fact, grouped
from billing.pdf.paper import MILLIMETRE
from billing.pdf.pen import Pen
from billing.pdf.wrapping import shortened, wrap
from store.text import clean

CODE = 25 * MILLIMETRE
INSET = 10.0
STEP = 12.8
LONGEST_LINK = 500


def payment_block(
    pen: Pen, document: Document, say: Figures
) -> tuple[float, Callable[[float], None]] | None:
    """Make the box, as its height and what draws it; none for what nobody has to pay."""
    if document.kind == "credit" or document.gross <= 0:
        return None
    link = payment_link(document)
    codes = [(say.words.scan, transfer(document)), (say.words.pay_online, link)]
    shown = [(label, rows) for label, text in codes if text and (rows := code(text))]
    facts = account_facts(document, say)
    room = pen.paper.inner - 2 * INSET - len(shown) * (CODE + INSET)
    head = wrap(payment_sentence(document, say), room, pen.style(10.5, fonts.STRONG))
    tall = 14 * len(head) + STEP * len(facts) + (16 if link else 0)
    height = 2 * INSET + max(tall, CODE + 12 if shown else 0)

    def draw(y: float) -> None:
        y += 14
        pen.box(pen.paper.left, y, pen.paper.inner, height, pen.palette.tint, 4)
        left = pen.paper.left + INSET
        base = pen.lines(left, y + INSET + 8, head, pen.style(10.5, fonts.STRONG)) + 4
        base = _draw_account(pen, facts, left, base, room)
        if link:
            _draw_link(pen, say.words.pay_online, link, left, base, room)
        right = pen.paper.right - INSET
        for label, rows in reversed(shown):
            _draw_code(pen, label, rows, right - CODE, y + INSET)
            right -= CODE + INSET

    return height + 14, draw


def transfer(document: Document) -> str:
    """Write what a banking app scans; nothing where no transfer in euro can be asked for."""
    if document.kind == "credit" or document.draft:
        return ""
    name, bank = document.issuer.name, document.bank
    asked = document.gross, document.currency, document.number
    return epc_payload(name, bank.iban, bank.bic, *asked) or ""


def payment_sentence(document: Document, say: Figures) -> str:
    """Ask for the amount by its day."""
    if not document.due_on:
        return say.words.terms(document.terms_days)
    return say.words.please_pay.format(say.money(document.gross), say.date(document.due_on))


def payment_link(document: Document) -> str:
    """Hand out the address to pay at, where it is one of the web."""
    address = document.payment_url.strip()
    safe = address.startswith(("https://", "http://")) and address.isprintable()
    return address if safe and " " not in address else ""


def account_facts(document: Document, say: Figures) -> list[Fact]:
    """List where to send a transfer; nothing without an account."""
    bank, said = document.bank, say.words
    if not bank.iban:
        return []
    every = (
        Fact(said.holder, document.issuer.name),
        Fact("IBAN", grouped(bank.iban)),
        Fact("BIC", bank.bic),
        Fact(said.bank, bank.name),
        Fact(said.message, document.number),
    )
    return [Fact(label, clean(value)) for label, value in every if value.strip()]


def code(text: str) -> list[bytearray]:
    """Make the modules of a QR code, level M, with its quiet zone; none where it is too long."""
    import segno

    if len(text.encode()) > LONGEST_LINK:
        return []
    made = segno.make_qr(text, error="m", encoding="utf-8", boost_error=False)
    return [bytearray(row) for row in made.matrix_iter(border=3)]


def _draw_account(pen: Pen, facts: list[Fact], x: float, y: float, room: float) -> float:
    label, style = pen.quiet(8.8), pen.style(8.8)
    indent = max((fonts.width(fact.label, label.font, 8.8) for fact in facts), default=0) + 12
    for fact in facts:
        pen.text(x, y, fact.label, label)
        pen.text(x + indent, y, shortened(fact.value, room - indent, style), style)
        y += STEP
    return y


def _draw_link(pen: Pen, label: str, link: str, x: float, y: float, room: float) -> None:
    style = pen.style(9.2, fonts.STRONG, pen.palette.accent)
    text = shortened(f"{label}: {link}", room, style)
    pen.text(x, y + 3, text, style)
    width = fonts.width(text, style.font, style.size)
    pen.rule(x, y + 5, width, pen.palette.accent, 0.5)
    pen.link(x, y - 7, width, 14, link)


def _draw_code(pen: Pen, label: str, rows: list[bytearray], x: float, y: float) -> None:
    """Draw a code on white, for scanners, and say what it is for."""
    pen.box(x, y, CODE, CODE, (1, 1, 1), 2)
    pen.squares(x, y, CODE, rows)
    style = pen.quiet(6.4)
    for index, line in enumerate(wrap(label, CODE, style)[:2]):
        width = fonts.width(line, style.font, style.size)
        pen.text(x + (CODE - width) / 2, y + CODE + 8 + index * 8, line, style)
