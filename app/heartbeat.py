"""What goes on by itself: a tick each second, a look for changes, a sign of life each minute."""

from __future__ import annotations

from textual.timer import Timer as Pulse

from app.dispatch import Dispatch
from app.settings import Settings
from store.clock import SECOND

SIGN_OF_LIFE = 60
"""Ticks between two signs of life."""


class Heartbeat(Dispatch):
    """Mixed into the app: lets the second pass in the place in front, and minds other programs."""

    settings: Settings
    _pulse: Pulse | None = None
    _ticks = 0
    _trouble = ""

    def align_pulse(self) -> None:
        """Tick just after the running timer's second is full, so that none is skipped."""
        if self._pulse is not None:
            self._pulse.stop()
        entry = self.facts.status.entry
        since = self.clock.wall() - (entry.started_at if entry else 0)
        wait = (SECOND - since % SECOND) / SECOND + 0.005
        self._pulse = self.set_timer(wait, self._start_pulse)

    def _start_pulse(self) -> None:
        self._pulse = self.set_interval(1, self._tick)
        self._tick()

    def _tick(self) -> None:
        now = self.clock.wall()
        self._ticks += 1
        place = self.place
        if place is not None and place.is_mounted:
            place.pass_time(now)
        self._clerk.do(self._look_around, self._compare, self._say_once, "poll")
        if self._ticks % SIGN_OF_LIFE == 0 and self.facts.status.entry:
            self._beat()

    def _beat(self) -> None:
        from store.timer import heartbeat

        def beat() -> None:
            with self.ledger.write() as work:
                heartbeat(work)

        self._clerk.do(beat, lambda _none: None, self._say_once, "sign of life")

    def _look_around(self) -> tuple[int, int]:
        """Read what tells whether others have changed the ledger, or polled a connection."""
        number = self.ledger.changed()
        if not self.facts.connections:
            return number, self.facts.polled
        from store.health import stamp_of

        return number, stamp_of(self.settings.health_file)

    def _compare(self, found: tuple[int, int]) -> None:
        self._trouble = ""
        number, polled = found
        if number != self.facts.number:
            self.ledger_changed()
        elif polled != self.facts.polled:
            self.connections_changed()

    def _say_once(self, error: Exception) -> None:
        """Say what is wrong with the ledger once, and not each second."""
        if str(error) != self._trouble:
            self._trouble = str(error)
            self.report(error)
