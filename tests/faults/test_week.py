"""A few hours of the simulated week; `python -m bench.week` runs all of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.week.simulation import Week
from bench.week.table import week_tables

HOURS = 6


@pytest.mark.slow
def test_some_hours_with_a_fault_in_each_end_with_the_truth_and_within_the_limits(
    tmp_path: Path,
) -> None:
    week = Week(tmp_path, asana_tasks=300, linear_issues=250)
    week.run(HOURS)
    assert week.complaints() == []
    for account in week.accounts:
        assert len(account.troubles) == HOURS // 2
        assert all(trouble.seconds is not None for trouble in account.troubles)
        assert account.days[0].polls >= HOURS * 55
        assert account.days[0].requests["changes"] >= HOURS * 40
    assert "| Week |" in "".join(week_tables(week.accounts))
