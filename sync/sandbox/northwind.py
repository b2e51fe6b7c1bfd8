"""Northwind Studio: a small agency as it looks on a given day, the same for the same seed."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from sync.sandbox.agency import Agency
from sync.sandbox.history import History
from sync.sandbox.work import INSIDE, LOOSE, PROJECTS, SHARED

if TYPE_CHECKING:
    from sync.sandbox.records import Person, Project, Task

SEED = 48
DONE_SHARE = 0.18
MAIN_SHARE = 0.45
DUE_SHARE = 0.7


def northwind(today: date, seed: int = SEED) -> Agency:
    """Build the agency as of `today`: eight projects, about 130 open tasks, four people."""
    return _Builder(today, seed).build()


def at_nine(day: date) -> float:
    """Return nine o'clock UTC of a day in epoch seconds."""
    return datetime.combine(day, time(9), UTC).timestamp()


class _Builder:
    """Fills an agency day by day, with a dice that always falls the same way."""

    def __init__(self, today: date, seed: int) -> None:
        self._today = today
        self._dice = random.Random(seed)
        self._day = today
        self.agency = Agency(lambda: at_nine(self._day))

    def build(self) -> Agency:
        self._go_back(90)
        self._hire()
        for name, color, names in PROJECTS:
            self._open_project(name, color, names)
        self._add_loose_ends()
        self._day = self._today
        self.agency.history = History()  # what was there before is no news
        return self.agency

    def _go_back(self, days: int) -> None:
        self._day = self._today - timedelta(days=days)

    def _hire(self) -> None:
        studio = self.agency.add_workspace("Northwind Studio", "northwind.example")
        for name, address in (
            ("Lena Brandt", "lena"),
            ("Tomás Ferreira", "tomas"),
            ("Mei Tanaka", "mei"),
            ("Jonas Weiß", "jonas"),
        ):
            self.agency.add_person(name, f"{address}@northwind.example", [studio])
        self.agency.add_person("Petra Müller", "petra@mueller.example", [studio], guest=True)

    def _open_project(self, name: str, color: str, names: tuple[str, ...]) -> None:
        self._go_back(self._dice.randint(60, 90))
        project = self.agency.add_project(name, color=color)
        for task_name in names:
            self._add(task_name, project)

    def _add(self, name: str, project: Project | None, parent: Task | None = None) -> Task:
        self._go_back(self._dice.randint(3, 55))
        task = self.agency.add(name, project, assignee=self._somebody(), parent=parent)
        if self._dice.random() < DUE_SHARE:
            task.due_on = self._workday(self._dice.randint(-4, 24)).isoformat()
        if project and self._dice.random() < DONE_SHARE:
            self._finish(task)
        elif project:
            task.memberships[0].section = project.sections[self._dice.choice((0, 0, 0, 1, 1, 2))]
        return task

    def _somebody(self) -> Person:
        people = list(self.agency.people.values())
        if self._dice.random() < MAIN_SHARE:
            return people[0]
        return self._dice.choice(people[1:4])

    def _finish(self, task: Task) -> None:
        self._day += timedelta(days=self._dice.randint(1, (self._today - self._day).days - 1))
        self.agency.complete(task)
        task.memberships[0].section = task.memberships[0].project.sections[-1]

    def _workday(self, days: int) -> date:
        day = self._today + timedelta(days=days)
        return day + timedelta(days=8 - day.isoweekday() if day.isoweekday() > 5 else 0)

    def _add_loose_ends(self) -> None:
        """Add what makes life hard: subtasks, tasks in two projects, in none, and odd names."""
        for parent_name, names in INSIDE.items():
            for name in names:
                self._add(name, None, self.agency.find(parent_name))
        for name, project_name in SHARED.items():
            self.agency.place(self.agency.find(name), self._project(project_name), column=1)
        for name in LOOSE:
            self.agency.reassign(self._add(name, None), self.agency.main)
        archived = self.agency.add_project("Orbit Launch 2025", color="none")
        self._add("Write the retrospective", archived)
        self.agency.archive(archived)
        partner = list(self.agency.people.values())[3]
        private = self.agency.add_project("Salaries", members=[partner])
        self.agency.add("Plan the raises", private, assignee=partner)

    def _project(self, name: str) -> Project:
        return next(found for found in self.agency.projects.values() if found.name == name)
