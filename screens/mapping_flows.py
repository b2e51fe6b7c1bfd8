"""Mapping remote projects to the selected project; what was answered can be forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from reports.projects import ProjectFacts
from screens.project_words import UNSEEN, remote_words
from store.journal import Together
from store.mapping import Mapping, RemoteChoice, map_remote, mappable, mappings, unmap_remote
from store.records import Project
from store.work import Work
from widgets.remote_list import ALIKE, HERE, OTHERS, RemoteRow

if TYPE_CHECKING:
    from screens.dialogs.map_remote import MapRemote
    from screens.host import Host
    from store.choices import Remembered


class MappingFlows:
    """Mixed into a place that has a selected project."""

    host: Host

    def selected(self) -> Any:
        """Return the client or the project that a command is about."""
        raise NotImplementedError

    def do_project_map(self) -> None:
        """Offer every remote project that can be seen; each is mapped or taken away by enter."""
        row = self.selected()
        if isinstance(row, ProjectFacts):
            Mapper(self.host, row.project).begin()

    def do_project_forget(self) -> None:
        """List what was answered for unmapped remote projects; the chosen answer is forgotten."""
        from store.choices import remembered

        self.host.look(remembered, self._ask_which_answer)

    def _ask_which_answer(self, found: list[Remembered]) -> None:
        from screens.dialogs.choices import Choice, Find
        from store.choices import forget

        if not found:
            self.host.say("No answer is remembered: nothing was asked yet, or all is mapped.")
            return

        def answered(value: str | None) -> None:
            if value is not None:
                chosen = found[int(value)]
                self.host.act(
                    lambda work: forget(work, chosen.key),
                    lambda _none: self.host.say("Forgotten. The next start there asks again."),
                )

        choices = [
            Choice(str(at), answer.remote_project or UNSEEN, answer.project or "no project")
            for at, answer in enumerate(found)
        ]
        self.host.push_screen(Find("Forget which answer?", choices), answered)


class Mapper:
    """One run of the dialog over one project."""

    def __init__(self, host: Host, project: Project) -> None:
        self._host = host
        self._project = project
        self._dialog: MapRemote | None = None

    def begin(self) -> None:
        """Read what there is, then show it."""
        self._read()

    def _read(self) -> None:
        project_id = self._project.id
        self._host.look(lambda work: remote_rows(work, project_id), self._show)

    def _show(self, rows: list[RemoteRow]) -> None:
        if self._dialog is not None:
            self._dialog.show_rows(rows)
            return
        from screens.dialogs.map_remote import MapRemote

        self._dialog = MapRemote(f"Map to {self._project.name}", rows, self._toggle)
        self._host.push_screen(self._dialog)

    def _toggle(self, row: RemoteRow) -> None:
        key, remote = self._project.id, (row.provider, row.remote_id)
        name = f"{row.provider.capitalize()}'s {row.name}"
        if row.section == HERE:
            self._change(
                lambda work: unmap_remote(work, key, *remote),
                f"{name} is no longer mapped. Time already tracked stays where it is.",
            )
        elif row.elsewhere_id:
            self._ask_to_move(row, row.elsewhere_id)
        else:
            self._change(
                lambda work: map_remote(work, key, *remote),
                f"{name} is mapped to {self._project.name}: new time on its tasks goes there.",
            )

    def _ask_to_move(self, row: RemoteRow, other: str) -> None:
        from screens.dialogs.choices import Choice, Choose

        remote = (row.provider, row.remote_id)

        def move(work: Work) -> None:
            with Together(work, "map"):
                unmap_remote(work, other, *remote)
                map_remote(work, self._project.id, *remote)

        def answered(answer: str | None) -> None:
            if answer == "yes":
                self._change(move, f"{row.name} is mapped to {self._project.name} now.")

        sentence = (
            f"{row.name} is mapped to {row.elsewhere}. If it is moved, new time on its tasks goes"
            f" to {self._project.name}; time already tracked stays."
        )
        choices = [
            Choice("no", f"Leave it with {row.elsewhere}"),
            Choice("yes", f"Move it to {self._project.name}"),
        ]
        dialog = Choose("Mapped elsewhere", choices, sentence=sentence)
        self._host.push_screen(dialog, answered)

    def _change(self, job: Any, sentence: str) -> None:
        def done(_result: object) -> None:
            self._host.say(sentence)
            self._read()

        self._host.act(job, done)


class _Known(NamedTuple):
    project_id: str
    names: dict[str, str]
    alike: set[str]


def remote_rows(work: Work, project_id: str) -> list[RemoteRow]:
    """List what is mapped to a project, then what is called alike, then the rest."""
    from store.mapping import suggestions

    mapped, choices = mappings(work), mappable(work)
    known = _Known(
        project_id,
        {row.project_id: _called(row) for row in mapped},
        {choice.key for choice in suggestions(work, project_id)},
    )
    seen = {(choice.provider, choice.remote_id) for choice in choices}
    rows = [
        _unlisted(row) for row in mapped if row.project_id == project_id and row[:2] not in seen
    ]
    rows += [_listed(choice, known) for choice in choices]
    return sorted(rows, key=lambda row: (HERE, ALIKE, OTHERS).index(row.section))


def _called(row: Mapping) -> str:
    return f"{row.project} (archived)" if row.archived else row.project


def _listed(choice: RemoteChoice, known: _Known) -> RemoteRow:
    section = ALIKE if choice.key in known.alike else OTHERS
    elsewhere = choice.mapped_to
    if choice.mapped_to == known.project_id:
        section, elsewhere = HERE, None
    return RemoteRow(
        choice.provider,
        choice.remote_id,
        choice.name,
        remote_words(choice.provider, choice.kind),
        choice.workspace,
        section,
        elsewhere,
        known.names.get(elsewhere or "", ""),
    )


def _unlisted(row: Mapping) -> RemoteRow:
    """Show what another admin mapped, or what was archived since, so that it can be taken away."""
    what = remote_words(row.provider, row.kind)
    return RemoteRow(row.provider, row.remote_id, row.name or UNSEEN, what, "", HERE)
