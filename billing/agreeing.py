"""What was agreed about a project, as a person types it: kind, fee, currency, and how far it is."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from billing.estimates.correcting import hours_text, parse_hours, parse_sum, sum_text
from store.client_terms import effective_terms
from store.currencies import currency_of
from store.errors import Refused
from store.journal import Together
from store.particulars import percent
from store.project_currencies import issuer_currency
from store.project_progress import (
    choose_method,
    project_progress,
    say_complete,
    say_remaining,
)
from store.project_terms import WITH_FEE, ProjectTerms, project_terms, set_project_terms
from store.work import Work

TERMS = ("kind", "fee", "currency")


def agreed(work: Work, project_id: str) -> dict[str, str]:
    """Write what was agreed about a project so that it can be changed and read again."""
    terms, progress = project_terms(work, project_id), project_progress(work, project_id)
    return {
        "kind": terms.kind,
        "fee": sum_text(terms.fee, terms.currency),
        "currency": terms.own_currency,
        "complete": progress.complete or "",
        "method": progress.method,
        "remaining": hours_text(progress.remaining),
    }


def agree(work: Work, project_id: str, changes: Mapping[str, str]) -> ProjectTerms:
    """Change what was agreed, all of it or nothing; taken back as one."""
    given = {**agreed(work, project_id), **changes}
    with Together(work, "project terms") as whole:
        if any(name in changes for name in TERMS):
            _set_terms(work, project_id, given, changes)
        _set_progress(work, project_id, changes)
        whole.sentence = " ".join(whole.parts)
    return project_terms(work, project_id)


def _set_terms(
    work: Work, project_id: str, given: Mapping[str, str], changes: Mapping[str, str]
) -> None:
    kind, own = given["kind"].lower(), given["currency"]
    currency = currency_of(own) if own else _inherited(work, project_id)
    fee = given["fee"] if kind in WITH_FEE or "fee" in changes else ""
    if kind in WITH_FEE and not fee:
        what = "the fee" if kind == "fixed" else "the most that is billed"
        raise Refused(f"A {kind} project needs an amount: {what}.")
    set_project_terms(work, project_id, kind, own, parse_sum(fee, currency))


def _inherited(work: Work, project_id: str) -> str:
    """Find the currency of a project that has none of its own."""
    client_id = project_terms(work, project_id).client_id
    return effective_terms(work, client_id).currency if client_id else issuer_currency(work)


def _set_progress(work: Work, project_id: str, changes: Mapping[str, str]) -> None:
    if "complete" in changes:
        text = percent(changes["complete"])
        say_complete(work, project_id, Decimal(text) if text else None)
    seconds = parse_hours(changes.get("remaining", ""))
    if seconds is not None:
        say_remaining(work, project_id, seconds)
    if "method" in changes:
        choose_method(work, project_id, changes["method"].lower() or "cpi")
