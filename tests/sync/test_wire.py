"""The connection itself: encrypted, used again, and never one answer behind."""

from __future__ import annotations

import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from threading import Event, Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from sync.access import open_transport
from sync.asana.client import AsanaClient
from sync.asana.provider import AsanaProvider
from sync.asana.records import TASK_FIELDS
from sync.errors import Unreachable
from sync.sandbox import Sandbox
from tests.sync.clocks import RunningClock
from tests.sync.conftest import Reader
from tests.sync.hostile import hostile, response

PATH = "/api/1.0/users/me"


def test_the_next_page_is_asked_for_before_it_is_wanted(reader: Reader) -> None:
    first = response({"data": [1], "next_page": {"offset": "a"}})
    second = response({"data": [2], "next_page": None})
    with hostile(first, second) as server:
        pages = AsanaClient(reader(server.url)).pages("/projects", {"opt_fields": "name"})
        assert next(pages) == [1]
        while len(server.requests) < 2:
            Event().wait(0.01)
        assert list(pages) == [[2]]
        assert len(server.requests) == 2


def test_an_answer_that_nobody_took_is_given_to_nobody_else(
    sandbox: Sandbox, provider: AsanaProvider
) -> None:
    agency = sandbox.agency
    for number in range(150):
        agency.add(f"More {number}", assignee=agency.main)
    workspace = provider.workspaces()[0]
    pages = provider.my_open_tasks(workspace.id)
    next(pages)
    assert provider.account().name == agency.main.name
    task = agency.open_tasks()[0]
    assert provider.task(task.gid).id == task.gid
    rest = [row.id for page in pages for row in page.rows]
    assert len(rest) == len(set(rest)) == len(agency.open_tasks()) - 100


def test_a_page_that_fails_ahead_of_time_fails_in_its_turn(reader: Reader) -> None:
    first = response({"data": [1], "next_page": {"offset": "a"}})
    refusal = response({"errors": [{"message": "x"}]}, status=500)
    last = response({"data": [2], "next_page": None})
    with hostile(first, refusal, last) as server:
        pages = AsanaClient(reader(server.url)).pages("/tasks", {"opt_fields": TASK_FIELDS})
        assert list(pages) == [[1], [2]]


def test_a_connection_is_used_again_and_made_anew_when_it_was_closed(
    running: RunningClock, stop: Event
) -> None:
    connections: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        Thread(target=serve_twice, args=(listener, connections), daemon=True).start()
        transport = open_transport(f"http://127.0.0.1:{port}", running, stop)
        for _ in range(2):
            assert transport.exchange("GET", PATH, []).body == b"{}"
        assert len(connections) == 1
        with pytest.raises(Unreachable):
            transport.exchange("GET", PATH, [])
        assert transport.exchange("GET", PATH, []).body == b"{}"
        assert len(connections) == 2
        transport.close()


def serve_twice(listener: socket.socket, connections: list[int]) -> None:
    """Answer two requests on each connection and then hang up without a word."""
    for _ in range(2):
        connection, _ = listener.accept()
        connections.append(1)
        with connection:
            for _ in range(2):
                if not connection.recv(65536):
                    break
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")


# -- encrypted -------------------------------------------------------------------------------


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Make a certificate of 127.0.0.1 that signs itself; its key lies in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sandbox")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    path = tmp_path / "certificate.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(made.public_bytes(Encoding.PEM) + secret)
    return path


@pytest.fixture
def encrypted(certificate: Path) -> Iterator[str]:
    """Run an encrypted server that answers its first request and is silent to the second."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    leaving = Event()

    def serve(listener: socket.socket) -> None:
        while not leaving.is_set():
            try:
                plain, _ = listener.accept()
                with context.wrap_socket(plain, server_side=True) as connection:
                    connection.recv(65536)
                    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
                    connection.recv(65536)
                    leaving.wait(10)
            except OSError:
                continue

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=serve, args=(listener,), daemon=True)
        thread.start()
        yield f"https://127.0.0.1:{listener.getsockname()[1]}"
        leaving.set()
        listener.shutdown(socket.SHUT_RDWR)
    thread.join()


def test_a_certificate_that_nobody_vouches_for_is_refused(
    encrypted: str, running: RunningClock, stop: Event
) -> None:
    transport = open_transport(encrypted, running, stop)
    with pytest.raises(Unreachable, match="certificate"):
        transport.exchange("GET", PATH, [])


ENCRYPTED = """
import sys, time
from threading import Event, Timer
from sync.access import open_transport
from sync.errors import Stopped
from tests.sync.clocks import RunningClock

stop = Event()
transport = open_transport(sys.argv[1], RunningClock(), stop)
print(transport.exchange("GET", "/api/1.0/users/me", []).body.decode())
Timer(0.2, stop.set).start()
began = time.monotonic()
try:
    transport.exchange("GET", "/api/1.0/users/me", [])
except Stopped:
    print("stopped", time.monotonic() - began < 1)
"""


def test_a_trusted_one_is_read_and_stopping_ends_it_at_once(
    encrypted: str, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    child = [sys.executable, "-c", ENCRYPTED, encrypted]
    said = subprocess.run(child, capture_output=True, text=True, check=True, timeout=20)
    assert said.stdout.split("\n")[:2] == ["{}", "stopped True"]
