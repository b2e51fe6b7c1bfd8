"""What `ayron connections` and `ayron sync` tell, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.settings import Settings
from store.connections import address_of, connections, note_trouble
from store.health import read_health, write_health
from store.ledger import Ledger
from store.locks import FileLock
from store.revocations import add_revocation
from sync.sandbox import Fault, Sandbox, StillClock
from tests.app.conftest import Command
from tests.clock import FixedClock


@pytest.fixture
def sandbox(
    command: Command, monkeypatch: pytest.MonkeyPatch, clock: FixedClock
) -> Iterator[Sandbox]:
    """Serve Asana on loopback and connect to it."""
    with Sandbox(clock=StillClock(clock.wall() / 1e6)) as running:
        monkeypatch.setenv("AYRON_ASANA_URL", running.url)
        monkeypatch.setenv("AYRON_ASANA_TOKEN", running.token)
        assert command("connect", "asana").code == 0
        yield running


def test_how_a_connection_is_polled_is_told(command: Command, sandbox: Sandbox) -> None:
    [shape] = command("connections", "--json").json
    assert (shape["state"], shape["mode"], shape["webhooks"]) == ("live", "events", "off")
    assert (shape["remedy"], shape["tasks_of"], shape["can_write"]) == (None, None, True)
    assert shape["last_ok_at"].startswith("2026-11-27T14:05")
    health = shape["health"]
    assert health["requests_last_hour"] >= len(sandbox.traffic) - 3
    assert (health["limit"], health["limit_seconds"]) == (120, 60)
    said = command("connections").out
    for words in ("hears of changes, and looks every minute", "no poll planned", "never does"):
        assert words in said


def test_no_poll_is_planned_by_whoever_does_not_poll(
    command: Command, sandbox: Sandbox, home_ledger: Ledger, clock: FixedClock
) -> None:
    settings = Settings(home_ledger.path, home_ledger.owner)
    path = settings.health_file
    later = {
        key: health.replace(next_poll_at=clock.wall() + 48_000_000)
        for key, health in read_health(path).items()
    }
    write_health(path, later)
    assert command("connections", "--json").json[0]["health"]["next_poll_at"] is None
    with FileLock(str(settings.sync_lock)):
        [shape] = command("connections", "--json").json
        assert shape["health"]["next_poll_at"].startswith("2026-11-27T14:05:48")
        assert "next poll in 48 s" in command("connections").out


def test_a_sync_tells_what_changed(command: Command, sandbox: Sandbox) -> None:
    sandbox.agency.rename(sandbox.agency.find("Homepage hero").gid, "Homepage hero, again")
    [outcome] = command("sync", "--json").json["connections"]
    assert (outcome["new"], outcome["changed"], outcome["gone"]) == (0, 1, 0)
    assert (outcome["provider"], outcome["error"]) == ("asana", None)
    assert outcome["requests"] > 0
    assert "nothing new" in command("sync").out


def test_requests_of_every_process_count(command: Command, sandbox: Sandbox) -> None:
    def asked() -> int:
        found = command("connections", "--json").json[0]["health"]["requests_last_hour"]
        return int(found)

    before = asked()
    requests = command("sync", "--json").json["connections"][0]["requests"]
    assert asked() == before + requests


def test_what_is_wrong_comes_with_the_one_thing_to_do(
    command: Command, sandbox: Sandbox, home_ledger: Ledger
) -> None:
    with home_ledger.write() as work:
        [row] = connections(work)
        note_trouble(work, row.id, "signed_out", "The token was revoked.")
    assert command("connections", "--json").json[0]["remedy"] == "ayron connect asana --token-stdin"
    said = command("connections").out
    assert "  ! The token was revoked.\n  → ayron connect asana --token-stdin\n" in said


def test_every_request_is_in_the_log(command: Command, sandbox: Sandbox, ayron_home: Path) -> None:
    before = len(sandbox.traffic)
    assert command("sync").code == 0
    lines = (ayron_home / "requests.log").read_text().splitlines()
    assert len(lines) == len(sandbox.traffic) > before
    assert all(line.split()[1:3] == ["Asana", "GET"] for line in lines)
    assert sandbox.token not in "\n".join(lines)


def test_a_sign_in_that_is_to_be_revoked_is_told(
    command: Command, sandbox: Sandbox, home_ledger: Ledger
) -> None:
    with home_ledger.write() as work:
        [row] = connections(work)
        add_revocation(work, row, address_of(work, row.id))
    assert "to be revoked since 2026-11-27" in command("connections").out
    assert len(command("connections", "--json").json) == 1


def test_who_names_themself_is_the_same_member_as_who_does_not(
    command: Command, sandbox: Sandbox, home_ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(home_ledger.path, home_ledger.owner)
    known = read_health(settings.health_file)
    assert known
    monkeypatch.setenv("AYRON_MEMBER", home_ledger.owner)
    [shape] = command("connections", "--json").json
    assert shape["health"]["requests_last_hour"] == known[shape["id"]].requests
    assert command("sync").code == 0
    [path] = Path(home_ledger.path).parent.glob("*.health.json")
    assert path == settings.health_file
    assert settings.of("bob").health_file != path


def test_a_pause_that_one_process_was_told_is_kept_by_the_next(
    command: Command, sandbox: Sandbox, clock: FixedClock
) -> None:
    sandbox.fail(Fault(status=429, retry_after=240))
    assert command("sync").code == 1
    before = len(sandbox.traffic)
    clock.advance(minutes=1)
    answer = command("sync")
    assert (answer.code, "asks for a pause until 14:09" in answer.out) == (1, True)
    [shape] = command("connections", "--json").json
    assert shape["health"]["rest_until"].startswith("2026-11-27T14:09")
    told = command("connections").out
    assert "Asana asks for a pause until 14:09" in told
    assert "→ Ayron may ask again at 14:09" in told
    assert "next poll" not in told
    checks = command("doctor", "--json").json["checks"]
    assert any("pause until 14:09" in check["detail"] for check in checks)
    assert len(sandbox.traffic) == before
    clock.advance(minutes=3)
    assert command("sync").code == 0
    assert "pause" not in command("connections").out


def test_a_mistake_in_a_sync_goes_to_the_log_and_not_to_the_terminal(
    command: Command, sandbox: Sandbox, home_ledger: Ledger, ayron_home: Path
) -> None:
    assert not (ayron_home / "ayron.log").exists()
    with home_ledger.write() as work:
        work.run("UPDATE sync_cursor SET value = 'spoilt'")
    answer = command("sync")
    assert (answer.code, answer.err) == (1, "")
    assert f"Ayron made a mistake in this sync (ValueError). The details are in {ayron_home}" in (
        answer.out
    )
    assert "Traceback" in (ayron_home / "ayron.log").read_text()
    assert (ayron_home / "ayron.log").stat().st_mode & 0o077 == 0


def test_lines_name_the_provider_and_what_is_off_is_called_off(
    command: Command, sandbox: Sandbox
) -> None:
    assert command("sync").out.startswith("asana\tLena Brandt (lena@northwind.example)\t")
    command("feature", "off", "asana")
    assert "\toff\t" in command("connections").out
    assert command("connections", "--json").json[0]["state"] == "asleep"


def test_a_token_that_is_missing_is_called_by_its_name(
    command: Command, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AYRON_ASANA_TOKEN")
    answer = command("sync")
    assert (answer.code, "Set AYRON_ASANA_TOKEN" in answer.out) == (1, True)


def test_a_token_in_the_environment_connects_nothing_by_itself(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert command("sync").err.startswith("Nothing is connected. `ayron connect asana`")
    monkeypatch.setenv("AYRON_LINEAR_TOKEN", "lin_api_x")
    answer = command("sync")
    assert answer.code == 3
    assert "AYRON_LINEAR_TOKEN is used once you run `ayron connect linear`" in answer.err
