"""The styles of a log under the current theme: which parts it has, how they look at first, and what they are now."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.style import Style

if TYPE_CHECKING:
    from textual.app import App
    from textual.widget import Widget

COMPONENTS = frozenset(
    f"log-view--{name}" for name in ("mark", "time", "note", "warning", "error", "hit", "cursor", "chosen", "empty")
)
CSS = """
LogCanvas {
    overflow: hidden hidden;
    & > .log-view--mark { color: $text-muted; text-style: italic; }
    & > .log-view--time { color: $text-muted; }
    & > .log-view--note { color: $text-warning; }
    & > .log-view--warning { color: $text-warning; }
    & > .log-view--error { color: $text-error; text-style: bold; }
    & > .log-view--hit { text-style: reverse; }
    & > .log-view--cursor { text-style: bold underline; }
    & > .log-view--chosen { text-style: underline; }
    & > .log-view--empty { color: $text-muted; }
}
"""

NAMES = {
    "dark": ("#5fb3b3", "#c594c5", "#c8ad8c", "#9aa7e0"),
    "light": ("#0b7285", "#862e9c", "#7a5230", "#4c4fae"),
    "ansi": ("cyan", "magenta", "bright_cyan", "bright_magenta"),
}
"""Colours of names that stand beside each other, by the kind of theme: none that means a state or focus."""

CURSOR, CHOSEN = Style(bold=True, underline=True), Style(underline=True)


class LogStyles(NamedTuple):
    """The styles of a log under the current theme."""

    base: Style
    mark: Style
    time: Style
    note: Style
    """What is said about a line: that it is cut, that a character was replaced."""
    warning: Style
    """The time in front of a warning."""
    error: Style
    """The time in front of an error."""
    hit: Style
    """What is searched for."""
    cursor: Style = CURSOR
    """The line with the cursor, over what it looks like anyway."""
    chosen: Style = CHOSEN
    """The other lines of a range."""
    names: tuple[Style, ...] = (Style(),)
    """The names of logs that are read as one, each in its own."""
    colours: bool = True
    """Whether the log's own colours are shown; as greys, red would be the faintest of all."""

    def name(self, number: int) -> Style:
        """The style of the name of one of several logs."""
        return self.names[number % len(self.names)]


def styles_of(view: Widget) -> LogStyles:
    """The styles of *view*, which has the `COMPONENTS`, as they are now."""

    def style(name: str, *, partial: bool = False) -> Style:
        return view.get_component_rich_style(f"log-view--{name}", partial=partial)

    return LogStyles(
        base=view.rich_style,
        mark=style("mark"),
        time=style("time"),
        note=style("note"),
        warning=style("warning"),
        error=style("error"),
        hit=style("hit", partial=True),
        cursor=style("cursor", partial=True),
        chosen=style("chosen", partial=True),
        names=tuple(view.rich_style + Style(color=colour) for colour in _name_colours(view.app)),
        colours=not view.app.no_color,
    )


def _name_colours(app: App[object]) -> tuple[str, ...]:
    theme = app.current_theme
    return NAMES["ansi" if theme.ansi else "dark" if theme.dark else "light"]
