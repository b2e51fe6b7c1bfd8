"""Importing an estimate: which file, what was read from it, and saving that as stages."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from billing.estimates.reading import LARGEST, read_estimate
from billing.estimates.records import Reading
from billing.estimates.saving import save_reading
from screens.dialogs.ask import Ask
from screens.dialogs.review_estimate import ReviewEstimate
from store.errors import Refused
from store.estimates import Estimate
from store.project_currencies import project_currencies
from store.text import clean

if TYPE_CHECKING:
    from screens.host import Host
    from store.records import Project

WHICH = "CSV, Markdown, text or PDF. You see what was read before anything is saved."


def import_estimate(host: Host, project: Project) -> None:
    """Ask for a file, read it, and show what was read."""

    def answered(text: str | None) -> None:
        if text:
            host.think(
                partial(read_file, text), lambda found: _review(host, project, found), "estimate"
            )

    ask = Ask(
        f"An estimate for {project.name}",
        placeholder="The path of its file",
        sentence=WHICH,
        check=file_of,
    )
    host.push_screen(ask, answered)


def file_of(text: str) -> Path:
    """Find a file as it was typed, perhaps with ~ or in quotes; refused where there is none."""
    bare = text.strip().strip("'\"")
    path = Path(os.path.expanduser(bare))
    # Unlike Path.is_file, this takes a name that no file can have for one that none has.
    if not bare or not os.path.isfile(path):
        raise Refused(f"There is no file {clean(text) or 'without a name'}.")
    return path


def read_file(text: str) -> Reading:
    """Read an estimate from a file; refused where it cannot be opened."""
    path = file_of(text)
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise Refused(f"{clean(path.name)} cannot be read: {error.strerror}.") from error
    return read_estimate(path.name, data)


def _review(host: Host, project: Project, reading: Reading) -> None:
    def ask(currency: str) -> None:
        review = ReviewEstimate(
            f"{reading.name} for {project.name}",
            reading,
            currency,
            lambda work, found: save_reading(work, project.id, found),
        )
        host.push_screen(review, saved)

    def saved(estimate: Estimate | None) -> None:
        if estimate is not None:
            host.say(f"{project.name} is planned by {estimate.name} from now on.")

    host.look(lambda work: project_currencies(work)[project.id], ask)
