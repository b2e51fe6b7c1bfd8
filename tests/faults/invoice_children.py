"""Programs that issue invoices, run as processes of their own and killed while they do."""

from __future__ import annotations

import resource
import signal
import sys
from decimal import Decimal
from itertools import count

import psycopg  # isort: skip  # noqa: F401  # before store hides it from peewee

from billing.crediting import credit_invoice
from billing.drafts import draft_invoice
from billing.editing import add_line
from billing.issuing import issue_invoice
from billing.paying import pay_invoice
from billing.voiding import void_invoice
from store.errors import LedgerError
from store.ledger import Ledger
from store.opening import open_ledger
from tests.billing.studio import client_id
from tests.clock import FixedClock
from tests.faults.children import acknowledge


def prepare(ledger: Ledger) -> str:
    """Make a draft with a line by hand."""
    with ledger.write() as work:
        made = draft_invoice(work, client_id(work), None)
        add_line(work, made.id, "Workshop", Decimal(1), Decimal(800))
    return made.id


def issue_some(location: str, number: str) -> None:
    """Issue some invoices, one after the other."""
    ledger = open_ledger(location, FixedClock())
    acknowledge("ready")
    sys.stdin.readline()
    for _ in range(int(number)):
        acknowledge("issued", issue_invoice(ledger, prepare(ledger)).number)
    ledger.close()


def issue_the_same(location: str, draft_id: str) -> None:
    """Issue one draft that another process issues as well."""
    ledger = open_ledger(location, FixedClock())
    acknowledge("ready")
    sys.stdin.readline()
    try:
        acknowledge("issued", issue_invoice(ledger, draft_id).number)
    except LedgerError as error:
        acknowledge("refused", error)
    ledger.close()


def bill_for_ever(location: str) -> None:
    """Draft, issue, pay, credit and void for ever, acknowledging what was committed."""
    ledger = open_ledger(location, FixedClock())
    for turn in count():
        number = issue_invoice(ledger, prepare(ledger)).number or ""
        acknowledge("issued", number)
        with ledger.write() as work:
            if turn % 3 == 0:
                note = credit_invoice(work, number)
            elif turn % 3 == 1:
                void_invoice(work, number, "test")
            else:
                pay_invoice(work, number, "10")
        if turn % 3 == 0:
            acknowledge("issued", note.number)


def bill_until_the_disk_is_full(location: str, limit: str) -> None:
    """Issue until the disk takes no more, say what the ledger says, then go on with room again."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    ledger = open_ledger(location, FixedClock())
    drafts = [prepare(ledger) for _ in range(30)]
    acknowledge("issued", issue_invoice(ledger, drafts.pop()).number)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), resource.RLIM_INFINITY))
    try:
        while drafts:
            acknowledge("issued", issue_invoice(ledger, drafts[-1]).number)
            drafts.pop()
    except LedgerError as error:
        acknowledge("refused", type(error).__name__, error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    acknowledge("issued", issue_invoice(ledger, drafts[-1]).number)
    ledger.close()


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
