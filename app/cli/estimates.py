"""estimate: read one from a file, show it, make one, and keep the stages of a project."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from app.cli.estimate_shapes import (
    estimate_shape,
    reading_lines,
    reading_shape,
    stage_line,
    stage_shape,
)
from app.cli.invocation import Invocation
from app.cli.invoice_warnings import warn_of_fees
from app.sentences import printable
from billing.estimates.hours import seconds_in
from billing.estimates.reading import LARGEST, read_estimate
from billing.estimates.saving import save_reading
from billing.estimates.suggesting import suggest_stages
from billing.estimates.templates import from_project, from_template
from billing.money import currency_of, parse_amount, parse_decimal
from store.errors import Refused
from store.estimates import estimate_lines, estimates
from store.issuer import issuer
from store.project_currencies import project_currencies
from store.project_progress import choose_method, say_complete, say_remaining
from store.project_terms import project_terms
from store.projects import find_project, projects
from store.records import Project
from store.stages import (
    Stage,
    add_stage,
    archive_stage,
    edit_stage,
    find_stage,
    finish_stage,
    place_task,
    stages,
)
from store.work import Work

NONE = "There is no estimate yet. `ayron estimate import FILE --project P` reads one."


def change(invocation: Invocation) -> int:
    """Import or show an estimate, make one, or change stages and progress."""
    return VERBS[invocation.options.verb](invocation)


def _import(invocation: Invocation) -> int:
    options = invocation.options
    reading = read_estimate(options.file, _bytes(options.file))
    with invocation.ledger.read() as work:
        project = find_project(work, options.project)
        currency, language = _place(work, project.id)
    named = currency_of(options.currency) if options.currency else reading.currency
    reading = reading._replace(currency=named)
    lines = list(reading_lines(reading, named or currency, language))
    shape = {"project": project.name, "saved": False, **reading_shape(reading, named or currency)}
    if options.dry_run or not _agreed(invocation, lines):
        return invocation.answer(shape, lines if options.dry_run else ["Nothing was saved."])
    with invocation.ledger.write() as work:
        saved = save_reading(work, project.id, reading)
        found = [stage_shape(stage, currency) for stage in stages(work, project.id)]
        client_id = project_terms(work, project.id).client_id
    warn_of_fees(invocation, client_id)
    said = f"Saved for {project.name}: {len(found)} stages. No task was made."
    shape |= {"saved": True, "id": saved.id, "stages": found}
    return invocation.answer(shape, [said] if _asks(invocation) else [*lines, said])


def _bytes(name: str) -> bytes:
    """Read a file, but no more of it than an estimate may have."""
    try:
        with Path(name).open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise Refused(f"{name} cannot be read: {error.strerror}.") from error


def _asks(invocation: Invocation) -> bool:
    options = invocation.options
    return not (options.yes or options.json) and sys.stdin.isatty()


def _agreed(invocation: Invocation, lines: list[str]) -> bool:
    """Show what was read and ask, where a person is there to be asked."""
    if not _asks(invocation):
        return True
    for line in lines:
        print("  ".join(map(printable, line.split("\t"))), file=sys.stderr)
    print("Save this as the project's estimate? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


def _show(invocation: Invocation) -> int:
    """Show the estimate of a project, or those of all that have one."""
    options = invocation.options
    with invocation.ledger.read() as work:
        if options.project:
            chosen = [find_project(work, options.project, archived=True)]
        else:
            planned = {stage.project_id for stage in stages(work)}
            chosen = [project for project in projects(work) if project.id in planned]
        shown = [_shown(work, project) for project in chosen]
    if options.source:
        return invocation.answer(
            [shape for shape, _lines in shown],
            [line for shape, _lines in shown for line in shape["source_text"].split("\n")],
        )
    lines = [line for _shape, lines in shown for line in lines] or [NONE]
    return invocation.answer(shown[0][0] if options.project else [s for s, _ in shown], lines)


def _shown(work: Work, project: Project) -> tuple[dict[str, Any], list[str]]:
    """Shape the estimate that counts, and write it as lines."""
    currency, language = _place(work, project.id)
    current = next((e for e in estimates(work, project.id) if e.replaced_at is None), None)
    lines = estimate_lines(work, current.id) if current else []
    found = stages(work, project.id)
    source = current.source_text if current else ""
    if work.role != "admin":  # what it is sold for is for admins
        lines = [line._replace(amount=None) for line in lines]
        found, source = [stage._replace(budget=None) for stage in found], ""
    shape = {
        "project": project.name,
        **estimate_shape(current, lines, found, currency),
        "source_text": source,
    }
    origin = f" · {current.name}, from {current.source_name}" if current else ""
    rows = [f"  {stage_line(stage, currency, language)}" for stage in found]
    return shape, [f"{project.name}{origin}", *(rows or [f"  {NONE}"])]


def _new(invocation: Invocation) -> int:
    options = invocation.options
    with invocation.ledger.write() as work:
        project = find_project(work, options.project)
        currency, language = _place(work, project.id)
        if options.like:
            made = from_project(
                work, project.id, find_project(work, options.like, archived=True).id
            )
        elif options.template and options.hours:
            amount = parse_amount(options.amount, currency) if options.amount else None
            hours = seconds_in(options.hours)
            made = from_template(work, project.id, options.template, hours, amount)
        else:
            raise Refused("Say what to make it from: --template with --hours, or --like.")
        lines, found = estimate_lines(work, made.id), stages(work, project.id)
    shape = {"project": project.name, **estimate_shape(made, lines, found, currency)}
    return invocation.answer(shape, [stage_line(stage, currency, language) for stage in found])


def _stage(invocation: Invocation) -> int:
    options = invocation.options
    with invocation.ledger.write() as work:
        project = find_project(work, options.project)
        currency, language = _place(work, project.id)
        done = STEPS[options.step](work, project.id, options)
    return invocation.answer(stage_shape(done, currency), [stage_line(done, currency, language)])


def _add_stage(work: Work, project_id: str, options: Namespace) -> Stage:
    budget = _budget(work, project_id, options)
    return add_stage(
        *(work, project_id, options.name, budget.get("budget_seconds")),
        *(budget.get("budget"), budget.get("due_on")),
    )


def _edit_stage(work: Work, project_id: str, options: Namespace) -> Stage:
    changes = _budget(work, project_id, options)
    if options.new_name:
        changes["name"] = options.new_name
    if not changes:
        raise Refused("Say what to change: --name, --hours, --amount or --due.")
    return edit_stage(work, find_stage(work, project_id, options.name), **changes)


def _finish_stage(work: Work, project_id: str, options: Namespace) -> Stage:
    return finish_stage(work, find_stage(work, project_id, options.name), options.on)


def _archive_stage(work: Work, project_id: str, options: Namespace) -> Stage:
    stage = find_stage(work, project_id, options.name)
    archive_stage(work, stage)
    return stage._replace(archived=True)


def _budget(work: Work, project_id: str, options: Namespace) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if options.hours:
        found["budget_seconds"] = seconds_in(options.hours)
    if options.amount:
        found["budget"] = parse_amount(options.amount, _place(work, project_id)[0])
    if options.due:
        found["due_on"] = options.due
    return found


def _put(invocation: Invocation) -> int:
    options = invocation.options
    with invocation.ledger.write() as work:
        project = find_project(work, options.project)
        stage = None if options.stage == "none" else find_stage(work, project.id, options.stage)
        place_task(work, options.task, stage)
    name = stage.name if stage else None
    return invocation.answer(
        {"task_id": options.task, "stage": name}, [f"In {name or 'no stage'}."]
    )


def _suggest(invocation: Invocation) -> int:
    with invocation.ledger.read() as work:
        project = find_project(work, invocation.options.project)
        found = suggest_stages(work, project.id)
    shapes = [
        {"task_id": s.task_id, "task": s.task, "stage": s.stage.name, "reason": s.reason}
        for s in found
    ]
    lines = [f"{s.task_id}\t{s.task}\t{s.stage.name}\tby {s.reason}" for s in found]
    return invocation.answer(shapes, lines or ["No task looks like one of the stages."])


def _progress(invocation: Invocation) -> int:
    options = invocation.options
    if not (options.percent or options.method or options.remaining):
        raise Refused("Say what to change: --percent, --method or --remaining.")
    with invocation.ledger.write() as work:
        project = find_project(work, options.project)
        if options.percent:
            by_tasks = options.percent == "tasks"
            say_complete(work, project.id, None if by_tasks else parse_decimal(options.percent))
        if options.remaining:
            say_remaining(work, project.id, seconds_in(options.remaining))
        if options.method:
            choose_method(work, project.id, options.method)
    return invocation.answer({"project": project.name}, [f"Changed how far {project.name} is."])


def _place(work: Work, project_id: str) -> tuple[str, str]:
    """Tell the currency of a project and the language of whoever bills."""
    return project_currencies(work)[project_id], issuer(work).language


VERBS = {
    "import": _import,
    "show": _show,
    "new": _new,
    "stage": _stage,
    "place": _put,
    "suggest": _suggest,
    "progress": _progress,
}
STEPS = {
    "add": _add_stage,
    "edit": _edit_stage,
    "done": _finish_stage,
    "archive": _archive_stage,
}
