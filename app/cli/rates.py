"""rate: what an hour is billed at, and what it costs, from a day on."""

from __future__ import annotations

import argparse
from decimal import Decimal
from typing import Any

from app.cli.invocation import Invocation
from billing.money import exponent, half_up, parse_decimal
from billing.rates import visible_rates
from billing.valuation import Lack, lacks
from store.clients import find_client
from store.dates import FIRST_DATE
from store.local_time import date_of, duration_text, iso_date
from store.members import find_member_by
from store.moments import parse_date
from store.project_currencies import client_currency, project_currencies
from store.projects import find_project
from store.rates import PLACES, Kind, Rate, Scope, rates, set_rate
from store.subject import project_names
from store.work import Work


def change(invocation: Invocation) -> int:
    """List the rates or what lacks one; set one."""
    options = invocation.options
    if options.verb == "missing":
        with invocation.ledger.read() as work:
            missing, names = lacks(work), project_names(work)
        shapes = [_lack_shape(lack, names) for lack in missing]
        lines = [_lack_line(shape) for shape in shapes] or ["All billable time has a rate."]
        return invocation.answer(shapes, lines)
    if options.verb == "list":
        with invocation.ledger.read() as work:
            found = visible_rates(work)
            shapes = [_shape(work, rate, found) for rate in found]
        lines = [_line(shape) for shape in shapes] or ["There are no rates yet."]
        return invocation.answer(shapes, lines)
    with invocation.ledger.write() as work:
        done = _set(work, options)
        shape = _shape(work, done, rates(work))
    return invocation.answer(shape, [f"Set {_line(shape)}"])


def _set(work: Work, options: argparse.Namespace) -> Rate:
    kind: Kind = "cost" if options.cost else "bill"
    project = find_project(work, options.project) if options.project else None
    client = find_client(work, options.client) if options.client else None
    person = find_member_by(work, options.person).handle if options.person else None
    scope = Scope(client.id if client else None, project.id if project else None, person)
    usual = (
        project_currencies(work)[project.id] if project else client_currency(work, scope.client_id)
    )
    day = iso_date(parse_date(options.first, work.now())) if options.first else ""
    amount = parse_decimal(options.amount)
    return set_rate(work, kind, scope, amount, options.currency or usual, day)


def _shape(work: Work, rate: Rate, known: list[Rate]) -> dict[str, Any]:
    """Shape a rate; `current` is the last one of its scope that has begun."""
    project, _client = project_names(work).get(rate.project_id, (None, None))
    found = work.row("SELECT name FROM client WHERE id = ?", (rate.client_id,))
    today = iso_date(date_of(work.now()))
    begun = [
        other for other in known if _place(other) == _place(rate) and other.valid_from <= today
    ]
    return {
        "id": rate.id,
        "kind": rate.kind,
        "client": found[0] if found else None,
        "client_id": rate.client_id,
        "project": project,
        "project_id": rate.project_id,
        "person": rate.person,
        "amount": amount_text(rate.amount, rate.currency),
        "currency": rate.currency,
        "valid_from": rate.valid_from,
        "current": bool(begun) and begun[-1].id == rate.id,
    }


def _place(rate: Rate) -> tuple[object, ...]:
    return rate.kind, rate.client_id, rate.project_id, rate.person, rate.currency


def amount_text(amount: Decimal, currency: str) -> str:
    """Write a rate with the decimals of its currency, or with four where it has more."""
    short = half_up(amount, exponent(currency))
    return f"{short:f}" if short == amount else f"{half_up(amount, PLACES):f}"


def _line(shape: dict[str, Any]) -> str:
    scope = shape["project"] or shape["client"] or "everything"
    since = shape["valid_from"]
    begin = "from the beginning" if since == FIRST_DATE else f"from {since}"
    amount = f"{shape['amount']} {shape['currency']}"
    now = "now" if shape["current"] else ""
    return "\t".join([shape["kind"], amount, scope, shape["person"] or "everybody", begin, now])


def _lack_shape(lack: Lack, names: dict[str | None, tuple[str, str | None]]) -> dict[str, Any]:
    project, client = names.get(lack.project_id, (None, None))
    return {
        "project": project,
        "project_id": lack.project_id,
        "client": client,
        "person": lack.owner,
        "seconds": lack.seconds,
    }


def _lack_line(shape: dict[str, Any]) -> str:
    where = shape["project"] or "no project"
    return "\t".join([duration_text(shape["seconds"]), where, shape["person"], "no rate"])
