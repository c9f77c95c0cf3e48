"""The registries of a project: where its images come from, and how it logs in there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from tui.commands.bindings import bindings_at
from tui.commands.command import Context, Place
from tui.presentation import registries
from tui.screens.project_resources import Kind, ProjectResources
from tui.screens.registry_changes import RegistryChanges
from tui.widgets.resource_table import Column

if TYPE_CHECKING:
    from tui.client.http import Client
    from tui.models.project import ProjectSummary
    from tui.models.registry import Registry
    from tui.presentation.entries import Section
    from tui.presentation.rows import Row
    from tui.screens.main import MainScreen

COLUMNS = (
    Column("host", "Host", min_width=20, max_width=48, shrink="middle"),
    Column("login", "Login", min_width=9, max_width=16, priority=90),
    Column("username", "Username", min_width=8, max_width=32, priority=60),
    Column("services", "Services", align="right", width=8, priority=30),
    Column("description", "Description", min_width=11, max_width=200, priority=50, grow=True),
)


class RegistriesScreen(ProjectResources["Registry"]):
    """Lists the registries of a project."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings_at(Place.REGISTRIES),
        Binding("c", "close", "Close", show=False),
    ]
    KIND = Kind(
        place=Place.REGISTRIES,
        title="Registries",
        plural="registries",
        columns=COLUMNS,
        empty="No registries yet: only public images can be pulled. n adds one.",
    )

    def __init__(self, main: MainScreen, project: ProjectSummary) -> None:
        super().__init__(main, project)
        self._changes = RegistryChanges(self)

    async def read(self, client: Client) -> Sequence[Registry]:
        """All registries by host."""
        found = await client.registries.list(self.project.id).all()
        return sorted(found, key=lambda each: (each.uri.casefold(), each.id))

    def rows_of(self, item: Registry) -> Sequence[Row]:
        """One row for each."""
        return (registries.row(item, self.main.fleet, self.look, doing=self.under_way.get(item.id)),)

    def summary_of(self, items: Sequence[Registry]) -> str:
        """How many, how many with a login, how many of those are refused."""
        return registries.summary(items)

    def sections_of(self, item: Registry) -> Sequence[Section]:
        """Login, the services whose images come from it, and ids."""
        return registries.sections(item, self.main.fleet, self.look)

    def name_of(self, item: Registry) -> str:
        """The host."""
        return item.uri

    def context_of(self, item: Registry | None, context: Context) -> Context:
        """With the highlighted registry."""
        return context._replace(registry=item)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """What is done with registries."""
        return self._changes.handlers()
