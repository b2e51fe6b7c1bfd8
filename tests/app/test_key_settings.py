"""The [keys] of config.toml, with and without quotes around an id."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.settings import load_settings
from store.errors import Refused


@pytest.mark.parametrize("line", ['timer.start = "f2"', '"timer.start" = "f2"'])
def test_an_id_may_stand_in_quotes_or_not(ayron_home: Path, line: str) -> None:
    write_config(ayron_home, f"[keys]\n{line}\n")
    assert load_settings().keys == {"timer.start": "f2"}


@pytest.mark.parametrize("text", ['keys = "s"', "[keys]\ntimer.start = 1", '[keys.a.b]\nc = "s"'])
def test_anything_else_is_refused_with_an_example(ayron_home: Path, text: str) -> None:
    write_config(ayron_home, text)
    with pytest.raises(Refused, match=r'timer\.start = "s"'):
        load_settings()


def write_config(folder: Path, text: str) -> None:
    """Write the settings file, as its owner would."""
    folder.mkdir()
    (folder / "config.toml").write_text(text, encoding="utf-8")
    (folder / "config.toml").chmod(0o644)
