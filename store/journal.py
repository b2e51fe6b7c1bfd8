"""The journal: what each operation changed, from what, to what. Undo, redo and audit read it.

An operation makes a `Recording`, watches each row before it changes it, and saves. Images are
JSON built by the database itself, so the quick path needs no encoder; undo, which reads them,
is not on the quick path.
"""

from __future__ import annotations

from store.errors import NothingToDo

TYPE_CHECKING = False
if TYPE_CHECKING:
    from store.work import Work

COLUMNS = {
    "entry": (
        *("id", "owner", "task_id", "project_id", "started_at", "stopped_at", "zone"),
        *("note", "billable", "tags", "flags", "boot_id", "boot_at", "alive_at"),
    ),
    "task": (
        *("id", "owner", "project_id", "name", "norm", "renamed", "created_at", "archived_at"),
    ),
    "client": (
        *("id", "name", "norm", "archived_at", "street", "postcode", "city", "country", "vat_id"),
        *("email", "contact", "language", "currency", "terms_days", "increment_minutes"),
        *("increment_mode", "increment_per", "tax_category", "tax_percent", "tax_reason"),
        "buyer_reference",
    ),
    "project": (
        *("id", "client_id", "name", "norm", "archived_at", "kind", "currency", "fee"),
        *("percent_complete", "eac_method", "remaining_seconds"),
    ),
    "mapping": ("provider", "remote_id", "kind", "project_id", "set_by", "set_at"),
    "project_choice": ("owner", "provider", "remote_id", "project_id", "at"),
    "estimate": (
        *("id", "project_id", "name", "currency", "source_name", "source_text", "created_at"),
        "replaced_at",
    ),
    "stage": (
        *("id", "project_id", "estimate_id", "position", "name", "norm", "budget_seconds"),
        *("budget", "due_on", "done_on", "archived_at"),
    ),
    "estimate_line": (
        *("id", "estimate_id", "stage_id", "position", "description", "seconds", "amount"),
    ),
    "stage_task": ("owner", "task_id", "stage_id"),
}
KEYS = {
    "mapping": ("provider", "remote_id"),
    "project_choice": ("provider", "remote_id"),
    "stage_task": ("task_id",),
}
"""What names a row where that is not `id`; the values are joined by a blank to a row id."""
SHARED = ("client", "project", "mapping", "estimate", "stage", "estimate_line")
"""The rows that belong to all; who changed them has it in their own journal."""


class Recording:
    """One operation on its way into the journal."""

    __slots__ = ("operation", "watched", "work")

    def __init__(self, work: Work, operation: str) -> None:
        self.work = work
        self.operation = operation
        self.watched: list[tuple[str, str, str | None]] = []

    def watch(self, kind: str, row_id: str) -> None:
        """Keep the state of a row before it changes; a row that is not there yet is fine."""
        self.watched.append((kind, row_id, image(self.work, kind, row_id)))

    def save(self, sentence: str) -> None:
        """Write the operation with the states after it; what was undone before stays undone.

        What is part of a greater whole becomes that; where nothing changed nothing is written.
        """
        if self.work.whole is not None:
            self.work.whole.take(self.watched, sentence)
            return
        now = [(*row, image(self.work, *row[:2])) for row in self.watched]
        changes = [row for row in now if row[2] != row[3]]
        if changes:
            self._write(sentence, changes)

    def _write(self, sentence: str, changes: list[tuple[str, str, str | None, str | None]]) -> None:
        work, owner = self.work, self.work.owner
        journal_id = work.new_id()
        work.run(
            "UPDATE journal SET superseded_at = ?"
            " WHERE owner = ? AND undone_at IS NOT NULL AND superseded_at IS NULL",
            (work.now(), owner),
        )
        work.run(
            "INSERT INTO journal (id, owner, number, at, operation, sentence)"
            " VALUES (?, ?, (SELECT COALESCE(MAX(number), 0) + 1 FROM journal WHERE owner = ?),"
            " ?, ?, ?)",
            (journal_id, owner, owner, work.now(), self.operation, sentence),
        )
        for number, change in enumerate(changes):
            work.run(
                "INSERT INTO journal_change VALUES (?, ?, ?, ?, ?, ?, ?)",
                (owner, journal_id, number, *change),
            )


class Together(Recording):
    """Several operations that are taken back as one; saved at the end of its `with` block.

    Without a `sentence` of its own it says those of its parts.
    """

    __slots__ = ("outer", "parts", "sentence")

    def __init__(self, work: Work, operation: str) -> None:
        super().__init__(work, operation)
        self.outer = work.whole
        self.parts: list[str] = []
        self.sentence = ""

    def __enter__(self) -> Together:
        self.work.whole = self
        return self

    def __exit__(self, error: object, *_rest: object) -> None:
        self.work.whole = self.outer
        if error is None:
            self.save(self.sentence or " ".join(self.parts))

    def take(self, watched: list[tuple[str, str, str | None]], sentence: str) -> None:
        """Add what a part changed; of a row that was changed before the first state counts."""
        known = {row[:2] for row in self.watched}
        self.watched += [row for row in watched if row[:2] not in known]
        self.parts.append(sentence)


def image(work: Work, kind: str, row_id: str) -> str | None:
    """Read a row of one's own, or a shared one, as JSON text; None where it is not there."""
    fields = ", ".join(f"'{column}', {column}" for column in COLUMNS[kind])
    condition, values = place_of(work, kind, row_id)
    found = work.row(
        f"SELECT CAST({work.json_object}({fields}) AS TEXT) FROM {kind} WHERE {condition}", values
    )
    return found[0] if found else None


def place_of(work: Work, kind: str, row_id: str) -> tuple[str, tuple[str, ...]]:
    """Say in SQL which row is meant, with the values of its placeholders."""
    columns = KEYS.get(kind, ("id",))
    values = row_id.split(" ", len(columns) - 1)
    if kind not in SHARED:
        columns, values = ("owner", *columns), [work.owner, *values]
    return " AND ".join(f"{column} = ?" for column in columns), tuple(values)


def undo(work: Work) -> tuple[str, list[tuple[str, str]]]:
    """Take back the last operation; returns its sentence and the (kind, id) rows it touched.

    Raises NothingToDo where nothing is left to undo, Refused where a row has changed since.
    """
    found = work.row(
        "SELECT id, sentence FROM journal WHERE owner = ? AND undone_at IS NULL"
        " ORDER BY number DESC LIMIT 1",
        (work.owner,),
    )
    if found is None:
        raise NothingToDo("There is nothing to undo.")
    from store.replay import replay

    touched = replay(work, found[0], "after_image", "before_image", "DESC")
    work.run("UPDATE journal SET undone_at = ? WHERE id = ?", (work.now(), found[0]))
    return found[1], touched


def redo(work: Work) -> tuple[str, list[tuple[str, str]]]:
    """Do again what was undone last, as long as nothing new was done since."""
    found = work.row(
        "SELECT id, sentence FROM journal"
        " WHERE owner = ? AND undone_at IS NOT NULL AND superseded_at IS NULL"
        " ORDER BY number LIMIT 1",
        (work.owner,),
    )
    if found is None:
        raise NothingToDo("There is nothing to redo.")
    from store.replay import replay

    touched = replay(work, found[0], "before_image", "after_image", "ASC")
    work.run("UPDATE journal SET undone_at = NULL WHERE id = ?", (found[0],))
    return found[1], touched
