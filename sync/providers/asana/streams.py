"""Asana's event streams: what happened to the tasks of a project, as a hint to read them again."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from sync.errors import BadAnswer, StreamExpired
from sync.provider import News
from sync.providers.asana.client import API, SERVICE, AsanaClient

_VANISHING = frozenset({"removed", "deleted", "undeleted", "added"})
_is_token = re.compile("[!-~]{1,4096}").fullmatch
_is_id = re.compile("[A-Za-z0-9_-]{1,64}").fullmatch


class AsanaStreams:
    """Reads the stream of one project at a time."""

    def __init__(self, asana: AsanaClient) -> None:
        self._asana = asana

    def read(self, project_id: str, token: str | None) -> News:
        """Read a page of events; raises NotAllowed where this token may not, Missing if gone."""
        query = {"resource": project_id, **({"sync": token} if token else {})}
        try:
            answer = self._asana.envelope(f"{API}/events?{urlencode(query)}")
        except StreamExpired as refusal:
            if refusal.token is None:
                raise BadAnswer(f"{SERVICE} begins a stream anew and gives no token.") from None
            return News(refusal.token, frozenset(), has_more=False, missed=True)
        following = answer.get("sync")
        if type(following) is not str or not _is_token(following):
            raise BadAnswer(f"{SERVICE} sent events without saying how they go on.")
        found = frozenset(_task_ids(answer["data"]))
        return News(following, found, has_more=answer.get("has_more") is True, missed=False)


def _task_ids(events: Any) -> list[str]:
    """List the tasks that may be somebody else's now, or nobody's.

    What else changes of a task, the question what changed brings; comments are no concern.
    """
    found: list[str] = []
    for event in events if type(events) is list else []:
        try:
            resource = event["resource"]
            if resource["resource_type"] == "task" and _may_vanish(event):
                found.append(resource["gid"])
        except (LookupError, TypeError):
            continue
    return [each for each in found if type(each) is str and _is_id(each)]


def _may_vanish(event: Any) -> bool:
    if event.get("action") in _VANISHING:
        return True
    change = event.get("change")
    return type(change) is dict and change.get("field") in ("assignee", "projects", "memberships")
