"""The money of all projects, as far as whoever looks may see it."""

from __future__ import annotations

from typing import NamedTuple

from billing.attention import attention
from billing.margin import burns, margins
from billing.margin_records import Attention, ProjectMargin
from billing.money import Money, format_money
from billing.rates import RateBook
from store.local_time import date_of, iso_date
from store.members import members
from store.projects import projects
from store.rates import Rate
from store.work import Work

LANGUAGE = "en"
"""What amounts on the screen are written in."""


class Purse(NamedTuple):
    """Margins by project, who is called what, and one's own bill rate by project.

    A member has margins without money. `attention` is empty while there is nothing to judge by.
    """

    margins: dict[str, ProjectMargin] = {}  # noqa: RUF012
    attention: Attention = Attention(None, "")
    names: dict[str, str] = {}  # noqa: RUF012
    rates: dict[str, Rate] = {}  # noqa: RUF012


def purse(work: Work) -> Purse:
    """Read the money of every open project; amounts can be written without delay afterwards."""
    found = margins(work) if work.role == "admin" else burns(work)
    said = attention(found, LANGUAGE)
    if not any(is_known(margin) for margin in found):
        said = Attention(None, "")
    format_money(Money(0, "EUR"), LANGUAGE)  # loads what knows how, which takes a moment
    return Purse(
        {margin.id: margin for margin in found},
        said,
        {member.handle: member.name for member in members(work, archived=True)},
        _own_rates(work),
    )


def is_known(margin: ProjectMargin) -> bool:
    """Tell whether anything is known beyond the hours."""
    return bool(margin.stages) or any(
        one is not None
        for one in (margin.fee, margin.revenue, margin.cost, margin.burn_percent)
        if one is None or not isinstance(one, Money) or one.amount
    )


def _own_rates(work: Work) -> dict[str, Rate]:
    book, today = RateBook(work), iso_date(date_of(work.now()))
    found = {
        project.id: book.bill(project.id, project.client_id, work.owner, today)
        for project in projects(work)
    }
    return {key: rate for key, rate in found.items() if rate is not None}
