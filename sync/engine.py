"""One connection's sync: the provider's lists go into the mirror, and what vanished is explained.

Every poll asks what changed; every few minutes the ids of all that is open tell what vanished;
every hour, at the start and after any doubt everything is read. Nothing is believed of a list
that did not come to its end, and no task is retired because it is absent: each one that is no
longer listed is looked up, and retired for what is found.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from enum import Enum
from functools import partial
from typing import Any

from store.clock import HOUR, MINUTE, SECOND
from store.ledger import Ledger
from store.records import Connection
from sync.abreast import Ended, abreast
from sync.absences import Absences
from sync.errors import RateLimited, RemoteError, SignedOut, Stopped
from sync.facts import (
    ConnectionLost,
    Fact,
    ModeChanged,
    SyncFailed,
    SyncOutcome,
    SyncProgress,
    SyncStarted,
    TasksPulled,
)
from sync.intake import Intake
from sync.mirror import Mirror
from sync.provider import Page, Provider, RemoteTask
from sync.refusals import Refusals, What
from sync.roll_call import RollCall
from sync.watch import Watch

IDS_EVERY = 4 * MINUTE
"""How often the ids are compared, so that what vanished is known within five minutes."""
FULL_EVERY = HOUR
FEW_PROJECTS = 300
"""So many can be read as often as the ids; more are read with everything else."""
MOST_EXTRAS = 4
"""Requests of a quiet poll beyond the question what changed: ids and projects, or streams."""
FEW_SUSPECTS = 2
"""So many tasks that events point at are looked up; for more the ids are compared."""
OVERLAP = 2 * MINUTE
"""Changes are asked for from a little before the last sync: clocks differ, and so do servers."""


class Effort(Enum):
    """How much a sync reads: what is due, what a person waits for, or everything."""

    DUE = "due"
    ASKED = "asked"
    FULL = "full"


class Engine:
    """Syncs one connection; keeps its provider from one sync to the next.

    `lost` says that the sign-in ended: the provider will not work again.
    """

    def __init__(
        self,
        provider: Provider,
        ledger: Ledger,
        connection: Connection,
        publish: Callable[[Fact], object],
    ) -> None:
        self.provider = provider
        self.connection = connection
        self.mode = connection.mode
        self.lost = False
        self._clock = ledger.clock
        self._me = connection.subject_id or connection.account_id
        self._mirror = Mirror(ledger, connection.id, provider.name)
        self._absences = Absences(provider, self._mirror, self._me)
        self._roll_call = RollCall(provider, self._mirror, self._absences, self._me)
        self._watch = Watch(provider, self._mirror)
        self._publish = publish
        self._checked = False
        self._doubt = False
        self._tasks_read = 0
        self._asked_at = 0
        self._refusals = Refusals()

    def sync(self, effort: Effort = Effort.DUE, hints: Collection[str] = ()) -> SyncOutcome:
        """Bring the mirror up to date; `hints` are remote projects in which something happened.

        Remote trouble ends up in the outcome, in the connection's row and as a fact. Raises
        Stopped when asked to end, and the ledger's own errors.
        """
        requests_before = self.provider.requests
        self._begin()
        try:
            self._check_account()
            self._pull(effort, hints)
            trouble = self._refusals.trouble
        except Stopped:
            raise
        except RemoteError as error:
            trouble = error
        return self._finish(trouble, self.provider.requests - requests_before)

    def _pull(self, effort: Effort, hints: Collection[str]) -> None:
        """Read what the effort asks for; events come first, as a hint of what else to read."""
        self._asked_at = min(self.provider.server_now(), self._clock.wall())
        self._doubt = self._doubt or effort is Effort.FULL
        ids_due = effort is not Effort.DUE or self._is_due("ids", IDS_EVERY)
        suspects = [] if effort is Effort.ASKED else self._listen(MOST_EXTRAS - 2 * ids_due, hints)
        if self._doubt or self._is_due("everything", FULL_EVERY):
            self._pull_everything()
        else:
            suspects += self._pull_changes()
            if ids_due or len(suspects) > FEW_SUSPECTS or hints:
                self._compare_ids(effort)
            if 0 < len(suspects) <= FEW_SUSPECTS:
                self._absences.explain(self._mirror.held_among(suspects))
            self._doubt = self._doubt or self._refusals.are_new
        if effort is not Effort.ASKED:
            self._watch.settle()

    def _is_due(self, scope: str, every: int) -> bool:
        last = self._mirror.cursor(scope)
        return last is None or not 0 <= self._clock.wall() - last < every

    def _listen(self, budget: int, hints: Collection[str]) -> list[str]:
        """Read event streams; return the held tasks that something happened to."""
        if self.mode != "events" or self.provider.streams is None:
            return []
        heard = self._watch.listen(self.provider.streams, budget, hints)
        self._doubt = self._doubt or heard.missed
        if heard.refused:
            self._change_mode()
        return heard.task_ids

    def _change_mode(self) -> None:
        self.mode = "catch-up"
        self._mirror.note_mode(self.mode)
        self._publish(ModeChanged(self.connection.id, self.mode))

    # -- the three ways --------------------------------------------------------------------

    def _pull_everything(self) -> None:
        """Read every list to its end, side by side; then explain what is no longer listed."""
        workspaces = self._pull_workspaces()
        intakes = {each: self._intake(each) for each in workspaces}
        readers: list[Callable[[], Iterator[Page[Any]]]] = [
            *(partial(self.provider.my_open_tasks, each) for each in workspaces),
            *(partial(self.provider.projects, each) for each in workspaces),
        ]
        with closing(abreast(readers)) as pages:
            for number, page in pages:
                workspace_id = workspaces[number % len(workspaces)]
                what: What = "tasks" if number < len(workspaces) else "projects"
                if isinstance(page, Ended):
                    self._note_end(page, what, workspace_id)
                elif what == "tasks":
                    self._take(intakes[workspace_id], page)
                else:
                    self._mirror.take_projects(workspace_id, page)
        vanished = self._mirror.live_tasks_elsewhere(workspaces)
        for workspace_id, intake in intakes.items():
            intake.store()
            if not self._refusals.concern("projects", workspace_id):
                self._mirror.archive_projects(workspace_id)
            if not self._refusals.concern("tasks", workspace_id):
                self._mirror.move_cursor(f"changes {workspace_id}", self._asked_at)
                vanished += intake.absent()
        if workspaces:
            self._mirror.archive_projects_elsewhere(workspaces)
        vanished += self._mirror.waking_links()
        if self._absences.explain(vanished):
            now, is_whole = self._clock.wall(), all(each.is_whole for each in intakes.values())
            again = now if is_whole else now - FULL_EVERY + IDS_EVERY
            self._mirror.move_cursor("everything", again)
            self._mirror.move_cursor("ids", now)
            self._doubt = self._refusals.are_new

    def _note_end(self, ended: Ended, what: What, workspace_id: str) -> None:
        """Let trouble end the sync, unless it is a refusal of this one list."""
        with self._refusals.left_out(what, workspace_id):
            if ended.error:
                raise ended.error

    def _pull_changes(self) -> list[str]:
        """Read the tasks that changed since the last sync, completed ones among them.

        Returns the held ones that were put away.
        """
        put_away: set[str] = set()
        for workspace_id in self._mirror.workspace_ids():
            with self._refusals.left_out("tasks", workspace_id):
                intake = self._intake(workspace_id)
                for page in self._changes(workspace_id):
                    self._take(intake, page)
                    put_away.update(page.suspects)
                intake.store()
                if intake.is_whole:
                    self._mirror.move_cursor(f"changes {workspace_id}", self._asked_at)
        return self._mirror.held_among(put_away) if put_away else []

    def _changes(self, workspace_id: str) -> Iterator[Page[RemoteTask]]:
        """Ask what changed in a workspace; of one that was never read, what there is."""
        since = self._mirror.cursor(f"changes {workspace_id}")
        if since is None:
            return self.provider.my_open_tasks(workspace_id)
        return self.provider.my_changed_tasks(workspace_id, since - OVERLAP)

    def _compare_ids(self, effort: Effort) -> None:
        """Find out what vanished, and what is there that no change told of."""
        workspaces = self._mirror.workspace_ids()
        if self._refusals.last and set(workspaces) != set(self._pull_workspaces()):
            self._doubt = True
            return
        if effort is Effort.ASKED or len(self._mirror.project_ids()) <= FEW_PROJECTS:
            for workspace_id in workspaces:
                with self._refusals.left_out("projects", workspace_id):
                    self._pull_projects(workspace_id)
        readable = [each for each in workspaces if not self._refusals.concern("tasks", each)]
        explained = self._roll_call.call(readable)
        self._doubt = self._doubt or self._roll_call.puzzled
        if self._roll_call.overwhelmed:
            self._pull_everything()
            self._roll_call.all_was_read(readable)
        elif explained:
            self._mirror.move_cursor("ids", self._clock.wall())

    # -- the steps -------------------------------------------------------------------------

    def _begin(self) -> None:
        self._refusals.begin(self._mirror.workspace_ids())
        self._tasks_read = 0
        self._mirror.reset()
        self._publish(SyncStarted(self.connection.id))

    def _check_account(self) -> None:
        """Make sure once that the token still belongs to whom it did."""
        if self._checked:
            return
        account = self.provider.account()
        if account.id != self.connection.account_id:
            raise SignedOut(
                f"The token belongs to {account.name}, not to {self.connection.account};"
                " connect again."
            )
        self._checked = True

    def _pull_workspaces(self) -> list[str]:
        found = self.provider.workspaces()
        if found:
            self._mirror.store_workspaces(found)
        return [workspace.id for workspace in found]

    def _pull_projects(self, workspace_id: str) -> None:
        for page in self.provider.projects(workspace_id):
            self._mirror.take_projects(workspace_id, page)
        self._mirror.archive_projects(workspace_id)

    def _intake(self, workspace_id: str) -> Intake:
        return Intake(self._mirror, workspace_id, self._me)

    def _take(self, intake: Intake, page: Page[RemoteTask]) -> None:
        self._tasks_read += len(page.rows)
        self._publish(SyncProgress(self.connection.id, self._tasks_read))
        intake.take(page)

    # -- the end ---------------------------------------------------------------------------

    def _finish(self, trouble: RemoteError | None, requests: int) -> SyncOutcome:
        mirror, sentence = self._mirror, str(trouble) if trouble else None
        if trouble is None:
            mirror.note_success()
        else:
            self.lost = isinstance(trouble, SignedOut)
            mirror.note_trouble("signed_out" if self.lost else "trouble", str(trouble))
        outcome = SyncOutcome(
            *(self.connection.id, mirror.new, mirror.changed, mirror.gone),
            *(requests, mirror.rows_written, sentence),
        )
        self._publish(self._fact(outcome, trouble))
        return outcome

    def _fact(self, outcome: SyncOutcome, trouble: RemoteError | None) -> Fact:
        if trouble is None:
            return TasksPulled(self.connection.id, outcome)
        if self.lost:
            return ConnectionLost(self.connection.id, str(trouble))
        return SyncFailed(self.connection.id, str(trouble), self._retry_at(trouble))

    def _retry_at(self, trouble: RemoteError) -> int | None:
        """Say when the provider wants to be asked again, where it named a time."""
        if isinstance(trouble, RateLimited):
            return self._clock.wall() + int(trouble.retry_after * SECOND)
        return None
