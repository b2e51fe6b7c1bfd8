"""The Peewee models of invoices, payments and mail; after this module all models are known."""

from __future__ import annotations

from store import money_models  # noqa: F401 (its models are among all)
from store.models import Table

from peewee import (  # isort: skip
    BigIntegerField,
    BlobField,
    CompositeKey,
    IntegerField,
    SmallIntegerField,
    TextField,
)


class NumberSeries(Table):
    """A series of numbers without gaps, and the last link of its chain."""

    name = TextField(primary_key=True)
    pattern = TextField()
    year = IntegerField()
    next = BigIntegerField()
    chain = TextField(default="")


class Invoice(Table):
    """An invoice or a credit note, from draft to void."""

    id = TextField(primary_key=True)
    kind = TextField()
    state = TextField()
    number = TextField(null=True)
    original_id = TextField(null=True)
    client_id = TextField()
    project_id = TextField(null=True)
    currency = TextField()
    language = TextField()
    grouping = TextField()
    period_from = TextField(null=True)
    period_to = TextField(null=True)
    terms_days = IntegerField()
    po_number = TextField(default="")
    notes = TextField(default="")
    discount = TextField(default="")
    created_by = TextField()
    created_at = BigIntegerField()
    issued_at = BigIntegerField(null=True)
    issued_on = TextField(null=True)
    due_on = TextField(null=True)
    voided_at = BigIntegerField(null=True)
    void_reason = TextField(null=True)
    net = BigIntegerField(null=True)
    tax = BigIntegerField(null=True)
    gross = BigIntegerField(null=True)
    issuer = TextField(null=True)
    buyer = TextField(null=True)
    pdf_sha256 = TextField(null=True)
    chain = TextField(null=True)


class InvoiceDocument(Table):
    """The bytes of what was issued."""

    invoice_id = TextField(primary_key=True)
    pdf = BlobField()
    xml = BlobField()


class InvoiceLine(Table):
    """One line of an invoice; `edited` names the fields that a person wrote over, and
    `original_line_id` is the line that one of a credit note takes back."""

    id = TextField(primary_key=True)
    invoice_id = TextField()
    position = IntegerField()
    kind = TextField()
    description = TextField()
    detail = TextField(default="")
    quantity = TextField()
    unit = TextField()
    price = TextField()
    amount = BigIntegerField()
    tax_category = TextField()
    tax_percent = TextField()
    tax_reason = TextField(default="")
    stage_id = TextField(null=True)
    project_id = TextField(null=True)
    original_line_id = TextField(null=True)
    edited = TextField(default="")


class InvoiceTax(Table):
    """The tax of one category and rate on an invoice."""

    invoice_id = TextField()
    position = IntegerField()
    tax_category = TextField()
    tax_percent = TextField()
    tax_reason = TextField(default="")
    base = BigIntegerField()
    amount = BigIntegerField()

    class Meta:
        primary_key = CompositeKey("invoice_id", "position")


class InvoiceEntry(Table):
    """An entry on an invoice; freed ones may be billed again."""

    invoice_id = TextField()
    owner = TextField()
    entry_id = TextField()
    line_id = TextField()
    seconds = BigIntegerField()
    freed = SmallIntegerField(default=0)

    class Meta:
        primary_key = CompositeKey("invoice_id", "entry_id")


class Payment(Table):
    """Money that came in for an invoice, or went back."""

    id = TextField(primary_key=True)
    invoice_id = TextField()
    kind = TextField()
    amount = BigIntegerField()
    paid_on = TextField()
    method = TextField()
    provider = TextField(null=True)
    provider_id = TextField(null=True)
    note = TextField(default="")
    created_at = BigIntegerField()
    removed_at = BigIntegerField(null=True)


class PaymentLink(Table):
    """Where an invoice can be paid."""

    invoice_id = TextField(primary_key=True)
    provider = TextField()
    remote_id = TextField(null=True)
    url = TextField()
    amount = BigIntegerField()
    state = TextField()
    created_at = BigIntegerField()
    checked_at = BigIntegerField(null=True)
    error = TextField(null=True)


class Outbox(Table):
    """A message that is to be sent, was sent, or may have been."""

    id = TextField(primary_key=True)
    invoice_id = TextField(null=True)
    message_id = TextField()
    state = TextField()
    sender = TextField()
    recipient = TextField()
    copy_to = TextField(default="")
    subject = TextField()
    text = TextField()
    attachment_name = TextField(default="")
    attempts = IntegerField(default=0)
    next_try_at = BigIntegerField(null=True)
    error = TextField(null=True)
    created_by = TextField()
    created_at = BigIntegerField()
    sent_at = BigIntegerField(null=True)


class MailTemplate(Table):
    """The words of a message, by kind, language and client."""

    kind = TextField()
    language = TextField()
    client_id = TextField(default="")
    subject = TextField()
    text = TextField()

    class Meta:
        primary_key = CompositeKey("kind", "language", "client_id")


MODELS = tuple(Table.__subclasses__())
