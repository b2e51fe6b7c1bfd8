"""Keys and tokens, and what an answer means: the body first, whatever the status."""

from __future__ import annotations

import json
from threading import Event
from typing import Any

import pytest

from store.clock import SECOND
from sync.errors import (
    BadAnswer,
    Missing,
    NotAllowed,
    RateLimited,
    Rejected,
    RemoteError,
    SignedOut,
    Unreachable,
)
from sync.providers.linear.manners import LinearManners
from sync.providers.linear.pace import LinearPace
from sync.sandbox.linear import Fault, LinearSandbox
from sync.secrets import Secret
from sync.transport import Answer
from tests.clock import FRIDAY, FixedClock
from tests.sync.hostile import hostile
from tests.sync.linear.answers import error
from tests.sync.linear.conftest import Opened

STATUSES = [200, 400, 401, 403, 429, 500]
NOW_MS = FRIDAY // 1000


@pytest.fixture
def manners(clock: FixedClock, stop: Event) -> LinearManners:
    """Return Linear's manners."""
    return LinearManners(LinearPace("Linear", clock, stop))


def answer(
    *errors: Any, status: int = 200, headers: dict[str, str] | None = None, data: Any = None
) -> Answer:
    body = {"errors": list(errors), "data": data} if errors else {"data": data}
    return Answer(status, headers or {}, json.dumps(body).encode())


def said(message: str = "No.", **extensions: Any) -> dict[str, Any]:
    return {"message": message, "extensions": extensions}


@pytest.mark.parametrize(
    ("token", "shown"),
    [
        ("lin_api_abc", "lin_api_abc"),
        ("lin_oauth_abc", "Bearer lin_oauth_abc"),
        ("00a21d8b0c4e2375", "Bearer 00a21d8b0c4e2375"),
    ],
)
def test_a_key_is_shown_bare_and_a_token_as_its_bearer(
    token: str, shown: str, manners: LinearManners
) -> None:
    assert manners.authorization(Secret(token)).reveal() == shown


def test_the_sandbox_takes_both_as_they_are_shown(linear: LinearSandbox, opened: Opened) -> None:
    pair = linear.grants.allow(linear.tracker.main, frozenset({"read"}))
    for token in (linear.token, pair.access):
        assert opened(linear.url, token).account().id == linear.tracker.main.id


@pytest.mark.parametrize("wanted", ["Bearer odd", "odd"])
def test_a_token_that_does_not_tell_what_it_is_is_shown_in_either_way(
    wanted: str, manners: LinearManners
) -> None:
    refused = answer(said(code="AUTHENTICATION_ERROR"), status=400)
    shown = manners.authorization(Secret("odd")).reveal()
    if shown != wanted:
        assert type(manners.trouble(refused, FRIDAY)) is Unreachable
        shown = manners.authorization(Secret("odd")).reveal()
    assert shown == wanted
    assert manners.trouble(answer(data={}), FRIDAY) is None
    assert type(manners.trouble(refused, FRIDAY)) is SignedOut
    assert manners.authorization(Secret("odd")).reveal() == wanted


def test_a_token_refused_in_both_ways_is_refused(opened: Opened) -> None:
    refused = error(status=401, code="AUTHENTICATION_ERROR")
    with hostile(refused) as server:
        with pytest.raises(SignedOut):
            opened(server.url, "odd").account()
        shown = [request.lower().partition("authorization: ")[2] for request in server.requests]
    assert [each.partition("\r\n")[0] for each in shown] == ["bearer odd", "odd"]


@pytest.mark.parametrize("token", ["lin_api_x", "lin_oauth_x"])
def test_a_token_that_tells_what_it_is_is_not_shown_otherwise(token: str, opened: Opened) -> None:
    with hostile(error(status=401, code="AUTHENTICATION_ERROR")) as server:
        with pytest.raises(SignedOut):
            opened(server.url, token).account()
        assert len(server.requests) == 1


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize(
    ("extensions", "meaning"),
    [
        ({"code": "RATELIMITED"}, RateLimited),
        ({"type": "ratelimited"}, RateLimited),
        ({"type": "Ratelimited", "code": "unheard of"}, RateLimited),
        ({"type": "authentication error", "code": "AUTHENTICATION_ERROR"}, SignedOut),
        ({"type": "forbidden", "code": "FORBIDDEN"}, NotAllowed),
        ({"type": "feature not accessible"}, NotAllowed),
        ({"type": "invalid input", "code": "INPUT_ERROR"}, Rejected),
        ({"type": "graphql error", "code": "GRAPHQL_VALIDATION_FAILED"}, Rejected),
        ({"type": "user error"}, Rejected),
        ({"code": "BAD_USER_INPUT"}, Rejected),
        ({"code": "UNAUTHENTICATED"}, SignedOut),
        ({"type": "lock timeout"}, Unreachable),
        ({"type": "internal error", "code": "INTERNAL_SERVER_ERROR"}, Unreachable),
    ],
)
def test_what_the_body_says_counts_whatever_the_status(
    extensions: dict[str, str], meaning: type[RemoteError], status: int, manners: LinearManners
) -> None:
    trouble = manners.trouble(answer(said(**extensions), status=status), FRIDAY)
    assert type(trouble) is meaning


