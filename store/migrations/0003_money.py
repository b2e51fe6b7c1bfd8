"""Money: who bills, what hours are worth, estimates, invoices, payments and mail.

Amounts are integers in the minor unit of their currency; quantities, prices with more decimals
and percentages are decimal numbers in text. Shared by the workspace, kept by its admin.
"""

from typing import Any

from peewee import PostgresqlDatabase

STATEMENTS = """
CREATE TABLE issuer (
    id SMALLINT PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL DEFAULT '',
    street TEXT NOT NULL DEFAULT '',
    postcode TEXT NOT NULL DEFAULT '',
    city TEXT NOT NULL DEFAULT '',
    country TEXT NOT NULL DEFAULT '',
    vat_id TEXT NOT NULL DEFAULT '',
    tax_number TEXT NOT NULL DEFAULT '',
    email TEXT NOT NULL DEFAULT '',
    phone TEXT NOT NULL DEFAULT '',
    contact TEXT NOT NULL DEFAULT '',
    website TEXT NOT NULL DEFAULT '',
    iban TEXT NOT NULL DEFAULT '',
    bic TEXT NOT NULL DEFAULT '',
    bank TEXT NOT NULL DEFAULT '',
    currency TEXT NOT NULL DEFAULT 'EUR',
    language TEXT NOT NULL DEFAULT 'en',
    accent TEXT NOT NULL DEFAULT '#1f6f5c',
    paper TEXT NOT NULL DEFAULT 'A4' CHECK (paper IN ('A4', 'Letter')),
    footer TEXT NOT NULL DEFAULT '',
    cash_accounting SMALLINT NOT NULL DEFAULT 0,
    tax_category TEXT NOT NULL DEFAULT 'S',
    tax_percent TEXT NOT NULL DEFAULT '0',
    pay_url TEXT NOT NULL DEFAULT '',
    logo BLOB_TYPE,
    logo_type TEXT
);
ALTER TABLE client ADD COLUMN street TEXT NOT NULL DEFAULT '';
ALTER TABLE client ADD COLUMN postcode TEXT NOT NULL DEFAULT '';
ALTER TABLE client ADD COLUMN city TEXT NOT NULL DEFAULT '';
ALTER TABLE client ADD COLUMN country TEXT NOT NULL DEFAULT '';
ALTER TABLE client ADD COLUMN vat_id TEXT NOT NULL DEFAULT '';
ALTER TABLE client ADD COLUMN email TEXT NOT NULL DEFAULT '';
ALTER TABLE client ADD COLUMN contact TEXT NOT NULL DEFAULT '';
ALTER TABLE client ADD COLUMN language TEXT NOT NULL DEFAULT '';
ALTER TABLE client ADD COLUMN currency TEXT NOT NULL DEFAULT '';
ALTER TABLE client ADD COLUMN terms_days INTEGER NOT NULL DEFAULT 14;
ALTER TABLE client ADD COLUMN increment_minutes INTEGER NOT NULL DEFAULT 0
    CHECK (increment_minutes IN (0, 1, 6, 15));
ALTER TABLE client ADD COLUMN increment_mode TEXT NOT NULL DEFAULT 'nearest'
    CHECK (increment_mode IN ('up', 'nearest'));
ALTER TABLE client ADD COLUMN increment_per TEXT NOT NULL DEFAULT 'line'
    CHECK (increment_per IN ('entry', 'line'));
ALTER TABLE client ADD COLUMN tax_category TEXT NOT NULL DEFAULT '';
ALTER TABLE client ADD COLUMN tax_percent TEXT NOT NULL DEFAULT '';
ALTER TABLE client ADD COLUMN tax_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE client ADD COLUMN buyer_reference TEXT NOT NULL DEFAULT '';
ALTER TABLE project ADD COLUMN kind TEXT NOT NULL DEFAULT 'hourly'
    CHECK (kind IN ('hourly', 'fixed', 'capped', 'internal'));
ALTER TABLE project ADD COLUMN currency TEXT NOT NULL DEFAULT '';
ALTER TABLE project ADD COLUMN fee BIGINT;
ALTER TABLE project ADD COLUMN percent_complete TEXT;
ALTER TABLE project ADD COLUMN eac_method TEXT NOT NULL DEFAULT 'cpi'
    CHECK (eac_method IN ('cpi', 'remaining', 'reestimate'));
ALTER TABLE project ADD COLUMN remaining_seconds BIGINT;
CREATE TABLE rate (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('bill', 'cost')),
    client_id TEXT REFERENCES client (id),
    project_id TEXT REFERENCES project (id),
    person TEXT REFERENCES member (handle),
    amount TEXT NOT NULL,
    currency TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    CHECK (client_id IS NULL OR project_id IS NULL)
);
CREATE INDEX rate_valid ON rate (kind, valid_from);
CREATE TABLE estimate (
    id TEXT PRIMARY KEY,
    project_id TEXT NOT NULL REFERENCES project (id),
    name TEXT NOT NULL,
    currency TEXT NOT NULL,
    source_name TEXT NOT NULL,
    source_text TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    replaced_at BIGINT
);
CREATE INDEX estimate_project ON estimate (project_id);
CREATE TABLE stage (
    id TEXT PRIMARY KEY,
    project_id TEXT NOT NULL REFERENCES project (id),
    estimate_id TEXT REFERENCES estimate (id),
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    norm TEXT NOT NULL,
    budget_seconds BIGINT,
    budget BIGINT,
    due_on TEXT,
    done_on TEXT,
    archived_at BIGINT
);
CREATE INDEX stage_project ON stage (project_id);
CREATE TABLE estimate_line (
    id TEXT PRIMARY KEY,
    estimate_id TEXT NOT NULL REFERENCES estimate (id),
    stage_id TEXT REFERENCES stage (id),
    position INTEGER NOT NULL,
    description TEXT NOT NULL,
    seconds BIGINT,
    amount BIGINT
);
CREATE INDEX estimate_line_of ON estimate_line (estimate_id);
CREATE TABLE stage_task (
    owner TEXT NOT NULL,
    task_id TEXT NOT NULL,
    stage_id TEXT NOT NULL REFERENCES stage (id),
    PRIMARY KEY (owner, task_id),
    FOREIGN KEY (owner, task_id) REFERENCES task (owner, id)
);
CREATE INDEX stage_task_stage ON stage_task (stage_id);
CREATE TABLE number_series (
    name TEXT PRIMARY KEY,
    pattern TEXT NOT NULL,
    year INTEGER NOT NULL,
    next BIGINT NOT NULL,
    chain TEXT NOT NULL DEFAULT ''
);
CREATE TABLE invoice (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('invoice', 'credit')),
    state TEXT NOT NULL CHECK (state IN ('draft', 'issued', 'void')),
    number TEXT UNIQUE,
    original_id TEXT REFERENCES invoice (id),
    client_id TEXT NOT NULL REFERENCES client (id),
    project_id TEXT REFERENCES project (id),
    currency TEXT NOT NULL,
    language TEXT NOT NULL,
    grouping TEXT NOT NULL,
    period_from TEXT,
    period_to TEXT,
    terms_days INTEGER NOT NULL,
    po_number TEXT NOT NULL DEFAULT '',
    notes TEXT NOT NULL DEFAULT '',
    discount TEXT NOT NULL DEFAULT '',
    created_by TEXT NOT NULL REFERENCES member (handle),
    created_at BIGINT NOT NULL,
    issued_at BIGINT,
    issued_on TEXT,
    due_on TEXT,
    voided_at BIGINT,
    void_reason TEXT,
    net BIGINT,
    tax BIGINT,
    gross BIGINT,
    issuer TEXT,
    buyer TEXT,
    pdf_sha256 TEXT,
    chain TEXT,
    CHECK ((state = 'draft') = (number IS NULL))
);
CREATE INDEX invoice_client ON invoice (client_id);
CREATE INDEX invoice_state ON invoice (state, issued_on);
CREATE INDEX invoice_original ON invoice (original_id);
CREATE TABLE invoice_document (
    invoice_id TEXT PRIMARY KEY REFERENCES invoice (id),
    pdf BLOB_TYPE NOT NULL,
    xml BLOB_TYPE NOT NULL
);
CREATE TABLE invoice_line (
    id TEXT PRIMARY KEY,
    invoice_id TEXT NOT NULL REFERENCES invoice (id),
    position INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('time', 'fee', 'manual')),
    description TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT '',
    quantity TEXT NOT NULL,
    unit TEXT NOT NULL,
    price TEXT NOT NULL,
    amount BIGINT NOT NULL,
    tax_category TEXT NOT NULL,
    tax_percent TEXT NOT NULL,
    tax_reason TEXT NOT NULL DEFAULT '',
    stage_id TEXT REFERENCES stage (id),
    project_id TEXT REFERENCES project (id),
    original_line_id TEXT REFERENCES invoice_line (id),
    edited TEXT NOT NULL DEFAULT '',
    UNIQUE (invoice_id, position)
);
CREATE INDEX invoice_line_stage ON invoice_line (stage_id);
CREATE INDEX invoice_line_project ON invoice_line (project_id);
CREATE INDEX invoice_line_original ON invoice_line (original_line_id);
CREATE TABLE invoice_tax (
    invoice_id TEXT NOT NULL REFERENCES invoice (id),
    position INTEGER NOT NULL,
    tax_category TEXT NOT NULL,
    tax_percent TEXT NOT NULL,
    tax_reason TEXT NOT NULL DEFAULT '',
    base BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (invoice_id, position)
);
CREATE TABLE invoice_entry (
    invoice_id TEXT NOT NULL REFERENCES invoice (id),
    owner TEXT NOT NULL,
    entry_id TEXT NOT NULL,
    line_id TEXT NOT NULL REFERENCES invoice_line (id),
    seconds BIGINT NOT NULL,
    freed SMALLINT NOT NULL DEFAULT 0 CHECK (freed IN (0, 1)),
    PRIMARY KEY (invoice_id, entry_id)
);
CREATE UNIQUE INDEX billed_once ON invoice_entry (entry_id) WHERE freed = 0;
CREATE INDEX invoice_entry_line ON invoice_entry (line_id);
CREATE TABLE payment (
    id TEXT PRIMARY KEY,
    invoice_id TEXT NOT NULL REFERENCES invoice (id),
    kind TEXT NOT NULL CHECK (kind IN ('payment', 'refund')),
    amount BIGINT NOT NULL CHECK (amount > 0),
    paid_on TEXT NOT NULL,
    method TEXT NOT NULL,
    provider TEXT,
    provider_id TEXT,
    note TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    removed_at BIGINT,
    UNIQUE (provider, provider_id)
);
CREATE INDEX payment_invoice ON payment (invoice_id);
CREATE TABLE payment_link (
    invoice_id TEXT PRIMARY KEY REFERENCES invoice (id),
    provider TEXT NOT NULL,
    remote_id TEXT,
    url TEXT NOT NULL,
    amount BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('wanted', 'open', 'pending', 'paid', 'closed', 'failed')),
    created_at BIGINT NOT NULL,
    checked_at BIGINT,
    error TEXT
);
CREATE TABLE outbox (
    id TEXT PRIMARY KEY,
    invoice_id TEXT REFERENCES invoice (id),
    message_id TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL
        CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'unknown', 'dropped')),
    sender TEXT NOT NULL,
    recipient TEXT NOT NULL,
    copy_to TEXT NOT NULL DEFAULT '',
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    attachment_name TEXT NOT NULL DEFAULT '',
    attempts INTEGER NOT NULL DEFAULT 0,
    next_try_at BIGINT,
    error TEXT,
    created_by TEXT NOT NULL REFERENCES member (handle),
    created_at BIGINT NOT NULL,
    sent_at BIGINT
);
CREATE INDEX outbox_state ON outbox (state);
CREATE TABLE mail_template (
    kind TEXT NOT NULL CHECK (kind IN ('invoice', 'credit', 'reminder')),
    language TEXT NOT NULL,
    client_id TEXT NOT NULL DEFAULT '',
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (kind, language, client_id)
);
"""


def up(migrator: object, db: Any) -> None:
    """Change the tables, in one transaction with the history row."""
    binary = "BYTEA" if isinstance(db, PostgresqlDatabase) else "BLOB"
    for statement in STATEMENTS.replace("BLOB_TYPE", binary).split(";"):
        if statement.strip():
            db.execute_sql(statement)
