"""Where secrets go, and where they never show."""

from __future__ import annotations

import logging
import pickle
import stat
import time
from pathlib import Path
from threading import Event

import keyring
import pytest

from sync.errors import NoSafePlace, SecretsLocked
from sync.keyrings import SystemKeyring
from sync.secrets import Secret, Secrets, open_secrets
from tests.sync.memory_keyring import NAME, MemoryKeyring

CANARY = "canary-0123456789"


class Person:
    """Answers with passphrases, in order, and keeps what was asked."""

    def __init__(self, *passphrases: str | None) -> None:
        self.answers = list(passphrases)
        self.questions: list[str] = []

    def __call__(self, words: str) -> Secret | None:
        self.questions.append(words)
        answer = self.answers.pop(0)
        return None if answer is None else Secret(answer)


def put(secrets: Secrets) -> None:
    secrets.put("asana", "7", "token", Secret(CANARY))


def get(secrets: Secrets) -> Secret | None:
    return secrets.get("asana", "7", "token")


def contents(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_a_secret_does_not_show() -> None:
    secret = Secret(CANARY)
    shown = [
        repr(secret),
        str(secret),
        f"{secret}",
        f"{secret!r:>9}",
        repr([secret]),
    ]
    assert CANARY not in "".join(shown)
    assert secret == Secret(CANARY)
    assert secret != Secret("other")
    with pytest.raises(TypeError, match="not written"):
        pickle.dumps(secret)


def test_the_keyring_is_used_where_it_is_trusted(memory: MemoryKeyring, tmp_path: Path) -> None:
    secrets = open_secrets(tmp_path, {}, keyrings=[NAME])
    assert secrets.describe() == "in the keyring of this machine"
    assert not secrets.wants_passphrase()
    put(secrets)
    assert memory.items == {("ayron", "asana:7:token"): CANARY}
    assert get(secrets) == Secret(CANARY)
    secrets.forget("asana", "7", ["token", "refresh"])
    assert memory.items == {}
    assert list(tmp_path.iterdir()) == []


def test_a_keyring_that_nobody_trusts_is_no_keyring(memory: MemoryKeyring, tmp_path: Path) -> None:
    secrets = open_secrets(tmp_path, {})
    with pytest.raises(NoSafePlace, match="--insecure-storage"):
        put(secrets)
    assert memory.items == {}
    assert list(tmp_path.iterdir()) == []
    assert secrets.describe().startswith("nowhere")
    assert secrets.wants_passphrase()
    assert not secrets.locked


def test_the_encrypted_file_is_asked_for_and_shows_nothing(tmp_path: Path) -> None:
    person = Person("open sesame")
    secrets = open_secrets(tmp_path, {}, person)
    put(secrets)
    secrets.put("asana", "7", "refresh", Secret("another"))
    assert len(person.questions) == 1
    assert "Choose a passphrase" in person.questions[0]
    assert CANARY.encode() not in contents(tmp_path)
    assert b"open sesame" not in contents(tmp_path)
    assert stat.S_IMODE((tmp_path / "secrets.enc").stat().st_mode) == 0o600

    again = Person("wrong", "open sesame")
    later = open_secrets(tmp_path, {}, again)
    assert later.locked
    assert get(later) == Secret(CANARY)
    assert not later.locked
    assert "does not open" in again.questions[1]
    later.forget("asana", "7", ["token"])
    assert get(later) is None
    assert later.get("asana", "7", "refresh") == Secret("another")


def test_a_passphrase_that_nobody_gives_keeps_the_file_shut(tmp_path: Path) -> None:
    put(open_secrets(tmp_path, {}, Person("open sesame")))
    with pytest.raises(SecretsLocked, match="passphrase"):
        get(open_secrets(tmp_path, {}, Person(None)))
    with pytest.raises(SecretsLocked, match="locked"):
        get(open_secrets(tmp_path, {}))


def test_the_app_unlocks_without_being_asked(tmp_path: Path) -> None:
    first = open_secrets(tmp_path, {})
    assert first.wants_passphrase()
    first.unlock(Secret("open sesame"))
    assert not first.wants_passphrase()
    put(first)
    second = open_secrets(tmp_path, {})
    with pytest.raises(SecretsLocked):
        second.unlock(Secret("wrong"))
    second.unlock(Secret("open sesame"))
    assert get(second) == Secret(CANARY)


def test_a_damaged_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "secrets.enc").write_bytes(b"{}")
    with pytest.raises(SecretsLocked, match="damaged"):
        get(open_secrets(tmp_path, {}, Person("a", "b", "c")))


def test_the_plain_file_is_only_for_those_who_spell_it_out(tmp_path: Path) -> None:
    secrets = open_secrets(tmp_path, {}, Person(), insecure_storage=True)
    put(secrets)
    path = tmp_path / "secrets.plain.json"
    assert CANARY in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "unencrypted" in secrets.describe()
    assert get(open_secrets(tmp_path, {})) == Secret(CANARY)
    secrets.forget("asana", "7", ["token"])
    assert not path.exists()


def test_the_environment_is_read_and_never_kept(tmp_path: Path) -> None:
    secrets = open_secrets(tmp_path, {"AYRON_ASANA_TOKEN": f" {CANARY}\n"})
    assert secrets.from_environment("asana") == Secret(CANARY)
    assert secrets.from_environment("linear") is None
    assert list(tmp_path.iterdir()) == []


class HungKeyring(MemoryKeyring):
    """Waits for somebody to unlock it."""

    def __init__(self, unlocked: Event) -> None:
        super().__init__()
        self.unlocked = unlocked

    def get_password(self, service: str, username: str) -> str | None:
        """Wait."""
        self.unlocked.wait(10)
        return None


def test_a_keyring_that_hangs_is_left_alone(memory: MemoryKeyring) -> None:
    unlocked = Event()
    keyring.set_keyring(HungKeyring(unlocked))
    place = SystemKeyring([f"{__name__}.HungKeyring"], seconds=0.1)
    began = time.monotonic()
    with pytest.raises(SecretsLocked, match="no answer"):
        place.get("asana:7:token")
    assert time.monotonic() - began < 1
    unlocked.set()


def test_nothing_of_it_is_logged(
    memory: MemoryKeyring, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    put(open_secrets(tmp_path, {}, keyrings=[NAME]))
    put(open_secrets(tmp_path, {}, Person("open sesame")))
    assert CANARY not in caplog.text
