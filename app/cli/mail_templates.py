"""outbox template: the words that invoices, credit notes and reminders go out with."""

from __future__ import annotations

from app.cli.invocation import Invocation
from app.cli.mail import file_text
from billing.mail.templates import keep_template
from billing.mail.wording import BUILT_IN
from store.clients import find_client
from store.errors import NothingToDo
from store.mail_templates import Template, remove_template, template_of


def change(invocation: Invocation) -> int:
    """Show a template, change its subject or text, or go back to the one that is built in."""
    options = invocation.options
    kind, language = options.kind, options.language
    with invocation.ledger.write() as work:
        client_id = find_client(work, options.client).id if options.client else ""
        known = template_of(work, kind, language, client_id) or BUILT_IN[kind, language]
        if options.reset and not remove_template(work, kind, language, client_id):
            raise NothingToDo("This template was never changed.")
        if options.subject or options.text:
            text = file_text(options.text) if options.text else known.text
            new = Template(options.subject or known.subject, text)
            keep_template(work, kind, language, client_id, new)
        now = template_of(work, kind, language, client_id) or BUILT_IN[kind, language]
    shape = {"kind": kind, "language": language, "subject": now.subject, "text": now.text}
    return invocation.answer(shape, [now.subject, "", *now.text.splitlines()])
