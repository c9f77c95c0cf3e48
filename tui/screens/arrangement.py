"""Which panes are on the screen, how large they are, and which one has the focus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.commands.command import Place
from tui.screens.panes import ListPane, ServiceLogPane

if TYPE_CHECKING:
    from textual.geometry import Size
    from textual.widget import Widget

    from tui.screens.main import MainScreen

NARROW = 100
"""Columns below which one list is shown at a time."""
ROOMY = 115
"""Columns from which on the stacks get more of them: names are read whole, and the services still have room."""
LOW = 18
"""Rows below which the screen shows the lists or the log, not both."""
TINY = (24, 6)
"""Columns and rows below which nothing useful can be shown."""
ORDER = (Place.PROJECTS, Place.STACKS, Place.SERVICES, Place.LOG)
LEAST_LOG, LEAST_LISTS = 3, 6
"""Rows that the log and the lists always keep."""


def is_too_small(size: Size) -> bool:
    """Whether a terminal of that size can't show the panes."""
    return size.width < TINY[0] or size.height < TINY[1]


class Arrangement:
    """Arranges the panes of the main screen."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen
        self._focused: Widget | None = None
        """What had the focus when something had it."""
        self._place = self._list = Place.PROJECTS
        """The pane, and the list, that has the focus or had it last: what is shown where there is room for one."""
        self._log_rows = 0

    @property
    def place(self) -> Place:
        """Where the focus is."""
        focused = self._screen.focused
        for node in focused.ancestors_with_self if focused is not None else ():
            if isinstance(node, ListPane):
                return node.place
            if isinstance(node, ServiceLogPane):
                return Place.LOG
        return Place.ANYWHERE

    def fit(self, size: Size) -> None:
        """Give the screen the classes of a size, all at once: each change styles everything in it anew."""
        classes = {
            "narrow": size.width < NARROW,
            "roomy": size.width >= ROOMY,
            "low": size.height < LOW,
            "tiny": is_too_small(size),
        }
        self._screen.update_classes(classes)

    def arrange(self) -> None:
        """Fit the panes to the screen's size and to where the focus is."""
        screen = self._screen
        self.fit(screen.size)
        tiny = screen.has_class("tiny")
        if screen.focused is not None:
            self._focused = screen.focused
        elif not tiny:
            # What was hidden has lost the focus.
            screen.set_focus(self._focused)
        self._show(self.place)

    def go(self, place: Place) -> None:
        """Move the focus to a pane, and bring it onto the screen when it is not."""
        screen = self._screen
        if place is not Place.LOG:
            screen.remove_class("log-full")
        self._show(place)
        screen.set_focus(screen.log_pane.view if place is Place.LOG else screen.pane(place).table)

    def step(self, by: int) -> None:
        """Move the focus so many panes on."""
        if self.place is Place.LOG and self._screen.log_area.step(by):
            self.go(Place.LOG)
            return
        here = ORDER.index(self.place) if self.place in ORDER else 0
        place = ORDER[(here + by) % len(ORDER)]
        if place is Place.LOG:
            self._screen.log_area.make_current(0 if by > 0 else -1)
        self.go(place)

    def out(self) -> bool:
        """Leave the full log, or go one pane to the left; False where there is none."""
        if self._screen.has_class("log-full"):
            self.go(Place.SERVICES)
            return True
        place = self.place
        if place in ORDER and place is not Place.PROJECTS:
            self.go(ORDER[ORDER.index(place) - 1])
            return True
        return False

    def toggle_full_log(self) -> None:
        """Give the log the whole screen, or give the lists their share back."""
        if self._screen.has_class("log-full"):
            self.go(Place.SERVICES)
        else:
            self._screen.add_class("log-full")
            self.go(Place.LOG)

    def resize_log(self, by: int) -> None:
        """Give the log so many rows more."""
        here = min(self._log_rows, self._most_log_rows)  # which the screen may not show yet
        self.log_rows = (here or self._screen.log_area.outer_size.height) + by

    @property
    def log_rows(self) -> int:
        """The rows that somebody gave the log beside the lists; 0 for its usual share."""
        return self._log_rows

    @log_rows.setter
    def log_rows(self, rows: int) -> None:
        if rows > 0:
            self._log_rows = max(LEAST_LOG, min(self._most_log_rows, rows))
            self._screen.log_area.styles.height = self._log_rows

    @property
    def _most_log_rows(self) -> int:
        return max(LEAST_LOG, self._screen.size.height - LEAST_LISTS - 2)

    def _show(self, place: Place) -> None:
        """Bring a pane onto the screen where there is no room for all.

        Elsewhere no class changes: one on the screen styles everything in it anew, half of what going to a pane costs.
        """
        screen = self._screen
        if place is not Place.ANYWHERE:
            self._place = place
        if place in ORDER[:-1]:
            self._list = place
        screen.set_class(self._place is Place.LOG and screen.has_class("low"), "in-log")
        for pane in screen.query(ListPane):
            pane.set_class(pane.place is self._list and screen.has_class("narrow"), "current")
