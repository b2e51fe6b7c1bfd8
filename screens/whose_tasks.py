"""Whose tasks are read: one's own, or those of one person where the account is another's."""

from __future__ import annotations

from queue import SimpleQueue
from typing import TYPE_CHECKING

from screens.dialogs.choices import Choice
from screens.dialogs.choose_person import ChoosePerson
from sync.errors import SignInFailed

if TYPE_CHECKING:
    from screens.host import Host
    from sync.connecting import Circle
    from sync.provider import Person

OWN = "own"
STANDINGS = {
    "member": "{name} is a member there.",
    "guest": "{name} is a guest there and sees only what is shared with guests.",
    "limited": "{name} has limited access there.",
    "bot": "{name} is a bot and has no tasks of its own.",
}
WHOSE = "Ayron reads the tasks of one person, and never those of a whole team. Whose are they?"


def ask_whose(host: Host, circle: Circle, *, own: bool) -> Person | None:
    """Wait for an answer, on an errand's thread; None for the account's own tasks.

    With `own` these are offered, unless the account is a bot. Raises SignInFailed where nobody was
    chosen.
    """
    people = {person.id: person for person in circle.people() if person.id != circle.account.id}
    choices = [Choice(person.id, person.name, person.email) for person in people.values()]
    if own and circle.standing != "bot":
        choices.insert(0, Choice(OWN, f"Those of {circle.account.name}", "its own"))
    sentence = STANDINGS[circle.standing].format(name=circle.account.name)
    answers: SimpleQueue[str | None] = SimpleQueue()

    def ask() -> None:
        dialog = ChoosePerson("Whose tasks?", choices, f"{sentence} {WHOSE}")
        host.push_screen(dialog, answers.put)

    host.deliver(ask)
    answer = answers.get()
    if answer is None:
        raise SignInFailed("Nobody was chosen, so nothing is connected.")
    return people.get(answer)
