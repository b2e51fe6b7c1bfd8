"""The head of the first page, and that of the pages after it."""

from __future__ import annotations

from typing import NamedTuple

from billing.document import Document, Party
from billing.pdf import fonts
from billing.pdf.figures import Figures
from billing.pdf.logo import Logo
from billing.pdf.paper import MILLIMETRE
from billing.pdf.pen import Pen
from billing.pdf.wrapping import shortened, wrap
from store.text import clean

LOGO_WIDTH, LOGO_HEIGHT = 55 * MILLIMETRE, 20 * MILLIMETRE


class Fact(NamedTuple):
    """A label and what it says."""

    label: str
    value: str


def draw_head(pen: Pen, document: Document, say: Figures, logo: Logo | None) -> float:
    """Draw the head of the first page, and hand back where the table may begin."""
    paper = pen.paper
    pen.box(0, 0, paper.width, 1.6 * MILLIMETRE, pen.palette.brand)
    _draw_brand(pen, document, logo)
    _draw_address(pen, document, say)
    end_of_facts = _draw_facts(pen, facts(document, say))
    for fold in paper.folds:
        pen.rule(5 * MILLIMETRE, fold, 3.5 * MILLIMETRE, pen.palette.line)
    return _draw_title(pen, document, say, max(paper.title_top, end_of_facts + 8 * MILLIMETRE))


def draw_next_head(pen: Pen, document: Document, say: Figures) -> float:
    """Draw the head of a following page, and hand back where the table may go on."""
    paper = pen.paper
    pen.box(0, 0, paper.width, 1.6 * MILLIMETRE, pen.palette.brand)
    top = paper.logo_top + 4 * MILLIMETRE
    parts = (title(document, say), say.date(document.issued_on))
    right = "  ·  ".join(part for part in parts if part)
    style = pen.quiet(8.5)
    pen.right(paper.right, top, right, style)
    room = paper.inner - fonts.width(right, style.font, style.size) - 20
    strong = pen.style(8.5, fonts.STRONG)
    pen.text(paper.left, top, shortened(document.issuer.name, room, strong), strong)
    return paper.next_top


def title(document: Document, say: Figures) -> str:
    """Name the document, such as Invoice 2026-0042."""
    kind = say.words.credit if document.kind == "credit" else say.words.invoice
    return f"{kind} {clean(document.number) or f'({say.words.draft})'}"


def facts(document: Document, say: Figures) -> list[Fact]:
    """List what stands beside the address; nothing that is empty."""
    said, seller, buyer = say.words, document.issuer, document.buyer
    period = f"{say.date(document.period_from)} – {say.date(document.period_to)}"
    due = document.due_on if document.kind == "invoice" else ""
    every = (
        Fact(said.number, document.number),
        Fact(said.issued, say.date(document.issued_on)),
        Fact(said.due, say.date(due)),
        Fact(said.period, period if document.period_from and document.period_to else ""),
        Fact(said.order, document.po_number),
        Fact(said.reference, document.buyer_reference),
        Fact(said.your_vat_id, buyer.vat_id),
        Fact(said.our_vat_id, seller.vat_id),
        Fact(said.tax_number, "" if seller.vat_id else seller.tax_number),
    )
    return [Fact(label, clean(value)) for label, value in every if value.strip()]


def address_lines(party: Party, say: Figures, home: str) -> list[str]:
    """List the lines of an address; the country only where it is not `home`."""
    town = f"{party.postcode} {party.city}".strip()
    if party.country.upper() == "US":
        town = f"{party.city} {party.postcode}".strip()
    abroad = party.country and party.country.upper() != home.upper()
    country = say.country(party.country).upper() if abroad and home else ""
    return [line for line in (*party.street.splitlines(), town, country) if line.strip()]


def grouped(iban: str) -> str:
    """Write an IBAN in groups of four."""
    bare = "".join(iban.split())
    return " ".join(bare[at : at + 4] for at in range(0, len(bare), 4))


def _draw_brand(pen: Pen, document: Document, logo: Logo | None) -> None:
    """Draw the logo, or the issuer's name where there is none."""
    paper = pen.paper
    if logo:
        width, height = logo.fitted(LOGO_WIDTH, LOGO_HEIGHT)
        pen.image(paper.left, paper.logo_top, width, height, logo.image)
        return
    style = pen.style(17, fonts.STRONG, pen.palette.accent)
    name = shortened(document.issuer.name, paper.inner, style)
    pen.text(paper.left, paper.logo_top + 7 * MILLIMETRE, name, style)


def _draw_address(pen: Pen, document: Document, say: Figures) -> None:
    """Draw the window: a small line for returned letters, and who gets this one."""
    paper, seller, buyer = pen.paper, document.issuer, document.buyer
    x, room = paper.address_left, paper.address_width
    sender = "  ·  ".join([seller.name, *address_lines(seller, say, seller.country)])
    small = pen.quiet(6.5)
    pen.text(x, paper.address_top - 11, shortened(sender, room, small), small)
    pen.rule(x, paper.address_top - 7.5, room, pen.palette.line)
    strong, style = pen.style(10.5, fonts.STRONG), pen.style(10)
    y = pen.lines(x, paper.address_top + 6, wrap(buyer.name, room, strong)[:2], strong)
    rest = address_lines(buyer, say, seller.country)
    if buyer.contact:
        rest.insert(0, buyer.contact)
    pen.lines(x, y, [line for text in rest for line in wrap(text, room, style)][:6], style)


def _draw_facts(pen: Pen, given: list[Fact]) -> float:
    paper = pen.paper
    label, style = pen.quiet(8.5), pen.style(8.5)
    strong = pen.style(8.5, fonts.STRONG)
    gap = 10.0
    indent = max((fonts.width(fact.label, label.font, 8.5) for fact in given), default=0) + gap
    y = paper.facts_top + 4 * MILLIMETRE
    for index, fact in enumerate(given):
        pen.text(paper.facts_left, y, fact.label, label)
        used = style if index else strong
        lines = wrap(fact.value, paper.right - paper.facts_left - indent, used)[:3]
        y = pen.lines(paper.facts_left + indent, y, lines, used) + 2.2
    return y


def _draw_title(pen: Pen, document: Document, say: Figures, top: float) -> float:
    style = pen.style(21, fonts.STRONG, pen.palette.accent)
    y = pen.lines(pen.paper.left, top, wrap(title(document, say), pen.paper.inner, style), style)
    y -= style.leading - 14
    if document.original_number:
        text = say.words.corrects.format(
            clean(document.original_number), say.date(document.original_issued_on)
        )
        small = pen.style(10)
        y = pen.lines(pen.paper.left, y + 4, wrap(text, pen.paper.inner, small), small) - 2
    if document.draft:
        small = pen.quiet(9)
        y = pen.lines(pen.paper.left, y + 3, [say.words.draft_note], small)
    return y + 10
