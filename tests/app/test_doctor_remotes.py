"""What the doctor says of connections: each is asked once, and what is off is not asked at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.settings import Settings
from store.connections import address_of, connections
from store.features import switch_feature
from store.health import Health, write_health
from store.ledger import Ledger
from store.members import rename_member
from store.opening import open_ledger
from store.revocations import add_revocation
from store.webhooks import add_webhook, note_heard, switch_webhooks
from sync.sandbox import Fault, Sandbox, StillClock
from sync.secrets import Secret, open_secrets
from tests.app.conftest import Command
from tests.clock import FixedClock

LENA = "asana Lena Brandt (lena@northwind.example)"


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch, clock: FixedClock) -> Iterator[Sandbox]:
    """Serve Asana on loopback, by the clock of the tests, with a token for it."""
    with Sandbox(clock=StillClock(clock.wall() / 1e6)) as running:
        monkeypatch.setenv("AYRON_ASANA_URL", running.url)
        monkeypatch.setenv("AYRON_ASANA_TOKEN", running.token)
        yield running


@pytest.fixture
def connected(command: Command, sandbox: Sandbox) -> Sandbox:
    """Connect an account."""
    assert command("connect", "asana").code == 0
    sandbox.forget_traffic()
    return sandbox


def checks(command: Command) -> dict[str, Any]:
    """Run the doctor; return its checks by name."""
    return {check["name"]: check for check in command("doctor", "--json").json["checks"]}


def test_all_there_is_to_know_of_a_connection_is_told(command: Command, connected: Sandbox) -> None:
    found = checks(command)
    assert all(check["ok"] for check in found.values())
    assert found[LENA]["detail"].startswith("answers as Lena Brandt")
    assert "agrees with that of Asana" in found[f"{LENA}: clock"]["detail"]
    access = found[f"{LENA}: access"]["detail"]
    for words in ("a member", "hears of changes", "this token could write; Ayron never does"):
        assert words in access
    assert "last went through 14:05 (just now)" in found[f"{LENA}: sync"]["detail"]
    assert "of 7,200 in the last hour" in found[f"{LENA}: requests"]["detail"]
    assert found[f"{LENA}: webhooks"]["detail"] == "off"
    assert len(connected.traffic) == 1
    assert connected.token not in str(found)


@pytest.mark.slow  # it is tried again before that is said
def test_who_cannot_be_reached_is_told(command: Command, connected: Sandbox) -> None:
    connected.stop()
    check = checks(command)[LENA]
    assert (check["ok"], "goes on trying" in check["remedy"]) == (False, True)
    assert "ayron connect" not in check["remedy"]


def test_who_does_not_answer_is_not_waited_for(
    command: Command, connected: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.doctor_remotes.MOST_SECONDS", 0.2)
    connected.fail(Fault(how="hang", times=100))
    check = checks(command)[LENA]
    assert (check["ok"], check["detail"]) == (False, "Asana took too long to answer")


def test_a_token_that_is_no_longer_good_is_told(
    command: Command, connected: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AYRON_ASANA_TOKEN", "not-a-token")
    answer = command("doctor", "--json")
    [check] = [each for each in answer.json["checks"] if each["name"] == LENA]
    assert (answer.code, answer.json["ok"], check["ok"]) == (1, False, False)
    assert check["remedy"] == "ayron connect asana --token-stdin"
    assert "not-a-token" not in answer.out


def test_a_member_is_told_that_nothing_can_be_connected_and_who_can_change_that(
    command: Command, home_ledger: Ledger, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "`ayron connect asana` makes one" in checks(command)["connections"]["detail"]
    with home_ledger.write() as work:
        rename_member(work, work.owner, "Ada")
        switch_feature(work, "asana", False, ("asana", "linear"))
    assert "`ayron connect linear` makes one" in checks(command)["connections"]["detail"]
    open_ledger(home_ledger.path, clock, member="bob").close()
    monkeypatch.setenv("AYRON_MEMBER", "bob")
    found = checks(command)
    assert found["connections"]["detail"] == (
        "none; all that could be connected is off; Ada can turn it on"
    )
    for name in ("asana", "linear"):
        assert f"Ada can turn it on: ayron feature on {name}" in found[name]["detail"]


def test_what_is_off_is_not_asked_anything(command: Command, connected: Sandbox) -> None:
    assert command("feature", "off", "asana").code == 0
    found = checks(command)
    assert connected.traffic == []
    assert "ayron feature on asana" in found["asana"]["detail"]
    assert found[LENA]["detail"].startswith("off, ")
    assert found[LENA]["ok"]


@pytest.mark.parametrize(
    ("skew", "well", "words"), [(-20, True, "20 s ahead"), (95, False, "95 s behind")]
)
def test_a_clock_that_differs_is_told(
    command: Command, connected: Sandbox, skew: int, well: bool, words: str
) -> None:
    connected.skew = float(skew)
    check = checks(command)[f"{LENA}: clock"]
    assert (check["ok"], words in check["detail"]) == (well, True)


def test_a_limit_that_is_used_up_is_told(
    command: Command, connected: Sandbox, home_ledger: Ledger, clock: FixedClock
) -> None:
    with home_ledger.read() as work:
        [row] = connections(work)
    now = clock.wall()
    asked = ((now // 60_000_000, 1500),)
    write_health(
        Settings(home_ledger.path, home_ledger.owner).health_file,
        {row.id: Health(now, now, 1500, None, 1500, 3600, asked, None)},
    )
    check = checks(command)[f"{LENA}: requests"]
    assert (check["ok"], check["detail"]) == (False, "1,500 of 1,500 in the last hour")
    clock.advance(hours=2)
    assert checks(command)[f"{LENA}: requests"]["detail"] == "0 of 1,500 in the last hour"


def test_a_log_that_cannot_be_written_is_told(
    command: Command, connected: Sandbox, ayron_home: Path
) -> None:
    log = ayron_home / "requests.log"
    assert "GET /api/1.0/users/me 200" in log.read_text()
    assert connected.token not in log.read_text()
    log.rename(ayron_home / "older.log")
    log.mkdir()
    check = checks(command)["request log"]
    assert (check["ok"], "cannot be written" in check["detail"]) == (False, True)


def test_a_sign_in_that_waits_to_be_revoked_is_told(
    command: Command, connected: Sandbox, home_ledger: Ledger
) -> None:
    with home_ledger.write() as work:
        [row] = connections(work)
        add_revocation(work, row, address_of(work, row.id))
    check = checks(command)[f"{LENA}: revoking"]
    assert (check["ok"], "again until 2026-12-04" in check["detail"]) == (False, True)


def test_webhooks_that_are_silent_are_told(
    command: Command, connected: Sandbox, home_ledger: Ledger, clock: FixedClock
) -> None:
    with home_ledger.write() as work:
        [row] = connections(work)
        switch_webhooks(work, row.id, True)
        add_webhook(work, row.id, "1", "p", "https://hooks.example/p")
    assert "never heard" in checks(command)[f"{LENA}: webhooks"]["detail"]
    with home_ledger.write() as work:
        note_heard(work, "p")
    assert checks(command)[f"{LENA}: webhooks"]["ok"]
    clock.advance(hours=25)
    assert not checks(command)[f"{LENA}: webhooks"]["ok"]


def test_trouble_of_the_providers_own_is_not_mended_by_connecting(
    command: Command, connected: Sandbox
) -> None:
    connected.fail(Fault(status=500, times=4))
    check = checks(command)[LENA]
    assert not check["ok"]
    assert "ayron connect" not in check["remedy"]


def test_a_locked_file_wants_its_passphrase(
    command: Command, connected: Sandbox, ayron_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AYRON_ASANA_TOKEN")
    secrets = open_secrets(ayron_home, {}, lambda _words: Secret("sesame"), keyrings=[])
    secrets.put("asana", "another", "token", Secret("a-token"))
    monkeypatch.setattr("app.cli.asking.has_terminal", lambda: False)
    check = checks(command)[LENA]
    assert (check["ok"], check["remedy"].startswith("Give the passphrase")) == (False, True)
