"""The command line as people type it: names, options and help of every command."""

from __future__ import annotations

import argparse
from importlib import import_module
from typing import Any

from app.cli import estimating, invoicing, money_options, sending, sharing
from app.cli.verbs import add_verb

# command: (module and function, what it does)
COMMANDS: dict[str, tuple[str, str]] = {
    "start": ("timer:start", "start a timer on a task; a running one ends at the same instant"),
    "switch": ("timer:start", "the same as start"),
    "stop": ("timer:stop", "stop the running timer"),
    "resume": ("timer:resume", "start again what was stopped last"),
    "cancel": ("timer:cancel", "drop the running timer"),
    "note": ("timer:note", "write a note on the running timer"),
    "status": ("timer:status", "say what runs"),
    "tasks": ("tasks:listing", "list what can be picked, in the picker's order"),
    "task": ("tasks:change", "add, edit or archive a task of your own"),
    "project": ("projects:change", "list, add, edit or archive projects"),
    "client": ("projects:change_client", "list, add, edit or archive clients"),
    "member": ("members:change", "list, add, edit or archive members"),
    "map": ("maps:change", "say which remote projects belong to which project"),
    "add": ("entries:add", "write down time after the fact"),
    "edit": ("entries:edit", "change an entry"),
    "delete": ("entries:delete", "delete entries"),
    "undo": ("entries:undo", "take back the last change"),
    "redo": ("entries:redo", "do again what was undone"),
    "log": ("entries:log", "list entries"),
    "week": ("week:show", "show a week"),
    "totals": ("totals:show", "show time and its value by project, client, task or day"),
    "issuer": ("issuer:change", "show or say who bills, as it is printed on invoices"),
    "rate": ("rates:change", "list or set what an hour is billed at, or costs"),
    "invoice": ("invoices:change", "bill time: drafts, invoices, credit notes and payments"),
    "outbox": ("mail:outbox", "list messages, and try again or give up what did not go"),
    "secret": ("secret:change", "keep the password of your mail server, or the key of Stripe"),
    "estimate": ("estimates:change", "read an estimate from a file and keep a project's stages"),
    "margin": ("margin:show", "show what each project earns, costs, and comes to in the end"),
    "connect": ("connecting:connect", "connect an account"),
    "disconnect": ("connecting:disconnect", "revoke a connection; entries stay"),
    "connections": ("connecting:listing", "list the connections and how they are"),
    "sync": ("connecting:sync", "fetch what is new, now"),
    "webhooks": ("webhooks:run", "hear of changes within seconds, through a public address"),
    "feature": ("features:change", "list the switches of the workspace, or turn one on or off"),
    "backup": ("upkeep:backup", "copy the ledger, verified"),
    "doctor": ("upkeep:doctor", "check the ledger, the keyring, the connections and the clock"),
    "demo": ("upkeep:demo", "open the app on throw-away data and the sandbox"),
    "sandbox": (
        "upkeep:sandbox",
        "serve Asana's or Linear's API on this machine, for trying things out",
    ),
}

MOMENT = "09:30, -15m, “yesterday 17:00” or an ISO instant"


