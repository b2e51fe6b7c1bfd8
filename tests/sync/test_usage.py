"""What was asked in the last hour, what limit was told, and what time it is over there."""

from __future__ import annotations

from email.utils import formatdate

import pytest

from store.clock import DAY, HOUR, MINUTE, SECOND
from sync.pace import Pace
from sync.usage import Meter, Usage
from tests.clock import FRIDAY, FixedClock
from tests.sync.clocks import Waiting


@pytest.fixture
def meter(clock: FixedClock) -> Meter:
    """Return a meter of a provider whose limit nobody knows."""
    return Meter(clock, None)


def date(moment: int) -> dict[str, str]:
    """Write a Date header."""
    return {"date": formatdate(moment / SECOND, usegmt=True)}


def test_an_hour_is_counted(meter: Meter, clock: FixedClock) -> None:
    meter.ask()
    clock.advance(minutes=59)
    meter.ask()
    assert meter.usage() == Usage(2, None, None, 3600)
    clock.advance(minutes=1)
    assert meter.usage().last_hour == 1


def test_what_we_keep_to_is_the_limit_where_none_is_told(clock: FixedClock) -> None:
    meter = Meter(clock, Pace(120, 60, clock, Waiting(clock)))
    assert meter.usage() == Usage(0, 120, None, 60)


def test_the_limit_that_is_told_counts(clock: FixedClock) -> None:
    meter = Meter(clock, Pace(120, 60, clock, Waiting(clock)))
    meter.hear({"x-ratelimit-requests-limit": "2500", "x-ratelimit-requests-remaining": "2499"})
    meter.hear({})
    assert meter.usage() == Usage(0, 2500, 2499, 3600)


@pytest.mark.parametrize("told", ["", "many", "-1", "1.5", "9" * 5000, "²"])
def test_a_limit_that_is_none_is_left_out(told: str, meter: Meter) -> None:
    meter.hear({"x-ratelimit-requests-limit": told, "x-ratelimit-requests-remaining": told})
    assert meter.usage() == Usage(0, None, None, 3600)


def test_the_time_there_goes_on_from_the_last_answer(meter: Meter, clock: FixedClock) -> None:
    meter.hear(date(FRIDAY - HOUR))
    clock.advance(seconds=7)
    assert meter.server_now() == FRIDAY - HOUR + 7 * SECOND


def test_setting_our_clock_does_not_set_theirs(meter: Meter, clock: FixedClock) -> None:
    meter.hear(date(FRIDAY + 2 * MINUTE))
    clock.set("2031-01-01 00:00")
    assert meter.server_now() == FRIDAY + 2 * MINUTE


@pytest.mark.parametrize(
    "headers",
    [{}, {"date": "now"}, {"date": ""}, date(FRIDAY - 2 * DAY), date(FRIDAY + 2 * DAY)],
    ids=["none", "no date", "empty", "too old", "too new"],
)
def test_without_a_time_that_can_be_it_is_ours(
    headers: dict[str, str], meter: Meter, clock: FixedClock
) -> None:
    meter.hear(headers)
    assert meter.server_now() == clock.wall()
