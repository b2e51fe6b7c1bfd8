"""Which file is meant by what somebody typed, and what cannot be read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from screens.estimate_flows import file_of, read_file
from store.errors import Refused


def test_a_path_may_be_at_home_or_in_quotes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "my offer.txt").write_text("Design: 12 h\n", encoding="utf-8")
    for text in ("~/my offer.txt", f"'{tmp_path}/my offer.txt'", f'  "{tmp_path}/my offer.txt" '):
        assert file_of(text) == tmp_path / "my offer.txt"
    assert read_file("~/my offer.txt").seconds == 43_200


@pytest.mark.parametrize("text", ["", "  ", "~nobody-of-that-name/x", "a\0b", "/", "x" * 5000])
def test_what_is_no_file_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="There is no file"):
        file_of(text)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Refused, match="There is no file"):
        read_file(str(tmp_path / "pipe"))


def test_what_is_no_estimate_says_so(tmp_path: Path) -> None:
    (tmp_path / "song.txt").write_text("la la la\n", encoding="utf-8")
    with pytest.raises(Refused, match="No line with hours or an amount"):
        read_file(str(tmp_path / "song.txt"))
