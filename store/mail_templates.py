"""The words of messages that a workspace chose itself, by kind, language and client."""

from __future__ import annotations

from typing import NamedTuple

from store.ledger import require_admin
from store.work import Work


class Template(NamedTuple):
    """A subject and a text with keys such as {number} in them."""

    subject: str
    text: str


def template_of(work: Work, kind: str, language: str, client_id: str) -> Template | None:
    """Read the client's own template, else that of the workspace; None where there is neither."""
    found = work.row(
        "SELECT subject, text FROM mail_template"
        " WHERE kind = ? AND language = ? AND client_id IN ('', ?)"
        " ORDER BY client_id DESC LIMIT 1",
        (kind, language, client_id),
    )
    return Template(*found) if found else None


def save_template(work: Work, kind: str, language: str, client_id: str, new: Template) -> None:
    """Keep a template for one client, or with an empty id for everybody."""
    require_admin(work, "change the words of messages")
    work.run(
        "INSERT INTO mail_template (kind, language, client_id, subject, text)"
        " VALUES (?, ?, ?, ?, ?) ON CONFLICT (kind, language, client_id)"
        " DO UPDATE SET subject = excluded.subject, text = excluded.text",
        (kind, language, client_id, *new),
    )


def remove_template(work: Work, kind: str, language: str, client_id: str) -> bool:
    """Go back to the words that are built in; False where they were never changed."""
    require_admin(work, "change the words of messages")
    removed = work.run(
        "DELETE FROM mail_template WHERE kind = ? AND language = ? AND client_id = ?",
        (kind, language, client_id),
    )
    return bool(removed)
