"""The environments that are measured: Ayron as a user has it, and the peers."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CLEAN = ROOT / ".bench-venv"
PEERS = ROOT / ".bench-peers"
BUILDER = ROOT / ".venv" / "bin" / "python"
"""The environment that `make install` makes; it holds what builds a wheel."""

POSTING = ["posting==2.11.1", "tree-sitter==0.25.2"]
HARLEQUIN = ["harlequin==2.17.0"]


def prepare_clean() -> Path:
    """Install the locked dependencies and a fresh wheel; return that environment's Python."""
    if not BUILDER.exists():
        raise SystemExit("There is no .venv to build the wheel with; run `make bench`.")
    python = CLEAN / "bin" / "python"
    lock = ROOT / "requirements.lock"
    digest = hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()
    stamp = CLEAN / ".lock"
    if not stamp.exists() or stamp.read_text() != digest:
        say(f"Installing the locked dependencies into {CLEAN.name} ...")
        venv.create(CLEAN, clear=True)
        pip("--python", str(python), "install", "--require-hashes", "-r", str(lock))
        stamp.write_text(digest)
    with tempfile.TemporaryDirectory() as folder:
        pip("wheel", "--no-build-isolation", "--no-deps", "-w", folder, str(ROOT))
        wheel = next(Path(folder).glob("*.whl"))
        pip("--python", str(python), "install", "--no-deps", "--force-reinstall", str(wheel))
    return python


def prepare_peers() -> None:
    """Install the peers, each by itself; a failure is written down, not raised."""
    for name, pins in (("posting", POSTING), ("harlequin", HARLEQUIN)):
        folder = PEERS / name
        if (folder / "bin" / name).exists():
            continue
        say(f"Installing {pins[0]} ...")
        venv.create(folder, clear=True)
        try:
            pip("--python", str(folder / "bin" / "python"), "install", *pins)
        except subprocess.CalledProcessError as error:
            say(f"{pins[0]} cannot be installed: {error}")
            shutil.rmtree(folder)


def pip(*arguments: str) -> None:
    """Run the pinned pip, quietly: the one that comes with Python writes slower launchers."""
    command = [str(BUILDER), "-m", "pip", "-qq", "--disable-pip-version-check", *arguments]
    subprocess.run(command, check=True, cwd=ROOT, env=os.environ)


def say(sentence: str) -> None:
    """Tell the person what takes so long."""
    sys.stderr.write(sentence + "\n")
