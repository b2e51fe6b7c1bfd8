"""Rates: what an hour is billed at, or costs, from a day on. Kept by an admin; none is changed.

A rate is for the workspace, a client or a project, and in each for everybody or one person. A
new rate ends the one before it from its day on; of two from one day the later one counts.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, NamedTuple

from store.currencies import currency_of
from store.dates import FIRST_DATE, date_text
from store.errors import Refused
from store.ledger import require_admin
from store.local_time import date_of, iso_date
from store.project_currencies import project_currencies
from store.work import Work

Kind = Literal["bill", "cost"]

MOST = 10**9
PLACES = 4


class Rate(NamedTuple):
    """What an hour is billed at, or costs, within a scope and from a day on."""

    id: str
    kind: Kind
    client_id: str | None
    project_id: str | None
    person: str | None
    amount: Decimal
    currency: str
    valid_from: str
    created_at: int


class Scope(NamedTuple):
    """What a rate is for. Empty is the workspace; a client or a project, perhaps of one person."""

    client_id: str | None = None
    project_id: str | None = None
    person: str | None = None


def rates(work: Work) -> list[Rate]:
    """List every rate there ever was: by kind and scope, and within it as they followed."""
    found = work.rows(
        "SELECT id, kind, client_id, project_id, person, amount, currency, valid_from, created_at"
        " FROM rate ORDER BY kind, COALESCE(client_id, ''), COALESCE(project_id, ''),"
        " COALESCE(person, ''), currency, valid_from, created_at, id"
    )
    return [Rate._make((*row[:5], Decimal(row[5]), *row[6:])) for row in found]


def set_rate(
    work: Work, kind: Kind, scope: Scope, amount: Decimal, currency: str, valid_from: str = ""
) -> Rate:
    """Set a rate from a day on; what was worked before keeps its value.

    Without a day it holds from today, or from the beginning where nothing had a rate that it
    would change. A bill rate of a project has to be in the project's currency.
    """
    require_admin(work, "set a rate")
    _refuse_odd(amount)
    code = currency_of(currency)
    _refuse_unknown(work, scope)
    if kind == "bill" and scope.project_id:
        _refuse_foreign(work, scope.project_id, code)
    day = date_text(valid_from) if valid_from else _first_day(work, kind, scope)
    rate = Rate(work.new_id(), kind, *scope, amount, code, day, work.now())
    work.run(
        "INSERT INTO rate (id, kind, client_id, project_id, person, amount, currency,"
        " valid_from, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*rate[:5], f"{amount:f}", *rate[6:]),
    )
    return rate


def _refuse_odd(amount: Decimal) -> None:
    if not (amount.is_finite() and 0 <= amount < MOST):
        raise Refused("A rate is zero or more, and less than 1000000000.")
    if amount != round(amount, PLACES):
        raise Refused(f"A rate has {PLACES} decimals at most.")


def _refuse_unknown(work: Work, scope: Scope) -> None:
    if scope.client_id and scope.project_id:
        raise Refused("A rate is for a client or for a project, not for both.")
    for table, column, value in (
        ("client", "id", scope.client_id),
        ("project", "id", scope.project_id),
        ("member", "handle", scope.person),
    ):
        if value and not work.row(f"SELECT 1 FROM {table} WHERE {column} = ?", (value,)):
            raise Refused(f"There is no {table} {value}.")


def _refuse_foreign(work: Work, project_id: str, currency: str) -> None:
    own = project_currencies(work)[project_id]
    if own != currency:
        raise Refused(
            f"The project is billed in {own}, so its rate cannot be in {currency}."
            " Change the currency of the project or its client first."
        )


def _first_day(work: Work, kind: Kind, scope: Scope) -> str:
    clients = dict(work.rows("SELECT id, client_id FROM project"))
    if any(rate.kind == kind and _meet(scope, rate, clients) for rate in rates(work)):
        return iso_date(date_of(work.now()))
    return FIRST_DATE


def _meet(scope: Scope, rate: Rate, clients: dict[str, str | None]) -> bool:
    """Tell whether there may be an entry that both scopes are for."""
    if scope.person and rate.person and scope.person != rate.person:
        return False
    if scope.project_id and rate.project_id:
        return scope.project_id == rate.project_id
    ours = clients[scope.project_id] if scope.project_id else scope.client_id
    theirs = clients[rate.project_id] if rate.project_id else rate.client_id
    workspace = not (scope.project_id or scope.client_id) or not (rate.project_id or rate.client_id)
    return workspace or ours == theirs
