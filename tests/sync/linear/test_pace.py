"""The last tenth of a limit is nobody's to spend in passing."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Event

import pytest

from store.clock import HOUR
from sync.errors import RateLimited, Stopped
from sync.providers.linear.pace import MOST_PER_HOUR, LinearPace
from sync.sandbox.linear import Limits, LinearSandbox, StillClock
from tests.clock import FRIDAY, FixedClock
from tests.sync.linear.conftest import NOW, Opened

NOW_MS = FRIDAY // 1000


@pytest.fixture
def pace(clock: FixedClock, stop: Event) -> LinearPace:
    """Return a pace that has heard nothing yet."""
    return LinearPace("Linear", clock, stop)


def told(
    remaining: int, limit: int = 2500, reset_seconds: int = 3000, family: str = "requests"
) -> dict[str, str]:
    return {
        f"x-ratelimit-{family}-limit": str(limit),
        f"x-ratelimit-{family}-remaining": str(remaining),
        f"x-ratelimit-{family}-reset": str(NOW_MS + reset_seconds * 1000),
    }


def wait_left(pace: LinearPace) -> float:
    """Return how long the pace wants nothing to be asked; 0 when it lets a request through."""
    try:
        pace.wait()
    except RateLimited as pause:
        return pause.retry_after
    return 0.0


@pytest.mark.parametrize("family", ["requests", "complexity", "endpoint-requests"])
def test_the_last_tenth_is_left_alone_until_a_fifth_is_there(
    family: str, pace: LinearPace, clock: FixedClock
) -> None:
    pace.hear(told(251, family=family), FRIDAY)
    assert wait_left(pace) == 0
    pace.hear(told(250, family=family), FRIDAY)
    assert wait_left(pace) == pytest.approx(360)
    pace.hear(told(0, family=family), FRIDAY)
    assert wait_left(pace) == pytest.approx(720)
    clock.advance(minutes=12)
    assert wait_left(pace) == 0


def test_nothing_is_waited_for_beyond_the_reset(pace: LinearPace) -> None:
    pace.hear(told(0, reset_seconds=100), FRIDAY)
    assert wait_left(pace) == pytest.approx(100)


def test_good_news_ends_the_pause(pace: LinearPace) -> None:
    pace.hear(told(0), FRIDAY)
    pace.hear(told(2000), FRIDAY)
    assert wait_left(pace) == 0


@pytest.mark.parametrize("odd", ["", "many", "-1", "1e3", "9" * 40, "٣"])
def test_odd_headers_hold_nobody_back(odd: str, pace: LinearPace) -> None:
    headers = dict.fromkeys(told(0), odd)
    pace.hear(headers, FRIDAY)
    assert wait_left(pace) == 0


def test_a_short_pause_is_waited_out_unless_all_ends(pace: LinearPace, stop: Event) -> None:
    pace.hear(told(0, reset_seconds=30), FRIDAY)
    stop.set()
    with pytest.raises(Stopped):
        pace.wait()


def test_an_hour_holds_only_so_many_requests(pace: LinearPace, clock: FixedClock) -> None:
    for _ in range(MOST_PER_HOUR):
        pace.wait()
    assert wait_left(pace) == pytest.approx(3600)
    clock.advance(minutes=30)
    assert wait_left(pace) == pytest.approx(1800)
    clock.advance(minutes=30)
    assert wait_left(pace) == 0


class Together(StillClock):
    """The sandbox's clock, at the same instant as the test's."""

    def __init__(self, clock: FixedClock) -> None:
        super().__init__(NOW)
        self._clock = clock

    def __call__(self) -> float:
        return datetime.fromtimestamp(self._clock.wall() / 1e6, UTC).timestamp()


def test_the_limit_is_never_reached_however_often_we_would_ask(
    clock: FixedClock, opened: Opened
) -> None:
    limits = Limits(requests=100, points=1_000_000)
    with LinearSandbox(clock=Together(clock), limits=limits) as linear:
        reader = opened(linear.url, linear.token)
        begun, longest = clock.boot(), 0.0
        while clock.boot() < begun + 3 * HOUR:
            try:
                reader.account()
                clock.advance(seconds=5)
            except RateLimited as pause:
                longest = max(longest, pause.retry_after)
                clock.advance(seconds=int(pause.retry_after) + 1)
        statuses = [record["status"] for record in linear.traffic]
        assert set(statuses) == {200}
        assert longest < 600
        assert 250 < len(statuses) < 3 * 100 + 100
        usage = reader.usage
        assert usage.limit == 100
        assert usage.remaining is not None
        assert usage.remaining >= 9
