"""The one table of what a person can do. Keys, footer, palette and help are all read off it."""

from __future__ import annotations

from typing import NamedTuple

EVERYWHERE = ("today", "entries", "week", "projects", "invoices", "integrations")


class Command(NamedTuple):
    """Something a person can do.

    `id` is what a keymap names. `sentence` is for the palette and the help; `label` is for the
    footer, empty where it stays out of it. `places` are the screens on which it works;
    `anywhere` lets its unprintable keys work while typing and over dialogs, too.
    """

    id: str
    sentence: str
    keys: tuple[str, ...] = ()
    label: str = ""
    places: tuple[str, ...] = EVERYWHERE
    anywhere: bool = False

    @property
    def method(self) -> str:
        """The method of a place, or of the app, that does it."""
        return "do_" + self.id.replace(".", "_")


TODAY = ("today",)
ENTRIES = ("entries", "week")
ENTRIES_ONLY = ("entries",)
WITH_DATES = ("today", "entries", "week")
PROJECTS = ("projects",)
INVOICES = ("invoices",)
INTEGRATIONS = ("integrations",)

COMMANDS: tuple[Command, ...] = (
    Command("timer.start", "Start a timer: pick a task", ("s", "ctrl+t"), "start", anywhere=True),
    Command("timer.stop", "Stop the timer", ("x", "ctrl+g"), "stop", anywhere=True),
    Command("timer.resume", "Resume the last timer", ("r",), "resume"),
    Command("timer.note", "Write a note on the running timer", ("n",), "note"),
    Command("question.answer", "Say which project the time is for", ("w",)),
    Command("timer.cancel", "Drop the running timer as if it had never been started"),
    Command("entry.add", "Add an entry after the fact", ("a",), "add", ENTRIES_ONLY),
    Command("entry.edit", "Edit start, stop and note of this entry", ("e",), "edit", ENTRIES),
    Command("entry.task", "Put this entry on another task", ("t",), "task", ENTRIES),
    Command("entry.project", "Move this entry to another project", ("m",), "move", ENTRIES),
    Command("entry.billable", "Make this entry billable, or not", ("b",), "billable", ENTRIES),
    Command("entry.delete", "Delete this entry", ("d",), "delete", ENTRIES),
    Command("project.add", "Add a project", ("a",), "add", PROJECTS),
    Command("project.map", "Map remote projects to this project", ("m",), "map", PROJECTS),
    Command("project.pick", "Pick tasks for this project, in Today", ("p",), "pick", PROJECTS),
    Command("money.terms", "Change what this earns, or is billed by", ("t",), "terms", PROJECTS),
    Command("rate.list", "Show the rates, and add one", ("R",), "rates", PROJECTS),
    Command("stage.list", "Show the stages, what is due and done", ("S",), "stages", PROJECTS),
    Command("estimate.import", "Import an estimate", ("i",), "import", PROJECTS),
    Command("issuer.edit", "Change who bills", ("b",), "", ("projects", "invoices")),
    Command("client.add", "Add a client", ("A",), "", PROJECTS),
    Command("project.rename", "Rename this project or client", ("e",), "rename", PROJECTS),
    Command("project.client", "Move this project to a client", ("c",), "client", PROJECTS),
    Command("project.archive", "Archive this, or bring it back", ("d",), "archive", PROJECTS),
    Command("project.filter", "Find a project", ("/",), "find", PROJECTS),
    Command("project.archived", "Show archived ones, or not", ("v",), "", PROJECTS),
    Command("project.forget", "Forget an answer, to be asked again", ("f",), "", PROJECTS),
    Command("invoice.add", "Draft an invoice of what is not billed yet", ("a",), "draft", INVOICES),
    Command("invoice.preview", "Show this invoice as it is sent", ("v",), "view", INVOICES),
    Command("invoice.edit", "Edit this draft", ("e",), "edit", INVOICES),
    Command("invoice.issue", "Issue this draft", ("i",), "issue", INVOICES),
    Command("invoice.send", "Send this invoice by mail", ("m",), "mail", INVOICES),
    Command("invoice.pay", "Write down that money came in", ("p",), "paid", INVOICES),
    Command("invoice.credit", "Credit this invoice, or lines of it", ("c",), "credit", INVOICES),
    Command("invoice.void", "Void this invoice", ("X",), "void", INVOICES),
    Command("invoice.delete", "Delete this draft", ("d",), "delete", INVOICES),
    Command("invoice.link", "Copy the address where it can be paid", ("y",), "copy link", INVOICES),
    Command("invoice.code", "Show a code to pay it with a phone", ("Q",), "", INVOICES),
    Command("invoice.friday", "Bill the week, client by client", ("f",), "bill week", INVOICES),
    Command("invoice.filter", "Find an invoice", ("/",), "find", INVOICES),
    Command("connection.add", "Connect an account", ("a",), "connect", INTEGRATIONS),
    Command("connection.remove", "Disconnect this account", ("d",), "disconnect", INTEGRATIONS),
    Command("feature.on", "Turn this integration on for everybody", ("t",), "on", INTEGRATIONS),
    Command("feature.request", "Copy a request to turn this on", ("y",), "copy", INTEGRATIONS),
    Command("connection.unlock", "Unlock your connections", ("l",), "unlock"),
    Command("history.undo", "Take back the last change", ("u",), "undo"),
    Command("history.redo", "Do again what was taken back", ("U",)),
    Command(
        "project.scope", "Choose the project that tasks are picked for", ("p",), "project", TODAY
    ),
    Command("picker.filter", "Find a task", ("/",), "find", TODAY),
    Command("task.add", "Add a task without starting a timer", ("a",), "", TODAY),
    Command("task.rename", "Rename this task here", ("e",), "", TODAY),
    Command("task.move", "Move this task to a project", ("m",), "", TODAY),
    Command("task.archive", "Archive this task", ("d",), "", TODAY),
    Command(
        "task.open",
        "Open the original in the browser",
        ("o",),
        "open",
        ("today", "entries", "week"),
    ),
    Command("task.stage", "Put this task into a stage", ("S",), "", WITH_DATES),
    Command("dates.back", "Go back: a week, or a day of entries", ("[",), "", WITH_DATES),
    Command("dates.forward", "Go forward: a week, or a day of entries", ("]",), "", WITH_DATES),
    Command("dates.now", "Go to this week, or to today's entries", (".",), "", WITH_DATES),
    Command("sync.now", "Sync now", ("ctrl+r",), "sync", ("today", "integrations")),
    Command("app.save", "Save what is open", ("ctrl+s",), anywhere=True),
    Command("app.palette", "Show all commands", ("ctrl+p",), "commands", anywhere=True),
    Command("place.today", "Go to Today", ("1",)),
    Command("place.entries", "Go to Entries", ("2",)),
    Command("place.week", "Go to Week", ("3",)),
    Command("place.projects", "Go to Projects", ("4",)),
    Command("place.invoices", "Go to Invoices", ("5",)),
    Command("place.integrations", "Go to Integrations", ("6",)),
    Command("app.theme", "Change the theme"),
    Command("app.help", "Show the keys", ("?",), "help"),
    Command("app.quit", "Quit; a running timer runs on", ("q", "ctrl+q"), "quit", anywhere=True),
)

BY_ID = {command.id: command for command in COMMANDS}
PLACES = {
    "today": "Today",
    "entries": "Entries",
    "week": "Week",
    "projects": "Projects",
    "invoices": "Invoices",
    "integrations": "Integrations",
}
