"""Whoever watches something that outlives them is forgotten when they go."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.dom import DOMNode


def unwatch(watched: DOMNode, watcher: DOMNode) -> None:
    """Let *watched* forget *watcher*, which has gone.

    Textual itself does so when what is watched changes the next time: a theme may never, and all that was ever opened
    would be kept.
    """
    for entries in getattr(watched, "__watchers", {}).values():
        entries[:] = [entry for entry in entries if entry[0] is not watcher]
