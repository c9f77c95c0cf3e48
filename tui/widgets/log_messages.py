"""What a log view tells its owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from tui.widgets.log_canvas import LogCanvas


class FollowChanged(Message, namespace="log_view"):
    """Following began or stopped, more new lines wait below the window, or more was found."""

    def __init__(self, view: LogCanvas, *, follow: bool, new_lines: int) -> None:
        self.view = view
        self.follow = follow
        self.new_lines = new_lines
        super().__init__()

    @property
    def control(self) -> LogCanvas:
        """The view, for selectors."""
        return self.view

    def can_replace(self, message: Message) -> bool:
        """Let the newest one stand for all of a view that wait."""
        return isinstance(message, FollowChanged) and message.view is self.view


class TopReached(Message, namespace="log_view"):
    """One moved up to the first line there is: earlier ones may be wanted."""

    def __init__(self, view: LogCanvas) -> None:
        self.view = view
        super().__init__()

    @property
    def control(self) -> LogCanvas:
        """The view, for selectors."""
        return self.view
