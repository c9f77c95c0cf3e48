"""What the driver tells the app."""

from __future__ import annotations

from textual.message import Message


class LineChanged(Message):
    """Something about the line to the terminal that the header may want to say has changed."""

    def __init__(self, *, behind: bool, measured: bool, delay: float | None) -> None:
        super().__init__()
        self.behind = behind
        """Whether the screen has been behind by more than a second; false again once it is up to date."""
        self.measured = measured
        """Whether the line's delay is known: not in tmux and screen, nor where the terminal does not answer."""
        self.delay = delay
        """Seconds to the terminal and back, if known."""

    def can_replace(self, message: Message) -> bool:
        """Only the latest counts."""
        return isinstance(message, LineChanged)
