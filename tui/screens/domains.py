"""The domains of a project: where their paths lead, what keeps them from working, and what one does about that."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from tui.commands.bindings import bindings_at
from tui.commands.command import Context, Place
from tui.presentation import domain_details, domains
from tui.presentation.texts import plain
from tui.screens.domain_changes import DomainChanges
from tui.screens.domain_opening import DomainOpening
from tui.screens.project_resources import Kind, ProjectResources
from tui.state.domains import Domains, leads_to
from tui.widgets.resource_table import Column

if TYPE_CHECKING:
    from tui.client.http import Client
    from tui.models.ingress import Ingress, IngressPath
    from tui.models.project import ProjectSummary
    from tui.models.service import Service
    from tui.presentation.entries import Section
    from tui.presentation.rows import Row
    from tui.screens.main import MainScreen

COLUMNS = (
    Column("domain", "Domain", min_width=18, max_width=60, shrink="middle"),
    Column("target", "Leads to", min_width=14, max_width=48, priority=80),
    Column("reached", "DNS", min_width=10, max_width=60, priority=90, grow=True),
    Column("certificate", "TLS", min_width=6, max_width=20, priority=60),
)


class DomainsScreen(ProjectResources["Ingress"]):
    """Lists the domains of a project, one row for each path; those of *service* first."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_at(Place.DOMAINS)]
    KIND = Kind(
        place=Place.DOMAINS,
        title="Domains",
        plural="domains",
        columns=COLUMNS,
        empty="No domains yet. n connects one to a service.",
    )

    def __init__(self, main: MainScreen, project: ProjectSummary, service: Service | None = None) -> None:
        super().__init__(main, project)
        self.service = service
        """Whose domains come first, as it was when the screen was opened."""
        self._awaited: str | None = None
        """The row to go to as soon as it is there."""
        self._changes = DomainChanges(self)
        self._opening = DomainOpening(self)

    async def read(self, client: Client) -> Sequence[Ingress]:
        """All domains, in the order of the list."""
        found = await Domains(client).of_project(self.project.id)
        return domains.in_order(found, service_id=self.service.id if self.service else None)

    def rows_of(self, item: Ingress) -> Sequence[Row]:
        """One row for each path."""
        return domains.rows(item, self.main.fleet, now=self.now, look=self.look, doing=self.under_way.get(item.id))

    def summary_of(self, items: Sequence[Ingress]) -> str:
        """How many, how many need somebody, and whether any leads to the service one comes from."""
        told = domains.summary(items)
        if self.service is None or not items:
            return told
        name = plain(self.service.service_name)
        leads = any(leads_to(each, self.service.id) for each in items)
        return f"{told}, those of {name} first" if leads else f"{told}, none leads to {name}"

    def sections_of(self, item: Ingress) -> Sequence[Section]:
        """Ownership, DNS, certificate, paths and ids."""
        subject = domain_details.DomainSubject(ingress=item, fleet=self.main.fleet, look=self.look, now=self.now)
        return domain_details.sections(subject)

    def name_of(self, item: Ingress) -> str:
        """The name of the host."""
        return item.hostname

    @property
    def path(self) -> IngressPath | None:
        """The path with the cursor."""
        domain = self.highlighted
        return domains.path_at(domain, self.table.cursor_key) if domain else None

    def context_of(self, item: Ingress | None, context: Context) -> Context:
        """With the highlighted domain and path."""
        return context._replace(domain=item, path=self.path)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """What is done with domains."""
        return {**self._opening.handlers(), **self._changes.handlers()}

    def draw(self) -> None:
        """Go to a new row when it has come."""
        super().draw()
        if self._awaited is not None and self.table.move_to(self._awaited):
            self._awaited = None

    def await_row(self, ingress: Ingress, path: IngressPath) -> None:
        """Read anew, and go to the row of *path* when it is there."""
        self._awaited = domains.row_key(ingress, path)
        self.read_anew()
