"""A program in a terminal of its own, as a person has it: type, read the screen, close the lid."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

ESCAPES = re.compile(
    rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[PX^_].*?\x1b\\|\x1b[@-_]",
    re.DOTALL,
)
ROOT = Path(__file__).parents[2]
PATIENCE = 20.0  # seconds that anything may take on a busy machine
QUIET = 0.4  # seconds without a change after which a screen is taken as drawn
LEAVE_ALTERNATE_SCREEN = b"\x1b[?1049l"
SHOW_CURSOR = b"\x1b[?25h"


def take_terminal() -> None:
    """Make standard input the terminal that controls this process, so that it can hang up."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class Terminal:
    """A pseudo-terminal with a program in it. Leaving the block kills what still runs."""

    def __init__(self, command: Sequence[str], size: tuple[int, int] = (120, 40)) -> None:
        self.command = list(command)
        self.size = size
        self.output = b""
        self.typed_at = 0

    def __enter__(self) -> Terminal:
        self.side, other = pty.openpty()
        columns, lines = self.size
        fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            stdin=other,
            stdout=other,
            stderr=other,
            start_new_session=True,
            preexec_fn=take_terminal,
            env=os.environ | {"TERM": "xterm-256color", "COLORTERM": "truecolor"},
        )
        os.close(other)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.process.kill()
        self.process.wait()
        self.hang_up()

    def type(self, keys: str) -> None:
        """Press keys, as the bytes that a terminal sends for them."""
        self.typed_at = len(self.output)
        os.write(self.side, keys.encode())

    def wait_for(self, text: str) -> None:
        """Read until the program has drawn a text since the last keys; fail where it never does."""
        deadline = time.monotonic() + PATIENCE
        while text.encode() not in ESCAPES.sub(b"", self.output[self.typed_at :]):
            if not self._read(deadline - time.monotonic()):
                seen = ESCAPES.sub(b" ", self.output).decode(errors="replace")
                raise AssertionError(f"{text!r} did not appear. The end was: {seen[-3000:]}")

    def settle(self) -> None:
        """Read until nothing has been drawn for a while, as a person looks before going on."""
        while self._read(QUIET):
            pass

    def wait_for_exit(self) -> int:
        """Read until the program has ended; return its exit code, negative for a signal."""
        deadline = time.monotonic() + PATIENCE
        while self._read(deadline - time.monotonic()):
            pass
        return self.process.wait(max(0.1, deadline - time.monotonic()))

    def send(self, number: signal.Signals) -> None:
        """Send the program a signal."""
        self.process.send_signal(number)

    def hang_up(self) -> None:
        """Close the terminal, as closing its window does."""
        if self.side >= 0:
            os.close(self.side)
            self.side = -1

    def gave_the_screen_back(self) -> bool:
        """Tell whether the last things written undo what a full-screen program does."""
        return LEAVE_ALTERNATE_SCREEN in self.output and SHOW_CURSOR in self.output[-500:]

    def _read(self, seconds: float) -> bool:
        if not select.select([self.side], [], [], max(0.0, seconds))[0]:
            return False
        try:
            data = os.read(self.side, 65536)
        except OSError:
            return False
        self.output += data
        return bool(data)
