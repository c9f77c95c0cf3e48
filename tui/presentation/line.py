"""What is said of the line between the program and the terminal."""

from __future__ import annotations

from typing import NamedTuple


class LineState(NamedTuple):
    """How the line is, as far as the terminal driver can tell."""

    behind: bool = False
    """True while the screen is more than a second behind."""
    measured: bool = False
    """True where the terminal answers, so that the line's delay is known."""
    delay: float | None = None
    """Seconds to the terminal and back, if known."""


def warning(state: LineState | None) -> str:
    """What the header says; empty while the screen is up to date."""
    return "screen behind" if state is not None and state.behind else ""


def sentence(state: LineState | None) -> str:
    """What the help says of the line; empty where the driver in use does not look at it."""
    if state is None:
        return ""
    if state.measured and state.delay is not None:
        return f"The terminal answers within {max(1, round(state.delay * 1000)):,} ms; what is sent follows the line."
    return (
        "The delay to the terminal is unknown, as it is within tmux and screen: no more is sent than a slow line takes."
    )
