"""A sandbox that answers from memory: what is measured is the client, not the server.

`remembering_sandbox.py PROVIDER TASKS PLACES LATE`: a provider's name, how many tasks, in how many
workspaces, and by how many seconds each answer is late. Prints its origin and its token.

`/chains` lists what was asked for, each once, as lists of pages that lead from one to the next.
`/change` renames ten tasks; what changed, and events, are never answered from memory.
"""

from __future__ import annotations

import json
import re
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from sync.sandbox import Limits, Sandbox, large
from sync.sandbox.agency import Agency
from sync.sandbox.linear import LinearSandbox
from sync.sandbox.linear.meters import Limits as Meters
from sync.sandbox.linear.northwind import large as large_tracker
from sync.sandbox.replies import Reply
from sync.sandbox.traffic import Request

CHANGES = 10
INSTANT = re.compile(rb"(?<=completed_since=)[^&]*")
NEVER_REMEMBERED = re.compile(rb"modified_since|/events|updatedAt.{0,20}gte")
PLACE = re.compile(r"assignee=me&workspace=\d+|/projects\?[^&]*|operationName\W+\w+")


class Memory:
    """Works each answer out once; a different instant in the query makes no other answer."""

    agency: Agency

    def __init__(self, late: float) -> None:
        self._late = late
        self._asked: dict[bytes, tuple[Request, Reply]] = {}

    def recall(self, request: Request, work_out: Any) -> Reply:
        """Answer from memory where it can be."""
        if request.path == "/chains":
            return Reply(200, json.dumps(self._chains()).encode())
        threading.Event().wait(self._late)
        key = INSTANT.sub(b"", request.target.encode() + b"\n" + request.body)
        if NEVER_REMEMBERED.search(key):
            return work_out(request)  # type: ignore[no-any-return]
        if key not in self._asked:
            self._asked[key] = request, work_out(request)
        return self._asked[key][1]

    def _chains(self) -> list[list[tuple[str, str, str]]]:
        """List what was asked for as method, target and body, by the list that it is a page of."""
        chains: dict[str, list[tuple[str, str, str]]] = {}
        for request, _reply in self._asked.values():
            body = request.body.decode()
            found = PLACE.search(request.target) or PLACE.search(body)
            asked = (request.method, request.target, body)
            chains.setdefault(found[0] if found else "", []).append(asked)
        return list(chains.values())


class RememberingAsana(Sandbox):
    """Asana's API from memory."""

    def __init__(self, memory: Memory, agency: Agency) -> None:
        super().__init__(clock=time.time, agency=agency, limits=Limits(per_minute=None))
        self._memory = memory

    def answer(self, request: Request) -> Reply:
        """Answer from memory, or change ten tasks."""
        if request.path == "/change":
            for gid in list(self.agency.tasks)[:CHANGES]:
                self.agency.rename(gid, f"Renamed at {time.time_ns()}")
            return Reply(200, b"{}")
        return self._memory.recall(request, super().answer)


class RememberingLinear(LinearSandbox):
    """Linear's API from memory."""

    def __init__(self, memory: Memory, issues: int) -> None:
        limits = Meters(1_000_000_000, 1_000_000_000)
        super().__init__(
            clock=time.time, tracker=large_tracker(issues, past().date()), limits=limits
        )
        self._memory = memory

    def answer(self, request: Request) -> Reply:
        """Answer from memory."""
        return self._memory.recall(request, super().answer)


def past() -> datetime:
    """Return a day on which all was made that has not changed since."""
    return datetime.fromtimestamp(time.time(), UTC) - timedelta(days=30)


def spread(tasks: int, places: int) -> Agency:
    """Build an agency whose main person has their tasks in several workspaces."""
    if places == 1:
        return large(tasks, past().date())
    agency = large(0, past().date())
    agency.leave(agency.main, next(iter(agency.workspaces.values())))
    for number in range(places):
        place = agency.add_workspace(f"Northwind {number}", f"works{number}.example")
        agency.join(agency.main, place)
        home = agency.add_project(f"Everything {number}", place)
        for count in range(tasks // places):
            agency.add(f"Draft the plan #{count} of {number}", home)
    return agency


def make(provider: str, tasks: int, places: int, late: float) -> Sandbox | LinearSandbox:
    """Make the sandbox of a provider."""
    memory = Memory(late)
    if provider == "linear":
        return RememberingLinear(memory, tasks)
    return RememberingAsana(memory, spread(tasks, places))


if __name__ == "__main__":
    name, count, rooms, delay = sys.argv[1:]
    with make(name, int(count), int(rooms), float(delay)) as made:
        sys.stdout.write(f"{made.url}\n{made.token}\n")
        sys.stdout.flush()
        threading.Event().wait()
