"""An agency with as much to do as a bench asks for."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

from sync.sandbox.agency import Agency
from sync.sandbox.history import History
from sync.sandbox.northwind import at_nine

VERBS = ("Draft", "Review", "Fix", "Plan", "Test", "Ship", "Rewrite", "Measure", "Present", "Check")
THINGS = ("pricing page", "import", "brand book", "invoice run", "search", "newsletter", "login")
PLACES = ("Acme", "Orbit", "Lumen", "Hafen", "Kiosk", "Atlas", "Birke", "Cobalt", "Delta", "Ember")
PROJECTS = 40


def large(tasks: int, today: date = date(2026, 11, 27)) -> Agency:
    """Build an agency with this many open tasks, all of them the main person's."""
    agency = Agency(lambda: at_nine(today))
    place = agency.add_workspace("Northwind Works", "works.example")
    agency.add_person("Lena Brandt", "lena@works.example", [place])
    agency.add_person("Tomás Ferreira", "tomas@works.example", [place])
    homes = [agency.add_project(f"{PLACES[n % 10]} {n // 10 + 1}") for n in range(PROJECTS)]
    names = itertools.cycle(itertools.product(VERBS, THINGS, PLACES))
    for number, (verb, thing, client) in zip(range(1, tasks + 1), names, strict=False):
        due_on = today + timedelta(days=number % 30)
        name = f"{verb} {thing} for {client} #{number}"
        agency.add(name, homes[number % PROJECTS], due_on=due_on)
    agency.history = History()
    return agency
