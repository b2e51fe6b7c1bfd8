"""Whatever is done in whatever order, the ledger holds what a plain model of it says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from store import entries, timer
from store.clock import MINUTE, SECOND
from store.errors import LedgerError
from store.ledger import Ledger, open_quickly
from store.opening import open_ledger
from store.tasks import add_task
from store.work import Work
from tests.clock import FixedClock

minutes = st.integers(0, 600)
notes = st.sampled_from(["", "draft", "call"])
TASKS = ("Write proposal", "Bookkeeping", "Homepage hero")


class Span(NamedTuple):
    """An entry of the model."""

    task: str
    start: int
    stop: int | None
    note: str
    boot: tuple[str, int] = ("", 0)  # the boot it began in, and that clock's reading at its start
    flags: tuple[str, ...] = ()


class Model(dict[str, Span]):
    """All entries by id, with what has been done and undone."""

    def __init__(self) -> None:
        self.done: list[tuple[dict[str, Span], dict[str, Span]]] = []
        self.undone: list[tuple[dict[str, Span], dict[str, Span]]] = []

    @property
    def running(self) -> str | None:
        """The id of the entry that runs."""
        return next((key for key, span in self.items() if span.stop is None), None)

    def become(self, entries: dict[str, Span]) -> None:
        """Hold these entries and no others."""
        self.clear()
        self.update(entries)

    def operate(self, after: dict[str, Span]) -> None:
        """Do an operation; what was undone is lost."""
        self.done.append((dict(self), after))
        self.undone.clear()
        self.become(after)


class Machine(RuleBasedStateMachine):
    """Do to a ledger and to the model what a person might do."""

    def __init__(self, location: str, make_empty: Callable[[], None]) -> None:
        super().__init__()
        make_empty()
        self.location = location
        self.clock = FixedClock()
        self.model = Model()
        self.ledger = open_ledger(location, self.clock)

    @initialize()
    def add_tasks(self) -> None:
        """Give the ledger its tasks; that is not for undo."""
        with self.ledger.write() as work:
            self.tasks = {name: add_task(work, name) for name in TASKS}
            work.run("DELETE FROM journal_change")
            work.run("DELETE FROM journal")

    def teardown(self) -> None:
        """Close the ledger."""
        self.ledger.close()

    def do(self, act: Callable[[Work], Any]) -> Any:
        """Act in a transaction of its own; None where it is refused."""
        try:
            with self.ledger.write() as work:
                return act(work)
        except LedgerError:
            return None

    def ended(self, span: Span) -> Span:
        """End a running entry now, as the clocks are."""
        now = self.clock.wall()
        same_boot = span.boot[0] == self.clock.boot_id()
        steady = self.clock.boot() - span.boot[1] if same_boot else now - span.start
        if now < span.start:
            return span._replace(stop=span.start + max(0, steady), flags=("clock",))
        moved = abs(now - span.start - steady) > 2 * SECOND
        return span._replace(stop=now, flags=("clock",) if moved else span.flags)

    def begun(self, task: str, start: int, note: str) -> Span:
        """Begin an entry."""
        reading = self.clock.boot() - (self.clock.wall() - start)
        return Span(task, start, None, note, (self.clock.boot_id(), reading))

    def with_running_ended(self, start: int, given: bool) -> dict[str, Span] | None:
        """End what runs because another begins; None where that is refused."""
        running = self.model.running
        if running is None:
            return dict(self.model)
        span = self.model[running]
        if given and start < span.start:
            return None
        return self.model | {running: span._replace(stop=start) if given else self.ended(span)}

    @rule(task=st.sampled_from(TASKS), ago=st.none() | minutes, note=notes)
    def start(self, task: str, ago: int | None, note: str) -> None:
        at = None if ago is None else self.clock.wall() - ago * MINUTE
        change = self.do(lambda work: timer.start(work, self.tasks[task], at=at, note=note))
        running = self.model.running
        if running and at is None and self.model[running].task == task:
            assert change.started is None
            if note not in ("", self.model[running].note):
                self.model.operate(self.model | {running: self.model[running]._replace(note=note)})
            return
        moment = self.clock.wall() if at is None else at
        after = self.with_running_ended(moment, at is not None)
        assert (change is None) == (after is None)
        if after is not None:
            self.model.operate(after | {change.started.id: self.begun(task, moment, note)})

    @rule(ago=st.none() | minutes)
    def stop(self, ago: int | None) -> None:
        at = None if ago is None else self.clock.wall() - ago * MINUTE
        change = self.do(lambda work: timer.stop(work, at))
        running = self.model.running
        after = self.with_running_ended(at or self.clock.wall(), at is not None)
        assert (change is None) == (running is None or after is None)
        if running and after is not None:
            self.model.operate(after)

    @rule()
    def resume(self) -> None:
        change = self.do(timer.resume)
        stopped = [(span.start, key) for key, span in self.model.items() if span.stop is not None]
        assert (change is None) == (self.model.running is not None or not stopped)
        if change:
            last = self.model[max(stopped)[1]]
            begun = self.begun(last.task, self.clock.wall(), last.note)
            self.model.operate(self.model | {change.started.id: begun})

    @precondition(lambda self: self.model.running)
    @rule()
    def cancel(self) -> None:
        self.do(timer.cancel)
        running = self.model.running
        self.model.operate({key: span for key, span in self.model.items() if key != running})

    @rule(task=st.sampled_from(TASKS), ago=minutes, length=st.integers(-30, 600))
    def add(self, task: str, ago: int, length: int) -> None:
        start = self.clock.wall() - ago * MINUTE
        stop = start + length * MINUTE
        change = self.do(lambda work: entries.add(work, self.tasks[task], start, stop))
        assert (change is not None) == (0 <= length <= ago)
        if change:
            self.model.operate(self.model | {change.changed[0].id: Span(task, start, stop, "")})

    @precondition(lambda self: self.model)
    @rule(
        data=st.data(),
        task=st.sampled_from(TASKS),
        begins=st.none() | minutes,
        ends=st.none() | st.just("never") | minutes,
        note=notes,
    )
    def edit(
        self, data: Any, task: str, begins: int | None, ends: int | str | None, note: str
    ) -> None:
        key = data.draw(st.sampled_from(sorted(self.model)))
        old = self.model[key]
        now = self.clock.wall()
        start = old.start if begins is None else now - begins * MINUTE
        stop = old.stop if ends is None else None if isinstance(ends, str) else now - ends * MINUTE
        change = self.do(
            lambda work: entries.edit(
                work,
                key,
                task_id=self.tasks[task],
                started_at=start,
                stopped_at=stop,
                note=note,
            )
        )
        new = old._replace(task=task, start=start, stop=stop, note=note)
        if (start, stop) != (old.start, old.stop):
            second = stop is None and self.model.running not in (None, key)
            last = start if stop is None else stop
            assert (change is None) == (last > now or last < start or second)
            boot = (old.boot[0], old.boot[1] + start - old.start)
            new = new._replace(flags=(), boot=boot)
        if change and new != old:
            self.model.operate(self.model | {key: new})

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def delete(self, data: Any) -> None:
        gone = data.draw(st.lists(st.sampled_from(sorted(self.model)), min_size=1, max_size=3))
        self.do(lambda work: entries.delete(work, gone))
        self.model.operate({key: span for key, span in self.model.items() if key not in gone})

    @rule()
    def undo(self) -> None:
        change = self.do(entries.undo)
        assert (change is None) == (not self.model.done)
        if change:
            before, after = self.model.done.pop()
            self.model.undone.append((before, after))
            self.model.become(before)

    @rule()
    def redo(self) -> None:
        change = self.do(entries.redo)
        assert (change is None) == (not self.model.undone)
        if change:
            before, after = self.model.undone.pop()
            self.model.done.append((before, after))
            self.model.become(after)

    @rule(passed=minutes)
    def let_time_pass(self, passed: int) -> None:
        self.clock.advance(minutes=passed)
        self.do(timer.heartbeat)

    @rule(jump=st.integers(-2000, 2000))
    def set_the_clock(self, jump: int) -> None:
        self.clock.wall_now += jump * MINUTE

    @rule()
    def reboot(self) -> None:
        self.ledger.close()
        self.clock.reboot()

    @rule(quickly=st.booleans())
    def open_again(self, quickly: bool) -> None:
        self.ledger.close()
        quick = open_quickly(self.location, self.clock) if quickly else None
        self.ledger = quick or open_ledger(self.location, self.clock)

    @invariant()
    def the_ledger_holds_what_the_model_holds(self) -> None:
        if not hasattr(self, "tasks"):
            return
        with self.ledger.read() as work:
            found = work.rows(
                "SELECT entry.id, name, started_at, stopped_at, note, boot_id, boot_at, flags"
                " FROM entry JOIN task ON task.id = entry.task_id"
            )
            status = timer.status(work)
        held = {
            key: Span(task, start, stop, note, (boot_id, boot_at), tuple(flags.split()))
            for key, task, start, stop, note, boot_id, boot_at, flags in found
        }
        assert held == self.model
        assert [span.stop for span in self.model.values()].count(None) <= 1
        assert all(span.stop is None or span.stop >= span.start for span in self.model.values())
        assert (status.entry.id if status.entry else None) == self.model.running
        assert status.today_seconds >= 0


@pytest.mark.parametrize(("engine", "examples"), [("sqlite", 50), ("postgresql", 8)])
def test_any_history_is_kept_exactly(
    request: pytest.FixtureRequest, engine: str, examples: int
) -> None:
    ledger: Ledger = request.getfixturevalue(
        "sqlite_ledger" if engine == "sqlite" else "postgres_ledger"
    )

    def make_empty() -> None:
        with ledger.write() as work:
            for table in ("entry", "journal_change", "journal", "task"):
                work.run(f"DELETE FROM {table}")
        ledger.close()

    run_state_machine_as_test(
        lambda: Machine(ledger.path, make_empty),  # type: ignore[arg-type]
        settings=settings(
            max_examples=examples,
            stateful_step_count=30,
            suppress_health_check=list(HealthCheck),
        ),
    )
