"""The sandbox as a process of its own, and as something that stops and comes back."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import httpx
import pytest

from sync.sandbox.linear import LinearSandbox, StillClock
from sync.sandbox.linear.serving import serve
from tests.sync.sandbox.linear.asking import ME, ask, data

LOADED = """
import sys
before = set(sys.modules)
import sync.sandbox.linear
print(*(name for name in set(sys.modules) - before))
"""


def test_it_says_how_to_connect_and_stops_on_interrupt(tmp_path: Path) -> None:
    log = tmp_path / "requests.log"
    command = [sys.executable, "-m", "sync.sandbox.linear", "--port", "0", "--log", str(log)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = ""
        while "redirects" not in told:
            told += process.stdout.readline()
        url, token = (re.findall(rf"  {name} +(\S+)", told)[0] for name in ("url", "token"))
        with httpx.Client(base_url=url, headers={"Authorization": token}) as api:
            assert data(ask(api, ME))["viewer"]["name"] == "Lena Brandt"
            assert api.get("/control/state").json()["organization"]["name"] == "Northwind Studio"
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
    assert log.read_text() == "POST /graphql 200\n"


def test_a_port_that_is_taken_is_said_in_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "sync.sandbox.linear", "--port", port]
        result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    assert result.returncode == 1
    assert result.stderr == "The sandbox cannot start: Address already in use.\n"


def test_a_program_can_serve_until_it_has_had_enough(watch: StillClock) -> None:
    told: list[str] = []
    enough = threading.Event()
    enough.set()
    serve(clock=watch, write=told.append, port=0, issues=300, until=enough)
    url = re.findall(r"  url +(\S+)", told[0])[0]
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)


def test_it_can_be_away_and_come_back(watch: StillClock) -> None:
    with LinearSandbox(clock=watch) as sandbox:
        with httpx.Client(base_url=sandbox.url, headers={"Authorization": sandbox.token}) as api:
            ask(api, ME)
            sandbox.stop()
            with pytest.raises(httpx.TransportError):
                ask(api, ME)
            sandbox.start()
            assert data(ask(api, ME))
        assert len(sandbox.traffic) == 2


def test_it_needs_python_and_a_graphql_library_only() -> None:
    command = [sys.executable, "-c", LOADED]
    result = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
    foreign = {
        name
        for name in result.stdout.split()
        if name.partition(".")[0] not in sys.stdlib_module_names | {"graphql"}
        and not f"{name}.".startswith("sync.sandbox.")
        and name != "sync"
    }
    assert foreign <= {"typing_extensions"}
