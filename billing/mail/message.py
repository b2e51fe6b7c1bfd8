"""A message as bytes: headers that nothing can break out of, a text, and the very PDF issued."""

from __future__ import annotations

import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from billing.mail.addresses import parse_address, parse_addresses, split_name
from billing.mail.smtp import Envelope
from billing.mail.templates import clean_lines
from store.clock import SECOND
from store.outbox import Message
from store.text import clean

_POLICY = SMTP.clone(cte_type="7bit", raise_on_defect=True)
_unsafe = re.compile(r"[^A-Za-z0-9._-]+")


def envelope_of(message: Message, pdf: bytes) -> Envelope:
    """Write a message for the mail server: the same each time that it is written."""
    _name, sender = split_name(message.sender)
    recipients = (*parse_addresses(message.recipient), *parse_addresses(message.copy_to))
    content = written(message, pdf).as_bytes(policy=_POLICY)
    return Envelope(parse_address(sender), tuple(dict.fromkeys(recipients)), content)


def written(message: Message, pdf: bytes) -> EmailMessage:
    """Put a message together."""
    name, sender = split_name(message.sender)
    made = EmailMessage(policy=_POLICY)
    made["From"] = Address(clean(name, 100), addr_spec=parse_address(sender))
    made["To"] = _addresses(message.recipient)
    if message.copy_to:
        made["Cc"] = _addresses(message.copy_to)
    made["Subject"] = clean(message.subject, 200)
    made["Date"] = _date(message.created_at)
    made["Message-ID"] = message.message_id
    made.set_content(clean_lines(message.text), charset="utf-8", cte="quoted-printable")
    if message.attachment_name:
        made.add_attachment(
            pdf,
            maintype="application",
            subtype="pdf",
            filename=safe_file_name(message.attachment_name),
        )
        made.set_boundary(f"=_ayron_{message.id}")
    return made


def safe_file_name(text: str) -> str:
    """Make a file name that means the same everywhere, and no folder anywhere."""
    stem, _dot, _pdf = text.rpartition(".pdf")
    parts = (_folded(part) for part in _unsafe.split(clean(stem or text, 120)))
    safe = "-".join(part for part in parts if part).strip("._-")
    return f"{safe or 'document'}.pdf"


def _folded(part: str) -> str:
    return re.sub(r"\.{2,}", ".", part)


def _addresses(text: str) -> tuple[Address, ...]:
    return tuple(Address(addr_spec=address) for address in parse_addresses(text))


def _date(instant: int) -> str:
    from datetime import UTC, datetime

    return format_datetime(datetime.fromtimestamp(instant // SECOND, UTC))
