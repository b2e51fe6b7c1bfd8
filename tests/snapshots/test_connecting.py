"""How the dialogs of connecting look, on a small and on a large screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import ModalScreen

from app.settings import Settings
from screens.connecting import BROWSER, OTHER, by_token
from screens.dialogs.choices import Choice, Choose
from screens.dialogs.choose_person import ChoosePerson
from screens.dialogs.sign_in import Register
from screens.whose_tasks import STANDINGS, WHOSE
from store.ledger import Ledger
from sync.kinds import kind_of
from tests.screens.stage import SMALL, WIDE, Stage, make_app, polled_elsewhere

SIZES = pytest.mark.parametrize("size", [SMALL, WIDE], ids=["80x24", "120x40"])
REDIRECT = "http://localhost:8976/callback"
PEOPLE = ("Jonas Weiß", "Lena Brandt", "Mei Tanaka", "Tomás Ferreira")
Size = tuple[int, int]
Picture = Callable[..., bool]


@pytest.fixture
def picture(sqlite_ledger: Ledger, snap_compare: Callable[..., bool]) -> Picture:
    """Return a function that compares the picture of a dialog over Integrations."""

    def compare(size: Size, dialog: ModalScreen[Any], *keys: str) -> bool:
        chosen = Settings(sqlite_ledger.path, sqlite_ledger.owner)
        app = make_app(sqlite_ledger, chosen)

        async def act(pilot: Pilot[int]) -> None:
            stage = Stage(app, pilot)
            await stage.until(lambda: app.revision)
            await stage.settle()
            await stage.press("escape", "6")
            app.push_screen(dialog)
            await stage.settle()
            await stage.press(*keys)

        with polled_elsewhere(chosen):
            return compare_picture(app, terminal_size=size, run_before=act)

    compare_picture = snap_compare
    return compare


@SIZES
def test_ways_to_connect(picture: Picture, size: Size) -> None:
    sentence = "Ayron reads the tasks that are assigned to you, and writes nothing."
    assert picture(
        size,
        Choose("Connect Asana", [by_token(kind_of("asana")), BROWSER, OTHER], sentence=sentence),
    )


@SIZES
@pytest.mark.parametrize("provider", ["asana", "linear"])
def test_an_application_of_ones_own(picture: Picture, size: Size, provider: str) -> None:
    assert picture(size, Register(kind_of(provider), REDIRECT, lambda application: None))


@SIZES
def test_whose_tasks(picture: Picture, size: Size) -> None:
    choices = [Choice(name, name, f"{name[:4].lower()}@northwind.example") for name in PEOPLE]
    sentence = STANDINGS["bot"].format(name="Helper")
    assert picture(size, ChoosePerson("Whose tasks?", choices, f"{sentence} {WHOSE}"), "m", "t")
