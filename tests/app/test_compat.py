"""What Ayron needs of Textual beyond its public face is still there, and does what it should."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import rich.control
import textual.content
from textual.app import App
from textual.binding import Binding

from app.compat import bind_keys, disarm_text
from tests.servers.terminal import LEAVE_ALTERNATE_SCREEN, Terminal

CRASHING = """
import sys
from app.application import AyronApp
from app.opening import make_app, prepare_process
from app.settings import load_settings

prepare_process()


class Crashing(AyronApp):
    def on_ready(self):
        token = "-".join(("0/secret", "0815"))
        raise RuntimeError("something is wrong")


import app.application
app.application.AyronApp = Crashing
sys.exit(make_app(load_settings()).run() or 1)
"""


def test_both_tables_that_strip_controls_are_completed() -> None:
    disarm_text()
    for table in (rich.control._CONTROL_STRIP_TRANSLATE, textual.content._CONTROL_STRIP_TRANSLATE):
        assert {0x1B, 0x9B, 0x7F, 0x202E, 0x2066} <= set(table)
        assert 10 not in table
    assert "\x1b" not in textual.content.Content("a\x1b[2Jb").plain
    assert "\x1b" not in rich.control.strip_control_codes("a\x1b[2Jb")


def test_an_app_has_exactly_the_bindings_given() -> None:
    app = App[None]()
    bind_keys(app, [Binding("s", "start"), Binding("a", "one"), Binding("a", "other")])
    assert sorted(app._bindings.key_to_bindings) == ["a", "s"]
    assert [binding.action for binding in app._bindings.key_to_bindings["a"]] == ["one", "other"]


def test_a_crash_shows_no_variable_and_gives_the_terminal_back(
    tmp_path: Path, ayron_home: Path
) -> None:
    script = tmp_path / "crashing.py"
    script.write_text(CRASHING)
    os.environ["PYTHONPATH"] = str(Path(__file__).parents[2])
    try:
        with Terminal([sys.executable, str(script)]) as terminal:
            assert terminal.wait_for_exit() == 1
    finally:
        del os.environ["PYTHONPATH"]
    shown = terminal.output.decode(errors="replace")
    assert "something is wrong" in shown
    assert "locals" not in shown
    assert "0/secret-0815" not in shown
    assert LEAVE_ALTERNATE_SCREEN in terminal.output
