"""A whole life of a connection to Linear, after which no secret is left in a file, log or fact."""

from __future__ import annotations

import logging
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from store.clock import Clock
from store.ledger import Ledger
from store.opening import open_ledger
from sync.access import Surroundings
from sync.connecting import Connecting
from sync.facts import Fact
from sync.kinds import kind_of
from sync.leaving import disconnect
from sync.request_log import FILE_NAME, open_request_log
from sync.rounds import Rounds
from sync.sandbox.linear import Fault, LinearSandbox
from sync.secrets import Secret, open_secrets
from sync.tokens import Application
from tests.sync.browsing import allow, free_port
from tests.sync.memory_keyring import NAME, MemoryKeyring


def live(
    linear: LinearSandbox, ledger: Ledger, around: Surroundings, facts: list[Fact]
) -> list[str]:
    """Connect, sync, refresh, fail and disconnect in both ways; return what was shown."""
    stop, shown = Event(), []
    redirect = f"http://localhost:{free_port()}/callback"
    linear.app.redirects = (redirect,)
    connecting = Connecting(ledger, around, kind_of("linear"), linear.url, stop)
    for way in ("token", "oauth"):
        made = (
            connecting.with_token(Secret(linear.token))
            if way == "token"
            else connecting.with_oauth(Application(linear.client_id, None), redirect, allow)
        )
        rounds = Rounds(ledger, around, facts.append, stop)
        shown += [repr(made), repr(rounds.sync(full=True))]
        linear.grants.expire()
        linear.fail(Fault(how="garbage", path="/oauth/token"))
        shown += [repr(rounds.sync()), repr(rounds.sync())]
        linear.grants.revoke_user(linear.tracker.main)
        shown += [repr(rounds.sync()), disconnect(ledger, around, made)]
        linear.faults.clear()
        rounds.close()
    return shown


def all_secrets(linear: LinearSandbox) -> set[str]:
    """Collect every key and token that went over the wire; a code the test's browser shows."""
    found: set[str] = set()
    for record in linear.traffic:
        found.add(record["headers"].get("authorization", "").removeprefix("Bearer "))
        for body in (record["body"], record.get("request_body")):
            given: dict[str, Any] = body if isinstance(body, dict) else {}
            names = ("access_token", "refresh_token", "code_verifier")
            found |= {str(given.get(name, "")) for name in names}
    return {secret for secret in found if len(secret) > 8}


def test_no_secret_is_left_anywhere(
    linear: LinearSandbox,
    memory: MemoryKeyring,
    clock: Clock,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    facts: list[Fact] = []
    secrets = open_secrets(tmp_path / "secrets", {}, keyrings=[NAME])
    around = Surroundings(secrets, clock, {}, tmp_path / "locks")
    ledger = open_ledger(str(tmp_path / "ayron.db"), clock)
    log = open_request_log(tmp_path / "logs")
    shown = "\n".join(live(linear, ledger, around, facts)) + repr(facts) + repr(around)
    log.close()
    canaries = all_secrets(linear)
    assert len(canaries) >= 5
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    ledger.close()
    for canary in canaries:
        assert canary not in shown
        assert canary not in caplog.text
        assert canary not in "".join(capfd.readouterr())
        assert canary.encode() not in written
    logged = (tmp_path / "logs" / FILE_NAME).read_text()
    assert "POST /graphql MyIssues 200" in logged
    assert "POST /oauth/token 200" in logged
    assert linear.writes == []
