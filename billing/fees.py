"""Lines that are not time: what was agreed for a fixed sum, and the limit of a capped project."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from billing.grouping import Terms
from billing.money import Money, major
from billing.parties import buyer_facts
from store.invoice_lines import InvoiceLine
from store.milestones import Milestone, billed_before, limits, milestones, uncovered
from store.work import Work

PIECE = "C62"
ABOVE = {
    "de": "Über der vereinbarten Obergrenze, nicht berechnet",
    "fr": "Au-delà du plafond convenu, non facturé",
    "en": "Above the agreed limit, not charged",
}


def due_fees(
    work: Work, client_id: str, last_day: str, currency: str, project_id: str | None
) -> tuple[list[Milestone], list[tuple[Milestone, str]]]:
    """Choose the sums that are to be billed, and say why the others are not.

    A stage is billed when it is done; the fee of a project, or what no stage has of it,
    when it is complete, or when an invoice for just that project is asked for.
    """
    due, rest = [], []
    for milestone in milestones(work, client_id, last_day):
        if project_id not in (None, milestone.project_id):
            continue
        asked = milestone.stage_id is None and project_id is not None
        if milestone.currency not in ("", currency):
            rest.append((milestone, f"in {milestone.currency}"))
        elif milestone.done or asked:
            due.append(milestone)
        else:
            rest.append((milestone, "not done yet"))
    return due, rest


def fee_gaps(work: Work, client_id: str) -> list[str]:
    """Say of which projects the fee is not what the stages come to, a sentence each."""
    usual = str(buyer_facts(work, client_id)["currency"])
    return [
        f"{name}: its stages come to {_sum(total, own or usual)}, its fee is"
        f" {_sum(fee, own or usual)}."
        + (" The rest is billed when it is complete, or with --project." if fee > total else "")
        for name, own, fee, total in uncovered(work, client_id)
    ]


def _sum(amount: int, currency: str) -> str:
    return f"{major(Money(amount, currency)):f} {currency}"


def fee_line(work: Work, milestone: Milestone, terms: Terms, position: int) -> InvoiceLine:
    """Make the line of a sum that was agreed."""
    stage = milestone.stage_id is not None
    return _line(
        work,
        terms,
        position,
        description=milestone.stage if stage else milestone.project,
        detail=milestone.project if stage else "",
        amount=milestone.amount,
        stage_id=milestone.stage_id,
        project_id=milestone.project_id,
    )


def limit_lines(
    work: Work, invoice_id: str, client_id: str, lines: Sequence[InvoiceLine], terms: Terms
) -> list[InvoiceLine]:
    """Make the lines that take back what goes beyond the limits of capped projects."""
    made: list[InvoiceLine] = []
    position = max((line.position for line in lines), default=0)
    for project_id, (name, limit) in limits(work, client_id).items():
        here = sum(x.amount for x in lines if x.project_id == project_id and x.kind == "time")
        before = billed_before(work, project_id, terms.currency, invoice_id)
        above = min(here, max(0, before + here - limit))
        if above:
            text = ABOVE.get(terms.language[:2], ABOVE["en"])
            place = position + len(made) + 1
            made.append(
                _line(
                    work,
                    terms,
                    place,
                    description=text,
                    detail=name,
                    amount=-above,
                    stage_id=None,
                    project_id=project_id,
                )
            )
    return made


def is_limit(line: InvoiceLine) -> bool:
    """Tell whether a line takes back what goes beyond a limit."""
    return line.kind == "fee" and line.amount < 0


def _line(
    work: Work,
    terms: Terms,
    position: int,
    *,
    description: str,
    detail: str,
    amount: int,
    stage_id: str | None,
    project_id: str,
) -> InvoiceLine:
    """Make a line of one piece; a negative sum has a negative quantity, as EN 16931 wants it."""
    return InvoiceLine(
        id=work.new_id(),
        position=position,
        kind="fee",
        description=description,
        detail=detail,
        quantity=Decimal(-1 if amount < 0 else 1),
        unit=PIECE,
        price=major(Money(abs(amount), terms.currency)),
        amount=amount,
        tax_category=terms.tax_category,
        tax_percent=terms.tax_percent,
        tax_reason=terms.tax_reason,
        stage_id=stage_id,
        project_id=project_id,
    )
