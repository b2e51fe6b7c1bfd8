"""Too often, too many at once: refused as the service does, and let in again after the wait."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from sync.sandbox import Limits, Sandbox, StillClock
from sync.sandbox.limits import Gate
from sync.sandbox.replies import Refusal
from tests.sync.sandbox.asking import message, person


@pytest.fixture
def busy(watch: StillClock) -> Iterator[Sandbox]:
    """Run a sandbox that allows five requests a minute."""
    with Sandbox(clock=watch, limits=Limits(per_minute=5)) as running:
        yield running


def ask(sandbox: Sandbox, times: int, token: str | None = None) -> list[httpx.Response]:
    """Ask several times in a row."""
    headers = {"Authorization": f"Bearer {token or sandbox.token}"}
    with httpx.Client(base_url=sandbox.url, headers=headers) as client:
        return [client.get("/api/1.0/users/me") for _ in range(times)]


def test_the_sixth_request_has_to_wait(busy: Sandbox) -> None:
    answers = ask(busy, 6)
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert answers[-1].headers["retry-after"] == "60"
    assert message(answers[-1]).startswith("You've made too many requests")


def test_after_the_wait_it_goes_on(busy: Sandbox, watch: StillClock) -> None:
    wait = int(ask(busy, 6)[-1].headers["retry-after"])
    watch.advance(wait - 1)
    refused = ask(busy, 1)[0]
    assert refused.status_code == 429
    watch.advance(int(refused.headers["retry-after"]))
    assert ask(busy, 1)[0].status_code == 200


def test_each_token_is_counted_for_itself(busy: Sandbox) -> None:
    ask(busy, 6)
    other = busy.token_of(person(busy, "Mei"))
    assert ask(busy, 1, other)[0].status_code == 200


def test_no_more_than_so_many_at_once(watch: StillClock) -> None:
    gate = Gate(Limits(at_once=2), watch)
    with gate.passing("one"), gate.passing("one"):
        with pytest.raises(Refusal) as refused, gate.passing("one"):
            pass
        assert refused.value.status == 429
        with gate.passing("another"):
            pass
    with gate.passing("one"):
        pass


def test_the_gate_stands_before_the_api(watch: StillClock) -> None:
    with Sandbox(clock=watch, limits=Limits(at_once=0)) as sandbox:
        assert ask(sandbox, 1)[0].status_code == 429
