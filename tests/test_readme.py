"""The README tells the truth: its keys, its commands, its variables are those of the program."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.cli.parser import COMMANDS as SHELL_COMMANDS
from app.commands import BY_ID
from tests.test_house import ROOT, tracked

README = (ROOT / "README.md").read_text(encoding="utf-8")
KEY_ROW = re.compile(r"^\| (`[^|]+`) \| [^|]+ \| ((?:`[a-z]+\.[a-z]+` ?)+)\|$", re.MULTILINE)
NOT_OURS = {"COMMAND"}


def marked(cell: str) -> list[str]:
    """List what stands in back quotes."""
    return re.findall(r"`([^`]+)`", cell)


def key_rows() -> list[tuple[list[str], list[str]]]:
    """Read the table of keys: the keys and the ids of each row."""
    return [(marked(keys), marked(ids)) for keys, ids in KEY_ROW.findall(README)]


def test_every_key_does_what_the_table_says() -> None:
    rows = key_rows()
    assert len(rows) > 12
    for keys, ids in rows:
        expected = [key for name in ids for key in BY_ID[name].keys]
        assert set(keys) <= set(expected), ids
        assert all(set(BY_ID[name].keys) & set(keys) for name in ids)


def test_every_command_exists() -> None:
    named = set(re.findall(r"`?ayron ([a-z]+)", README))
    assert len(named) > 12
    assert named - set(SHELL_COMMANDS) == set()


def test_every_command_is_told() -> None:
    assert [name for name in SHELL_COMMANDS if not re.search(rf"\b{name}\b", README)] == []


def test_every_variable_is_read_somewhere() -> None:
    source = "".join(
        path.read_text(encoding="utf-8")
        for path in tracked("app/*", "sync/*", "billing/*", "widgets/*")
    )
    variables = set(re.findall(r"AYRON_[A-Z_]+[A-Z]", README))
    assert len(variables) > 6
    assert {name for name in variables if name not in source} == set()


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_every_link_leads_somewhere(target: str) -> None:
    assert Path(ROOT / target).exists()


def test_make_has_what_the_readme_calls() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"`?make ([a-z][a-z-]+)\b`?", README)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
