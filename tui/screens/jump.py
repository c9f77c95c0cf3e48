"""Jump mode: a label over every pane and every row in view; typing it goes there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.geometry import Offset
from textual.widgets import Static

from tui.commands.command import LISTS, Place
from tui.presentation.jump import LETTERS, labels
from tui.screens.dialog import Modal

if TYPE_CHECKING:
    from tui.screens.main import MainScreen

REARRANGE = 0.2
"""Seconds between two looks at where the rows are: they may move while somebody reads the labels."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Something one can go to."""

    place: Place
    key: str | None = None
    """The row; None for the pane itself. Of several logs the number, None for the first."""


class JumpScreen(Modal["Spot | None"]):
    """Lays labels over the main screen. Gives the spot whose label was typed, None when nobody wants to go anywhere."""

    DEFAULT_CSS = """
    JumpScreen { align: left top; background: transparent; }
    JumpScreen Static {
        position: absolute; width: auto; height: 1; background: $accent; color: $background; text-style: bold;
    }
    """

    def __init__(self, main: MainScreen) -> None:
        super().__init__()
        self._main = main
        spots = list(_spots(main))
        self._spots = dict(zip(labels(len(spots)), (spot for spot, _ in spots), strict=False))
        self._shown = {label: Static(label, markup=False) for label in self._spots}
        self._typed = ""

    def compose(self) -> ComposeResult:
        """Lay out the labels."""
        yield from self._shown.values()

    def on_mount(self) -> None:
        """Put the labels where they belong, and keep them there when rows move."""
        self._arrange()
        self.set_interval(REARRANGE, self._arrange)

    def on_click(self) -> None:
        """Leave."""
        self.dismiss(None)

    def on_key(self, event: events.Key) -> None:
        """Take one letter of a label; everything that is no letter leaves, but for one that takes a letter back."""
        event.stop()
        event.prevent_default()
        if event.key == "backspace" and self._typed:
            self._type("")
        elif event.character is None or (letter := event.character.lower()) not in LETTERS:
            self.dismiss(None)
        elif (spot := self._spots.get(self._typed + letter)) is not None:
            self.dismiss(spot)
        elif any(label.startswith(self._typed + letter) for label in self._spots):
            self._type(self._typed + letter)

    def _type(self, typed: str) -> None:
        self._typed = typed
        self._arrange()

    def _arrange(self) -> None:
        """Show the labels that go on with what was typed, each over what it stands for."""
        at = dict(_spots(self._main))
        for label, spot in self._spots.items():
            shown, offset = self._shown[label], at.get(spot)
            shown.display = offset is not None and label.startswith(self._typed)
            if offset is not None:
                shown.styles.offset = offset


def _spots(main: MainScreen) -> Iterator[tuple[Spot, Offset]]:
    """All one can go to with its place on the screen; what is in the pane with the focus first."""
    lists = [pane for place in LISTS if (pane := main.pane(place)).region.area]
    lists.sort(key=lambda pane: (not pane.has_focus_within, pane.region.x))
    for pane in lists:
        yield Spot(pane.place), pane.region.offset + Offset(1, 0)
    for number, shown in enumerate(main.log_area.panes):
        if shown.region.area:
            yield Spot(Place.LOG, str(number) if number else None), shown.region.offset
    for pane in lists:
        x = pane.table.region.x
        for key, y in pane.table.rows_in_view:
            yield Spot(pane.place, key), Offset(x, y)
