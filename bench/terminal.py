"""A program in a pseudo-terminal of 120 by 36, watched from outside: what it shows, and when."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

COLUMNS, LINES = 120, 36
PATIENCE = 20.0
QUIET = 0.06
"""Seconds of silence after which a frame counts as complete."""
ESCAPES = re.compile(
    rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[PX^_].*?\x1b\\"
)


class Terminal:
    """Runs a command until the block is left; then it is killed."""

    def __init__(self, command: list[str], environment: Mapping[str, str]) -> None:
        self.command = command
        self.environment = environment
        self._shown = b""

    def __enter__(self) -> Terminal:
        self._side, other = pty.openpty()
        fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        self._began = time.perf_counter()
        self.number = os.fork()
        if self.number == 0:
            os.login_tty(other)
            os.execve(self.command[0], self.command, dict(self.environment))
        os.close(other)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        os.kill(self.number, signal.SIGKILL)
        os.waitpid(self.number, 0)
        os.close(self._side)

    def show_time(self, *texts: str) -> float:
        """Wait until all texts were drawn; return the milliseconds since the start."""
        return self._wait(self._began, texts)

    def answer_time(self, keys: str, *texts: str) -> float:
        """Press keys; return the milliseconds until all texts were drawn since then."""
        self._shown = b""
        began = time.perf_counter()
        os.write(self._side, keys.encode())
        return self._wait(began, texts)

    def frame_time(self, keys: str) -> float:
        """Press keys; return the milliseconds until the last byte of what they changed."""
        began = last = time.perf_counter()
        os.write(self._side, keys.encode())
        patience = PATIENCE
        while self._read(patience):
            last = time.perf_counter()
            patience = QUIET
        return (last - began) * 1000

    def settle(self, seconds: float) -> None:
        """Go on reading for so long."""
        until = time.perf_counter() + seconds
        while (left := until - time.perf_counter()) > 0:
            self._read(left)

    def signal(self, number: signal.Signals) -> None:
        """Send the program a signal."""
        os.kill(self.number, number)

    def processor_seconds(self) -> float:
        """Sum the processor time of all its threads so far."""
        tasks = Path(f"/proc/{self.number}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9

    def memory(self) -> float:
        """Return its resident memory in megabytes."""
        status = Path(f"/proc/{self.number}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        if found is None:
            raise RuntimeError(f"{self.command} has ended: {self._end()}")
        return int(found[1]) / 1024

    def _wait(self, began: float, texts: Sequence[str]) -> float:
        """Read until all texts were drawn; return the milliseconds since `began`."""
        wanted = [text.encode() for text in texts]
        at = began
        while wanted:
            left = began + PATIENCE - time.perf_counter()
            if left < 0 or not self._read(left):
                raise RuntimeError(f"{self.command} did not show {wanted}: {self._end()}")
            at = time.perf_counter()
            plain = ESCAPES.sub(b"", self._shown)
            wanted = [text for text in wanted if text not in plain]
        return (at - began) * 1000

    def _end(self) -> str:
        """Return the last that was shown, for whoever has to find out what went wrong."""
        return ESCAPES.sub(b" ", self._shown).decode(errors="replace")[-1500:]

    def _read(self, seconds: float) -> bool:
        if not select.select([self._side], [], [], max(0.0, seconds))[0]:
            return False
        try:
            data = os.read(self._side, 65536)
        except OSError:
            return False
        self._shown += data
        return bool(data)
