"""What a full sync keeps: modes, sections, teams, webhooks, remembered answers, revocations.

A mapping is shared by the workspace and so holds no name: whoever sees the remote project has
its name in a mirror of their own. A link of an account that was disconnected waits for it.
"""

from typing import Any

STATEMENTS = """
ALTER TABLE connection ADD COLUMN mode TEXT NOT NULL DEFAULT 'catch-up'
    CHECK (mode IN ('events', 'catch-up'));
ALTER TABLE connection ADD COLUMN webhooks SMALLINT NOT NULL DEFAULT 0
    CHECK (webhooks IN (0, 1));
ALTER TABLE connection ADD COLUMN standing TEXT NOT NULL DEFAULT 'member'
    CHECK (standing IN ('member', 'guest', 'limited', 'bot'));
ALTER TABLE connection ADD COLUMN subject_id TEXT NOT NULL DEFAULT '';
ALTER TABLE connection ADD COLUMN subject TEXT NOT NULL DEFAULT '';
UPDATE connection SET standing = 'guest' WHERE guest = 1;
UPDATE connection SET mode = 'events' WHERE provider = 'asana' AND method = 'token';
ALTER TABLE remote_task ADD COLUMN section TEXT;
ALTER TABLE remote_task ADD COLUMN state TEXT;
ALTER TABLE remote_task ADD COLUMN older_identifiers TEXT NOT NULL DEFAULT '';
ALTER TABLE remote_project ADD COLUMN kind TEXT NOT NULL DEFAULT 'project'
    CHECK (kind IN ('project', 'team'));
ALTER TABLE member ADD COLUMN archived_at BIGINT;
ALTER TABLE mapping DROP COLUMN name;
ALTER TABLE mapping ADD COLUMN set_by TEXT REFERENCES member (handle);
ALTER TABLE mapping ADD COLUMN set_at BIGINT;
CREATE TABLE link_by_account (
    owner TEXT NOT NULL,
    provider TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    task_id TEXT NOT NULL,
    url TEXT NOT NULL,
    identifier TEXT,
    state TEXT NOT NULL CHECK (state IN ('live', 'dormant')),
    reason TEXT,
    PRIMARY KEY (owner, provider, remote_id, account_id),
    UNIQUE (owner, task_id),
    FOREIGN KEY (owner, task_id) REFERENCES task (owner, id),
    CHECK ((state = 'dormant') = (reason IS NOT NULL)),
    CHECK (account_id = '' OR state = 'dormant')
);
INSERT INTO link_by_account
    SELECT owner, provider, remote_id, '', task_id, url, identifier, state, reason FROM link;
DROP TABLE link;
ALTER TABLE link_by_account RENAME TO link;
CREATE TABLE project_choice (
    owner TEXT NOT NULL REFERENCES member (handle),
    provider TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    project_id TEXT REFERENCES project (id),
    at BIGINT NOT NULL,
    PRIMARY KEY (owner, provider, remote_id)
);
CREATE TABLE webhook (
    owner TEXT NOT NULL,
    connection_id TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    resource_id TEXT NOT NULL,
    path TEXT NOT NULL UNIQUE,
    target TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    heard_at BIGINT,
    PRIMARY KEY (owner, connection_id, path),
    FOREIGN KEY (owner, connection_id) REFERENCES connection (owner, id) ON DELETE CASCADE
);
CREATE TABLE revocation (
    owner TEXT NOT NULL REFERENCES member (handle),
    provider TEXT NOT NULL,
    account_id TEXT NOT NULL,
    account TEXT NOT NULL,
    origin TEXT NOT NULL,
    application_id TEXT,
    since BIGINT NOT NULL,
    tried_at BIGINT NOT NULL,
    PRIMARY KEY (owner, provider, account_id)
);
"""


def up(migrator: object, db: Any) -> None:
    """Change the tables, in one transaction with the history row."""
    for statement in STATEMENTS.split(";"):
        if statement.strip():
            db.execute_sql(statement)
