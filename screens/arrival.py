"""What is asked when the app is opened: the first time, and after a timer was left running."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.widgets import Input

from store.clock import SECOND
from store.forgotten import forgotten_entry, last_sign_of_life
from store.local_time import clock_text, date_of, duration_text
from store.presence import has_left, is_blank
from store.records import Entry, TimerChange
from store.work import Work

if TYPE_CHECKING:
    from screens.host import Host

TRY_DEMO = 64
"""What the app exits with when the person chose to try it with sandbox data."""


PROVIDERS = {"asana": "by token or in the browser", "linear": "by key or in the browser"}
"""Listed here, since to ask the providers themselves would load what speaks with them."""
OFF = "off in this workspace"


class Arrival(NamedTuple):
    """What there is to ask, whether a sign-in is still to be revoked, and what is off here."""

    forgotten: Entry | None
    blank: bool
    has_left: bool
    off: tuple[str, ...]
    """The integrations that are off, where there is a welcome."""
    switchers: str


def greet(host: Host) -> None:
    """Ask about a forgotten timer; welcome whoever opens an empty ledger."""

    def ask(found: Arrival) -> None:
        if found.has_left:
            host.fully(host.remotes.start)
        if found.forgotten:
            ask_about(host, found.forgotten)
        elif found.blank:
            welcome(host, found)

    host.look(_arrival, ask)


def _arrival(work: Work) -> Arrival:
    from store.features import is_on, who_can_switch

    blank = is_blank(work)
    off = tuple(name for name in PROVIDERS if blank and not is_on(work, name))
    who = who_can_switch(work) if off else ""
    return Arrival(forgotten_entry(work), blank, has_left(work), off, who)


def welcome(host: Host, found: Arrival) -> None:
    """Offer the ways to begin, unless somebody has begun already."""
    if isinstance(host.focused, Input) or len(host.screen_stack) > 1:
        return
    from screens.connecting import Connecting
    from screens.dialogs.choices import Choice
    from screens.dialogs.welcome import Welcome

    async def chosen(way: str | None) -> None:
        if way in PROVIDERS:
            await host.go_to("integrations")
            Connecting(host).begin(way)
        elif way == "demo":
            host.exit(TRY_DEMO)

    choices = [
        Choice("start", "Just start", "no account needed"),
        *(
            Choice(name, f"Connect {name.capitalize()}", OFF if name in found.off else way)
            for name, way in PROVIDERS.items()
        ),
        Choice("demo", "Try it with sandbox data", "thrown away at the end"),
    ]
    sentence = (
        "Pick a task, run the timer, read the week. Ayron reads your tasks from Asana or"
        " Linear, if you like, and keeps the time to itself."
    )
    if found.off:
        names = " and ".join(name.capitalize() for name in found.off)
        sentence += f" {names}: {OFF}. {found.switchers} turn that on."
    host.push_screen(Welcome("Welcome to Ayron", choices, sentence=sentence), chosen)


def ask_about(host: Host, entry: Entry) -> None:
    """Ask what to do with a timer that was left running."""
    from screens.dialogs.choices import Choice, Choose

    alive = last_sign_of_life(entry)
    now = host.clock.wall()
    ran = duration_text(entry.seconds(now))

    def chosen(answer: str | None) -> None:
        if answer == "end":
            _stop_at(host, alive)
        elif answer == "pick":
            _ask_moment(host, entry)

    choices = [
        Choice("keep", "Keep it running", ran),
        Choice("end", f"End it at {_moment(alive, now)}", "the last sign of life"),
        Choice("pick", "End it at another time …"),
    ]
    sentence = (
        f"The timer on {entry.task} has been running since"
        f" {_moment(entry.started_at, now)}: {ran}. Was it forgotten?"
    )
    host.push_screen(Choose("Still working?", choices, sentence=sentence), chosen)


def _ask_moment(host: Host, entry: Entry) -> None:
    from screens.dialogs.ask import Ask
    from store.moments import parse_moment

    day = date_of(entry.started_at)

    def end(text: str | None) -> None:
        if text:
            _stop_at(host, parse_moment(text, host.clock.wall(), day))

    host.push_screen(
        Ask(
            f"When did {entry.task} end?",
            placeholder="17:30, -45m, yesterday 18:00",
            check=lambda text: parse_moment(text, host.clock.wall(), day),
        ),
        end,
    )


def _stop_at(host: Host, at: int) -> None:
    from store.timer import stop

    def ended(change: TimerChange) -> None:
        host.timer_changed(change)
        entry = change.stopped
        if entry is not None:
            spent, moment = duration_text(entry.seconds(at)), _moment(at, change.status.now)
            key = host.key_of("history.undo")
            host.say(f"Ended {entry.task} at {moment}, after {spent}. {key} takes it back.")

    host.act(lambda work: stop(work, at), ended)


def _moment(instant: int, now: int) -> str:
    """Name an instant, with its day where that is not today."""
    import time

    if date_of(instant) == date_of(now):
        return clock_text(instant)
    local = time.localtime(instant // SECOND)
    return time.strftime("%a ", local) + clock_text(instant)
