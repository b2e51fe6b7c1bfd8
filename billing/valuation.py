"""What the time in the ledger is worth: by project, client, task or day, and what is unbilled.

An entry is valued at the rates of the day on which it started. Time is billable where its entry
is and its project is not internal. The database adds up before anything is valued here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from billing.rates import RateBook
from billing.tally import Tally
from store.project_terms import ProjectTerms, all_project_terms
from store.time_sums import EVERYBODY, Condition, Span, TimeSum, mine, time_sums
from store.work import Work

Key = TypeVar("Key", bound=Hashable)

UNBILLED: Condition = (
    (
        "billable = 1 AND stopped_at IS NOT NULL AND project_id IN"
        " (SELECT id FROM project WHERE client_id IS NOT NULL AND kind IN ('hourly', 'capped'))"
        " AND NOT EXISTS (SELECT 1 FROM invoice_entry"
        " WHERE invoice_entry.entry_id = entry.id AND invoice_entry.freed = 0)"
    ),
    (),
)


class Unbilled(NamedTuple):
    """What could be invoiced to a client; `projects` names its parts by project id."""

    client_id: str
    client: str
    tally: Tally
    projects: dict[str, Tally]


class Lack(NamedTuple):
    """Billable time of one person on one project that has no rate."""

    project_id: str | None
    owner: str
    seconds: int


class Valuation:
    """Values sums of time, with all rates and projects read once."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.book = RateBook(work)
        self.terms = all_project_terms(work)
        self._edges = self.book.edges()

    def sums(
        self,
        keys: Sequence[str] = (),
        span: Span | None = None,
        condition: Condition = EVERYBODY,
    ) -> list[TimeSum]:
        """Add up time, told apart by rate."""
        return time_sums(self.work, self.book.instants(), keys, span, condition)

    def add(self, tally: Tally, found: TimeSum) -> None:
        """Value a sum of time."""
        terms = self.terms.get(found.project_id or "")
        client_id = terms.client_id if terms else None
        place = (found.project_id, client_id, found.owner, self._day(found.period))
        tally.add(
            found.spent,
            billable=bool(found.billable) and not (terms and terms.kind == "internal"),
            bill=self.book.bill(*place),
            cost=self.book.cost(*place),
        )

    def by(self, key: Callable[[TimeSum], Key], found: Iterable[TimeSum]) -> dict[Key, Tally]:
        """Value sums of time, added up by whatever of them is the key."""
        tallies: dict[Key, Tally] = defaultdict(Tally)
        for part in found:
            self.add(tallies[key(part)], part)
        return dict(tallies)

    def client_of(self, project_id: str | None) -> str | None:
        """Return the id of a project's client."""
        terms: ProjectTerms | None = self.terms.get(project_id or "")
        return terms.client_id if terms else None

    def _day(self, period: int) -> str:
        """Name a day of a period; before the first rate any early one does."""
        return self._edges[period - 1] if period else ""


def project_values(
    work: Work, span: Span | None = None, condition: Condition = EVERYBODY
) -> dict[str | None, Tally]:
    """Value the time of each project, by its id; time without a project is under None."""
    valuation = Valuation(work)
    found = valuation.sums((), span, condition)
    return valuation.by(lambda part: part.project_id, found)


def unbilled(work: Work, span: Span | None = None) -> list[Unbilled]:
    """List what could be invoiced, by client; time that is in a draft already is not."""
    valuation = Valuation(work)
    found = valuation.sums((), span, UNBILLED)
    projects = valuation.by(lambda part: part.project_id or "", found)
    clients = valuation.by(lambda part: valuation.client_of(part.project_id) or "", found)
    names = dict(work.rows("SELECT id, name FROM client ORDER BY norm, id"))
    return [
        Unbilled(
            *(key, name, clients[key]),
            {one: tally for one, tally in projects.items() if valuation.client_of(one) == key},
        )
        for key, name in names.items()
        if key in clients
    ]


def lacks(work: Work) -> list[Lack]:
    """List billable time without a rate, the most first: everybody's for an admin, else one's own.

    Time without a project is nobody's to bill, so it is not in it.
    """
    valuation = Valuation(work)
    whose = EVERYBODY if work.role == "admin" else mine(work, None)
    found = [part for part in valuation.sums((), None, whose) if part.project_id]
    tallies = valuation.by(lambda part: (part.project_id, part.owner), found)
    missing = [
        Lack(project_id, owner, tally.missing_seconds)
        for (project_id, owner), tally in tallies.items()
        if tally.missing_seconds
    ]
    return sorted(missing, key=lambda lack: (-lack.seconds, lack.project_id or "", lack.owner))
