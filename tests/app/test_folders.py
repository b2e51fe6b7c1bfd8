"""Folders: what platformdirs would say, without asking it; one folder with AYRON_HOME."""

from __future__ import annotations

import sys
from pathlib import Path

import platformdirs
import pytest

from app.folders import (
    config_folder,
    data_folder,
    ledger_location,
    location_of,
    log_folder,
)

VARIABLES = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")


@pytest.mark.skipif(sys.platform != "linux", reason="macOS and Windows have no such variables")
@pytest.mark.parametrize("value", [None, "", "  ", "/srv", "/srv/with blank/", "~/mine", "mine"])
def test_they_are_platformdirs_s(monkeypatch: pytest.MonkeyPatch, value: str | None) -> None:
    monkeypatch.delenv("AYRON_HOME")
    for name in VARIABLES:
        if value is None:
            monkeypatch.delenv(name)
        else:
            monkeypatch.setenv(name, value)
    theirs = platformdirs.PlatformDirs("ayron", appauthor=False)
    assert Path(config_folder()) == Path(theirs.user_config_dir)
    assert Path(data_folder()) == Path(theirs.user_data_dir)
    assert Path(log_folder()) == Path(theirs.user_log_dir)


def test_ayron_home_holds_everything(ayron_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in (config_folder(), data_folder(), log_folder()):
        assert Path(folder) == ayron_home
    assert ledger_location() == str(ayron_home / "ayron.db")
    monkeypatch.setenv("AYRON_HOME", "~/ayron")
    assert Path(data_folder()) == Path.home() / "ayron"
    monkeypatch.chdir(ayron_home.parent)
    monkeypatch.setenv("AYRON_HOME", "relative")
    assert Path(data_folder()) == ayron_home.parent / "relative"


def test_the_ledger_can_be_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AYRON_DATABASE", "postgresql://db/ayron")
    assert ledger_location() == "postgresql://db/ayron"


@pytest.mark.parametrize(
    ("url", "location"),
    [
        ("sqlite:////srv/hours.db", "/srv/hours.db"),
        ("sqlite:///hours.db", "hours.db"),
        ("/srv/hours.db", "/srv/hours.db"),
        ("postgresql://db/hours", "postgresql://db/hours"),
    ],
)
def test_a_database_is_a_path_or_a_url(url: str, location: str) -> None:
    assert location_of(url) == location
