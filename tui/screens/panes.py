"""The panes of the main screen: each holds one list or the log, and the keys that mean something there."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from tui.commands.bindings import bindings_at
from tui.commands.command import Place
from tui.presentation.palette import Glyphs
from tui.screens import columns
from tui.widgets.log_pane import LogPane
from tui.widgets.pane import Pane
from tui.widgets.resource_table import ResourceTable


class ListPane(Pane):
    """A pane with a list."""

    place: ClassVar[Place]

    def __init__(self, table: ResourceTable) -> None:
        super().__init__(table, id=self.place, classes="list-pane")
        self.table = table
        """The list."""


class ProjectsPane(ListPane):
    """The projects."""

    place = Place.PROJECTS
    BINDINGS: ClassVar[list[BindingType]] = bindings_at(Place.PROJECTS)

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__(
            ResourceTable(columns.PROJECTS, glyphs=glyphs, header=False, empty="Reading projects…", markable=False)
        )


class StacksPane(ListPane):
    """The stacks of the highlighted project."""

    place = Place.STACKS
    BINDINGS: ClassVar[list[BindingType]] = bindings_at(Place.STACKS)

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__(ResourceTable(columns.STACKS, glyphs=glyphs, header=False, markable=False))


class ServicesPane(ListPane):
    """The services of the highlighted stack."""

    place = Place.SERVICES
    BINDINGS: ClassVar[list[BindingType]] = bindings_at(Place.SERVICES)

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__(ResourceTable(columns.SERVICES, glyphs=glyphs))


class ServiceLogPane(LogPane):
    """The log of a service, or of several as one."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_at(Place.LOG)
