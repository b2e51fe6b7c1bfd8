"""Whether what was issued is still what was issued: every document by its hash and the chain."""

from __future__ import annotations

import hashlib

from billing.numbering import chained
from store.work import Work


def faults_of_documents(work: Work) -> list[str]:
    """List what is wrong with what was issued, one sentence each; nothing is wrong as a rule."""
    rows = work.rows(
        "SELECT number, pdf_sha256, chain, id FROM invoice WHERE number IS NOT NULL"
        " ORDER BY issued_at, number"
    )
    faults = [
        f"The PDF of {number} is not the one that was issued."
        for number, digest, _chain, invoice_id in rows
        if _digest(work, invoice_id) != digest
    ]
    return faults + _broken_links(work, [row[:3] for row in rows])


def _digest(work: Work, invoice_id: str) -> str:
    found = work.row("SELECT pdf FROM invoice_document WHERE invoice_id = ?", (invoice_id,))
    return hashlib.sha256(bytes(found[0])).hexdigest() if found else ""


def _broken_links(work: Work, rows: list[tuple[str, str, str]]) -> list[str]:
    """Follow the chain of each series; each document has to follow on one that came before.

    The ends that nothing follows on have to be those that the series remember.
    """
    ends = {""}
    broken = []
    for number, digest, chain in rows:
        before = next((end for end in ends if chained(end, digest) == chain), None)
        if before is None:
            broken.append(f"{number} does not follow on what was issued before it.")
        elif before:
            ends.remove(before)
        ends.add(chain)
    known = {row[0] for row in work.rows("SELECT chain FROM number_series")}
    if not broken and ends - {""} != known - {""}:
        broken.append("The last that was issued in a series is missing.")
    return broken
