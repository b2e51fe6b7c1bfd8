"""What a whole connect and sync sends, held against Asana's own description of its API."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from threading import Event

import pytest

from store.ledger import Ledger
from sync.access import Surroundings
from sync.connecting import connect_with_oauth, connect_with_token, disconnect
from sync.providers.asana.signin import SCOPES
from sync.rounds import Rounds
from sync.sandbox import Sandbox
from sync.secrets import Secret
from sync.tokens import Application
from tests.sync.browsing import allow, free_port

CHECK = Path(__file__).parents[3] / "shared" / "tools" / "check_asana_traffic.py"


@pytest.mark.skipif(not CHECK.exists(), reason="the traffic checker lies beside the repository")
def test_the_traffic_is_as_asana_describes_it(
    sandbox: Sandbox, sqlite_ledger: Ledger, around: Surroundings, tmp_path: Path
) -> None:
    redirect = f"http://localhost:{free_port()}/callback"
    sandbox.app.redirects = (redirect,)
    application = Application(sandbox.client_id, Secret(sandbox.client_secret))
    connect_with_token(sqlite_ledger, around, sandbox.url, Secret(sandbox.token), Event())
    made = connect_with_oauth(
        sqlite_ledger, around, sandbox.url, application, redirect, allow, Event()
    )
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
    record = tmp_path / "traffic.json"
    record.write_text(json.dumps(sandbox.traffic))
    checked = subprocess.run(
        [
            *(sys.executable, CHECK, record, "--base", f"{sandbox.url}/api/1.0"),
            *("--scopes", " ".join(SCOPES)),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
