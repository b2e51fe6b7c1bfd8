"""Projects: what is worked on and for whom, and which remote projects belong to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.getters import query_one
from textual.widget import Widget
from textual.widgets import Input

from reports.projects import Portfolio, portfolio
from screens.dialogs.dialog import Sentence
from screens.facts import Facts
from screens.mapping_flows import MappingFlows
from screens.money_flows import MoneyFlows
from screens.place import Place
from screens.project_flows import ProjectFlows
from screens.project_words import NOTHING, about_client, about_project
from store.clock import MINUTE
from store.ledger import Ledger
from widgets.fact_sheet import FactSheet
from widgets.frame import Framed
from widgets.project_list import (
    ProjectList,
    first_project,
    key_of,
    place_of,
    project_rows,
)
from widgets.search_field import SearchField
from widgets.virtual_list import VirtualList

if TYPE_CHECKING:
    from reports.money import Purse
    from widgets.drawing.facts import Fact


class ProjectsPane(Framed):
    """Around the field and the list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "list(1)", show=False),
        Binding("up", "list(-1)", show=False),
        Binding("escape", "clear", show=False),
    ]

    def compose(self) -> Iterator[Widget]:
        """Put the field above the list."""
        yield SearchField("Find a project, a client or what is mapped")
        yield ProjectList()

    def action_list(self, steps: int) -> None:
        """Move the cursor of the list while the field has the focus."""
        self.query_one(ProjectList).action_move(steps)

    def action_clear(self) -> None:
        """Empty the field and go back to the list."""
        self.query_one(SearchField).value = ""
        self.query_one(ProjectList).focus()


class DetailsPane(Framed):
    """Around what is said about the selected row."""

    def compose(self) -> Iterator[Widget]:
        """Let many words scroll, once the pane has the focus."""
        with VerticalScroll():
            yield FactSheet(id="money")
            yield Sentence("", id="about")


