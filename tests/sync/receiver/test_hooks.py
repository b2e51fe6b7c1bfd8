"""Who is believed: a signature over the raw bytes, and a handshake only while we ask for one."""

from __future__ import annotations

import json
import time

import pytest

from sync.hints import Hint
from sync.receiver.hooks import Heard, Hooks
from sync.receiver.incoming import Delivery
from sync.receiver.kinds import Hook
from sync.secrets import Secret
from tests.clock import FixedClock
from tests.sync.receiver.conftest import HINT, HOOK, Listening
from tests.sync.receiver.posting import (
    EVENTS,
    PATH,
    SECRET,
    deliver,
    post,
    say,
    signature,
    status_of,
)

BODY = json.dumps(EVENTS).encode()
GOOD = signature(BODY)
NEW = Hook("n" * 43, "asana", "connection-1", "1202", "me", None)


def test_a_genuine_delivery_is_a_hint(listening: Listening) -> None:
    assert deliver(listening.place) == 200
    assert listening.hints() == [HINT]


@pytest.mark.parametrize(
    "given",
    [
        "",
        "0" * 64,
        GOOD.upper(),
        GOOD[:-1],
        GOOD + "0",
        f" {GOOD[1:]}",
        signature(BODY, "another-secret"),
        signature(BODY + b" "),
        f"sha256={GOOD}",
    ],
)
def test_a_signature_that_is_not_the_one_is_refused(listening: Listening, given: str) -> None:
    assert post(listening.place, BODY, {"X-Hook-Signature": given})[0] == 401
    assert listening.hints() == []


def test_a_missing_or_doubled_signature_is_refused(listening: Listening) -> None:
    assert post(listening.place, BODY, {})[0] == 401
    header = f"x-hook-signature: {GOOD}\r\n".encode()
    head = f"POST /{PATH} HTTP/1.1\r\nhost: x\r\ncontent-length: {len(BODY)}\r\n".encode()
    for headers, status in ((header, 200), (header * 2, 401)):
        assert status_of(say(listening.place, head + headers + b"\r\n" + BODY)) == status


def test_bytes_that_are_no_ascii_are_refused(listening: Listening) -> None:
    head = f"POST /{PATH} HTTP/1.1\r\nhost: x\r\ncontent-length: {len(BODY)}\r\n".encode()
    sent = head + b"x-hook-signature: \xe9\xff" + GOOD.encode()[2:] + b"\r\n\r\n" + BODY
    assert status_of(say(listening.place, sent)) in (400, 401)
    assert listening.hints() == []


def test_a_changed_body_is_refused(listening: Listening) -> None:
    assert post(listening.place, BODY + b" ", {"X-Hook-Signature": GOOD})[0] == 401


def test_an_unknown_path_is_refused_like_a_wrong_signature(listening: Listening) -> None:
    headers = {"X-Hook-Signature": GOOD}
    assert post(listening.place, BODY, headers, "q" * 43)[0] == 401
    assert post(listening.place, BODY, headers, "")[0] == 401


def test_the_signature_of_another_hook_is_refused(listening: Listening) -> None:
    listening.hooks.put(NEW._replace(secret=Secret("its own")))
    assert deliver(listening.place, path=NEW.path) == 401


def test_a_hook_without_a_secret_believes_nobody(listening: Listening) -> None:
    listening.hooks.put(NEW)
    for secret in ("", "None", "***"):
        headers = {"X-Hook-Signature": signature(BODY, secret)}
        assert post(listening.place, BODY, headers, NEW.path)[0] == 401


def test_a_stranger_costs_as_much_as_a_friend(clock: FixedClock) -> None:
    hooks = Hooks(clock, lambda _heard: None)
    hooks.put(HOOK)
    body = b"x" * 250_000
    headers = [(b"x-hook-signature", b"0" * 64)]

    def seconds(path: str) -> float:
        times = []
        for _ in range(15):
            began = time.perf_counter()
            hooks.answer(Delivery(path, headers, body))
            times.append(time.perf_counter() - began)
        return min(times)

    assert 0.5 < seconds(f"/{PATH}") / seconds("/unknown") < 2


