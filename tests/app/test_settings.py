"""Settings: environment over config.toml over defaults, and a sentence for what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.settings import load_settings
from store.errors import Refused


@pytest.fixture
def config(ayron_home: Path) -> Path:
    """Return the path of config.toml, whose folder is there."""
    ayron_home.mkdir()
    return ayron_home / "config.toml"


def write(config: Path, text: str) -> None:
    """Write config.toml as a person would."""
    config.write_text(text, encoding="utf-8")
    config.chmod(0o644)


def test_without_a_file_there_are_defaults(ayron_home: Path) -> None:
    settings = load_settings({})
    assert settings.database == str(ayron_home / "ayron.db")
    assert settings.data_folder == ayron_home
    assert settings.log_file.is_relative_to(ayron_home)
    assert settings.remote == {}
    assert settings.oauth_redirect == "http://localhost:8976/callback"
    assert (settings.member, settings.theme) == ("", "")
    assert (settings.sync_seconds, settings.target_seconds) == (60, 40 * 3600)


def test_the_file_is_read_and_the_environment_wins(config: Path) -> None:
    write(
        config,
        'database = "/srv/ayron.db"\nmember = "ada"\nasana_url = "https://asana.example"\n'
        'asana_client_id = "12"\nsync_seconds = 300\ntarget_hours = 32.5\ntheme = "nord"\n'
        '[keys]\n"timer.start" = "t"\ntimer.stop = "T"\n',
    )
    settings = load_settings({"AYRON_ASANA_URL": "https://other.example", "AYRON_MEMBER": ""})
    assert settings.database == "/srv/ayron.db"
    assert settings.member == "ada"
    assert settings.remote == {"asana_url": "https://other.example", "asana_client_id": "12"}
    assert settings.environment["AYRON_ASANA_CLIENT_ID"] == "12"
    assert (settings.sync_seconds, settings.target_seconds) == (300, 117_000)
    assert settings.theme == "nord"
    assert settings.keys == {"timer.start": "t", "timer.stop": "T"}
    assert load_settings({"AYRON_DATABASE": "here.db"}).database == "here.db"


def test_each_database_has_files_of_its_own_beside_it() -> None:
    url = "postgresql://ada:{}@db.example/{}"
    places = {
        name: load_settings({"AYRON_DATABASE": address}).sync_lock
        for name, address in {
            "studio": url.format("one", "studio"),
            "studio, password changed": url.format("t:w@o", "studio"),
            "agency": url.format("one", "agency"),
            "another member": "postgresql://grace@db.example/studio",
            "a file": "studio.db",
        }.items()
    }
    assert places["studio"] == places["studio, password changed"]
    assert len(set(places.values())) == 4


WRONG = {
    "colour = 1": "there is no setting “colour”. There are: database, member,",
    'jira_url = "https://jira.example"': "there is no setting “jira_url”",
    "theme = ": "is not valid TOML",
    "theme = 3": "“theme” has to be a text in quotes",
    'sync_seconds = "60"': "“sync_seconds” has to be a whole number",
    "sync_seconds = true": "“sync_seconds” has to be a whole number",
    "sync_seconds = 4": "between 5 and 3600",
    "sync_seconds = 3601": "between 5 and 3600",
    "target_hours = nan": "between 0 and 168",
    "target_hours = inf": "between 0 and 168",
    "target_hours = -1": "between 0 and 168",
    "keys = 1": "[keys] has to hold lines like",
    "[keys]\n'timer.start' = 1": "[keys] has to hold lines like",
    'asana_token = "0/abc"': "item “ayron/asana_token”",
    'asana_client_secret = "abc"': "item “ayron/asana_client_secret”",
    'linear_key = "abc"': "item “ayron/linear_key”",
    "[smtp_password]": "item “ayron/smtp”",
    'database = "postgresql://ada:hunter2@db/ayron"': "password in “database” is a secret",
    'database = "postgresql://db/ayron?password=hunter2"': "password in “database” is a secret",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_is_named_with_its_file(config: Path, text: str) -> None:
    write(config, text)
    with pytest.raises(Refused) as caught:
        load_settings({})
    assert WRONG[text] in str(caught.value)
    assert str(config) in str(caught.value)
    assert not any(secret in str(caught.value) for secret in ("0/abc", "hunter2"))


def test_an_address_without_a_password_is_fine(config: Path) -> None:
    write(config, 'database = "postgresql://ada@db/ayron"')
    assert load_settings({}).database == "postgresql://ada@db/ayron"


def test_an_address_that_makes_no_sense_is_the_ledgers_to_refuse(config: Path) -> None:
    write(config, 'database = "postgresql://[db"')
    assert load_settings({}).database == "postgresql://[db"


def test_a_home_that_is_a_file_has_no_settings(
    ayron_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ayron_home.touch()
    monkeypatch.setenv("AYRON_HOME", str(ayron_home / "inside"))
    assert load_settings({}).theme == ""


@pytest.mark.parametrize("mode", [0o664, 0o646, 0o666])
def test_a_file_that_others_can_write_is_not_trusted(config: Path, mode: int) -> None:
    write(config, 'theme = "nord"')
    config.chmod(mode)
    with pytest.raises(Refused, match="chmod go-w"):
        load_settings({})


def test_a_file_that_is_no_settings_file_is_refused(config: Path) -> None:
    config.write_bytes(b"\xff\xfe")
    with pytest.raises(Refused, match="not valid TOML"):
        load_settings({})
    config.write_text("#" * 1_000_001)
    with pytest.raises(Refused, match="too large"):
        load_settings({})
    config.unlink()
    config.mkdir(mode=0o755)
    with pytest.raises(Refused, match="cannot be read"):
        load_settings({})


def test_every_member_of_a_ledger_has_files_of_their_own_beside_it() -> None:
    places = {load_settings({"AYRON_MEMBER": name}).beside for name in ("", "bob", "../eve")}
    assert len(places) == 3
    assert len({Path(place).parent for place in places}) == 1
