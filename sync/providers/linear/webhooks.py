"""Linear's webhooks, which an admin of the workspace sets up by hand."""

from __future__ import annotations

import json
import re
from typing import Any

from store.clock import MINUTE, SECOND
from sync.receiver.incoming import Delivery
from sync.receiver.kinds import Hook, Learnt, Stale, WebhookKind

MOST_AGE = MINUTE
_MILLISECOND = SECOND // 1000

_is_id = re.compile(r"[A-Za-z0-9_-]{1,64}").fullmatch


def learn(delivery: Delivery, hook: Hook, now: int) -> Learnt:
    """Say where to look: in the team and project of an issue that is or was mine."""
    said = _read(delivery.body)
    _require_fresh(said.get("webhookTimestamp"), now)
    name = delivery.header("linear-delivery").decode("latin-1")
    kind, data = said.get("type"), _part(said, "data")
    if kind == "Issue":
        news = _is_mine(data, _part(said, "updatedFrom"), hook.subject_id)
        return Learnt(news, _ids(data, "projectId", "teamId"), name)
    return Learnt(kind == "Project", _ids(data, "id"), name)


def _require_fresh(sent: object, now: int) -> None:
    """Refuse what was signed more than a minute ago; the signed time counts, not the header's."""
    if type(sent) is not int:
        raise Stale("Linear signed it without a time.")
    age = now - sent * _MILLISECOND
    if abs(age) > MOST_AGE:
        raise Stale(f"its time is {abs(age) // SECOND} s away from this machine's clock.")


def _is_mine(data: dict[str, Any], before: dict[str, Any], me: str) -> bool:
    """Say whether an issue concerns a person; one that does not say whose it is may."""
    if "assigneeId" not in data and "assignee" not in data:
        return True
    return me in (
        data.get("assigneeId"),
        _part(data, "assignee").get("id"),
        before.get("assigneeId"),
    )


def _ids(data: dict[str, Any], *keys: str) -> tuple[str, ...]:
    values = (data.get(key) for key in keys)
    return tuple(value for value in values if type(value) is str and _is_id(value))


def _part(data: dict[str, Any], key: str) -> dict[str, Any]:
    found = data.get(key)
    return found if type(found) is dict else {}


def _read(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    return found if type(found) is dict else {}


WEBHOOKS = WebhookKind(
    signature="linear-signature",
    learn=learn,
    steps=(
        "As an admin of the Linear workspace, open Settings, then API, and make a new webhook.",
        "Give it this address: {address}",
        "Let it send Issues and Projects, for all teams or for yours, and save it.",
        "Copy its signing secret, and hand it to Ayron: ayron webhooks --secret-stdin",
    ),
)
