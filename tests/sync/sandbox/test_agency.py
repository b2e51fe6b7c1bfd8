"""The studio looks like one, and looks the same each time."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from sync.sandbox import large, northwind
from sync.sandbox.registry import Registry

TODAY = date(2026, 11, 27)


def picture(agency: Registry) -> list[tuple[str, str, str | None, int]]:
    """Return what tells two agencies apart."""
    return [(task.gid, task.name, task.due_on, task.modified_at) for task in agency.tasks.values()]


def test_the_same_seed_makes_the_same_studio() -> None:
    assert picture(northwind(TODAY)) == picture(northwind(TODAY))
    assert picture(northwind(TODAY)) != picture(northwind(TODAY, seed=7))


def test_there_is_about_as_much_to_do_as_in_a_small_studio() -> None:
    agency = northwind(TODAY)
    open_tasks = [task for task in agency.tasks.values() if task.completed_at is None]
    assert 110 <= len(open_tasks) <= 150
    assert 45 <= len(agency.open_tasks()) <= 80
    busy = Counter(task.assignee.name for task in open_tasks if task.assignee)
    assert len(busy) == 4
    assert min(busy.values()) >= 10
    assert sum(not found.archived for found in agency.projects.values()) == 10


@pytest.mark.parametrize("today", [TODAY, date(2024, 2, 29), date(2031, 1, 1)])
def test_dates_are_around_the_day_it_is_for(today: date) -> None:
    agency = northwind(today)
    due = [date.fromisoformat(task.due_on) for task in agency.tasks.values() if task.due_on]
    assert min(due) < today < max(due)
    assert all(day.isoweekday() <= 5 for day in due)
    assert all(abs(day - today) < timedelta(days=30) for day in due)


def test_what_was_finished_was_begun_before() -> None:
    done = [task for task in northwind(TODAY).tasks.values() if task.completed_at]
    assert len(done) >= 10
    assert all(task.created_at < (task.completed_at or 0) for task in done)


def test_hard_cases_are_in_it() -> None:
    agency = northwind(TODAY)
    tasks = agency.tasks.values()
    assert "[bold]Review[/] copy" in {task.name for task in agency.open_tasks()}
    assert any(task.parent for task in tasks)
    assert any(len(task.memberships) == 2 for task in tasks)
    assert any(not task.memberships and not task.parent for task in tasks)


def test_a_large_one_is_as_large_as_ordered() -> None:
    agency = large(10_000)
    assert len(agency.open_tasks()) == 10_000
    assert len({task.name for task in agency.tasks.values()}) == 10_000
