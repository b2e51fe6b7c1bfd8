"""The week itself: polls every sixty seconds, as the thread does them, and what happens between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import date
from pathlib import Path

from bench.week.account import Account, Trouble
from bench.week.faults import NAMES, told_pause
from bench.week.watch import WeekClock
from store.clock import HOUR, MINUTE
from store.ledger import Ledger
from store.opening import open_ledger
from sync.access import Surroundings
from sync.connecting import Connecting
from sync.kinds import kind_of
from sync.rounds import Rounds
from sync.sandbox import large
from sync.sandbox.linear.northwind import large as large_tracker
from sync.secrets import Secret, open_secrets
from sync.thread import POLL_SECONDS
from tests.sync.clocks import Waiting
from tests.sync.worlds import AsanaWorld, LinearWorld

HOURS = 7 * 24
MADE_ON = date(2026, 11, 20)
MONDAY_DATE = date(2026, 11, 30)
MOST_FULL = 3
"""How often everything may be read in an hour, on average: when it is due, and after a fault."""
LONGEST_TOLD = 10
"""Polls that may tell of a fault: those that meet it, and five minutes of them."""
SOON_SECONDS = 300
"""How soon after a fault the mirror has to equal the truth."""
BEGINS, ENDS = 7 * MINUTE, 12 * MINUTE
"""When in each hour something begins to go wrong, and when that is over."""


class Week:
    """Runs two accounts through some hours; what came of it is in `accounts` afterwards."""

    def __init__(self, folder: Path, asana_tasks: int, linear_issues: int) -> None:
        self.clock = WeekClock()
        self._folder = folder
        tracker = large_tracker(linear_issues, MADE_ON)
        tracker.add_user("Tomás Ferreira", "tomas@works.example")
        self.accounts = [
            Account("Asana", AsanaWorld(self.clock, large(asana_tasks, MADE_ON)), self.clock),
            Account("Linear", LinearWorld(self.clock, tracker), self.clock),
        ]

    def run(self, hours: int = HOURS, tell: Callable[[str], object] = lambda _line: None) -> None:
        """Let the hours pass."""
        with ExitStack() as stack:
            for account in self.accounts:
                account.world.server.start()
                stack.callback(account.world.server.close)
            ledger = open_ledger(str(self._folder / "ayron.db"), self.clock)
            stack.enter_context(closing(ledger))
            rounds = stack.enter_context(closing(self._connect(ledger)))
            self._pass(hours, rounds, ledger, tell)

    def complaints(self) -> list[str]:
        """Say what was not as it has to be."""
        return [
            *(
                _late(account, trouble)
                for account, trouble in self._troubles()
                if _is_late(trouble)
            ),
            *(
                f"{account.name}: “{each.sentence}” was told for too long."
                for account, each in self._troubles()
                if each.told > LONGEST_TOLD + told_pause(each.name) // 60
            ),
            *(f"{each.name} was asked too much." for each in self.accounts if each.was_refused),
            *(
                f"{each.name} was read whole too often."
                for each in self.accounts
                if _is_anxious(each)
            ),
            *(f"{each.name} was written to." for each in self.accounts if each.witness.writes),
        ]

    def _troubles(self) -> Iterator[tuple[Account, Trouble]]:
        return ((account, each) for account in self.accounts for each in account.troubles)

    def _connect(self, ledger: Ledger) -> Rounds:
        environment: dict[str, str] = {}
        for account in self.accounts:
            server, name = account.world.server, account.world.provider.upper()
            environment |= {f"AYRON_{name}_TOKEN": server.token, f"AYRON_{name}_URL": server.url}
        secrets, stop = open_secrets(self._folder, environment, keyrings=[]), Waiting(self.clock)
        around = Surroundings(secrets, self.clock, environment, self._folder)
        for account in self.accounts:
            server, kind = account.world.server, kind_of(account.world.provider)
            connecting = Connecting(ledger, around, kind, server.url, stop)
            account.connection_id = connecting.with_token(Secret(server.token)).id
            account.witness.forget()
        return Rounds(ledger, around, lambda _fact: None, stop)

    def _pass(
        self, hours: int, rounds: Rounds, ledger: Ledger, tell: Callable[[str], object]
    ) -> None:
        start = last = self.clock.wall()
        hour = -1
        while (passed := self.clock.wall() - start) < hours * HOUR:
            if passed // HOUR > hour:
                hour = passed // HOUR
                self._turn(hour, tell)
            for account in self.accounts:
                account.change(self.clock.minutes_since(last))
            last = self.clock.wall()
            self._trouble(hour, passed % HOUR)
            outcomes = {outcome.connection_id: outcome for outcome in rounds.poll()}
            for account in self.accounts:
                account.note(outcomes[account.connection_id], ledger)
            rounds.expect(POLL_SECONDS)
            self.clock.advance(seconds=int(POLL_SECONDS))
        for account in self.accounts:
            account.end_day()

    def _turn(self, hour: int, tell: Callable[[str], object]) -> None:
        """Begin an hour, and with it perhaps a day."""
        tell(f"hour {hour}")
        if hour and hour % 24 == 0:
            for account in self.accounts:
                account.end_day()

    def _trouble(self, hour: int, into: int) -> None:
        """Let one account fail for some minutes of each hour, the accounts taking turns."""
        account = self.accounts[hour % len(self.accounts)]
        begun = len(account.troubles) > hour // len(self.accounts)
        if not begun and BEGINS <= into < ENDS:
            account.begin_trouble(NAMES[(hour // 2 + hour % 2 * len(NAMES) // 2) % len(NAMES)])
        for each in self.accounts:
            if each.fault and (each is not account or into >= ENDS):
                each.end_trouble()


def _is_anxious(account: Account) -> bool:
    """Say whether everything was read more often than thrice in the hours of any day."""
    return any(day.requests["account"] > MOST_FULL * day.polls / 60 for day in account.days)


def _is_late(trouble: Trouble) -> bool:
    return trouble.seconds is None or trouble.seconds > SOON_SECONDS


def _late(account: Account, trouble: Trouble) -> str:
    when = "not at all" if trouble.seconds is None else f"after {trouble.seconds} s"
    return f"{account.name} was well again {when} after “{trouble.name}” ({trouble.sentence})."