def test_a_path_below_a_prefix_of_the_tunnel_is_found(listening: Listening) -> None:
    assert deliver(listening.place, path=f"some/prefix/{PATH}?from=proxy") == 200


def test_what_a_proxy_says_is_not_looked_at(listening: Listening) -> None:
    headers = {"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Proto": "https", "Forwarded": "for=1"}
    assert post(listening.place, BODY, headers)[0] == 401


def shake(listening: Listening, secret: str, path: str = NEW.path) -> tuple[int, str | None]:
    """Offer a handshake; return the status and what was echoed."""
    status, headers = post(listening.place, b"{}", {"X-Hook-Secret": secret}, path)
    return status, headers.get("x-hook-secret")


def test_a_handshake_is_taken_while_we_ask_for_it(listening: Listening) -> None:
    assert shake(listening, "unknown") == (403, None)
    listening.hooks.put(NEW)
    assert shake(listening, "early") == (403, None)
    with listening.hooks.opening(NEW):
        assert shake(listening, "wanted") == (200, "wanted")
        assert shake(listening, "second") == (403, None)
        assert shake(listening, "wanted") == (403, None)
    assert shake(listening, "late") == (403, None)
    assert listening.hooks.secret_of(NEW.path) == Secret("wanted")
    signed = {"X-Hook-Signature": signature(BODY, "wanted")}
    assert post(listening.place, BODY, signed, NEW.path)[0] == 200
    assert listening.hints() == [Hint("asana", "connection-1", ("1202",))]


def test_a_secret_that_is_kept_is_never_replaced(listening: Listening) -> None:
    with listening.hooks.opening(HOOK):
        assert shake(listening, "other", PATH) == (403, None)
    assert listening.hooks.secret_of(PATH) == Secret(SECRET)
    assert deliver(listening.place) == 200


def test_a_handshake_at_another_path_is_refused(listening: Listening) -> None:
    with listening.hooks.opening(NEW):
        assert shake(listening, "mine", "q" * 43) == (403, None)
        assert shake(listening, "mine", PATH) == (403, None)


@pytest.mark.parametrize("secret", ["s" * 300, "sécret"])
def test_a_secret_that_no_provider_makes_is_refused(listening: Listening, secret: str) -> None:
    with listening.hooks.opening(NEW):
        status, _ = post(
            listening.place,
            b"",
            {"X-Hook-Secret": secret.encode("latin-1").decode("latin-1")},
            NEW.path,
        )
    assert status == 403
    assert listening.hooks.secret_of(NEW.path) is None


def test_a_heartbeat_only_shows_that_the_hook_lives(listening: Listening) -> None:
    for _ in range(3):
        assert deliver(listening.place, {"events": []}) == 200
    heard = [listening.heard.get_nowait() for _ in range(3)]
    assert {(each.path, each.hint) for each in heard} == {(PATH, None)}


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"null", b"[" * 100_000, b'{"events": 7}'])
def test_whatever_is_signed_is_a_hint(listening: Listening, body: bytes) -> None:
    assert post(listening.place, body, {"X-Hook-Signature": signature(body)})[0] == 200
    assert listening.hints() == [HINT]


def test_a_replay_is_one_hint_for_ten_minutes(listening: Listening, clock: FixedClock) -> None:
    for _ in range(5):
        assert deliver(listening.place) == 200
    assert listening.hints() == [HINT]
    clock.advance(minutes=9, seconds=59)
    assert deliver(listening.place) == 200
    assert listening.hints() == []
    clock.advance(seconds=2)
    assert deliver(listening.place) == 200
    assert listening.hints() == [HINT]


def test_no_more_is_remembered_than_a_thousand(clock: FixedClock) -> None:
    heard: list[Heard] = []
    hooks = Hooks(clock, heard.append)
    hooks.put(HOOK)
    for number in (*range(1500), 1499, 0):
        body = b"%d" % number
        sign = signature(body).encode()
        assert hooks.answer(Delivery(f"/{PATH}", [(b"x-hook-signature", sign)], body)).status == 200
    assert [each.hint is not None for each in heard[-3:]] == [True, False, True]
