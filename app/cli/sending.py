"""The options of the commands that go out with an invoice: send, remind, link, poll, outbox."""

from __future__ import annotations

import argparse
from typing import Any

from app.cli.verbs import add_verb, verbs_of

INVOICE = "a number, or an id"
MESSAGE = "a message's id, or its invoice's number"
FILE = "a file with the text; - for standard input"
LANGUAGES = ("de", "en", "fr")
SECRETS = ("smtp", "smtp-token", "stripe")


def add_sending(verbs: Any) -> None:
    """Add the verbs of `invoice` that go out."""
    for name, sentence in (
        ("send", "send an invoice by mail, shown before it goes"),
        ("remind", "draft a reminder of an invoice that is open, shown before it goes"),
    ):
        _letter(add_verb(verbs, name, sentence))
    link = add_verb(verbs, "link", "show where an invoice can be paid")
    link.add_argument("id", metavar="ID", help=INVOICE)
    link.add_argument("--qr", action="store_true", help="draw the code, too")
    link.add_argument("--bank", action="store_true", help="for a bank transfer instead")
    link.add_argument("--close", action="store_true", help="take no money there any more")
    add_verb(verbs, "poll", "ask now what was paid through the links")


def outbox_arguments(command: argparse.ArgumentParser) -> None:
    """Add the verbs of `outbox`."""
    verbs = verbs_of(command, "list|retry|drop|arrived|template")
    add_verb(verbs, "list", "list what was sent, is to be sent, or may have been")
    again = add_verb(verbs, "retry", "try a message again, or all that are due")
    again.add_argument("id", nargs="?", metavar="ID", help=MESSAGE)
    again.add_argument("--yes", action="store_true", help="also one that may have arrived")
    again.add_argument("--again", action="store_true", help="also where another one went since")
    for name, sentence in (
        ("drop", "never send a message"),
        ("arrived", "say that a message in doubt did arrive"),
    ):
        add_verb(verbs, name, sentence).add_argument("id", metavar="ID", help=MESSAGE)
    words = add_verb(verbs, "template", "show or change the words of messages")
    words.add_argument("kind", choices=("invoice", "credit", "reminder"))
    words.add_argument("--language", default="en", choices=LANGUAGES, help="default en")
    words.add_argument("--client", metavar="C", help="for this client alone")
    words.add_argument("--subject", metavar="S")
    words.add_argument("--text", metavar="FILE", help=FILE)
    words.add_argument("--reset", action="store_true", help="go back to the words built in")


def secret_arguments(command: argparse.ArgumentParser) -> None:
    """Add the verbs of `secret`."""
    verbs = verbs_of(command, "list|set|forget")
    add_verb(verbs, "list", "say which secrets are kept, and where; never what they are")
    for name, sentence in (
        ("set", "keep a secret, asked for without showing it, or read from standard input"),
        ("forget", "keep a secret no longer"),
    ):
        verb = add_verb(verbs, name, sentence)
        verb.add_argument("name", choices=SECRETS)
        if name == "set":
            verb.add_argument(
                "--insecure-storage",
                action="store_true",
                help="keep it in a plain file (only where there is nothing better)",
            )


def _letter(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("id", metavar="ID", help=INVOICE)
    verb.add_argument("--to", metavar="A", action="append", help="instead of the client's address")
    verb.add_argument("--cc", metavar="A", action="append", help="a copy to this address")
    verb.add_argument("--copy", action="store_true", help="a copy to yourself")
    verb.add_argument("--subject", metavar="S")
    verb.add_argument("--text", metavar="FILE", help=FILE)
    verb.add_argument("--yes", action="store_true", help="ask nothing, as without a terminal")
    verb.add_argument("--again", action="store_true", help="also where it was sent before")
    verb.add_argument("--dry-run", action="store_true", help="show it, and send nothing")
