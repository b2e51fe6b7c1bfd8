"""Storing a connection that was just signed in, and what becomes of the sign-in before it."""

from __future__ import annotations

from store.connections import Address, NewConnection, add_connection, address_of, connections
from store.ledger import Ledger
from store.records import Connection
from store.revocations import add_revocation, cancel_revocation
from store.work import Work
from sync.access import Surroundings
from sync.provider import Workspace
from sync.secrets import Secret
from sync.tokens import REVOKE, Application

SignIn = tuple[Application, Secret]
"""What revoking a sign-in takes: its application and its refresh token."""


def remember(
    ledger: Ledger,
    around: Surroundings,
    new: NewConnection,
    workspaces: list[Workspace],
    before: SignIn | None,
) -> Connection:
    """Store the connection; it is this member's, and signing in again updates it.

    A sign-in of the same application that waits to be revoked is wanted again. One of another
    application, or one that a token replaces, is to be revoked: that is `before`.
    """
    shelf = around.shelf(new.provider, new.account_id)
    with ledger.write() as work:
        replaced = _replaced(work, new) if before else None
        wanted_id = add_connection(work, new, workspaces)
        wanted = cancel_revocation(work, new.provider, new.account_id, new.application_id)
        if replaced:
            add_revocation(work, *replaced)
        made = next(each for each in connections(work) if each.id == wanted_id)
    if wanted:
        shelf.forget(REVOKE)
    if replaced and before:
        shelf.keep_waiting(*before)
    return made


def _replaced(work: Work, new: NewConnection) -> tuple[Connection, Address] | None:
    """Find the connection of the same account whose sign-in ends with the new one."""
    for each in connections(work, new.provider):
        if each.account_id == new.account_id and each.method == "oauth":
            address = address_of(work, each.id)
            return (each, address) if address.application_id != new.application_id else None
    return None
