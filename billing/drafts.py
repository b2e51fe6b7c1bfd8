"""Drafts: what is to be billed, put together from a period; it can be changed until it is issued.

A draft reserves its entries, so that a second one gets the rest. Deleting it frees them.
"""

from __future__ import annotations

from dataclasses import dataclass

from billing.fees import due_fees, fee_line, limit_lines
from billing.grouping import Terms, require_grouping, time_lines
from billing.parties import buyer_facts, increments, usual_tax
from billing.settling import settle
from billing.unbilled import LeftOut, Priced, Survey, survey
from store.errors import NothingToDo, Refused
from store.invoice_lines import InvoiceLine, insert_lines, invoice_lines
from store.invoices import Invoice, delete_invoice, find_invoice, hold_invoice, insert_invoice
from store.ledger import require_admin
from store.local_time import duration_text
from store.milestones import Milestone
from store.payment_links import link_of
from store.reserved import reserve_entries
from store.unbilled import overlapping_held
from store.work import Work


@dataclass(frozen=True, slots=True)
class Left:
    """What an invoice leaves out and why; `overlapping` are ids of entries on it that share time
    with other work of the same person, whomever that is for."""

    entries: tuple[LeftOut, ...]
    fees: tuple[tuple[Milestone, str], ...]
    overlapping: frozenset[str]


def draft_invoice(
    work: Work,
    client_id: str,
    period: tuple[str, str] | None,
    project_id: str | None = None,
    grouping: str = "task",
) -> Invoice:
    """Make a draft of all that can be billed in a period, both days included.

    Without a period it begins empty, for lines by hand. Raises NothingToDo with the reasons
    where there is nothing to bill.
    """
    require_admin(work, "make invoices")
    require_grouping(grouping)
    if period and period[0] > period[1]:
        raise Refused("The period ends before it begins.")
    work.rows(f"SELECT id FROM client WHERE id = ?{work.row_lock}", (client_id,))
    invoice = _empty(work, client_id, period, project_id, grouping)
    if period:
        _fill(work, invoice, period)
    settle(work, invoice)
    return find_invoice(work, invoice.id)


def delete_draft(work: Work, text: str) -> Invoice:
    """Throw a draft away; its entries are free again. What was issued is never deleted."""
    require_admin(work, "delete a draft")
    invoice = hold_draft(work, text, "deleted")
    _refuse_linked(work, invoice)
    delete_invoice(work, invoice.id)
    return invoice


def _refuse_linked(work: Work, invoice: Invoice) -> None:
    """Refuse to forget a payment link that somebody could still pay by."""
    link = link_of(work, invoice.id)
    if link and link.remote_id and link.state in ("wanted", "open", "pending"):
        raise Refused(
            f"A payment link at {link.provider} is still open for this draft. It is closed within"
            " an hour; delete the draft then."
        )


def hold_draft(work: Work, text: str, done: str) -> Invoice:
    """Find a draft and keep others off it; `done` is what cannot be done to anything else."""
    hold_invoice(work, text)
    return find_draft(work, text, done)


def find_draft(work: Work, text: str, done: str) -> Invoice:
    """Find a draft, to look at it alone."""
    invoice = find_invoice(work, text)
    if invoice.state != "draft":
        what = "credit note" if invoice.kind == "credit" else "invoice"
        raise Refused(
            f"The {what} {invoice.number} is issued, so it cannot be {done} any more."
            " Void it, or write a credit note."
        )
    return invoice


def left_out(work: Work, invoice: Invoice) -> Left:
    """Say what the period of a draft has that is not on it, and what on it overlaps."""
    overlapping = frozenset(overlapping_held(work, invoice.id))
    found = _survey(work, invoice)
    if found is None or invoice.kind == "credit":
        return Left((), (), overlapping)
    rest = [LeftOut(item.entry, "not on this invoice") for item in found.billable]
    _due, fees = due_fees(
        work, invoice.client_id, invoice.period_to or "", invoice.currency, invoice.project_id
    )
    return Left((*found.left_out, *rest), tuple(fees), overlapping)


def terms_of(work: Work, invoice: Invoice) -> Terms:
    """Say what lines of an invoice are made with."""
    buyer = buyer_facts(work, invoice.client_id)
    return Terms(increments(buyer), *usual_tax(buyer), invoice.currency, invoice.language)


def add_time(
    work: Work, invoice: Invoice, priced: list[Priced], terms: Terms, position: int
) -> list[InvoiceLine]:
    """Put time on a draft as new lines from a position on; returns the lines."""
    made = time_lines(work, priced, invoice.grouping, terms, position)
    lines = [line for line, _entries in made]
    insert_lines(work, invoice.id, lines)
    reserve_entries(
        work,
        invoice.id,
        [
            (entry.owner, entry.id, line.id, entry.seconds)
            for line, entries in made
            for entry in entries
        ],
    )
    return lines


def _empty(
    work: Work,
    client_id: str,
    period: tuple[str, str] | None,
    project_id: str | None,
    grouping: str,
) -> Invoice:
    buyer = buyer_facts(work, client_id)
    first, last = period or (None, None)
    invoice_id = insert_invoice(
        work,
        client_id=client_id,
        project_id=project_id,
        currency=_currency(work, client_id, project_id) or buyer["currency"],
        language=buyer["language"],
        grouping=grouping,
        period_from=first,
        period_to=last,
        terms_days=buyer["terms_days"],
    )
    return find_invoice(work, invoice_id)


def _currency(work: Work, client_id: str, project_id: str | None) -> str:
    if project_id is None:
        return ""
    found = work.row("SELECT currency, client_id FROM project WHERE id = ?", (project_id,))
    if found is None or found[1] != client_id:
        raise Refused("The project is not one of this client.")
    return str(found[0])


def _fill(work: Work, invoice: Invoice, period: tuple[str, str]) -> None:
    found = _survey(work, invoice)
    terms = terms_of(work, invoice)
    assert found is not None
    lines = add_time(work, invoice, list(found.billable), terms, 1)
    due, _rest = due_fees(work, invoice.client_id, period[1], invoice.currency, invoice.project_id)
    fees = [fee_line(work, fee, terms, at) for at, fee in enumerate(due, len(lines) + 1)]
    insert_lines(work, invoice.id, fees)
    if not lines and not fees:
        raise NothingToDo(_nothing(invoice, found))
    limit(work, invoice, terms)


def limit(work: Work, invoice: Invoice, terms: Terms) -> None:
    """Add to a draft the lines that keep capped projects within their limits."""
    lines = invoice_lines(work, invoice.id)
    insert_lines(work, invoice.id, limit_lines(work, invoice.id, invoice.client_id, lines, terms))


def _survey(work: Work, invoice: Invoice) -> Survey | None:
    if invoice.period_from is None or invoice.period_to is None:
        return None
    return survey(
        work,
        invoice.client_id,
        invoice.currency,
        (invoice.period_from, invoice.period_to),
        invoice.project_id,
        invoice_id=invoice.id,
    )


def _nothing(invoice: Invoice, found: Survey) -> str:
    """Say why there is nothing to bill, with the time for each reason."""
    seconds: dict[str, int] = {}
    for item in found.left_out:
        seconds[item.reason] = seconds.get(item.reason, 0) + item.entry.seconds
    reasons = ", ".join(f"{duration_text(time)} {reason}" for reason, time in seconds.items())
    return (
        f"There is nothing to bill to {invoice.client} from {invoice.period_from} to"
        f" {invoice.period_to}{': ' + reasons if reasons else ''}."
    )
