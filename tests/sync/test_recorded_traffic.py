"""What a whole connect and sync sends, held against Asana's own description of its API."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from store.ledger import Ledger
from sync.access import Surroundings
from sync.leaving import disconnect
from sync.providers.asana.client import SCOPES
from sync.rounds import Rounds
from sync.sandbox import Sandbox
from sync.secrets import Secret
from sync.tokens import Application
from tests.sync.asana import asana
from tests.sync.browsing import allow, free_port

CHECK = Path(__file__).parents[3] / "shared" / "tools" / "check_asana_traffic.py"


@pytest.mark.skipif(not CHECK.exists(), reason="the traffic checker lies beside the repository")
def test_the_traffic_is_as_asana_describes_it(
    sandbox: Sandbox, sqlite_ledger: Ledger, around: Surroundings, tmp_path: Path
) -> None:
    redirect = f"http://localhost:{free_port()}/callback"
    sandbox.app.redirects = (redirect,)
    application = Application(sandbox.client_id, Secret(sandbox.client_secret))
    connecting = asana(sqlite_ledger, around, sandbox.url)
    connecting.with_token(Secret(sandbox.token))
    made = connecting.with_oauth(application, redirect, allow)
    agency = sandbox.agency
    for number in range(150):
        agency.add(f"More {number}", assignee=agency.main)
    rounds = Rounds(sqlite_ledger, around, lambda fact: None, Event())
    rounds.sync(full=True)
    agency.complete(agency.open_tasks()[0])
    agency.delete(agency.open_tasks()[-1])
    rounds.sync()
    sandbox.grants.expire()
    rounds.sync()
    rounds.close()
    disconnect(sqlite_ledger, around, made)

    sent = [f"{record['method']} {record['url']}" for record in sandbox.traffic]
    assert not [line for line in sent if not line.startswith("GET ") and "/api/" in line]
    personal = f"Bearer {sandbox.token}"
    by_token = [
        each for each in sandbox.traffic if each["headers"].get("authorization") == personal
    ]
    by_oauth = [each for each in sandbox.traffic if each not in by_token]
    judge(sandbox, by_token, tmp_path)
    judge(sandbox, by_oauth, tmp_path, "--scopes", " ".join(SCOPES))


def judge(sandbox: Sandbox, traffic: list[Any], folder: Path, *more: str) -> None:
    """Let the checker look at some traffic."""
    assert traffic
    record = folder / "traffic.json"
    record.write_text(json.dumps(traffic))
    checked = subprocess.run(
        [sys.executable, CHECK, record, "--base", f"{sandbox.url}/api/1.0", *more],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
