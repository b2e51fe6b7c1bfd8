"""The options of the command on invoices."""

from __future__ import annotations

import argparse
from typing import Any

from app.cli.sending import add_sending
from app.cli.verbs import add_verb, verbs_of

INVOICE = "a number, or an id"
DAY = "a date"
BY = "task, project, person, day or entry"


def invoice_arguments(command: argparse.ArgumentParser) -> None:
    """Add the verbs of `invoice`."""
    verbs = verbs_of(
        command,
        "list|show|draft|edit|issue|pdf|xml|send|remind|link|poll|pay|credit|void|delete|numbers",
    )
    add_verb(verbs, "list", "list the invoices, and how they stand")
    _one(verbs, "show", "show an invoice with its lines, and what a draft leaves out")
    draft = add_verb(verbs, "draft", "make a draft of what can be billed")
    draft.add_argument("--client", metavar="C")
    draft.add_argument("--project", metavar="P", help="only this project, with its fee")
    draft.add_argument(
        "--from", dest="first", metavar="D", help=f"{DAY}; without, all that is unbilled"
    )
    draft.add_argument("--to", dest="last", metavar="D", help=f"{DAY}, included; default today")
    draft.add_argument("--by", metavar="BY", default="task", help=f"{BY}; default task")
    draft.add_argument("--empty", action="store_true", help="without any time, for lines by hand")
    _edit(_one(verbs, "edit", "change a draft"))
    _one(verbs, "issue", "give a draft its number; from then on it never changes")
    _file(_one(verbs, "pdf", "write the PDF to a file"))
    xml = _file(_one(verbs, "xml", "write the electronic invoice to a file"))
    xml.add_argument("--xrechnung", action="store_true", help="as an XRechnung")
    add_sending(verbs)
    _pay(_one(verbs, "pay", "write down that money came in"))
    credit = _one(verbs, "credit", "write a credit note for an invoice, or for some of its lines")
    credit.add_argument("--lines", metavar="1,2", type=_positions)
    credit.add_argument("--reason", metavar="TEXT", default="", help="is printed on it")
    void = _one(verbs, "void", "void an invoice; its number and its PDF stay")
    void.add_argument("--reason", metavar="TEXT", required=True, help="is kept with it; required")
    _one(verbs, "delete", "delete a draft; its time is free again")
    _numbers(add_verb(verbs, "numbers", "say how invoices are numbered"))


def _one(verbs: Any, name: str, sentence: str) -> argparse.ArgumentParser:
    verb = add_verb(verbs, name, sentence)
    verb.add_argument("id", metavar="ID", help=INVOICE)
    return verb


def _edit(edit: argparse.ArgumentParser) -> None:
    edit.add_argument("--discount", metavar="D", help="10%%, or an amount; empty for none")
    edit.add_argument("--notes", metavar="TEXT")
    edit.add_argument("--po", dest="po_number", metavar="NUMBER", help="the client's order")
    edit.add_argument("--terms", dest="terms_days", metavar="DAYS", type=int)
    edit.add_argument("--by", metavar="BY", help=f"group the time anew: {BY}")
    edit.add_argument("--collect", action="store_true", help="add what can be billed by now")
    edit.add_argument("--refresh", action="store_true", help="count changed time as it is now")
    edit.add_argument("--add", metavar="LINE", action="append", help="“Train ticket; 2; 49.90”")
    edit.add_argument("--remove", metavar="1,2", type=_positions, help="take lines off")
    edit.add_argument("--line", metavar="N", type=int, help="the line that these change:")
    edit.add_argument("--move", metavar="N", type=int, help="to another place")
    edit.add_argument("--description", metavar="TEXT")
    edit.add_argument("--detail", metavar="TEXT")
    edit.add_argument("--quantity", metavar="Q")
    edit.add_argument("--price", metavar="P")
    edit.add_argument("--tax", dest="tax_percent", metavar="PERCENT")
    edit.add_argument("--tax-category", metavar="CODE", help="S, Z, E, AE, K, G or O")
    edit.add_argument("--tax-reason", metavar="TEXT")


def _pay(pay: argparse.ArgumentParser) -> None:
    pay.add_argument("amount", nargs="?", metavar="AMOUNT", help="required, but for --remove")
    pay.add_argument("--on", metavar="D", help=f"{DAY}; default today")
    pay.add_argument("--note", metavar="TEXT", default="")
    pay.add_argument("--refund", action="store_true", help="the money went back")
    pay.add_argument("--remove", metavar="PAYMENT", help="take back what was written down")


def _file(verb: argparse.ArgumentParser) -> argparse.ArgumentParser:
    verb.add_argument("file", metavar="FILE")
    verb.add_argument("--force", action="store_true", help="write over a file that is there")
    return verb


def _numbers(numbers: argparse.ArgumentParser) -> None:
    numbers.add_argument("--credits", action="store_true", help="a series for credit notes")
    numbers.add_argument("--pattern", metavar="P", help="like {year}-{number:04}")
    numbers.add_argument("--start", metavar="N", type=int, help="the first number")


def _positions(text: str) -> list[int]:
    try:
        return [int(part) for part in text.split(",") if part.strip()]
    except ValueError:
        raise argparse.ArgumentTypeError("write line numbers like 1,2") from None
