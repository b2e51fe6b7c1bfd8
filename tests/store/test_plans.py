"""The mirror is looked into by its indices, however many tasks and connections there are."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from store.adoption import adopt
from store.ledger import Ledger
from store.pickable import first_unpicked_rows, mirrors
from store.remote import retire_tasks, upsert_tasks
from store.work import Work
from tests.store.filling import RemoteTask, connect, mirror
from tests.store.plans import plans

HERO, COPY = RemoteTask("1"), RemoteTask("2")
KEY = "SEARCH remote_task USING INDEX sqlite_autoindex_remote_task_1 (owner=? AND remote_id=?"
NAME = "SEARCH remote_task USING INDEX remote_task_norm (owner=?"


@pytest.mark.parametrize(
    ("operation", "plan"),
    [
        (lambda work, _: adopt(work, "asana:2"), KEY),
        (lambda work, mine: retire_tasks(work, mine, "asana", {"1": "gone"}), KEY),
        (lambda work, mine: upsert_tasks(work, mine, "asana", [HERO._replace(name="x")]), KEY),
        (lambda work, _: mirrors(work), KEY),
        (lambda work, _: first_unpicked_rows(work, 10), NAME),
    ],
    ids=["adopt", "retire", "sync", "mirrors of own tasks", "first tasks by name"],
)
def test_the_mirror_is_never_walked_through(
    sqlite_ledger: Ledger, operation: Callable[[Work, str], object], plan: str
) -> None:
    with sqlite_ledger.write() as work:
        mine = connect(work)
        mirror(work, mine, HERO, COPY)
        adopt(work, "asana:1")
        with plans(work.connection, "remote_task") as steps:
            operation(work, mine)
        assert steps
        assert [step for step in steps if not step.startswith(plan)] == []
