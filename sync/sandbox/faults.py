"""Things that go wrong on purpose: the next requests fail, hang, break off or lie."""

from __future__ import annotations

import threading
import zlib
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any, Literal, get_args

from sync.sandbox.replies import Refusal, Reply, bad_request, too_many

Sent = Literal["answer", "drop", "reset", "hang", "half", "drip", "flood"]
"""What happens on the wire: the listener sees to it."""
Instead = Literal["bomb", "garbage", "deep", "redirect", "expired"]
"""What is answered instead of the truth."""
Body = Literal["cut", "shape", "absent", "empty", "endless", "loop", "elsewhere", "skew"]
"""What is done to the whole of a true answer: see `damage`."""
Rows = Literal["huge", "nan", "types", "missing", "null", "twice", "again", "workspace", "person"]
"""What is done to the rows of a true answer: see `rows`."""
How = Sent | Instead | Body | Rows
HOWS = frozenset((*get_args(Sent), *get_args(Instead), *get_args(Body), *get_args(Rows)))
ALWAYS = 1_000_000_000
ELSEWHERE = "https://elsewhere.invalid"
PHRASE = "6 sad squid snuggle softly"
SENTENCES = {
    401: "Not Authorized",
    402: "Search is only available to premium users.",
    403: "You do not have access to this project.",
    404: "task: Unknown object: 0",
    451: "This request is unavailable for legal reasons.",
    500: "Server Error",
}
EXPIRED = "offset: Your pagination token has expired."
BOMB_BYTES = 256_000_000
DEPTH = 200_000


@dataclass(slots=True)
class Fault:
    """What happens to the next `times` requests whose path begins with `path`.

    With `having` only those whose target or body holds this text.

    On the wire: `answer` is a plain refusal with `status`, or the true answer when that is 0;
    `seconds` makes either late. `drop` hangs up; `reset` does so with a TCP reset; `hang` never
    answers; `half` hangs up in the middle; `drip` sends a byte a second; `flood` sends without
    end. A 429 or 503 says to wait `retry_after` seconds, as a date if it is `dated`, and nothing
    when that is None.

    Instead of the truth: `bomb` is small until it is unpacked; `garbage` is not JSON; `deep` is
    200,000 brackets; `redirect` leads to `host`; `expired` refuses an offset.

    To the truth: `cut` ends in the middle of the JSON; `huge` and `nan` put numbers that are none
    into each row; `shape` makes `data` a number, `absent` leaves it out, `empty` empties the page;
    `endless` says that there is always more. `types`, `missing` and `null` spoil one `part` of each
    row (dots lead into it), or every one. `twice` repeats a row on its page,
    `again` on the next; `workspace` and `person` slip in a row of another one; `loop` lets each
    page lead to the same next one, `elsewhere` to `host`; `skew` shifts the Date header and all
    instants by `shift` seconds.
    """

    times: int = 1
    how: How = "answer"
    status: int = 0
    path: str = "/"
    seconds: float = 0.0
    retry_after: int | None = 1
    sentence: str = ""
    having: str = ""
    dated: bool = False
    part: str = ""
    host: str = ELSEWHERE
    shift: float = 0.0
    memory: dict[str, Any] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        if self.how not in HOWS:
            raise ValueError(f"there is no fault {self.how!r}; known are {sorted(HOWS)}")
        if self.how == "expired":
            self.having = self.having or "offset="

    def meets(self, path: str, text: str) -> bool:
        """Say whether a request meets this fault."""
        return path.startswith(self.path) and self.having in text


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

    def take(self, path: str, text: str = "") -> Fault | None:
        """Return the fault that a request meets, if any; `text` is its target and its body."""
        with self._lock:
            for fault in self._waiting:
                if fault.meets(path, text):
                    fault.times -= 1
                    if fault.times <= 0:
                        self._waiting.remove(fault)
                    return fault
            return None


def replaced(fault: Fault, now: float = 0.0) -> Reply | None:
    """Return what is answered instead of the truth, None where the truth is to be told."""
    if fault.how == "bomb":
        return Reply(200, _bomb(), headers={"Content-Encoding": "gzip"}, fault="bomb")
    if fault.how == "garbage":
        return Reply(200, b"<html>\xff\xfe maintenance", "text/html", fault="garbage")
    if fault.how == "deep":
        return Reply(200, b'{"data":' + b"[" * DEPTH + b"]" * DEPTH + b"}", fault="deep")
    if fault.how == "redirect":
        headers = {"Location": f"{fault.host}/"}
        return Reply(fault.status or 302, headers=headers, fault="redirect")
    if fault.how == "expired":
        return bad_request(fault.sentence or EXPIRED).reply()
    return _refusal(fault, now) if fault.status else None


def _refusal(fault: Fault, now: float) -> Reply:
    if fault.status == 429:
        reply = too_many(0).reply()
    else:
        sentence = fault.sentence or SENTENCES.get(fault.status, "Server Error")
        phrase = PHRASE if fault.status >= 500 else None
        reply = Refusal(fault.status, sentence, phrase=phrase).reply()
    reply.headers = _wait(fault, now) if fault.status in (429, 503) else {}
    return reply


def _wait(fault: Fault, now: float) -> dict[str, str]:
    if fault.retry_after is None:
        return {}
    seconds = fault.retry_after
    date = formatdate(now + seconds, usegmt=True)
    return {"Retry-After": date if fault.dated else str(seconds)}


def _bomb() -> bytes:
    squeeze = zlib.compressobj(9, wbits=31)
    block = b" " * 1_000_000
    parts = [squeeze.compress(block) for _ in range(BOMB_BYTES // len(block))]
    return b"".join([*parts, squeeze.flush()])
