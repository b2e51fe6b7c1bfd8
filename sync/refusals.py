"""Which lists are refused: those of a workspace that was left, or that an admin has closed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Literal

from sync.errors import Missing, NotAllowed, Rejected, RemoteError

What = Literal["tasks", "projects"]


class Refusals:
    """Keeps a refused list from keeping the others from being read.

    A list that begins to be refused is a reason to read everything again, once: its workspace may
    be one that was left. One that goes on being refused is asked for at each poll, and no more.
    """

    def __init__(self) -> None:
        self._refused: set[tuple[What, str]] = set()
        self.begin(())

    def begin(self, workspace_ids: Collection[str]) -> None:
        """Begin a new sync; refusals of workspaces that are held no more are forgotten."""
        self._refused = {each for each in self._refused if each[1] in workspace_ids}
        self.trouble: RemoteError | None = None
        self.are_new = False

    @contextmanager
    def left_out(self, what: What, workspace_id: str) -> Iterator[None]:
        """Leave out a list that is refused; let any other trouble end the sync."""
        try:
            yield
        except (NotAllowed, Missing, Rejected) as refusal:
            self.trouble = refusal
            self.are_new = self.are_new or (what, workspace_id) not in self._refused
            self._refused.add((what, workspace_id))
        else:
            self._refused.discard((what, workspace_id))

    @property
    def last(self) -> bool:
        """Whether any list was refused when it was last asked for."""
        return bool(self._refused)

    def concern(self, what: What, workspace_id: str) -> bool:
        """Say whether a list was refused when it was last asked for."""
        return (what, workspace_id) in self._refused
