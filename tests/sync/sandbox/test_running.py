"""`python -m sync.sandbox`, as a person starts it."""

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

from sync.sandbox import StillClock, serve


def test_it_says_how_to_connect_and_stops_on_interrupt(tmp_path: Path) -> None:
    log = tmp_path / "requests.log"
    command = [sys.executable, "-m", "sync.sandbox", "--port", "0", "--log", str(log)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = ""
        while "client secret" not in told:
            told += process.stdout.readline()
        url, token = (re.findall(rf"  {name} +(\S+)", told)[0] for name in ("url", "token"))
        headers = {"Authorization": f"Bearer {token}"}
        answer = httpx.get(f"{url}/api/1.0/users/me", headers=headers)
        assert answer.json()["data"]["name"] == "Lena Brandt"
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
    assert log.read_text() == "GET /api/1.0/users/me 200\n"


def test_a_port_that_is_taken_is_said_in_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        command = [sys.executable, "-m", "sync.sandbox", "--port", str(taken.getsockname()[1])]
        result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    assert result.returncode == 1
    assert result.stderr == "The sandbox cannot start: Address already in use.\n"


def test_a_program_can_serve_until_it_has_had_enough(watch: StillClock) -> None:
    told: list[str] = []
    enough = threading.Event()
    enough.set()
    serve(clock=watch, write=told.append, port=0, tasks=50, until=enough)
    url = re.findall(r"  url +(\S+)", told[0])[0]
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)
