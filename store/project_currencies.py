"""The currency that each project is billed in: its own, else its client's, else the issuer's."""

from __future__ import annotations

from store.work import Work

DEFAULT_CURRENCY = "EUR"


def issuer_currency(work: Work) -> str:
    """Return the currency of whoever bills."""
    found = work.row("SELECT currency FROM issuer")
    return str(found[0]) if found and found[0] else DEFAULT_CURRENCY


def client_currency(work: Work, client_id: str | None) -> str:
    """Return the currency that a client is billed in; without a client it is the issuer's."""
    found = work.row("SELECT currency FROM client WHERE id = ?", (client_id,))
    return str(found[0]) if found and found[0] else issuer_currency(work)


def project_currencies(work: Work) -> dict[str | None, str]:
    """Return the currency of every project; that of time without a project is under None."""
    own = issuer_currency(work)
    found = work.rows(
        "SELECT project.id, project.currency, client.currency FROM project"
        " LEFT JOIN client ON client.id = project.client_id"
    )
    return {None: own, **{key: mine or theirs or own for key, mine, theirs in found}}