class Projects(ProjectFlows, MappingFlows, MoneyFlows, Place):
    """Clients, their projects, and the details of one."""

    PLACE: ClassVar[str] = "projects"
    CSS_PATH = "projects.tcss"
    AUTO_FOCUS = "ProjectList"

    pane = query_one(ProjectsPane)
    """On the left, or above."""
    listing = query_one(ProjectList)
    """In it."""
    details = query_one(DetailsPane)
    """On the right, or below."""
    field = query_one(SearchField)
    """Where a query is typed."""

    _known = Portfolio()
    _purse: Purse | None = None
    _archived = False

    def compose_place(self) -> Iterator[Widget]:
        """Put the details beside the list, and above both what needs attention."""
        yield Sentence("", id="attention")
        with Container(id="projects"):
            yield ProjectsPane(id="listing")
            yield DetailsPane(id="details")

    def show(self, facts: Facts) -> None:
        """Show nothing but what `reload` reads: the facts hold no projects."""

    def reload(self) -> None:
        """Read clients, projects and mappings."""

        def read(ledger: Ledger) -> Portfolio:
            with ledger.read() as work:
                return portfolio(work)

        self.host.study(read, self._take, "projects")
        self.host.study(read_purse, self._take_purse, "purse")

    def tick(self, now: int) -> None:
        """Count the running timer in once a minute."""
        if self.host.facts.status.entry and now // MINUTE > self._known.now // MINUTE > 0:
            self._known = self._known._replace(now=now)
            self.reload()

    def _take(self, known: Portfolio) -> None:
        self._known = known
        self._follow_scope()
        self._show_rows()

    def _take_purse(self, found: Purse) -> None:
        self._purse = found
        self.listing.margins = found.margins
        line = self.query_one("#attention", Sentence)
        line.say(found.attention.sentence)
        line.set_class(found.attention.project_id is not None, "-warning")
        line.display = bool(found.attention.sentence)
        self.tell_more()

    def _follow_scope(self) -> None:
        """Pick tasks for the scoped project under its new name, or for none once it is archived."""
        scope = self.host.scope
        for facts in self._known.projects:
            if scope and facts.project.id == scope.id and facts.project != scope:
                self.host.set_scope(None if facts.project.archived else facts.project)

    def _show_rows(self) -> None:
        rows = project_rows(self._known, self.field.value, archived=self._archived)
        self.listing.show_rows(rows, self._place_in(rows))
        self.pane.head("Projects", "archived ones too" if self._archived else "")
        self.pane.foot("enter picks its tasks in Today" if rows else "", self._count())
        self.tell_more()
        self.show_hints()

    def _place_in(self, rows: Sequence[Any]) -> int:
        """Find the row that was just made, else the one that was selected, else a project."""
        at = place_of(self.wanted, rows)
        if at is not None:
            self.wanted = None
            return at
        kept = place_of(key_of(self.listing.current), rows)
        return first_project(rows) if kept is None else kept

    def _count(self) -> str:
        hidden = sum(facts.project.archived for facts in self._known.projects)
        shown = len(self._known.projects) - hidden
        count = "1 project" if shown == 1 else f"{shown or 'no'} projects"
        return f"{count}, {hidden} archived" if hidden else count

    @property
    def admin(self) -> bool:
        """Whether who looks may change what is shared."""
        return self.host.ledger.role == "admin"

    @on(VirtualList.Moved)
    def tell_more(self) -> None:
        """Say more about the selected client or project."""
        project, client = self.listing.project, self.listing.client
        if project:
            head = project.project.name
            text = about_project(project, self._known.admins, admin=self.admin)
        elif client:
            head, text = client.name, about_client(client, admin=self.admin)
        else:
            head, text = "", self._nothing()
        self.details.head(head)
        self._tell_money(project.project.id if project else "")
        self.details.query_one(Sentence).say(text)

    def _tell_money(self, project_id: str) -> None:
        """Say what is known about the money of a project, once that was read."""
        facts: Sequence[Fact] = ()
        if self._purse is not None:
            from screens.margin_words import money_facts

            facts = money_facts(self._purse, project_id, self.host.key_of)
        sheet = self.details.query_one(FactSheet)
        sheet.show(facts)
        sheet.display = bool(facts)

    def _nothing(self) -> str:
        if self.field.value.strip():
            return "Nothing is called so. Escape shows everything."
        if self.admin:
            how = f"Press {self.host.key_of('project.add')} to add one."
        else:
            how = f"Only an admin may add one: {', '.join(self._known.admins)}."
        return f"There are no projects yet. {how}\n\n{NOTHING}"

    def can_do(self, command_id: str) -> bool | None:
        """Offer what an admin may do to an admin, and what needs a row where there is one."""
        if not self.is_mounted:
            return False
        row, project = self.listing.current, self.listing.project
        if command_id in ("project.rename", "project.archive"):
            return self.admin and row is not None
        if command_id == "project.map":
            return self.admin and project is not None and not project.project.archived
        if command_id == "project.client":
            return self.admin and project is not None
        if command_id == "project.pick":
            return project is not None and not project.project.archived
        if command_id in ("project.add", "client.add", "issuer.edit"):
            return self.admin
        if command_id == "money.terms":
            return self.admin and row is not None
        if command_id in ("stage.list", "estimate.import"):
            return project is not None and (self.admin or command_id == "stage.list")
        return super().can_do(command_id)

    @on(VirtualList.Chosen)
    async def do_project_pick(self) -> None:
        """Pick tasks for the selected project, in Today."""
        facts = self.listing.project
        if facts is not None and not facts.project.archived:
            self.host.set_scope(facts.project)
            await self.host.go_to("today")

    def do_project_filter(self) -> None:
        """Put the cursor into the field."""
        self.field.focus()

    def do_project_archived(self) -> None:
        """Show archived ones, or hide them again."""
        self._archived = not self._archived
        self._show_rows()

    @on(Input.Changed)
    def narrow(self, event: Input.Changed) -> None:
        """Show what fits what is typed."""
        event.stop()
        self._show_rows()

    @on(Input.Submitted)
    def leave_field(self, event: Input.Submitted) -> None:
        """Go to the list as it is now."""
        event.stop()
        self.listing.focus()

    def selected(self) -> Any:
        """Return the client or the project under the cursor."""
        return self.listing.current


def read_purse(ledger: Ledger) -> Purse:
    """Read the money in a look of its own, so that the list need not wait for it."""
    from reports.money import purse

    with ledger.read() as work:
        return purse(work)
