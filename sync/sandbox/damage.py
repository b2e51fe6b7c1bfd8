"""Answers that are not true: a true one is taken apart, spoilt, and put together again."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from email.utils import formatdate
from typing import TYPE_CHECKING, Any

from sync.sandbox.replies import Reply, encode
from sync.sandbox.rows import SPOILERS, tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sync.sandbox.faults import Fault

Document = dict[str, Any]
INSTANT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
HUGE = "9" * 5_000
"""More digits than Python cares to read."""
UNSAYABLE = {b'"__huge__"': HUGE.encode(), b'"__infinite__"': b"1e999", b'"__nan__"': b"NaN"}
"""What stands for numbers that a JSON writer refuses, and what becomes of it."""


def damaged(fault: Fault, reply: Reply, now: float = 0.0) -> Reply:
    """Return a true answer spoilt; refusals and what is no JSON stay as they are."""
    if reply.status != 200 or "json" not in reply.content_type:
        return reply
    headers = dict(reply.headers)
    body = reply.body
    if fault.how == "cut":
        body = body[: len(body) * 2 // 3]
    elif fault.how == "skew":
        headers["Date"] = formatdate(now + fault.shift, usegmt=True)
        body = INSTANT.sub(lambda found: shifted(found[0], fault.shift), body)
    elif fault.how in WHOLE or fault.how in SPOILERS:
        body = _spoilt(fault, json.loads(body))
    return Reply(reply.status, body, reply.content_type, headers, fault.how)


def shifted(instant: bytes, seconds: float) -> bytes:
    """Return an instant of an answer some seconds later."""
    moment = datetime.fromisoformat(instant.decode()) + timedelta(seconds=seconds)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z".encode()


def _spoilt(fault: Fault, document: Document) -> bytes:
    if fault.how in WHOLE:
        WHOLE[fault.how](fault, document)
    else:
        for table in tables(document):
            SPOILERS[fault.how](fault, table)
    body = encode(document)
    for stand_in, unsayable in UNSAYABLE.items():
        body = body.replace(stand_in, unsayable)
    return body


def _shape(fault: Fault, document: Document) -> None:
    document["data"] = 17


def _absent(fault: Fault, document: Document) -> None:
    document.pop("data", None)


def _empty(fault: Fault, document: Document) -> None:
    for table in tables(document):
        table.clear()


def _endless(fault: Fault, document: Document) -> None:
    document["has_more"] = True


def _loop(fault: Fault, document: Document) -> None:
    """Let every page lead to where the first one led."""
    if document.get("next_page"):
        fault.memory.setdefault("next", document["next_page"])
    if "next_page" in document:
        document["next_page"] = fault.memory.get("next")
    for page in _page_infos(document):
        fault.memory.setdefault("cursor", page.get("endCursor"))
        page.update(hasNextPage=True, endCursor=fault.memory["cursor"])


def _elsewhere(fault: Fault, document: Document) -> None:
    following = document.get("next_page")
    if following:
        following["uri"] = fault.host + following["path"]
        following["path"] = f"//{fault.host.partition('//')[2]}{following['path']}"


def _page_infos(value: Any) -> Iterator[Document]:
    """Yield what a GraphQL answer says about its pages."""
    if isinstance(value, dict):
        for name, below in value.items():
            if name == "pageInfo":
                yield below
            yield from _page_infos(below)


WHOLE: dict[str, Callable[[Fault, Document], None]] = {
    "shape": _shape,
    "absent": _absent,
    "empty": _empty,
    "endless": _endless,
    "loop": _loop,
    "elsewhere": _elsewhere,
}
