"""The Peewee models of the shared tables and the mirrors.

The timer, the week and the picker are written as SQL on a plain cursor (see `store.work`);
everything else goes through these. The schema itself is made by the migrations alone.
"""

from __future__ import annotations

from store.engine import database_proxy

from peewee import BigIntegerField, CompositeKey, Model, SmallIntegerField, TextField  # isort: skip


class Table(Model):
    """Base of all models, bound to the ledger that was opened last."""

    class Meta:
        database = database_proxy
        legacy_table_names = False


class Workspace(Table):
    """The one workspace of a ledger."""

    id = TextField(primary_key=True)
    name = TextField()
    created_at = BigIntegerField()


class Member(Table):
    """A person who uses the ledger; `handle` is what `owner` holds elsewhere."""

    handle = TextField(primary_key=True)
    name = TextField()
    role = TextField()
    created_at = BigIntegerField()
    archived_at = BigIntegerField(null=True)


class Feature(Table):
    """A switch of the workspace; a feature without a row is on."""

    name = TextField(primary_key=True)
    enabled = SmallIntegerField()


class Mapping(Table):
    """A remote project whose tasks belong to a project of ours."""

    provider = TextField()
    remote_id = TextField()
    kind = TextField()
    project_id = TextField()
    set_by = TextField(null=True)
    set_at = BigIntegerField(null=True)

    class Meta:
        primary_key = CompositeKey("provider", "remote_id")


class Connection(Table):
    """One member's connection to one account; its secret is elsewhere."""

    id = TextField(primary_key=True)
    owner = TextField()
    provider = TextField()
    account_id = TextField()
    account = TextField()
    method = TextField()
    scopes = TextField()
    guest = SmallIntegerField()
    can_write = SmallIntegerField()
    origin = TextField()
    application_id = TextField(null=True)
    state = TextField()
    connected_at = BigIntegerField()
    last_ok_at = BigIntegerField(null=True)
    error = TextField(null=True)
    mode = TextField(default="catch-up")
    webhooks = SmallIntegerField(default=0)
    standing = TextField(default="member")
    subject_id = TextField(default="")
    subject = TextField(default="")


class RemoteWorkspace(Table):
    """A workspace that a connection sees."""

    owner = TextField()
    connection_id = TextField()
    remote_id = TextField()
    name = TextField()

    class Meta:
        primary_key = CompositeKey("owner", "connection_id", "remote_id")


class SyncCursor(Table):
    """Where a connection's sync left off, by scope."""

    owner = TextField()
    connection_id = TextField()
    scope = TextField()
    value = TextField()
    at = BigIntegerField()

    class Meta:
        primary_key = CompositeKey("owner", "connection_id", "scope")


class RemoteProject(Table):
    """The mirror of a remote project."""

    owner = TextField()
    connection_id = TextField()
    provider = TextField()
    remote_id = TextField()
    workspace_id = TextField()
    name = TextField()
    norm = TextField()
    url = TextField()
    archived = SmallIntegerField()
    kind = TextField(default="project")

    class Meta:
        primary_key = CompositeKey("owner", "connection_id", "remote_id")


class RemoteTask(Table):
    """The mirror of a remote task; `gone` says why it is no longer live, `project_ids` where
    it sits (ids with blanks between)."""

    owner = TextField()
    connection_id = TextField()
    provider = TextField()
    remote_id = TextField()
    workspace_id = TextField()
    name = TextField()
    norm = TextField()
    identifier = TextField(null=True)
    url = TextField()
    project_ids = TextField()
    due_on = TextField(null=True)
    modified_at = BigIntegerField()
    gone = TextField(null=True)
    section = TextField(null=True)
    state = TextField(null=True)
    older_identifiers = TextField(default="")

    class Meta:
        primary_key = CompositeKey("owner", "remote_id", "connection_id")


class Task(Table):
    """A task of one member; `renamed` once a person named it, so the remote name is ignored."""

    id = TextField(primary_key=True)
    owner = TextField()
    project_id = TextField(null=True)
    name = TextField()
    norm = TextField()
    renamed = SmallIntegerField()
    created_at = BigIntegerField()
    archived_at = BigIntegerField(null=True)


class Link(Table):
    """What ties a task to its remote task; one of a disconnected account waits for it."""

    owner = TextField()
    provider = TextField()
    remote_id = TextField()
    account_id = TextField()
    task_id = TextField()
    url = TextField()
    identifier = TextField(null=True)
    state = TextField()
    reason = TextField(null=True)

    class Meta:
        primary_key = CompositeKey("owner", "provider", "remote_id", "account_id")


class Entry(Table):
    """A span of time on a task."""

    id = TextField(primary_key=True)
    owner = TextField()
    task_id = TextField()
    project_id = TextField(null=True)
    started_at = BigIntegerField()
    stopped_at = BigIntegerField(null=True)
    zone = TextField()
    note = TextField()
    billable = SmallIntegerField()
    tags = TextField()
    flags = TextField()
    boot_id = TextField()
    boot_at = BigIntegerField()
    alive_at = BigIntegerField(null=True)


class Journal(Table):
    """One operation of a member, in order of `number`. One that was undone can be done again
    until it is superseded by a new one."""

    id = TextField(primary_key=True)
    owner = TextField()
    number = BigIntegerField()
    at = BigIntegerField()
    operation = TextField()
    sentence = TextField()
    undone_at = BigIntegerField(null=True)
    superseded_at = BigIntegerField(null=True)


class JournalChange(Table):
    """One row that an operation changed: its images before and after, as JSON."""

    owner = TextField()
    journal_id = TextField()
    number = BigIntegerField()
    kind = TextField()
    row_id = TextField()
    before_image = TextField(null=True)
    after_image = TextField(null=True)

    class Meta:
        primary_key = CompositeKey("owner", "journal_id", "number")


class ProjectChoice(Table):
    """The project that a member wants for the tasks of a remote project without a mapping."""

    owner = TextField()
    provider = TextField()
    remote_id = TextField()
    project_id = TextField(null=True)
    at = BigIntegerField()

    class Meta:
        primary_key = CompositeKey("owner", "provider", "remote_id")


class Webhook(Table):
    """A subscription that tells of changes, by the path at which it is received."""

    owner = TextField()
    connection_id = TextField()
    remote_id = TextField()
    resource_id = TextField()
    path = TextField(unique=True)
    target = TextField()
    created_at = BigIntegerField()
    heard_at = BigIntegerField(null=True)

    class Meta:
        primary_key = CompositeKey("owner", "connection_id", "path")


class Revocation(Table):
    """A sign-in that is over here and could not yet be revoked at the provider."""

    owner = TextField()
    provider = TextField()
    account_id = TextField()
    account = TextField()
    origin = TextField()
    application_id = TextField(null=True)
    since = BigIntegerField()
    tried_at = BigIntegerField()

    class Meta:
        primary_key = CompositeKey("owner", "provider", "account_id")
