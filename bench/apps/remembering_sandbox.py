"""A sandbox that answers from memory: what is measured is the client, not the server.

Prints its origin and its token. `/targets` lists what was asked for, each once, in order.
"""

from __future__ import annotations

import json
import re
import sys
import threading
import time

from sync.sandbox import Limits, Sandbox, large
from sync.sandbox.replies import Reply
from sync.sandbox.traffic import Request

INSTANT = re.compile(r"(completed_since|modified_since)=[^&]*")


class RememberingSandbox(Sandbox):
    """Works each answer out once; a different instant in the query makes no other answer."""

    def answer(self, request: Request) -> Reply:
        """Answer from memory where it can be."""
        if request.target == "/targets":
            return Reply(200, json.dumps([target for target, _ in remembered.values()]).encode())
        key = INSTANT.sub(r"\1", request.target)
        if key not in remembered:
            remembered[key] = request.target, super().answer(request)
        return remembered[key][1]


remembered: dict[str, tuple[str, Reply]] = {}

if __name__ == "__main__":
    limits = Limits(per_minute=None)
    with RememberingSandbox(clock=time.time, agency=large(int(sys.argv[1])), limits=limits) as made:
        sys.stdout.write(f"{made.url}\n{made.token}\n")
        sys.stdout.flush()
        threading.Event().wait()
