"""Things that go wrong on purpose: the next requests fail, hang, break off or lie."""

from __future__ import annotations

import threading
import zlib
from dataclasses import dataclass
from typing import Literal

from sync.sandbox.replies import Refusal, Reply, too_many

How = Literal["answer", "drop", "half", "drip", "flood", "bomb", "garbage", "redirect"]
PHRASE = "6 sad squid snuggle softly"
SENTENCES = {
    401: "Not Authorized",
    402: "Search is only available to premium users.",
    403: "You do not have access to this project.",
    404: "task: Unknown object: 0",
    451: "This request is unavailable for legal reasons.",
    500: "Server Error",
}
BOMB_BYTES = 256_000_000


@dataclass(slots=True)
class Fault:
    """What happens to the next `times` requests whose path begins with `path`.

    `answer` is a plain refusal with `status`, or the true answer when that is 0; `seconds` makes
    either late. `drop` hangs up; `half` hangs up in the middle; `drip` sends a byte a second;
    `flood` sends without end; `bomb` is small until it is unpacked; `garbage` is not JSON.
    """

    times: int = 1
    how: How = "answer"
    status: int = 0
    path: str = "/"
    seconds: float = 0.0
    retry_after: int | None = 1
    sentence: str = ""


class Faults:
    """The faults that wait for their requests, oldest first."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> None:
        """Let something go wrong."""
        with self._lock:
            self._waiting.append(fault)

    def clear(self) -> None:
        """Let everything go well again."""
        with self._lock:
            self._waiting.clear()

    def take(self, path: str) -> Fault | None:
        """Return the fault that this request meets, if it meets one."""
        with self._lock:
            for fault in self._waiting:
                if path.startswith(fault.path):
                    fault.times -= 1
                    if fault.times <= 0:
                        self._waiting.remove(fault)
                    return fault
            return None


def replaced(fault: Fault) -> Reply | None:
    """Return what is answered instead of the truth, None where the truth is to be told."""
    if fault.how == "bomb":
        return Reply(200, _bomb(), headers={"Content-Encoding": "gzip"}, fault="bomb")
    if fault.how == "garbage":
        return Reply(200, b"<html>\xff\xfe maintenance", "text/html", fault="garbage")
    if fault.how == "redirect":
        headers = {"Location": "https://elsewhere.invalid/"}
        return Reply(302, headers=headers, fault="redirect")
    return _refusal(fault) if fault.status else None


def _refusal(fault: Fault) -> Reply:
    if fault.status == 429:
        reply = too_many(fault.retry_after or 0).reply()
        if fault.retry_after is None:
            reply.headers = {}
        return reply
    sentence = fault.sentence or SENTENCES.get(fault.status, "Server Error")
    phrase = PHRASE if fault.status >= 500 else None
    headers = {"Retry-After": str(fault.retry_after)} if fault.status == 503 else {}
    return Refusal(fault.status, sentence, phrase=phrase, headers=headers).reply()


def _bomb() -> bytes:
    squeeze = zlib.compressobj(9, wbits=31)
    block = b" " * 1_000_000
    parts = [squeeze.compress(block) for _ in range(BOMB_BYTES // len(block))]
    return b"".join([*parts, squeeze.flush()])
