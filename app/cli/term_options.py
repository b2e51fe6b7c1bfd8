"""The options of what clients and projects are billed by."""

from __future__ import annotations

import argparse

CLIENT_OPTIONS = {
    "street": ("street", "S", "street and number"),
    "postcode": ("postcode", "P", "postcode"),
    "city": ("city", "C", "city"),
    "country": ("country", "DE", "the two letters of the country"),
    "vat-id": ("vat_id", "ID", "VAT number, with its country"),
    "email": ("email", "ADDRESS", "where invoices go"),
    "contact": ("contact", "NAME", "for the attention of"),
    "language": ("language", "de", "what invoices are written in: de, en, fr"),
    "currency": ("currency", "EUR", "what is billed in; an empty text: the issuer's"),
    "terms": ("terms_days", "DAYS", "days to pay"),
    "increment": ("increment_minutes", "MINUTES", "how time is rounded: exact, 1, 6 or 15"),
    "increment-mode": ("increment_mode", "MODE", "up or nearest"),
    "increment-per": ("increment_per", "WHAT", "entry or line"),
    "tax": ("tax", "S:19", "S with its percentage, or Z, E, AE, K, G, O"),
    "tax-reason": ("tax_reason", "TEXT", "why there is no tax"),
    "buyer-reference": ("buyer_reference", "TEXT", "what the client wants to read on invoices"),
}


def add_client_options(command: argparse.ArgumentParser) -> None:
    """Add the options of what a client is billed by."""
    group = command.add_argument_group("billing")
    for option, (name, metavar, sentence) in CLIENT_OPTIONS.items():
        group.add_argument(f"--{option}", dest=name, metavar=metavar, help=sentence)


def add_project_options(command: argparse.ArgumentParser) -> None:
    """Add the options of how a project earns."""
    group = command.add_argument_group("billing")
    group.add_argument("--kind", metavar="KIND", help="hourly, fixed, capped or internal")
    group.add_argument("--fee", metavar="AMOUNT", help="the fixed fee, or the cap")
    group.add_argument("--currency", metavar="C", help="a currency, or “none”: the client's")
