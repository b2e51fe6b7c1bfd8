"""What clients and projects are billed by: the changes that were asked for, and the shapes."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from app.cli.term_options import CLIENT_OPTIONS
from billing.money import Money, parse_amount, shape
from store.client_terms import ClientTerms, set_client_terms
from store.currencies import currency_of
from store.errors import Refused
from store.project_currencies import client_currency
from store.project_terms import WITH_FEE, ProjectTerms, project_terms, set_project_terms
from store.work import Work


def client_changes(options: argparse.Namespace) -> dict[str, str]:
    """Pick what was said about how a client is billed."""
    said = {name: getattr(options, name) for name, *_rest in CLIENT_OPTIONS.values()}
    return {name: text for name, text in said.items() if text is not None}


def change_client_terms(work: Work, client_id: str, options: argparse.Namespace) -> None:
    """Do what was said about how a client is billed."""
    changes = client_changes(options)
    if changes:
        set_client_terms(work, client_id, changes)


def says_how_it_earns(options: argparse.Namespace) -> bool:
    """Tell whether anything was said about how a project earns."""
    return any(text is not None for text in (options.kind, options.fee, options.currency))


def change_project_terms(work: Work, project_id: str, options: argparse.Namespace) -> None:
    """Do what was said about how a project earns; what was not said stays."""
    if not says_how_it_earns(options):
        return
    before = project_terms(work, project_id)
    kind = options.kind or before.kind
    own = before.own_currency if options.currency is None else options.currency
    own = "" if own in ("", "none") else currency_of(own)
    code = own or client_currency(work, before.client_id)
    set_project_terms(work, project_id, kind, own, _fee(options, before, kind, code))


def _fee(options: argparse.Namespace, before: ProjectTerms, kind: str, code: str) -> int | None:
    if options.fee is not None:
        return parse_amount(options.fee, code)
    if kind not in WITH_FEE or before.fee is None:
        return None
    if code != before.currency:
        raise Refused(f"The fee is in {before.currency}: give --fee in {code} as well.")
    return before.fee


def client_terms_shape(terms: ClientTerms) -> dict[str, Any]:
    """Shape what a client is billed by."""
    return asdict(terms)


def project_terms_shape(terms: ProjectTerms) -> dict[str, Any]:
    """Shape how a project earns."""
    fee = None if terms.fee is None else shape(Money(terms.fee, terms.currency))
    return {"kind": terms.kind, "currency": terms.currency, "fee": fee}
