"""What dialogs share: a low screen is all theirs, and what is long scrolls so that the answer stays in view."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.containers import VerticalScroll
from textual.screen import ModalScreen

LOW = 18
"""Rows of a screen below which nothing is spaced out."""
SHARE = 0.9
"""The part of a higher screen that a dialog may take."""

T = TypeVar("T")


class Dialog(ModalScreen[T]):
    """A question or a list in a frame; its body is a `VerticalScroll`."""

    VERTICAL_BREAKPOINTS = [(0, "-low"), (LOW, "-high")]  # noqa: RUF012 -- Textual declares it as an instance variable

    AROUND: ClassVar[tuple[int, int]] = (3, 6)
    """Rows of the dialog that are not its body, on a low screen and on a higher one."""

    def on_resize(self) -> None:
        """Leave the body as many rows as there are."""
        for body in self.query(VerticalScroll):
            body.styles.max_height = self.room

    @property
    def room(self) -> int:
        """The rows there are for the body."""
        low, high = self.AROUND
        height = self.size.height
        return max(1, height - low if height < LOW else int(height * SHARE) - high)
