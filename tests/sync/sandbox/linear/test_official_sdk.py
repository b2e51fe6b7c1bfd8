"""Linear's own SDK takes the sandbox for the real thing."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest

from sync.sandbox.linear import Fault, LinearSandbox
from sync.sandbox.linear.hooks import Delivery, Hook
from sync.sandbox.linear.schemas import EXCERPT
from sync.sandbox.replies import encode

REFEREE = Path(__file__).parent / "referee"
SECRET = "lin_wh_secret"

pytestmark = pytest.mark.slow


def unless_in_ci(reason: str) -> Any:
    """Skip, but fail where the referee is to be present."""
    return pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)


@pytest.fixture(scope="module")
def referee(pytestconfig: pytest.Config) -> Path:
    """Return a folder with the SDK, installed once; another worker may be doing the same."""
    if not (shutil.which("node") and shutil.which("npm")):
        unless_in_ci("node and npm are not installed")
    lock = (REFEREE / "package-lock.json").read_bytes()
    home = pytestconfig.cache.mkdir("linear-sdk") / hashlib.sha256(lock).hexdigest()[:16]
    if not home.exists():
        made = Path(tempfile.mkdtemp(dir=home.parent))
        shutil.copytree(REFEREE, made, dirs_exist_ok=True)
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(command, cwd=made, capture_output=True, text=True, check=False)
        if done.returncode:
            unless_in_ci(f"npm cannot install Linear's SDK: {done.stderr[-300:]}")
        try:
            made.rename(home)
        except OSError:
            shutil.rmtree(made)
    shutil.copy(REFEREE / "ask.mjs", home)
    return home


@pytest.fixture
def schema(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return the whole schema, or our excerpt with what the SDK asks for beyond it."""
    if request.param == "whole":
        return Path(request.getfixturevalue("whole"))
    together = tmp_path / "schema.graphql"
    together.write_text(EXCERPT.read_text() + (REFEREE / "sdk.graphql").read_text())
    return together


def letter(sandbox: LinearSandbox) -> dict[str, Any]:
    """Return a webhook's message as it would go out now."""
    body = {"type": "Issue", "action": "update", "webhookTimestamp": int(time.time() * 1000)}
    delivery = Delivery(Hook("1", "", SECRET), body, "1")
    raw = encode(body)
    headers = sandbox.hooks.headers(delivery, raw)
    return {
        "secret": SECRET,
        "body": raw.decode(),
        "signature": headers["Linear-Signature"],
        "timestamp": headers["Linear-Timestamp"],
    }


def asked(referee: Path, sandbox: LinearSandbox, *ids: str) -> dict[str, Any]:
    """Let the SDK ask, and return what it understood."""
    done = subprocess.run(
        ["node", "ask.mjs", sandbox.url, sandbox.token, *ids],
        cwd=referee,
        env={**os.environ, "LETTER": json.dumps(letter(sandbox))},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize("schema", ["excerpt", "whole"], indirect=True)
def test_it_reads_everything(referee: Path, sandbox: LinearSandbox) -> None:
    tracker = sandbox.tracker
    named, archived, purged = (
        tracker.issue(title)
        for title in ("Undo an import", "Upgrade the database", "Send the receipt again")
    )
    tracker.archive(archived)
    tracker.purge(purged)
    sandbox.fail(Fault(status=429, having="organization"))
    told = asked(referee, sandbox, named.identifier, archived.id, purged.id)
    assert told["viewer"] == {"name": "Lena Brandt", "isMe": True}
    wanted = {issue.title for issue in tracker.open_issues()} | {"Retire the old payment form"}
    assert set(told["mine"]) == wanted
    assert len(told["mine"]) == len(wanted)
    assert told["found"] == [[archived.id, "2026-11-27T13:05:00.000Z"]]
    assert told["issue"] == {
        "title": "Undo an import",
        "state": "backlog",
        "team": "ENG",
        "assignee": "Lena Brandt",
    }
    assert set(told["teams"]) == {"ENG", "DES"}
    assert set(told["projects"]) == {"Import", "Checkout"}
    assert told["missing"] == ["InvalidInputLinearError", "InvalidInput", 200]
    assert told["stranger"] == ["AuthenticationLinearError", "AuthenticationError", 401]
    assert told["limited"] == ["RatelimitedLinearError", "Ratelimited", 400]
    assert told["letter"] == "Issue"
    assert sandbox.writes == []
