"""Webhooks: what changes is signed and posted, and tried again by hand."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from sync.sandbox.linear import LinearSandbox, StillClock
from tests.sync.sandbox.linear.conftest import NOW

SECRET = "lin_wh_" + "s" * 32


class Post(ThreadingHTTPServer):
    """Takes what is posted, and answers with `status`."""

    status = 200

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Letterbox)
        self.letters: list[tuple[dict[str, str], bytes]] = []


class Letterbox(BaseHTTPRequestHandler):
    """Keeps headers and bodies."""

    server: Post

    def log_message(self, *arguments: Any) -> None:
        """Keep quiet."""

    def do_POST(self) -> None:
        """Take a letter."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.letters.append((dict(self.headers.items()), body))
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", self.path)
        self.send_header("Content-Length", "0")
        self.end_headers()


@pytest.fixture
def schema() -> Path | None:
    """Return no file: webhooks have nothing to do with the schema."""
    return None


@pytest.fixture
def post() -> Iterator[Post]:
    """Run a receiver that takes everything."""
    server = Post()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def address(post: Post) -> str:
    """Return where the receiver is."""
    return f"http://127.0.0.1:{post.server_port}/hooks"


def read(post: Post) -> list[dict[str, Any]]:
    """Return what was posted, each checked by its signature."""
    for headers, body in post.letters:
        wanted = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        assert headers["Linear-Signature"] == wanted
        assert headers["Linear-Timestamp"] == str(json.loads(body)["webhookTimestamp"])
    return [json.loads(body) for _, body in post.letters]


def test_every_change_of_an_issue_is_told(sandbox: LinearSandbox, post: Post, address: str) -> None:
    hook = sandbox.hooks.add(address, SECRET)
    tracker = sandbox.tracker
    issue = tracker.add("Told at once", "ENG")
    tracker.rename(issue, "Told again")
    tracker.assign(issue, None)
    tracker.due(issue, date(2026, 12, 24))
    tracker.move(issue, "DES")
    tracker.archive(issue)
    tracker.purge(issue)
    sandbox.hooks.wait()
    letters = read(post)
    assert [letter["action"] for letter in letters] == ["create", *["update"] * 5, "remove"]
    assert letters[1]["updatedFrom"]["title"] == "Told at once"
    assert letters[2]["updatedFrom"]["assigneeId"] == tracker.main.id
    assert letters[2]["data"]["assigneeId"] is None
    assert letters[4]["data"]["previousIdentifiers"] == ["ENG-14"]
    assert letters[5]["updatedFrom"] == {"archivedAt": None, "trashed": None}
    assert {letter["webhookId"] for letter in letters} == {hook.id}
    assert {letter["webhookTimestamp"] for letter in letters} == {int(NOW * 1000)}
    assert {letter["organizationId"] for letter in letters} == {tracker.organization.id}
    assert len({headers["Linear-Delivery"] for headers, _ in post.letters}) == 7
    assert {headers["Linear-Event"] for headers, _ in post.letters} == {"Issue"}


def test_a_hook_is_for_all_public_teams_or_for_one(
    sandbox: LinearSandbox, post: Post, address: str
) -> None:
    everywhere = sandbox.hooks.add(address, SECRET)
    design = sandbox.hooks.add(address, SECRET, "DES")
    for title in ("Read the contract", "Undo an import", "Choose icons for the import"):
        sandbox.tracker.estimate(title, 5)
    sandbox.hooks.remove(design)
    sandbox.tracker.estimate("Choose icons for the import", 3)
    sandbox.hooks.wait()
    told = [(letter["webhookId"], letter["data"]["team"]["key"]) for letter in read(post)]
    assert told == [
        *((everywhere.id, "ENG"), (everywhere.id, "DES"), (design.id, "DES")),
        (everywhere.id, "DES"),
    ]


def test_what_was_refused_is_tried_again_by_hand(
    sandbox: LinearSandbox, post: Post, address: str, watch: StillClock
) -> None:
    sandbox.hooks.add(address, SECRET)
    post.status = 503
    sandbox.tracker.complete("Undo an import")
    sandbox.hooks.wait()
    (delivery,) = sandbox.hooks.deliveries
    watch.advance(60)
    post.status = 302
    assert sandbox.hooks.retry(delivery) == 302
    post.status = 200
    assert sandbox.hooks.retry(delivery) == 200
    assert delivery.statuses == [503, 302, 200]
    assert len({body for _, body in post.letters}) == 1
    assert {headers["Linear-Delivery"] for headers, _ in post.letters} == {delivery.id}


def test_anything_can_be_delivered_by_hand(
    sandbox: LinearSandbox, post: Post, address: str
) -> None:
    hook = sandbox.hooks.add(address, SECRET)
    delivery = sandbox.hooks.deliver(hook, {"type": "Comment", "action": "create"}, at=17)
    assert delivery.statuses == [200]
    assert read(post)[0] == {
        "type": "Comment",
        "action": "create",
        "webhookId": hook.id,
        "webhookTimestamp": 17,
    }


def test_nobody_there_is_no_trouble(sandbox: LinearSandbox, post: Post) -> None:
    sandbox.hooks.add("http://127.0.0.1:9/nobody", SECRET)
    sandbox.tracker.complete("Undo an import")
    sandbox.hooks.wait()
    assert sandbox.hooks.deliveries[0].statuses == [0]


def test_nothing_is_left_running(watch: StillClock, post: Post, address: str) -> None:
    with LinearSandbox(clock=watch) as sandbox:
        sandbox.hooks.add(address, SECRET)
        sandbox.tracker.complete("Undo an import")
        assert "hooks" in {thread.name for thread in threading.enumerate()}
    assert not {"hooks", "sandbox"} & {thread.name for thread in threading.enumerate()}
    assert len(post.letters) == 1