def parser() -> argparse.ArgumentParser:
    """Build the parser of the whole command line."""
    top = argparse.ArgumentParser(
        prog="ayron",
        description="Without a command, Ayron opens in the terminal.",
        epilog="Exit codes: 0 done, 1 refused, 2 wrong usage, 3 nothing to act on.",
    )
    top.add_argument("--version", action="version", version=f"ayron {version()}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    for name, (target, sentence) in COMMANDS.items():
        command = commands.add_parser(
            name, help=sentence, description=sentence[0].upper() + sentence[1:] + "."
        )
        command.add_argument("--json", action="store_true", help="print JSON")
        command.set_defaults(target=target)
        arguments = globals().get(f"_{name}")
        if arguments:
            arguments(command)
    return top


def handler(target: str) -> Any:
    """Load the function that runs a command."""
    module, _colon, function = target.partition(":")
    return getattr(import_module(f"app.cli.{module}"), function)


def version() -> str:
    """Read the version of the installed package."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed("ayron")
    except PackageNotFoundError:
        return "(not installed)"


def _start(command: argparse.ArgumentParser) -> None:
    command.add_argument("query", nargs="*", metavar="QUERY", help="the name, or part of it")
    command.add_argument("--task", metavar="ID", help="a task's id, or asana:GID")
    command.add_argument("--project", metavar="P", help="the project the time is for")
    command.add_argument("--note", metavar="N", default="", help="a note on the entry")
    command.add_argument("--at", metavar="TIME", help=MOMENT)
    command.add_argument("--new", action="store_true", help="create a task of this name")


_switch = _start


def _stop(command: argparse.ArgumentParser) -> None:
    command.add_argument("--at", metavar="TIME", help=MOMENT)


def _note(command: argparse.ArgumentParser) -> None:
    command.add_argument("text", nargs="+", metavar="TEXT")


def _status(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--format",
        metavar="FMT",
        help="fill {state} {task} {project} {client} {elapsed} {since} {note} {today} {seconds}",
    )


def _tasks(command: argparse.ArgumentParser) -> None:
    command.add_argument("query", nargs="*", metavar="QUERY")
    command.add_argument("--project", metavar="P", help="put this project's tasks first")


def _task(command: argparse.ArgumentParser) -> None:
    verbs = command.add_subparsers(dest="verb", metavar="add|edit|archive", required=True)
    add = add_verb(verbs, "add", "add a task")
    add.add_argument("name", nargs="+", metavar="NAME")
    add.add_argument("--project", metavar="P")
    edit = add_verb(verbs, "edit", "rename a task or move it to a project")
    edit.add_argument("id", metavar="ID")
    edit.add_argument("--name", metavar="NAME")
    edit.add_argument("--project", metavar="P", help="a project, or “none”")
    archive = add_verb(verbs, "archive", "take a task off the lists")
    archive.add_argument("id", metavar="ID")


_project = sharing.project_arguments
_client = sharing.client_arguments
_member = sharing.member_arguments
_map = sharing.map_arguments
_issuer = money_options.issuer_arguments
_rate = money_options.rate_arguments
_totals = money_options.totals_arguments
_invoice = invoicing.invoice_arguments
_estimate = estimating.estimate_arguments
_margin = estimating.margin_arguments
_outbox = sending.outbox_arguments
_secret = sending.secret_arguments


def _feature(command: argparse.ArgumentParser) -> None:
    verbs = command.add_subparsers(dest="verb", metavar="list|on|off", required=True)
    add_verb(verbs, "list", "list the switches")
    for verb in ("on", "off"):
        add_verb(verbs, verb, f"turn a feature {verb}").add_argument("name", metavar="NAME")


def _add(command: argparse.ArgumentParser) -> None:
    command.add_argument("task", metavar="TASK", help="a name or an id; a new name is created")
    command.add_argument("started", metavar="FROM", help=MOMENT)
    command.add_argument("stopped", metavar="TO", help=MOMENT)
    command.add_argument("--project", metavar="P")
    command.add_argument("--note", metavar="N", default="")


def _edit(command: argparse.ArgumentParser) -> None:
    command.add_argument("id", metavar="ID")
    command.add_argument("--task", metavar="ID")
    command.add_argument("--project", metavar="P", help="a project, or “none”")
    command.add_argument("--from", dest="started", metavar="TIME", help=MOMENT)
    command.add_argument("--to", dest="stopped", metavar="TIME", help=MOMENT)
    command.add_argument("--note", metavar="N")
    command.add_argument("--billable", action=argparse.BooleanOptionalAction)
    command.add_argument("--tag", action="append", metavar="TAG", help="may be repeated")


def _delete(command: argparse.ArgumentParser) -> None:
    command.add_argument("ids", nargs="+", metavar="ID")


def _log(command: argparse.ArgumentParser) -> None:
    command.add_argument("--from", dest="first", metavar="D", help="a date; default today")
    command.add_argument("--to", dest="last", metavar="D", help="a date, included")
    command.add_argument("--project", metavar="P")


def _week(command: argparse.ArgumentParser) -> None:
    command.add_argument("--week", metavar="2026-W48", help="default this week")


def _provider(text: str) -> str:
    """Take the name of a provider that there is."""
    from sync.kinds import kind_names

    if text not in kind_names():
        raise argparse.ArgumentTypeError(f"there are: {', '.join(kind_names())}")
    return text


def _connect(command: argparse.ArgumentParser) -> None:
    command.add_argument("provider", type=_provider, metavar="asana|linear")
    command.add_argument(
        "--tasks-of",
        metavar="PERSON",
        help="for a bot or a guest: read this person's tasks, by e-mail address",
    )
    command.add_argument(
        "--token-stdin",
        action="store_true",
        help="read a personal access token, or API key, from stdin",
    )
    command.add_argument(
        "--no-browser",
        action="store_true",
        help="print the address, then wait five minutes for a pasted code, or for a browser here",
    )
    command.add_argument(
        "--insecure-storage",
        action="store_true",
        help="keep the secret in a plain file (only where there is nothing better)",
    )


def _disconnect(command: argparse.ArgumentParser) -> None:
    command.add_argument("provider", type=_provider, metavar="asana|linear")
    command.add_argument("--account", metavar="A", help="which account, where there are several")
    command.add_argument("--yes", action="store_true", help="ask nothing")


def _sync(command: argparse.ArgumentParser) -> None:
    command.add_argument("--full", action="store_true", help="read everything again")


def _webhooks(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--public-url", metavar="URL", help="where your tunnel or relay is reached"
    )
    command.add_argument("--listen", metavar="ADDRESS", help="default 127.0.0.1:8978")
    command.add_argument("--account", metavar="A", help="which account, where there are several")
    command.add_argument("--yes", action="store_true", help="allow to subscribe, and ask nothing")
    command.add_argument("--off", action="store_true", help="end the subscriptions")
    command.add_argument(
        "--secret-stdin", action="store_true", help="read Linear's signing secret from stdin"
    )
    command.add_argument(
        "--no-browser", action="store_true", help="print the address and take a pasted code"
    )
    command.add_argument(
        "--insecure-storage",
        action="store_true",
        help="keep the secrets in a plain file (only where there is nothing better)",
    )


def _backup(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", nargs="?", metavar="FILE")


def _sandbox(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "provider", type=_provider, nargs="?", default="asana", metavar="asana|linear"
    )
    command.add_argument("--port", type=int)
    command.add_argument("--log", metavar="FILE", help="write each request's method and path")