def test_an_entity_that_is_not_found_is_missing(manners: LinearManners) -> None:
    not_found = said("Entity not found: Issue", type="invalid input", code="INPUT_ERROR")
    assert type(manners.trouble(answer(not_found), FRIDAY)) is Missing


@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        (200, BadAnswer),
        (400, Rejected),
        (401, SignedOut),
        (403, NotAllowed),
        (404, Missing),
        (429, RateLimited),
        (500, Unreachable),
        (503, Unreachable),
    ],
)
@pytest.mark.parametrize(
    "unheard",
    [said(), said(code="NEW", type="new"), {}, "no", None, {"message": 7}, {"extensions": []}],
    ids=str,
)
def test_where_the_body_says_nothing_known_the_status_counts(
    unheard: Any, status: int, meaning: type[RemoteError], manners: LinearManners
) -> None:
    assert type(manners.trouble(answer(unheard, status=status), FRIDAY)) is meaning


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"errors"', b'{"errors": 7}', b'["errors"]'])
def test_a_body_that_is_none_leaves_the_status(body: bytes, manners: LinearManners) -> None:
    assert type(manners.trouble(Answer(502, {}, body), FRIDAY)) is Unreachable
    assert manners.trouble(Answer(200, {}, body), FRIDAY) is None


def test_a_good_answer_is_no_trouble_whatever_its_titles_say(manners: LinearManners) -> None:
    assert manners.trouble(answer(data={"title": '"errors"'}), FRIDAY) is None
    assert manners.trouble(Answer(200, {}, b'{"errors": [], "data": {}}'), FRIDAY) is None


def test_of_several_errors_the_gravest_counts(manners: LinearManners) -> None:
    several = said(code="INPUT_ERROR"), said(code="FORBIDDEN"), said(code="AUTHENTICATION_ERROR")
    assert type(manners.trouble(answer(*several), FRIDAY)) is SignedOut


def test_what_linear_says_is_cleaned_and_short(manners: LinearManners) -> None:
    trouble = manners.trouble(answer(said("a\x1b[2Jb" + "x" * 999, code="INPUT_ERROR")), FRIDAY)
    assert str(trouble).startswith("Linear did not take the request: a\ufffd[2Jb")
    assert len(str(trouble)) < 300


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7),
        ({"x-ratelimit-requests-reset": str(NOW_MS + 90_000)}, 90),
        (
            {
                "x-ratelimit-requests-remaining": "100",
                "x-ratelimit-requests-reset": str(NOW_MS + 90_000),
                "x-ratelimit-complexity-remaining": "0",
                "x-ratelimit-complexity-reset": str(NOW_MS + 500_000),
            },
            500,
        ),
        ({"x-ratelimit-requests-reset": str(NOW_MS + 9_000_000)}, 3600),
        ({"x-ratelimit-requests-reset": "tomorrow"}, 5),
        ({}, 5),
        ({"retry-after": "0"}, 1),
    ],
    ids=str,
)
def test_a_pause_is_as_long_as_is_told(
    headers: dict[str, str], seconds: float, manners: LinearManners
) -> None:
    limited = answer(said(code="RATELIMITED"), status=400, headers=headers)
    trouble = manners.trouble(limited, FRIDAY)
    assert isinstance(trouble, RateLimited)
    assert trouble.retry_after == seconds


def test_a_pause_is_counted_by_the_clock_that_told_it(manners: LinearManners) -> None:
    headers = {
        "date": "Fri, 27 Nov 2026 13:05:00 GMT",
        "x-ratelimit-requests-reset": str(NOW_MS + 90_000),
    }
    limited = answer(said(code="RATELIMITED"), status=400, headers=headers)
    trouble = manners.trouble(limited, FRIDAY - 3000 * SECOND)
    assert isinstance(trouble, RateLimited)
    assert trouble.retry_after == 90


@pytest.mark.parametrize("status", [200, 400, 429])
def test_the_sandbox_is_left_alone_for_as_long_as_it_says(
    status: int, linear: LinearSandbox, opened: Opened
) -> None:
    linear.meters.limited_status = status
    linear.fail(Fault(times=9, status=429, retry_after=500))
    reader = opened(linear.url, linear.token)
    for _ in range(2):
        with pytest.raises(RateLimited) as trouble:
            reader.account()
        assert 499 < trouble.value.retry_after <= 500
    assert len(linear.traffic) == 1


def test_a_short_lock_is_tried_again(opened: Opened) -> None:
    locked = error("The operation timed out", type="lock timeout", code="LOCK_TIMEOUT")
    with hostile(locked) as server:
        with pytest.raises(Unreachable):
            opened(server.url).account()
        assert len(server.requests) == 4


def test_a_revoked_key_is_signed_out(linear: LinearSandbox, opened: Opened) -> None:
    linear.grants.revoke(linear.token)
    with pytest.raises(SignedOut):
        opened(linear.url, linear.token).account()
    assert len(linear.traffic) == 1
