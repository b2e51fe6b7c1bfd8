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
from sync.revoking import revoke_what_waits
from sync.rounds import Rounds
from sync.sandbox import Sandbox, StillClock
from sync.sandbox.linear import LinearSandbox
from sync.secrets import open_secrets
from tests.clock import FixedClock
from tests.sync.conftest import NOW
from tests.sync.memory_keyring import NAME, MemoryKeyring
from tests.sync.services import Service


def live(sandbox: Sandbox, ledger: Ledger, around: Surroundings, facts: list[Fact]) -> list[str]:
    """Connect, sync, refresh, fail and disconnect in both ways; return what was shown."""
    stop, shown = Event(), []
    service = Service("asana", sandbox)
    for way in ("token", "oauth"):
        made = (
            service.by_token(ledger, around) if way == "token" else service.sign_in(ledger, around)
        )
        rounds = Rounds(ledger, around, facts.append, stop)
        shown += [repr(made), repr(rounds.sync(full=True))]
        sandbox.grants.expire()
        shown += [repr(rounds.sync())]
        sandbox.grants.revoke_person(sandbox.agency.main)
        shown += [repr(rounds.sync()), disconnect(ledger, around, made)]
        rounds.close()
    return shown


def leave_offline(
    ledger: Ledger, around: Surroundings, service: Service, canaries: set[str]
) -> list[str]:
    """Sign in and leave without a network, twice: one is revoked later, one is given up."""
    shown, stop = [], Event()
    assert isinstance(around.clock, FixedClock)
    for minutes in (6, 8 * 24 * 60):
        made = service.sign_in(ledger, around)
        shelf = around.shelf(service.name, made.account_id)
        refresh, access = shelf.refresh(), shelf.access()
        assert refresh
        assert access
        canaries |= {refresh.reveal(), access[0].reveal()}
        service.server.stop()
        shown.append(disconnect(ledger, around, made))
        around.clock.advance(minutes=3)
        shown += revoke_what_waits(ledger, around, stop)
        service.server.start()
        around.clock.advance(minutes=minutes)
        shown += revoke_what_waits(ledger, around, stop)
    assert "for a week" in shown[-1]
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
    written = all_written(tmp_path)
    ledger.close()
    shown += caplog.text + "".join(capfd.readouterr())
    assert_hidden(all_secrets(sandbox), shown, written)
    logged = (tmp_path / "logs" / FILE_NAME).read_text().splitlines()
    asked = [urlsplit(each["url"]).path for each in sandbox.traffic]
    sent = sorted(path for path in asked if "authorize" not in path)
    assert sorted(line.split()[3] for line in logged) == sent  # lists are read side by side


@pytest.mark.parametrize("provider", ["asana", "linear"])
def test_no_secret_is_left_by_leaving_without_a_network(
    provider: str,
    memory: MemoryKeyring,
    clock: FixedClock,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    secrets = open_secrets(tmp_path / "secrets", {}, keyrings=[NAME])
    around = Surroundings(secrets, clock, {}, tmp_path / "locks")
    ledger = open_ledger(str(tmp_path / "ayron.db"), clock)
    log = open_request_log(tmp_path / "logs")
    canaries: set[str] = set()
    kind = Sandbox if provider == "asana" else LinearSandbox
    with kind(clock=StillClock(NOW)) as server:
        shown = "\n".join(leave_offline(ledger, around, Service(provider, server), canaries))
    log.close()
    written = all_written(tmp_path)
    ledger.close()
    shown += caplog.text + "".join(capfd.readouterr())
    assert_hidden(canaries, shown, written)
    assert "revoke" in (tmp_path / "logs" / FILE_NAME).read_text()
    assert memory.items == {}


def all_written(folder: Path) -> bytes:
    """Read every file below a folder."""
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def assert_hidden(canaries: set[str], shown: str, written: bytes) -> None:
    """Look for secrets in all that was shown and in all that was written."""
    assert len(canaries) >= 4
    assert len(written) > 10_000
    for canary in canaries:
        assert canary not in shown
        assert canary.encode() not in written
