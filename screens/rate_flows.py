"""Rates on the screen: what there is, as far as somebody may see it, and adding one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from screens.dialogs.choices import Choice, Choose
from screens.dialogs.rates import RateRow, Rates
from screens.dialogs.sheet import LedgerSheet, SheetField
from store.clients import clients
from store.dates import FIRST_DATE, date_text
from store.decimals import parse_decimal, plain
from store.members import find_member_by, members
from store.particulars import Field, choice, currency
from store.project_currencies import issuer_currency, project_currencies
from store.projects import projects
from store.rates import Kind, Rate, Scope, rates, set_rate
from store.work import Work

if TYPE_CHECKING:
    from screens.host import Host

EVERYTHING = "Everything"
FROM_THE_BEGINNING = "always"
FIELDS: dict[str, Field] = {
    "kind": choice("bill", "cost"),
    "amount": lambda text: str(parse_decimal(text)),
    "currency": currency,
    "since": lambda text: date_text(text) if text else "",
}


class Subject(NamedTuple):
    """What a rate can be for, what that is called, and the currency a rate of it has."""

    scope: Scope
    name: str
    currency: str


class RateBoard(NamedTuple):
    """The rates in words, and what a new one can be for: the most specific first."""

    rows: list[RateRow | str]
    subjects: list[Subject]


class RateFlow:
    """One run over the rates. `client_id` and `project_id` are those of the selected row."""

    def __init__(self, host: Host, client_id: str | None, project_id: str | None) -> None:
        self._host = host
        self._here = (client_id, project_id)
        self._board = RateBoard([], [])
        self._dialog: Rates | None = None

    def begin(self) -> None:
        """Read the rates and show them."""
        self._host.look(self._read, self._show)

    def _read(self, work: Work) -> RateBoard:
        return rate_board(work, *self._here, self._host.today)

    def _show(self, board: RateBoard) -> None:
        self._board = board
        if self._dialog is not None:
            self._dialog.show_rows(board.rows)
            return
        add = self._choose if self._host.ledger.role == "admin" else None
        self._dialog = Rates("Rates" if add else "Your rates", board.rows, add)
        self._host.push_screen(self._dialog)

    def _choose(self) -> None:
        """Ask what the rate is for, where it can be for more than everything."""
        subjects = self._board.subjects
        if len(subjects) == 1:
            self._ask(subjects[0])
            return
        offered = [Choice(str(at), one.name) for at, one in enumerate(subjects)]
        self._host.push_screen(
            Choose("A rate for", offered),
            lambda at: None if at is None else self._ask(subjects[int(at)]),
        )

    def _ask(self, subject: Subject) -> None:
        fields = [
            SheetField("kind", "What", "bill", "bill, or cost"),
            SheetField("amount", "Per hour", "", "95.00"),
            SheetField("currency", "Currency", subject.currency, subject.currency),
            SheetField("person", "Person", "", "everybody"),
            SheetField("since", "From", "", f"{self._host.today}; the first holds for always"),
        ]
        form = LedgerSheet(
            f"A rate for {subject.name}",
            fields,
            lambda work, changes: _add(work, subject, changes),
            check=_check,
        )
        self._host.push_screen(form, self._added)

    def _added(self, rate: Rate | None) -> None:
        if rate is not None:
            self._host.say(f"{_amount(rate)} holds {_since(rate)}.")
            self.begin()


def _check(name: str, text: str) -> None:
    if name in FIELDS:
        FIELDS[name](text)


def rate_board(work: Work, client_id: str | None, project_id: str | None, today: str) -> RateBoard:
    """Read the rates and what a new one can be for; a member sees what bills their own hours."""
    names = _Names(work)
    admin = work.role == "admin"
    seen = [
        rate
        for rate in rates(work)
        if admin or (rate.kind == "bill" and rate.person in (None, work.owner))
    ]
    return RateBoard(_rows(seen, names, today), names.subjects(client_id, project_id))


class _Names:
    """What scopes are called."""

    def __init__(self, work: Work) -> None:
        self._clients = {row.id: row.name for row in clients(work, archived=True)}
        self._projects = {row.id: row.name for row in projects(work, archived=True)}
        self._people = {row.handle: row.name for row in members(work, archived=True)}
        self._currencies = project_currencies(work)
        self._own = issuer_currency(work)

    def of(self, rate: Rate) -> str:
        """Say what a rate is for."""
        about = EVERYTHING
        if rate.project_id:
            about = self._projects[rate.project_id]
        elif rate.client_id:
            about = f"{self._clients[rate.client_id]} (client)"
        return f"{about} · {self._people[rate.person]}" if rate.person else about

    def subjects(self, client_id: str | None, project_id: str | None) -> list[Subject]:
        """List what a rate can be for, given what is selected."""
        found = [Subject(Scope(), EVERYTHING, self._own)]
        money = self._currencies.get(project_id, self._own)
        if client_id:
            name = f"all of {self._clients[client_id]}"
            found.insert(0, Subject(Scope(client_id=client_id), name, money))
        if project_id:
            scope = Scope(project_id=project_id)
            found.insert(0, Subject(scope, self._projects[project_id], money))
        return found


def _rows(found: list[Rate], names: _Names, today: str) -> list[RateRow | str]:
    """Put the rates under what they are for, the newest of each first."""
    grouped: dict[tuple[bool, bool, str], list[Rate]] = {}
    for rate in found:
        key = (bool(rate.client_id or rate.project_id), bool(rate.project_id), names.of(rate))
        grouped.setdefault(key, []).append(rate)
    rows: list[RateRow | str] = []
    for (_narrow, _narrower, heading), own in sorted(grouped.items()):
        rows.append(heading)
        holding: set[tuple[Kind, str]] = set()
        for rate in reversed(own):
            kind = (rate.kind, rate.currency)
            holds = rate.valid_from <= today and kind not in holding
            holding |= {kind} if holds else set()
            rows.append(RateRow(rate.kind, _since(rate), _amount(rate), holds))
    return rows


def _since(rate: Rate) -> str:
    return FROM_THE_BEGINNING if rate.valid_from == FIRST_DATE else f"from {rate.valid_from}"


def _amount(rate: Rate) -> str:
    return f"{plain(rate.amount)} {rate.currency}/h"


def _add(work: Work, subject: Subject, changes: Mapping[str, str]) -> Rate:
    person = changes.get("person", "")
    scope = subject.scope
    if person:
        scope = scope._replace(person=find_member_by(work, person).handle)
    return set_rate(
        work,
        "cost" if changes.get("kind", "bill").lower() == "cost" else "bill",
        scope,
        parse_decimal(changes.get("amount", "")),
        changes.get("currency", "") or subject.currency,
        changes.get("since", ""),
    )
