"""A sandbox in a process of its own, and the same answers read without Ayron."""

from __future__ import annotations

import http.client
import json
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import httpx

from bench.environments import ROOT
from bench.processes import PYTHON, environment_for

Asked = tuple[str, str, str]
"""A request that was sent: method, target and body."""
AT_ONCE = 8
"""So many lists does a first sync read at once."""


class Server(NamedTuple):
    """Where a sandbox is, and the token to ask it with."""

    provider: str
    origin: str
    token: str

    @property
    def headers(self) -> dict[str, str]:
        """What goes with each request."""
        authorization = self.token if self.provider == "linear" else f"Bearer {self.token}"
        return {
            "Authorization": authorization,
            "Accept": "application/json",
            "Content-Type": "application/json",
        }

    def order(self, target: str) -> list[list[Asked]]:
        """Ask for something that is no part of the API."""
        address = urlsplit(self.origin)
        with closing(http.client.HTTPConnection(address.hostname or "", address.port)) as client:
            client.request("GET", target)
            found: list[list[Asked]] = json.loads(client.getresponse().read())
            return found

    def read_in_line(self, chains: list[list[Asked]]) -> None:
        """Read everything over one connection with the standard library, and parse it."""
        address = urlsplit(self.origin)
        with closing(http.client.HTTPConnection(address.hostname or "", address.port)) as client:
            for chain in chains:
                for method, target, body in chain:
                    client.request(method, target, body or None, self.headers)
                    json.loads(client.getresponse().read())

    def read_abreast(self, chains: list[list[Asked]]) -> None:
        """Read everything with httpx, each list in its order and several lists at once."""
        limits = httpx.Limits(max_connections=AT_ONCE)
        with httpx.Client(base_url=self.origin, headers=self.headers, limits=limits) as client:

            def read(chain: list[Asked]) -> None:
                for method, target, body in chain:
                    client.request(method, target, content=body.encode()).json()

            first, *others = chains
            read(first)
            with ThreadPoolExecutor(AT_ONCE) as threads:
                list(threads.map(read, others))


@contextmanager
def running_sandbox(
    folder: Path, provider: str, tasks: int, places: int = 1, late: float = 0.0
) -> Iterator[Server]:
    """Run a sandbox that answers from memory, each answer so many seconds late."""
    script = ROOT / "bench" / "apps" / "remembering_sandbox.py"
    process = subprocess.Popen(
        [PYTHON, str(script), provider, str(tasks), str(places), str(late)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment_for(folder),
    )
    assert process.stdout is not None
    try:
        origin, token = process.stdout.readline().strip(), process.stdout.readline().strip()
        yield Server(provider, origin, token)
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()
