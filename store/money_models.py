"""The Peewee models of clients, projects, rates and estimates."""

from __future__ import annotations

from store.models import Table

from peewee import (  # isort: skip
    BigIntegerField,
    BlobField,
    CompositeKey,
    IntegerField,
    SmallIntegerField,
    TextField,
)


class Client(Table):
    """Who pays."""

    id = TextField(primary_key=True)
    name = TextField()
    norm = TextField()
    archived_at = BigIntegerField(null=True)
    street = TextField(default="")
    postcode = TextField(default="")
    city = TextField(default="")
    country = TextField(default="")
    vat_id = TextField(default="")
    email = TextField(default="")
    contact = TextField(default="")
    language = TextField(default="")
    currency = TextField(default="")
    terms_days = IntegerField(default=14)
    increment_minutes = IntegerField(default=0)
    increment_mode = TextField(default="nearest")
    increment_per = TextField(default="line")
    tax_category = TextField(default="")
    tax_percent = TextField(default="")
    tax_reason = TextField(default="")
    buyer_reference = TextField(default="")


class Project(Table):
    """What is worked on for a client."""

    id = TextField(primary_key=True)
    client_id = TextField(null=True)
    name = TextField()
    norm = TextField()
    archived_at = BigIntegerField(null=True)
    kind = TextField(default="hourly")
    currency = TextField(default="")
    fee = BigIntegerField(null=True)
    percent_complete = TextField(null=True)
    eac_method = TextField(default="cpi")
    remaining_seconds = BigIntegerField(null=True)


class Issuer(Table):
    """Who bills: the one of this workspace."""

    id = SmallIntegerField(primary_key=True)
    name = TextField(default="")
    street = TextField(default="")
    postcode = TextField(default="")
    city = TextField(default="")
    country = TextField(default="")
    vat_id = TextField(default="")
    tax_number = TextField(default="")
    email = TextField(default="")
    phone = TextField(default="")
    contact = TextField(default="")
    website = TextField(default="")
    iban = TextField(default="")
    bic = TextField(default="")
    bank = TextField(default="")
    currency = TextField(default="EUR")
    language = TextField(default="en")
    accent = TextField(default="#1f6f5c")
    paper = TextField(default="A4")
    footer = TextField(default="")
    cash_accounting = SmallIntegerField(default=0)
    tax_category = TextField(default="S")
    tax_percent = TextField(default="0")
    pay_url = TextField(default="")
    logo = BlobField(null=True)
    logo_type = TextField(null=True)


class Rate(Table):
    """What an hour is worth, or costs, from a day on."""

    id = TextField(primary_key=True)
    kind = TextField()
    client_id = TextField(null=True)
    project_id = TextField(null=True)
    person = TextField(null=True)
    amount = TextField()
    currency = TextField()
    valid_from = TextField()
    created_at = BigIntegerField()


class Estimate(Table):
    """What was estimated for a project, with the text that it was read from."""

    id = TextField(primary_key=True)
    project_id = TextField()
    name = TextField()
    currency = TextField()
    source_name = TextField()
    source_text = TextField()
    created_at = BigIntegerField()
    replaced_at = BigIntegerField(null=True)


class Stage(Table):
    """A part of a project with a budget and perhaps a day by which it is due."""

    id = TextField(primary_key=True)
    project_id = TextField()
    estimate_id = TextField(null=True)
    position = IntegerField()
    name = TextField()
    norm = TextField()
    budget_seconds = BigIntegerField(null=True)
    budget = BigIntegerField(null=True)
    due_on = TextField(null=True)
    done_on = TextField(null=True)
    archived_at = BigIntegerField(null=True)


class EstimateLine(Table):
    """One line of an estimate."""

    id = TextField(primary_key=True)
    estimate_id = TextField()
    stage_id = TextField(null=True)
    position = IntegerField()
    description = TextField()
    seconds = BigIntegerField(null=True)
    amount = BigIntegerField(null=True)


class StageTask(Table):
    """The stage that a member's task belongs to."""

    owner = TextField()
    task_id = TextField()
    stage_id = TextField()

    class Meta:
        primary_key = CompositeKey("owner", "task_id")
