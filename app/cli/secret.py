"""secret: keep the password of the mail server and the key of Stripe where secrets are kept."""

from __future__ import annotations

import getpass
import sys

from app import remotes
from app.cli.asking import has_terminal, passphrase_asker
from app.cli.invocation import Invocation
from app.cli.sending import SECRETS
from store.errors import NothingToDo, Refused
from sync.access import Surroundings
from sync.errors import NoSafePlace
from sync.secrets import Secret

LONGEST = 4096
NOWHERE = (
    "There is no keyring on this machine to keep it in. Run this in a terminal to be asked for a"
    " passphrase for an encrypted file, give it in the environment ({}), or add --insecure-storage"
    " to keep it in a plain file."
)
VARIABLES = {
    "smtp": "AYRON_SMTP_URL",
    "smtp-token": "AYRON_SMTP_TOKEN",
    "stripe": "AYRON_STRIPE_KEY",
}


def change(invocation: Invocation) -> int:
    """Run one of the verbs of `secret`."""
    return VERBS[invocation.options.verb](invocation)


def _set(invocation: Invocation) -> int:
    name, around = invocation.options.name, _surroundings(invocation)
    secret = _given(name)
    try:
        around.secrets.keep(name, secret)
    except NoSafePlace:
        raise Refused(NOWHERE.format(VARIABLES[name])) from None
    where = around.secrets.describe()
    return invocation.answer({"name": name, "kept": True, "where": where}, [f"Kept {where}."])


def _forget(invocation: Invocation) -> int:
    name, secrets = invocation.options.name, _surroundings(invocation).secrets
    if secrets.find(name) is None:
        raise NothingToDo(f"No secret {name} is kept.")
    secrets.drop(name)
    return invocation.answer({"name": name, "kept": False}, [f"Forgot {name}."])


def _list(invocation: Invocation) -> int:
    around = _surroundings(invocation)
    found = [(name, around.secrets.find(name) is not None) for name in SECRETS]
    lines = [f"{name}\t{'kept' if kept else 'not kept'}" for name, kept in found]
    return invocation.answer([{"name": name, "kept": kept} for name, kept in found], lines)


def _surroundings(invocation: Invocation) -> Surroundings:
    insecure = getattr(invocation.options, "insecure_storage", False)
    settings, clock = invocation.settings, invocation.clock
    return remotes.surroundings(settings, clock, passphrase_asker(), insecure)


def _given(name: str) -> Secret:
    """Ask for a secret, or read it from a pipe."""
    if sys.stdin.isatty() and has_terminal():
        given = Secret(getpass.getpass(f"{name}: ").strip())
    else:
        given = Secret(sys.stdin.read(LONGEST + 1).strip())
    if not given or len(given.reveal()) > LONGEST or not given.reveal().isprintable():
        raise Refused("That is no secret; nothing was kept.")
    return given


VERBS = {"list": _list, "set": _set, "forget": _forget}
