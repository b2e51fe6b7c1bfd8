"""start, switch, stop, resume, cancel, note, status."""

from __future__ import annotations

import sys

from app.cli.invocation import Invocation, text_of
from app.sentences import FIELDS, change_sentences, formatted, status_sentence
from app.shapes import status_shape, timer_shape
from app.unanswered import project_hint
from store import timer
from store.adoption import adopt
from store.errors import Refused
from store.moments import parse_moment
from store.projects import find_project
from store.records import TimerChange
from store.resolving import exact_key, resolve
from store.tasks import add_task
from store.work import Work


def start(invocation: Invocation) -> int:
    """Start a timer on what the query means."""
    options = invocation.options
    if bool(options.query) == bool(options.task):
        print("Say what to start: a name, or --task ID.", file=sys.stderr)
        return 2
    with invocation.ledger.write() as work:
        project = find_project(work, options.project).id if options.project else None
        task_id = _task(work, options, project)
        at = parse_moment(options.at, work.now()) if options.at else None
        done = timer.start(work, task_id, project_id=project, at=at, note=options.note)
        hint = project_hint(work, done)
    code = _report(invocation, done)
    if hint:
        print(hint, file=sys.stderr)
    return code


def stop(invocation: Invocation) -> int:
    """Stop the running timer."""
    with invocation.ledger.write() as work:
        at = invocation.options.at
        done = timer.stop(work, parse_moment(at, work.now()) if at else None)
    return _report(invocation, done)


def resume(invocation: Invocation) -> int:
    """Start again what was stopped last."""
    with invocation.ledger.write() as work:
        done = timer.resume(work)
    return _report(invocation, done)


def cancel(invocation: Invocation) -> int:
    """Drop the running timer."""
    with invocation.ledger.write() as work:
        done = timer.cancel(work)
    return _report(invocation, done)


def note(invocation: Invocation) -> int:
    """Write a note on the running timer."""
    with invocation.ledger.write() as work:
        done = timer.annotate(work, " ".join(invocation.options.text))
    return _report(invocation, done)


def status(invocation: Invocation) -> int:
    """Say what runs."""
    with invocation.ledger.read() as work:
        found = timer.status(work)
    template = invocation.options.format
    line = status_sentence(found) if template is None else formatted(found, template)
    if line is None:
        fields = " ".join(f"{{{name}}}" for name in FIELDS)
        print(f"--format knows these fields: {fields}", file=sys.stderr)
        return 2
    return invocation.answer(status_shape(found), [line])


def _task(work: Work, options: object, project: str | None) -> str:
    key: str | None = getattr(options, "task", None)
    query = text_of(getattr(options, "query", []))
    if key is None and getattr(options, "new", False):
        key = exact_key(work, query, project)
        if key is None:
            return add_task(work, query, project)
    if key is None:
        if not query:
            raise Refused("Say what to start: a name, or --task ID.")
        key = resolve(work, query, project)
    return adopt(work, key)


def _report(invocation: Invocation, done: TimerChange) -> int:
    return invocation.answer(timer_shape(done), change_sentences(done))
