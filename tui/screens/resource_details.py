"""Everything about one thing that belongs to a project, kept up to date while it is open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from tui.presentation.texts import plain
from tui.screens.labelled_lines import LabelledLines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.presentation.entries import Section
    from tui.presentation.palette import Look


class HasId(Protocol):
    """Anything the platform keeps under an id."""

    @property
    def id(self) -> str:
        """The id."""


T = TypeVar("T", bound=HasId)


class Source(Protocol[T]):
    """The screen the details belong to."""

    @property
    def look(self) -> Look:
        """How it is drawn."""

    def find(self, item_id: str) -> T | None:
        """The item of that id as it is now; None when it is gone."""

    def sections_of(self, item: T) -> Sequence[Section]:
        """All about one item."""

    def name_of(self, item: T) -> str:
        """What people call it."""


class ResourceDetails(LabelledLines, Generic[T]):
    """Shows the item it was opened for, whatever is highlighted meanwhile."""

    def __init__(self, source: Source[T], item: T) -> None:
        super().__init__()
        self._source = source
        self._item = item
        """As it was last seen."""

    @property
    def look(self) -> Look:
        """As the list."""
        return self._source.look

    def sections(self) -> Sequence[Section]:
        """All about the item."""
        return self._source.sections_of(self._item)

    def draw(self) -> None:
        """Show the item as it is now."""
        now = self._source.find(self._item.id)
        self._item = now or self._item
        super().draw()
        self.entitle(
            f"Details  {plain(self._source.name_of(self._item))}", () if now else ("it is gone, this was last known",)
        )
