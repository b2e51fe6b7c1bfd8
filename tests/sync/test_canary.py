"""A whole life of a connection, after which no secret is found in any file, log or fact."""

from __future__ import annotations

import logging
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit

import pytest

from store.clock import Clock
from store.ledger import Ledger
from store.opening import open_ledger
from sync.access import Surroundings
from sync.facts import Fact
from sync.leaving import disconnect
from sync.request_log import FILE_NAME, open_request_log
from sync.rounds import Rounds
from sync.sandbox import Sandbox
from sync.secrets import Secret, open_secrets
from sync.tokens import Application
from tests.sync.asana import asana
from tests.sync.browsing import allow, free_port
from tests.sync.memory_keyring import NAME, MemoryKeyring


def live(sandbox: Sandbox, ledger: Ledger, around: Surroundings, facts: list[Fact]) -> list[str]:
    """Connect, sync, refresh, fail and disconnect in both ways; return what was shown."""
    stop, shown = Event(), []
    redirect = f"http://localhost:{free_port()}/callback"
    sandbox.app.redirects = (redirect,)
    application = Application(sandbox.client_id, Secret(sandbox.client_secret))
    for way in ("token", "oauth"):
        made = (
            asana(ledger, around, sandbox.url, stop).with_token(Secret(sandbox.token))
            if way == "token"
            else asana(ledger, around, sandbox.url, stop).with_oauth(application, redirect, allow)
        )
        rounds = Rounds(ledger, around, facts.append, stop)
        shown += [repr(made), repr(rounds.sync(full=True))]
        sandbox.grants.expire()
        shown += [repr(rounds.sync())]
        sandbox.grants.revoke_person(sandbox.agency.main)
        shown += [repr(rounds.sync()), disconnect(ledger, around, made)]
        rounds.close()
    return shown


def all_secrets(sandbox: Sandbox) -> set[str]:
    """Collect every token, code and secret that went over the wire."""
    found = {sandbox.client_secret}
    for record in sandbox.traffic:
        found.add(record["headers"].get("authorization", "").removeprefix("Bearer "))
        body = record["body"] if isinstance(record["body"], dict) else {}
        found |= {str(body.get(name, "")) for name in ("access_token", "refresh_token")}
        sent = record.get("request_body")
        found |= (
            {str(sent.get(name, "")) for name in ("code", "code_verifier")}
            if isinstance(sent, dict)
            else set()
        )
    return {secret for secret in found if len(secret) > 8}


def test_no_secret_is_left_anywhere(
    sandbox: Sandbox,
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
    shown = "\n".join(live(sandbox, ledger, around, facts)) + repr(facts) + repr(around)
    log.close()
    canaries = all_secrets(sandbox)
    assert len(canaries) >= 5
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    ledger.close()
    for canary in canaries:
        assert canary not in shown
        assert canary not in caplog.text
        assert canary not in "".join(capfd.readouterr())
        assert canary.encode() not in written
    assert len(written) > 10_000
    logged = (tmp_path / "logs" / FILE_NAME).read_text().splitlines()
    asked = [urlsplit(each["url"]).path for each in sandbox.traffic]
    assert [line.split()[3] for line in logged] == [p for p in asked if "authorize" not in p]
