"""The small frozen records that the ledger hands out. Peewee models never travel further up.

This module is on the quick path. Instants are microseconds since 1970 UTC.
"""

from __future__ import annotations

from store.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from store.health import Health


class Entry(Record):
    """A span of time on one task. `stopped_at` is None while it runs; `invoice` is the number of
    the invoice that it is on, or the id of the draft.
    """

    __slots__ = (
        "id",
        "task_id",
        "task",
        "project_id",
        "project",
        "client",
        "source",
        "remote_id",
        "identifier",
        "url",
        "link",
        "reason",
        "started_at",
        "stopped_at",
        "zone",
        "note",
        "billable",
        "tags",
        "flags",
        "alive_at",
        "invoice",
    )
    id: str
    task_id: str
    task: str
    project_id: str | None
    project: str | None
    client: str | None
    source: str
    remote_id: str | None
    identifier: str | None
    url: str | None
    link: str | None
    reason: str | None
    started_at: int
    stopped_at: int | None
    zone: str
    note: str
    billable: bool
    tags: tuple[str, ...]
    flags: tuple[str, ...]
    alive_at: int | None
    invoice: str | None

    @property
    def title(self) -> str:
        """The task's name as it is shown: with its identifier, where it has one."""
        return f"{self.identifier} {self.task}" if self.identifier else self.task

    def microseconds(self, now: int) -> int:
        """Measure the entry up to `now` where it still runs; never negative."""
        end = now if self.stopped_at is None else self.stopped_at
        return max(0, end - self.started_at)

    def seconds(self, now: int) -> int:
        """Measure the entry in whole seconds, rounded down."""
        return self.microseconds(now) // 1_000_000


class TimerStatus(Record):
    """What runs, and how much was worked today (the running entry counted in)."""

    __slots__ = ("entry", "today_seconds", "now")
    entry: Entry | None
    today_seconds: int
    now: int


class TimerChange(Record):
    """What a timer operation did: the entry that runs now, the one it ended or threw away."""

    __slots__ = ("status", "started", "stopped", "dropped")
    status: TimerStatus
    started: Entry | None
    stopped: Entry | None
    dropped: Entry | None


class EntryChange(Record):
    """What an operation on entries did."""

    __slots__ = ("changed", "removed", "sentence")
    changed: tuple[Entry, ...]
    removed: tuple[str, ...]
    sentence: str


class Candidate(Record):
    """One row of the picker: an Ayron task, or a remote task that was never picked here.

    `key` is the Ayron task's id, else `asana:GID` or `linear:UUID`. `link` is live, dormant
    or None for Ayron's own. `search` is the folded text that a query is ranked against:
    client, project, name, identifiers (older ones too) and remote project. `seconds` is all the
    time ever spent on it.
    `remote_project` is where it sits on the remote side, mapped or not. `section` is project
    (it belongs to the scoped project), recent or rest: the order of the unfiltered list.
    `remote_section` and `remote_state` are the column and the workflow state over there,
    `older_identifiers` what it was called in other teams, with blanks between.
    """

    __slots__ = (
        "key",
        "task_id",
        "name",
        "source",
        "remote_id",
        "identifier",
        "url",
        "link",
        "reason",
        "project_id",
        "project",
        "client",
        "mapped",
        "seconds",
        "due_on",
        "last_used_at",
        "remote_project",
        "section",
        "search",
        "remote_section",
        "remote_state",
        "older_identifiers",
    )
    key: str
    task_id: str | None
    name: str
    source: str
    remote_id: str | None
    identifier: str | None
    url: str | None
    link: str | None
    reason: str | None
    project_id: str | None
    project: str | None
    client: str | None
    mapped: bool
    seconds: int
    due_on: str | None
    last_used_at: int | None
    remote_project: str | None
    section: str
    search: str
    remote_section: str | None
    remote_state: str | None
    older_identifiers: str

    @property
    def title(self) -> str:
        """The name as it is shown: with the identifier, where there is one."""
        return f"{self.identifier} {self.name}" if self.identifier else self.name


class Project(Record):
    """A project of the workspace."""

    __slots__ = ("id", "name", "client_id", "client", "archived")
    id: str
    name: str
    client_id: str | None
    client: str | None
    archived: bool


class Connection(Record):
    """One person's link to one account of a provider. The secret is not here.

    `state` is live, trouble, signed_out or asleep. `method` is oauth or token, `mode` events or
    catch-up, `standing` member, guest, limited or bot. `subject_id` is whose tasks are read,
    empty where they are the account's own. `health` is None before it was looked up.
    """

    __slots__ = (
        "id",
        "provider",
        "account_id",
        "account",
        "workspaces",
        "method",
        "scopes",
        "state",
        "guest",
        "can_write",
        "last_ok_at",
        "error",
        "tasks",
        "projects",
        "mode",
        "webhooks",
        "standing",
        "subject_id",
        "subject",
        "health",
    )
    id: str
    provider: str
    account_id: str
    account: str
    workspaces: tuple[str, ...]
    method: str
    scopes: tuple[str, ...]
    state: str
    guest: bool
    can_write: bool
    last_ok_at: int | None
    error: str | None
    tasks: int
    projects: int
    mode: str
    webhooks: bool
    standing: str
    subject_id: str
    subject: str
    health: Health | None


class WeekProject(Record):
    """One project's part of a week. `project` is None for time without a project."""

    __slots__ = ("project_id", "project", "client", "seconds", "billable_seconds")
    project_id: str | None
    project: str | None
    client: str | None
    seconds: int
    billable_seconds: int


class Week(Record):
    """The facts of one ISO week, the running entry counted up to `now`.

    `days` holds seven `(iso_date, seconds)` pairs from Monday; `name` is like `2026-W48`.
    `starts_at` and `ends_at` bound it, half-open. `running_day` is the index of the day on
    which a timer runs, else None, `running_project` its project id.
    """

    __slots__ = (
        "name",
        "days",
        "seconds",
        "billable_seconds",
        "target_seconds",
        "projects",
        "starts_at",
        "ends_at",
        "now",
        "running_day",
        "running_project",
    )
    name: str
    days: tuple[tuple[str, int], ...]
    seconds: int
    billable_seconds: int
    target_seconds: int
    projects: tuple[WeekProject, ...]
    starts_at: int
    ends_at: int
    now: int
    running_day: int | None
    running_project: str | None
