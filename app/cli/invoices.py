"""invoice: from a draft to a payment."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

from app.cli.invocation import Invocation
from app.cli.invoice_shapes import list_shape, show_shape
from app.cli.invoice_texts import list_line, show_lines
from app.cli.invoice_warnings import warn_of_fees, warn_of_gaps
from billing import editing
from billing.crediting import credit_invoice
from billing.drafts import delete_draft, draft_invoice
from billing.numbering import NAMES, Series, all_series, set_series
from billing.paying import pay_invoice, refund_invoice, unpay
from billing.refreshing import refresh_draft
from billing.standing import Standings
from billing.voiding import void_invoice
from store.clients import find_client
from store.decimals import parse_decimal
from store.errors import Refused
from store.invoices import Invoice, find_invoice, invoices
from store.ledger import require_admin
from store.local_time import date_of, iso_date
from store.moments import parse_date
from store.projects import find_project
from store.unbilled import first_unbilled
from store.work import Work


def change(invocation: Invocation) -> int:
    """Run one of the verbs of `invoice`."""
    return VERBS[invocation.options.verb](invocation)


def _list(invocation: Invocation) -> int:
    with invocation.ledger.read() as work:
        require_admin(work, "see invoices")
        standings = Standings(work)
        found = [(invoice, standings.of(invoice)) for invoice in invoices(work)]
        shapes = [list_shape(work, *pair) for pair in found] if invocation.options.json else []
    lines = [list_line(*pair) for pair in found] or ["There are no invoices yet."]
    return invocation.answer(shapes, lines)


def _show(invocation: Invocation) -> int:
    with invocation.ledger.read() as work:
        require_admin(work, "see invoices")
        invoice = find_invoice(work, invocation.options.id)
    if invoice.state == "draft":
        warn_of_gaps(invocation, invoice.id)
    return _answer(invocation, invoice.id)


def _draft(invocation: Invocation) -> int:
    options = invocation.options
    with invocation.ledger.write() as work:
        project = find_project(work, options.project, archived=True) if options.project else None
        client_id = _client(work, options, project.client_id if project else None)
        period = None if options.empty else _period(work, options, client_id)
        project_id = project.id if project else None
        made = draft_invoice(work, client_id, period, project_id, options.by)
    warn_of_fees(invocation, client_id)
    warn_of_gaps(invocation, made.id)
    return _answer(invocation, made.id)


def _client(work: Work, options: Namespace, of_project: str | None) -> str:
    if options.client:
        return find_client(work, options.client, archived=True).id
    if of_project is None:
        raise Refused("Say for whom the invoice is: --client, or --project of a client.")
    return of_project


def _period(work: Work, options: Namespace, client_id: str) -> tuple[str, str]:
    """Read the days to bill; without a first one all that is unbilled, up to today."""
    now = work.now()
    last = iso_date(parse_date(options.last, now) if options.last else date_of(now))
    if options.first is None:
        began = first_unbilled(work, client_id)
        return (last if began is None else min(last, iso_date(date_of(began)))), last
    return iso_date(parse_date(options.first, now)), last


def _edit(invocation: Invocation) -> int:
    options = invocation.options
    with invocation.ledger.write() as work:
        steps = _steps(options)
        if not steps:
            raise Refused("Say what to change, for example --discount or --line.")
        for step in steps:
            step(work)
    return _answer(invocation, options.id)


def _steps(options: Namespace) -> list[Callable[[Work], Any]]:
    """List what an edit does, in an order that leaves positions as the person saw them."""
    fields = {
        name: value
        for name in ("discount", "notes", "po_number", "terms_days")
        if (value := getattr(options, name)) is not None
    }
    line = _line_changes(options)
    steps: list[Callable[[Work], Any]] = []
    if options.line is not None and line:
        steps.append(lambda work: editing.edit_line(work, options.id, options.line, **line))
    if options.line is not None and options.move is not None:
        steps.append(lambda work: editing.move_line(work, options.id, options.line, options.move))
    if options.remove:
        steps.append(lambda work: editing.remove_lines(work, options.id, options.remove))
    for text in options.add or ():
        steps.append(partial(_add, options.id, text))
    if options.by:
        steps.append(lambda work: editing.regroup_draft(work, options.id, options.by))
    if options.collect:
        steps.append(lambda work: editing.collect_more(work, options.id))
    if options.refresh:
        steps.append(lambda work: refresh_draft(work, options.id))
    if fields:
        steps.append(lambda work: editing.edit_draft(work, options.id, **fields))
    return steps


def _line_changes(options: Namespace) -> dict[str, Any]:
    changes: dict[str, Any] = {
        name: value
        for name in ("description", "detail", "tax_category", "tax_reason")
        if (value := getattr(options, name)) is not None
    }
    for name in ("quantity", "price", "tax_percent"):
        if getattr(options, name) is not None:
            changes[name] = parse_decimal(getattr(options, name))
    if "tax_percent" in changes and "tax_category" not in changes:
        changes["tax_category"] = "S"
    if changes and options.line is None:
        raise Refused("Say which line: --line 1")
    return changes


def _add(invoice_id: str, text: str, work: Work) -> Invoice:
    return editing.add_line(work, invoice_id, *_added(text))


def _added(text: str) -> tuple[str, Decimal, Decimal]:
    """Read a new line: what, how many and at what price, with semicolons between."""
    description, *numbers = (part.strip() for part in text.rsplit(";", 2))
    if len(numbers) != 2:
        raise Refused(f"“{text}” is no line. Write it like “Train ticket; 2; 49.90”.")
    return description, parse_decimal(numbers[0]), parse_decimal(numbers[1])


def _issue(invocation: Invocation) -> int:
    from app.cli.paying import issue

    issued = issue(invocation)
    warn_of_gaps(invocation, issued.id)
    return _answer(invocation, issued.id)


def _pay(invocation: Invocation) -> int:
    options = invocation.options
    with invocation.ledger.write() as work:
        if options.remove:
            invoice_id = unpay(work, options.remove).id
        elif options.amount is None:
            raise Refused("Say how much.")
        else:
            book = refund_invoice if options.refund else pay_invoice
            day = iso_date(parse_date(options.on, work.now())) if options.on else ""
            invoice_id = book(work, options.id, options.amount.strip(), day, options.note).id
    _close_link(invocation, invoice_id)
    return _answer(invocation, invoice_id)


def _credit(invocation: Invocation) -> int:
    options = invocation.options
    with invocation.ledger.write() as work:
        note = credit_invoice(work, options.id, options.lines, options.reason)
    _close_link(invocation, note.original_id or "")
    return _answer(invocation, note.id)


def _void(invocation: Invocation) -> int:
    options = invocation.options
    with invocation.ledger.write() as work:
        invoice = void_invoice(work, options.id, options.reason)
    _close_link(invocation, invoice.id)
    return _answer(invocation, invoice.id)


def _close_link(invocation: Invocation, invoice_id: str) -> None:
    from app.cli.paying import close_unneeded

    close_unneeded(invocation, invoice_id)


def _delete(invocation: Invocation) -> int:
    with invocation.ledger.write() as work:
        gone = delete_draft(work, invocation.options.id)
    return invocation.answer({"removed": [gone.id]}, [f"Deleted {gone.name}. Its time is free."])


def _numbers(invocation: Invocation) -> int:
    options = invocation.options
    kind = "credit" if options.credits else "invoice"
    with invocation.ledger.write() as work:
        year = date_of(work.now())[0]
        if options.pattern is not None or options.start is not None:
            set_series(work, kind, options.pattern, options.start, year)
        found = all_series(work, year)
    lines = [f"{NAMES[series.name]}\t{series.pattern}\tnext {series.number}" for series in found]
    return invocation.answer([_series_shape(series) for series in found], lines)


def _series_shape(series: Series) -> dict[str, object]:
    return {"series": series.name, "pattern": series.pattern, "next": series.number}


def _answer(invocation: Invocation, text: str) -> int:
    """Show an invoice as it is now."""
    with invocation.ledger.read() as work:
        require_admin(work, "see invoices")
        invoice: Invoice = find_invoice(work, text)
        if invocation.options.json:
            return invocation.answer(show_shape(work, invoice.id), [])
        return invocation.answer(None, show_lines(work, invoice.id))


def _pdf(invocation: Invocation) -> int:
    from app.cli.invoice_files import write_pdf

    return write_pdf(invocation)


def _xml(invocation: Invocation) -> int:
    from app.cli.invoice_files import write_xml

    return write_xml(invocation)


def _send(invocation: Invocation) -> int:
    from app.cli.mail import send

    return send(invocation)


def _remind(invocation: Invocation) -> int:
    from app.cli.mail import remind

    return remind(invocation)


def _link(invocation: Invocation) -> int:
    from app.cli.paying import link

    return link(invocation)


def _poll(invocation: Invocation) -> int:
    from app.cli.paying import poll

    return poll(invocation)


VERBS: dict[str, Callable[[Invocation], int]] = {
    "list": _list,
    "show": _show,
    "draft": _draft,
    "edit": _edit,
    "issue": _issue,
    "pdf": _pdf,
    "xml": _xml,
    "send": _send,
    "remind": _remind,
    "link": _link,
    "poll": _poll,
    "pay": _pay,
    "credit": _credit,
    "void": _void,
    "delete": _delete,
    "numbers": _numbers,
}
