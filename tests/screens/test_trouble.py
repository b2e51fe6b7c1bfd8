"""What is wrong with the ledger is said, once, and nothing is lost."""

from __future__ import annotations

import threading
from pathlib import Path

from app.folders import log_folder
from store.errors import LedgerUnavailable
from store.ledger import Ledger
from store.timer import status
from store.work import Work
from tests.screens.agency import fill
from tests.screens.stage import opened


async def test_a_change_waits_for_another_program_and_is_done(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        let_go = threading.Event()
        holding = threading.Event()

        def hold() -> None:
            with sqlite_ledger.write():
                holding.set()
                let_go.wait(10)
            sqlite_ledger.close()

        other = threading.Thread(target=hold)
        other.start()
        holding.wait()
        await stage.pilot.press("r")
        await stage.until(lambda: stage.notices)
        assert stage.notices[0].startswith("Another program is writing to the ledger")
        await stage.pilot.press("2")
        assert stage.app.place_name == "entries"
        let_go.set()
        other.join()
        await stage.settle()
        with sqlite_ledger.read() as work:
            assert status(work).entry is not None


async def test_trouble_that_lasts_is_said_once(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        trouble = LedgerUnavailable("The database does not answer; it is tried again.")
        for _ in range(3):
            stage.app._say_once(trouble)
        await stage.pilot.pause()
        assert stage.notices == [str(trouble)]
        said = list(stage.app._notifications)
        stage.app._compare((stage.app.facts.number, stage.app.facts.polled))
        stage.app._say_once(trouble)
        await stage.pilot.pause()
        assert stage.notices == [str(trouble)]
        assert list(stage.app._notifications) != said


async def test_a_refusal_is_a_sentence_and_changes_nothing(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        await stage.press("U")
        assert stage.notices == ["There is nothing to redo."]


async def test_a_chosen_theme_says_how_it_is_kept(sqlite_ledger: Ledger) -> None:
    fill(sqlite_ledger)
    async with opened(sqlite_ledger) as stage:
        stage.app.theme = "nord"
        await stage.pilot.pause()
        assert 'theme = "nord"' in stage.notices[0]


async def test_a_mistake_of_ours_is_said_and_logged_and_the_app_goes_on(
    sqlite_ledger: Ledger,
) -> None:
    fill(sqlite_ledger)

    def stumble(_work: Work) -> None:
        raise ZeroDivisionError("oh")

    async with opened(sqlite_ledger) as stage:
        stage.app.act(stumble)
        stage.app.look(stumble, lambda _none: None)
        stage.app.study(stumble, lambda _none: None, "stumble")  # type: ignore[arg-type]
        await stage.until(lambda: stage.notices)
        await stage.settle()
        assert stage.notices[0].startswith("Ayron made a mistake (ZeroDivisionError)")
        await stage.press("2")
        assert stage.app.place_name == "entries"
    assert (Path(log_folder()) / "ayron.log").read_text().count("ZeroDivisionError: oh") == 3
