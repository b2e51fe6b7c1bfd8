"""The connection itself: used again, encrypted, and through a proxy where one is set."""

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

from store.errors import Refused
from sync.errors import Unreachable
from tests.sync.clocks import RunningClock
from tests.sync.hostile import hostile, response
from tests.sync.opening import open_asana_transport
from tests.sync.tunnel import Tunnel, tunnel

PATH = "/api/1.0/users/me"


def test_a_connection_is_used_again_and_made_anew_when_it_was_closed(
    running: RunningClock, stop: Event
) -> None:
    connections: list[int] = []
    closed = Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        Thread(target=serve_twice, args=(listener, connections, closed), daemon=True).start()
        transport = open_asana_transport(f"http://127.0.0.1:{port}", running, stop)
        for _ in range(2):
            assert transport.exchange("GET", PATH, []).body == b"{}"
        assert len(connections) == 1
        assert closed.wait(5)
        assert transport.exchange("GET", PATH, []).body == b"{}"
        assert len(connections) == 2
        transport.close()


def serve_twice(listener: socket.socket, connections: list[int], closed: Event) -> None:
    """Answer two requests on each connection and then hang up without a word."""
    for _ in range(2):
        connection, _ = listener.accept()
        connections.append(1)
        with connection:
            for _ in range(2):
                if not connection.recv(65536):
                    break
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        closed.set()


# -- encrypted -------------------------------------------------------------------------------


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Make a certificate that signs itself; its key lies in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sandbox")])
    now = datetime.now(UTC)
    places = [x509.IPAddress(ip_address(host)) for host in ("127.0.0.1", "0.0.0.0")]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(places), critical=False)
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
                    while connection.recv(65536):
                        continue
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
    transport = open_asana_transport(encrypted, running, stop)
    with pytest.raises(Unreachable, match="certificate"):
        transport.exchange("GET", PATH, [])


ENCRYPTED = """
import sys, time
from threading import Event, Timer
from sync.errors import Stopped
from tests.sync.clocks import RunningClock
from tests.sync.opening import open_asana_transport

stop = Event()
transport = open_asana_transport(sys.argv[1], RunningClock(), stop)
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
    assert read_and_stop(encrypted) == ["{}", "stopped True"]


def read_and_stop(origin: str) -> list[str]:
    """Read in a process of its own, so that the certificate in the environment is trusted."""
    child = [sys.executable, "-c", ENCRYPTED, origin]
    said = subprocess.run(child, capture_output=True, text=True, check=True, timeout=20)
    return said.stdout.splitlines()


# -- through a proxy -------------------------------------------------------------------------


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[Tunnel]:
    """Run a proxy that is set in the environment, with a password."""
    for name in ("https_proxy", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with tunnel() as made:
        monkeypatch.setenv("HTTPS_PROXY", f"http://me:canary%20pass@{made.place}")
        yield made


def elsewhere(origin: str) -> str:
    """Return an address of this machine that does not say that it is this machine."""
    return origin.replace("127.0.0.1", "0.0.0.0")


def test_what_goes_through_a_proxy_is_encrypted_to_the_origin(
    proxy: Tunnel, encrypted: str, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    origin = elsewhere(encrypted)
    assert read_and_stop(origin) == ["{}", "stopped True"]
    [head] = proxy.requests
    assert head.startswith(f"CONNECT {origin.removeprefix('https://')} HTTP/1.1\r\n")
    assert "Proxy-Authorization: Basic bWU6Y2FuYXJ5IHBhc3M=\r\n" in head
    assert PATH not in head


def test_a_proxy_is_not_asked_for_what_it_shall_not_lead_to(
    proxy: Tunnel, encrypted: str, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert read_and_stop(encrypted) == ["{}", "stopped True"]
    monkeypatch.setenv("NO_PROXY", "0.0.0.0")
    assert read_and_stop(elsewhere(encrypted)) == ["{}", "stopped True"]
    assert proxy.requests == []


def test_a_proxy_cannot_answer_for_the_origin(
    proxy: Tunnel, encrypted: str, running: RunningClock, stop: Event
) -> None:
    transport = open_asana_transport(elsewhere(encrypted), running, stop)
    with pytest.raises(Unreachable, match="certificate"):
        transport.exchange("GET", PATH, [])
    assert len(proxy.requests) == 1


def test_a_proxy_that_refuses_is_said_in_a_sentence(
    proxy: Tunnel, running: RunningClock, stop: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    with hostile(response({}, status=407)) as refusing:
        monkeypatch.setenv("HTTPS_PROXY", refusing.url)
        transport = open_asana_transport("https://asana.example", running, stop)
        with pytest.raises(Unreachable, match="proxy does not lead to Asana: 407 X"):
            transport.exchange("GET", PATH, [])


@pytest.mark.parametrize("address", ["socks5://me:canary@h:1", "ftp://me:canary@h", "http://h:x"])
def test_a_proxy_that_cannot_be_used_is_refused(
    address: str, proxy: Tunnel, running: RunningClock, stop: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", address)
    with pytest.raises(Refused) as refusal:
        open_asana_transport("https://asana.example", running, stop)
    assert "canary" not in repr(refusal.value)
