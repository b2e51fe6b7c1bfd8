"""A second person in the workspace, who is no admin."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from store.clock import Clock
from store.features import switch_feature
from store.ledger import Ledger
from store.members import rename_member
from store.opening import open_ledger
from store.remote import upsert_tasks
from tests.screens.agency import TASKS, connect


@contextmanager
def bob_beside(ledger: Ledger, clock: Clock) -> Iterator[Ledger]:
    """Name the admin Ada, have Bob join with an Asana account of his own, open the ledger as he."""
    with ledger.write() as work:
        rename_member(work, work.owner, "Ada")
    bob = open_ledger(ledger.path, clock, member="bob")
    try:
        with ledger.write() as work:
            switch_feature(work, "asana", True, ("asana",))
        with bob.write() as work:
            connection_id = connect(work)
            upsert_tasks(work, connection_id, "asana", TASKS)
        yield bob
    finally:
        bob.close()
