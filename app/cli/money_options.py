"""The options of `issuer`, `rate` and `totals`."""

from __future__ import annotations

import argparse

from app.cli.verbs import add_verb, verbs_of

TOTALS = ("project", "client", "task", "day")


def issuer_arguments(command: argparse.ArgumentParser) -> None:
    """Add the verbs of `issuer`."""
    verbs = verbs_of(command, "show|set|logo")
    add_verb(verbs, "show", "show who bills")
    change = add_verb(verbs, "set", "change who bills; tax=S:19 sets the usual tax")
    change.add_argument("changes", nargs="+", metavar="NAME=VALUE")
    picture = add_verb(verbs, "logo", "print a picture on invoices, or none any longer")
    picture.add_argument("file", nargs="?", metavar="FILE", help="PNG, JPEG, WebP or GIF")
    picture.add_argument("--remove", action="store_true", help="print no logo")


def rate_arguments(command: argparse.ArgumentParser) -> None:
    """Add the verbs of `rate`."""
    verbs = verbs_of(command, "list|set|missing")
    add_verb(verbs, "list", "list the rates, with those that held before")
    add_verb(verbs, "missing", "list billable time that has no rate")
    new = add_verb(verbs, "set", "set a rate from a day on; what was worked before keeps its own")
    new.add_argument("amount", metavar="AMOUNT", help="for one hour")
    new.add_argument("--currency", metavar="C", help="default: what is billed in")
    new.add_argument("--client", metavar="C", help="for one client alone")
    new.add_argument("--project", metavar="P", help="for one project alone")
    new.add_argument("--person", metavar="M", help="for one member alone")
    new.add_argument("--cost", action="store_true", help="what an hour costs you")
    new.add_argument(
        "--from",
        dest="first",
        metavar="D",
        help="a date; default today, or from the beginning where there was no rate yet",
    )


def totals_arguments(command: argparse.ArgumentParser) -> None:
    """Add the options of `totals`."""
    command.add_argument("--by", choices=TOTALS, default="project", help="default project")
    command.add_argument("--from", dest="first", metavar="D", help="a date; default all time")
    command.add_argument("--to", dest="last", metavar="D", help="a date, included")
