"""The first ledger: members and workspace, projects, tasks, links, mirrors, entries, journal."""

from typing import Any

TABLES = """
CREATE TABLE workspace (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE TABLE member (
    handle TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('admin', 'member')),
    created_at BIGINT NOT NULL
);
CREATE TABLE feature (
    name TEXT PRIMARY KEY,
    enabled SMALLINT NOT NULL CHECK (enabled IN (0, 1))
);
CREATE TABLE client (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    norm TEXT NOT NULL,
    archived_at BIGINT
);
CREATE TABLE project (
    id TEXT PRIMARY KEY,
    client_id TEXT REFERENCES client (id),
    name TEXT NOT NULL,
    norm TEXT NOT NULL,
    archived_at BIGINT
);
CREATE INDEX project_client ON project (client_id);
CREATE TABLE connection (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL REFERENCES member (handle),
    provider TEXT NOT NULL,
    account_id TEXT NOT NULL,
    account TEXT NOT NULL,
    method TEXT NOT NULL CHECK (method IN ('oauth', 'token')),
    scopes TEXT NOT NULL,
    guest SMALLINT NOT NULL,
    can_write SMALLINT NOT NULL,
    origin TEXT NOT NULL,
    application_id TEXT,
    state TEXT NOT NULL CHECK (state IN ('live', 'trouble', 'signed_out', 'asleep')),
    connected_at BIGINT NOT NULL,
    last_ok_at BIGINT,
    error TEXT,
    UNIQUE (owner, provider, account_id),
    UNIQUE (owner, id)
);
CREATE TABLE remote_workspace (
    owner TEXT NOT NULL,
    connection_id TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (owner, connection_id, remote_id),
    FOREIGN KEY (owner, connection_id) REFERENCES connection (owner, id) ON DELETE CASCADE
);
CREATE TABLE sync_cursor (
    owner TEXT NOT NULL,
    connection_id TEXT NOT NULL,
    scope TEXT NOT NULL,
    value TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (owner, connection_id, scope),
    FOREIGN KEY (owner, connection_id) REFERENCES connection (owner, id) ON DELETE CASCADE
);
CREATE TABLE remote_project (
    owner TEXT NOT NULL,
    connection_id TEXT NOT NULL,
    provider TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    workspace_id TEXT NOT NULL,
    name TEXT NOT NULL,
    norm TEXT NOT NULL,
    url TEXT NOT NULL,
    archived SMALLINT NOT NULL,
    PRIMARY KEY (owner, connection_id, remote_id),
    FOREIGN KEY (owner, connection_id) REFERENCES connection (owner, id) ON DELETE CASCADE
);
CREATE TABLE remote_task (
    owner TEXT NOT NULL,
    connection_id TEXT NOT NULL,
    provider TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    workspace_id TEXT NOT NULL,
    name TEXT NOT NULL,
    norm TEXT NOT NULL,
    identifier TEXT,
    url TEXT NOT NULL,
    project_ids TEXT NOT NULL,
    due_on TEXT,
    modified_at BIGINT NOT NULL,
    gone TEXT,
    PRIMARY KEY (owner, remote_id, connection_id),
    FOREIGN KEY (owner, connection_id) REFERENCES connection (owner, id) ON DELETE CASCADE
);
CREATE INDEX remote_task_norm ON remote_task (owner, norm) WHERE gone IS NULL;
CREATE TABLE mapping (
    provider TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('project', 'team')),
    name TEXT NOT NULL,
    project_id TEXT NOT NULL REFERENCES project (id),
    PRIMARY KEY (provider, remote_id)
);
CREATE INDEX mapping_project ON mapping (project_id);
CREATE TABLE task (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL REFERENCES member (handle),
    project_id TEXT REFERENCES project (id),
    name TEXT NOT NULL,
    norm TEXT NOT NULL,
    renamed SMALLINT NOT NULL,
    created_at BIGINT NOT NULL,
    archived_at BIGINT,
    UNIQUE (owner, id)
);
CREATE INDEX task_norm ON task (owner, norm) WHERE archived_at IS NULL;
CREATE INDEX task_name ON task (owner, name);
CREATE INDEX task_project ON task (project_id);
CREATE TABLE link (
    owner TEXT NOT NULL,
    provider TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    task_id TEXT NOT NULL,
    url TEXT NOT NULL,
    identifier TEXT,
    state TEXT NOT NULL CHECK (state IN ('live', 'dormant')),
    reason TEXT,
    PRIMARY KEY (owner, provider, remote_id),
    UNIQUE (owner, task_id),
    FOREIGN KEY (owner, task_id) REFERENCES task (owner, id),
    CHECK ((state = 'dormant') = (reason IS NOT NULL))
);
CREATE TABLE entry (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL REFERENCES member (handle),
    task_id TEXT NOT NULL,
    project_id TEXT REFERENCES project (id),
    started_at BIGINT NOT NULL,
    stopped_at BIGINT,
    zone TEXT NOT NULL,
    note TEXT NOT NULL,
    billable SMALLINT NOT NULL CHECK (billable IN (0, 1)),
    tags TEXT NOT NULL,
    flags TEXT NOT NULL,
    boot_id TEXT NOT NULL,
    boot_at BIGINT NOT NULL,
    alive_at BIGINT,
    CHECK (stopped_at >= started_at),
    FOREIGN KEY (owner, task_id) REFERENCES task (owner, id)
);
CREATE UNIQUE INDEX one_running ON entry (owner) WHERE stopped_at IS NULL;
CREATE INDEX entry_started ON entry (owner, started_at);
CREATE INDEX entry_task ON entry (owner, task_id, started_at, stopped_at);
CREATE INDEX entry_project ON entry (project_id);
CREATE INDEX entry_long ON entry (owner, started_at) WHERE stopped_at - started_at > 86400000000;
CREATE TABLE journal (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL REFERENCES member (handle),
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    operation TEXT NOT NULL,
    sentence TEXT NOT NULL,
    undone_at BIGINT,
    superseded_at BIGINT,
    UNIQUE (owner, number),
    UNIQUE (owner, id)
);
CREATE INDEX journal_undone ON journal (owner, number)
    WHERE undone_at IS NOT NULL AND superseded_at IS NULL;
CREATE TABLE journal_change (
    owner TEXT NOT NULL,
    journal_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    row_id TEXT NOT NULL,
    before_image TEXT,
    after_image TEXT,
    PRIMARY KEY (owner, journal_id, number),
    FOREIGN KEY (owner, journal_id) REFERENCES journal (owner, id)
);
"""


def up(migrator: object, db: Any) -> None:
    """Create the tables, in one transaction with the history row."""
    for statement in TABLES.split(";"):
        if statement.strip():
            db.execute_sql(statement)
