"""The volumes of a project: how large they are, who uses them, and the way to be rid of one that nobody uses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType

from tui.commands.bindings import bindings_at
from tui.commands.command import Context, Place
from tui.presentation import volumes
from tui.presentation.details import size
from tui.presentation.texts import plain
from tui.screens.project_resources import Kind, ProjectResources
from tui.screens.typed_question import PROTECTED, TypedQuestion
from tui.state.protection import is_protected
from tui.widgets.resource_table import Column

if TYPE_CHECKING:
    from tui.client.http import Client
    from tui.models.volume import Volume
    from tui.presentation.entries import Section
    from tui.presentation.rows import Row

COLUMNS = (
    Column("name", "Name", min_width=8, max_width=40),
    Column("stack", "Stack", min_width=7, max_width=24, priority=40),
    Column("size", "Size", align="right", min_width=7, max_width=10, priority=80),
    Column("state", "State", min_width=10, max_width=12, priority=90),
    Column("services", "Used by", min_width=8, max_width=200, priority=60, grow=True),
)


class VolumesScreen(ProjectResources["Volume"]):
    """Lists the volumes of a project."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings_at(Place.VOLUMES),
        Binding("v", "close", "Close", show=False),
    ]
    KIND = Kind(
        place=Place.VOLUMES,
        title="Volumes",
        plural="volumes",
        columns=COLUMNS,
        empty="No volumes yet. Declare one in a stack: esc, then e on the stack.",
    )

    async def read(self, client: Client) -> Sequence[Volume]:
        """All volumes, by stack and name."""
        fleet, found = self.main.fleet, await client.volumes.list(self.project.id).all()
        return sorted(
            found, key=lambda each: (fleet.stack_name(each.stack_id).casefold(), each.name.casefold(), each.id)
        )

    def rows_of(self, item: Volume) -> Sequence[Row]:
        """One row for each."""
        return (volumes.row(item, self.main.fleet, self.look, doing=self.under_way.get(item.id)),)

    def summary_of(self, items: Sequence[Volume]) -> str:
        """How many, how large together, how many nobody uses."""
        return volumes.summary(items)

    def sections_of(self, item: Volume) -> Sequence[Section]:
        """Size, users and ids."""
        return volumes.sections(item, self.main.fleet, self.look, self.now)

    def name_of(self, item: Volume) -> str:
        """The volume's name."""
        return item.name

    def context_of(self, item: Volume | None, context: Context) -> Context:
        """With the highlighted volume."""
        return context._replace(volume=item)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """What is done to volumes."""
        return {"volume.delete": self._delete}

    def _delete(self) -> None:
        """Ask for the name, then delete it; pinned to this one, whatever moves meanwhile."""
        volume = self.highlighted
        if volume is None:
            return
        stack = self.main.fleet.stack_name(volume.stack_id)
        lines = [
            Text.assemble(("Project  ", "dim"), plain(self.project.description)),
            Text.assemble(("Stack    ", "dim"), plain(stack)),
            Text.assemble(("Volume   ", "dim"), (plain(volume.name), "bold")),
            Text.assemble(("Size     ", "dim"), size(volume.storage_usage_in_bytes)),
            Text(),
            Text("All that is in it is gone for good."),
        ]
        place = f"{self.project.description} › {stack} › {volume.name}"
        self.ask(
            self._question(volume, lines),
            lambda: self.carry_out(
                volume,
                "deleting",
                lambda client: client.volumes.delete(volume.stack_id, volume.id),
                done=f"Deleted volume {place}.",
                failed=f"Could not delete volume {place}",
            ),
        )

    def _question(self, volume: Volume, lines: Sequence[Text]) -> TypedQuestion:
        """In a protected project its name has to stand in front: other projects have volumes of the same name."""
        is_safe = is_protected(self.main.app.profile, self.main.fleet, self.project.id)
        name = f"{self.project.description}/{volume.name}" if is_safe else volume.name
        why = PROTECTED if is_safe else "Type its name: "
        return TypedQuestion("Delete the volume?", lines, verb="delete", names=(name,), why=why)
