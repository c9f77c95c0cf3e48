"""What dialogs share: they answer once, a low screen is all theirs, and the answer stays in view of what is long."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual import events, on
from textual.await_complete import AwaitComplete
from textual.containers import VerticalScroll
from textual.reactive import Reactive, var
from textual.screen import ModalScreen
from textual.widget import Widget

from tui.widgets.frames import PromptFrames

LOW = 18
"""Rows of a screen below which nothing is spaced out."""
SHARE = 0.9
"""The part of a higher screen that a dialog may take."""

T = TypeVar("T")


class Modal(PromptFrames[T], ModalScreen[T]):
    """A screen on top of another one, which it gives an answer once.

    Textual's own closes whatever lies on top each time it is told to, the main screen in the end.
    """

    focused: Reactive[Widget | None] = var(None)  # Textual's own draws the whole screen anew when it changes
    _answer: tuple[T | None] | None = None
    """What was answered while another screen lay on top."""

    def on_compose(self) -> None:
        """Have the classes of its size before anything is in it, which would be styled once more when they come."""
        width, height = self.app.size
        for extent, breakpoints in ((width, self.HORIZONTAL_BREAKPOINTS), (height, self.VERTICAL_BREAKPOINTS)):
            fitting = [name for least, name in sorted(breakpoints or ()) if least <= extent]
            self.add_class(*fitting[-1:])

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Close with *result*: at once when this screen is on top, else as soon as it is."""
        if self.app.screen is self:
            return super().dismiss(result)
        if self in self.app.screen_stack and self._answer is None:
            self._answer = (result,)
        return AwaitComplete()

    @property
    def is_open(self) -> bool:
        """True from when it was laid out until it closes; what comes in later finds nothing to show it on."""
        return self.is_mounted and self in self.app.screen_stack

    @on(events.ScreenResume)
    def _close_at_last(self) -> None:
        if self._answer is not None:
            self.dismiss(*self._answer)


class Dialog(Modal[T]):
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
