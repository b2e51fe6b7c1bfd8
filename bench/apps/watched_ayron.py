"""Ayron with a pulse on its loop; `watched_ayron.py FILE` is where the pulse writes."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2]))  # last: the installed app goes before

import app.application
from app.opening import open_app
from bench.apps.pulse import beat


class Watched(app.application.AyronApp):
    """The app as it is, and a pulse beside it."""

    CSS_PATH = str(Path(app.application.__file__).with_name("application.tcss"))

    def on_load(self) -> None:
        """Begin to beat."""
        self.beating = asyncio.create_task(beat(Path(sys.argv[1])))


if __name__ == "__main__":
    app.application.AyronApp = Watched  # type: ignore[misc]
    sys.exit(open_app())
