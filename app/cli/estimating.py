"""The options of `estimate` and `margin`."""

from __future__ import annotations

import argparse

from app.cli.verbs import add_verb, verbs_of

HOURS = "hours, such as 12, 12.5 or 3:30"
DAY = "a date such as 2026-12-31"


def estimate_arguments(command: argparse.ArgumentParser) -> None:
    """Add the verbs of `estimate`."""
    verbs = verbs_of(command, "import|show|new|stage|place|suggest|progress")
    taken = add_verb(verbs, "import", "read an estimate from a CSV, Markdown, text or PDF file")
    taken.add_argument("file", metavar="FILE")
    taken.add_argument(
        "--yes",
        action="store_true",
        help="ask nothing, as without a terminal",
    )
    taken.add_argument("--dry-run", action="store_true", help="show what is read, save nothing")
    taken.add_argument("--currency", metavar="CODE", help="what its amounts are in")
    shown = add_verb(verbs, "show", "show a project's estimate and its stages")
    shown.add_argument("--source", action="store_true", help="print the text it was read from")
    made = add_verb(verbs, "new", "make an estimate from a template or like another project's")
    made.add_argument("--template", metavar="T", help="website, app, consulting or retainer")
    made.add_argument("--hours", metavar="H", help=HOURS)
    made.add_argument("--amount", metavar="A", help="what all of it is sold for")
    made.add_argument("--like", metavar="PROJECT", help="take over the estimate of this project")
    placed = add_verb(verbs, "place", "put a task of yours into a stage")
    placed.add_argument("task", metavar="TASK", help="its id")
    placed.add_argument("stage", metavar="STAGE", help="a stage, or “none”")
    hinted = add_verb(verbs, "suggest", "list tasks that may belong to a stage; nothing is set")
    far = add_verb(verbs, "progress", "say how far a project is and how its end is projected")
    far.add_argument("--percent", metavar="P", help="how much is done, or “tasks”: let them tell")
    far.add_argument("--method", metavar="M", help="cpi, remaining or reestimate")
    far.add_argument("--remaining", metavar="H", help=f"what the rest takes: {HOURS}")
    shown.add_argument("--project", metavar="P", help="without, all that have one")
    for verb in (taken, made, placed, hinted, far):
        verb.add_argument("--project", metavar="P", required=True)
    _stage_arguments(add_verb(verbs, "stage", "add, change or finish a stage"))


def _stage_arguments(command: argparse.ArgumentParser) -> None:
    steps = command.add_subparsers(dest="step", metavar="add|edit|done|archive", required=True)
    for step, sentence in (
        ("add", "add a stage"),
        ("edit", "change a stage"),
        ("done", "say that a stage is done"),
        ("archive", "take a stage off the lists"),
    ):
        verb = add_verb(steps, step, sentence)
        verb.add_argument("name", metavar="STAGE", help="its name")
        verb.add_argument("--project", metavar="P", required=True)
        if step in ("add", "edit"):
            verb.add_argument("--hours", metavar="H", help=HOURS)
            verb.add_argument("--amount", metavar="A", help="what it is sold for")
            verb.add_argument("--due", metavar="D", help=DAY)
        if step == "edit":
            verb.add_argument("--name", dest="new_name", metavar="NAME")
        if step == "done":
            verb.add_argument("--on", metavar="D", help=f"{DAY}; “no” takes it back")


def margin_arguments(command: argparse.ArgumentParser) -> None:
    """Add the options of `margin`."""
    command.add_argument("--project", metavar="P", help="one project alone")
