"""Stages on the screen: those of a project, and which of them a task belongs to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from billing.estimates.correcting import hours_text, parse_hours, parse_sum, sum_text
from screens.dialogs.choices import Choice, Choose, Find
from screens.dialogs.sheet import LedgerSheet, SheetField
from screens.dialogs.stages import Stages, state_of
from store.project_currencies import project_currencies
from store.stages import Stage, add_stage, edit_stage, finish_stage, place_task, stages
from store.work import Work

if TYPE_CHECKING:
    from billing.estimates.suggesting import Suggestion
    from screens.host import Host
    from store.records import Project

NO_STAGE = "none"
MOST_SHOWN = 8
NO_FIT = "No task of yours that is in no stage fits one by its section, its state or its name."
NO_STAGES = "{} has no stages yet. An estimate brings them: {} in Projects imports one."


class Plan(NamedTuple):
    """The stages of a project, and its currency."""

    stages: list[Stage]
    currency: str


class StageFlow:
    """One run over the stages of a project."""

    def __init__(self, host: Host, project: Project) -> None:
        self._host = host
        self._project = project
        self._dialog: Stages | None = None
        self.stages: list[Stage] = []
        self.currency = ""

    def begin(self) -> None:
        """Read the stages and show them."""
        key = self._project.id
        self._host.look(
            lambda work: Plan(stages(work, key), project_currencies(work)[key]), self._show
        )

    def _show(self, plan: Plan) -> None:
        self.stages, self.currency = plan
        if self._dialog is not None:
            self._dialog.show_rows(self.stages)
            return
        admin = self._host.ledger.role == "admin"
        self._dialog = Stages(f"Stages of {self._project.name}", self, admin=admin)
        self._host.push_screen(self._dialog)

    def add(self) -> None:
        """Ask for a stage."""
        self._ask("A new stage", ("", "", "", ""), self._add)

    def _add(self, work: Work, changes: Mapping[str, str]) -> Stage:
        values = self._values(changes)
        return add_stage(
            work,
            self._project.id,
            values.get("name", ""),
            values.get("budget_seconds"),
            values.get("budget"),
            values.get("due_on"),
        )

    def edit(self, stage: Stage) -> None:
        """Ask what a stage should be."""
        texts = (
            stage.name,
            hours_text(stage.budget_seconds),
            sum_text(stage.budget, self.currency),
            stage.due_on or "",
        )
        self._ask(
            stage.name,
            texts,
            lambda work, changes: edit_stage(work, stage, **self._values(changes)),
        )

    def _ask(
        self,
        title: str,
        texts: tuple[str, str, str, str],
        job: Callable[[Work, Mapping[str, str]], Stage],
    ) -> None:
        name, hours, amount, due = texts
        fields = [
            SheetField("name", "Name", name),
            SheetField("hours", "Hours", hours, "12, 1.5 or 1:30"),
            SheetField("amount", "Amount", amount, f"in {self.currency}"),
            SheetField("due", "Due", due, "2026-12-18"),
        ]
        self._host.push_screen(
            LedgerSheet(title, fields, job), lambda saved: None if saved is None else self.begin()
        )

    def _values(self, changes: Mapping[str, str]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        if "name" in changes:
            values["name"] = changes["name"]
        if "hours" in changes:
            values["budget_seconds"] = parse_hours(changes["hours"])
        if "amount" in changes:
            values["budget"] = parse_sum(changes["amount"], self.currency)
        if "due" in changes:
            values["due_on"] = changes["due"] or None
        return values

    def finish(self, stage: Stage) -> None:
        """Say that a stage is done today, or that it is not."""
        day = "no" if stage.done_on else None
        self._host.act(lambda work: finish_stage(work, stage, day), lambda _stage: self.begin())

    def suggest(self) -> None:
        """Show which tasks of one's own fit which stage, and put them there if that is right."""
        from billing.estimates.suggesting import suggest_stages

        key = self._project.id
        self._host.look(lambda work: suggest_stages(work, key), self._offer)

    def _offer(self, found: list[Suggestion]) -> None:
        if not found:
            self._host.say(NO_FIT, "warning")
            return

        def place(work: Work) -> None:
            for one in found:
                place_task(work, one.task_id, one.stage)

        def answered(answer: str | None) -> None:
            if answer == "yes":
                words = _tasks(len(found))
                self._host.act(place, lambda _none: self._host.say(f"Put {words} into stages."))

        lines = [f"{one.task} → {one.stage.name} ({one.reason})" for one in found[:MOST_SHOWN]]
        rest = len(found) - len(lines)
        lines += [f"and {rest} more"] if rest else []
        choices = [Choice("yes", f"Put {_tasks(len(found))} there"), Choice("no", "Leave them")]
        self._host.push_screen(
            Choose("Do these belong there?", choices, sentence="\n".join(lines)), answered
        )


def _tasks(count: int) -> str:
    return "1 task" if count == 1 else f"{count} tasks"


def choose_stage(
    host: Host, project: tuple[str | None, str], task: str, task_of: Callable[[Work], str]
) -> None:
    """Ask which stage of a project, given by id and name, a task of one's own belongs to."""
    project_id, name = project
    if project_id is None:
        host.say(f"{task} is in no project, and so in no stage.", "warning")
        return

    def put(work: Work, stage: Stage | None) -> None:
        place_task(work, task_of(work), stage)

    def ask(found: list[Stage]) -> None:
        if not found:
            host.say(NO_STAGES.format(name, host.key_of("estimate.import")), "warning")
            return
        by_id = {stage.id: stage for stage in found}
        choices = [
            *(Choice(stage.id, stage.name, state_of(stage)) for stage in found),
            Choice(NO_STAGE, "No stage"),
        ]

        def chosen(value: str | None) -> None:
            if value is None:
                return
            stage = by_id.get(value)
            where = f"in the stage {stage.name}" if stage else "in no stage"
            host.act(lambda work: put(work, stage), lambda _none: host.say(f"{task} is {where}."))

        host.push_screen(Find(f"The stage of {task}", choices), chosen)

    host.look(lambda work: stages(work, project_id), ask)
