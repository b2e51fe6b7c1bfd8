"""Northwind Studio's engineering side: a small tracker as it looks on a given day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from sync.sandbox.linear.tracker import Tracker

if TYPE_CHECKING:
    from sync.sandbox.linear.records import User

ISSUES = {
    "Import": (
        ("Read the supplier's price list", "started"),
        ("Survive a file without a header row", "unstarted"),
        ("Say which row of the import is wrong", "unstarted"),
        ("Undo an import", "backlog"),
        ("Show the progress of a long import", "completed"),
    ),
    "Checkout": (
        ("Keep the basket after signing in", "started"),
        ("Round tax per line and not in total", "unstarted"),
        ("Accept addresses without a house number", "triage"),
        ("Send the receipt again", "unstarted"),
        ("Retire the old payment form", "canceled"),
    ),
    "": (
        ("Upgrade the database", "unstarted"),
        ("Write down how to restore a backup", "backlog"),
        ("Find out why the nightly build is slow", "started"),
    ),
}
DESIGNS = ("Draw the empty basket", "Choose icons for the import", "Review the receipt's layout")


def northwind(today: date) -> Tracker:
    """Build the tracker as of `today`: three teams, two projects, some twenty issues."""
    start = datetime.combine(today - timedelta(days=30), time(9), UTC).timestamp()
    tracker = Tracker(lambda: start, "Northwind Studio", "northwind")
    lena, tomas, mei = _hire(tracker)
    engineering = tracker.add_team("Engineering", "ENG", [lena, tomas])
    design = tracker.add_team("Design", "DES", [lena, mei])
    secret = tracker.add_team("Acquisition", "ACQ", [mei], private=True)
    tracker.add_project("Import", engineering)
    tracker.add_project("Checkout", engineering, design)
    for project, issues in ISSUES.items():
        for number, (title, state) in enumerate(issues):
            whose = tomas if number == 2 else lena
            tracker.add(title, engineering, project=project or None, state=state, assignee=whose)
    for title in DESIGNS:
        tracker.add(title, design, project="Checkout", assignee=mei)
    tracker.assign("Draw the empty basket", lena)
    tracker.add("Read the contract", secret, assignee=mei)
    return tracker


def _hire(tracker: Tracker) -> tuple[User, User, User]:
    lena = tracker.add_user("Lena Brandt", "lena@northwind.example", admin=True)
    tomas = tracker.add_user("Tomás Ferreira", "tomas@northwind.example")
    mei = tracker.add_user("Mei Tanaka", "mei@northwind.example")
    tracker.add_user("Petra Müller", "petra@mueller.example", guest=True)
    tracker.add_user("Helper", "helper@apps.northwind.example", app=True)
    return lena, tomas, mei


def large(issues: int, today: date) -> Tracker:
    """Build a tracker with this many open issues, all of them the main person's."""
    start = datetime.combine(today - timedelta(days=30), time(9), UTC).timestamp()
    tracker = Tracker(lambda: start, "Northwind Works", "works")
    lena = tracker.add_user("Lena Brandt", "lena@works.example")
    teams = [tracker.add_team(f"Team {key}", key, [lena]) for key in ("ALP", "BET", "GAM", "DEL")]
    projects = [tracker.add_project(f"Project {n + 1}", teams[n % 4]) for n in range(20)]
    for number in range(issues):
        home = projects[number % 20]
        tracker.add(f"Fix what is wrong with part {number + 1}", home.teams[0], project=home)
    return tracker
