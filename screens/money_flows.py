"""What is said about money in Projects: terms, rates, stages, estimates, and who bills."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reports.projects import ProjectFacts
from store.clients import Client

if TYPE_CHECKING:
    from screens.host import Host


class MoneyFlows:
    """Mixed into a place that has a selected client or project."""

    host: Host

    def selected(self) -> Any:
        """Return the client or the project that a command is about."""
        raise NotImplementedError

    def do_money_terms(self) -> None:
        """Show what the selected client is billed by, or how the project earns, to change it."""
        from screens.money_forms import edit_client, edit_project

        row = self.selected()
        if isinstance(row, Client):
            edit_client(self.host, row)
        elif isinstance(row, ProjectFacts):
            edit_project(self.host, row.project)

    def do_rate_list(self) -> None:
        """Show the rates, and add one for what is selected."""
        from screens.rate_flows import RateFlow

        row = self.selected()
        client_id = project_id = None
        if isinstance(row, Client):
            client_id = row.id
        elif isinstance(row, ProjectFacts):
            client_id, project_id = row.project.client_id, row.project.id
        RateFlow(self.host, client_id, project_id).begin()

    def do_stage_list(self) -> None:
        """Show the stages of the selected project."""
        from screens.stage_flows import StageFlow

        row = self.selected()
        if isinstance(row, ProjectFacts):
            StageFlow(self.host, row.project).begin()

    def do_estimate_import(self) -> None:
        """Read an estimate for the selected project from a file."""
        from screens.estimate_flows import import_estimate

        row = self.selected()
        if isinstance(row, ProjectFacts):
            import_estimate(self.host, row.project)
