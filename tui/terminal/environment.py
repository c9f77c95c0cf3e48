"""What the environment tells of the terminal: who stands between us and it, and what it can do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tui.terminal.painter import Abilities

if TYPE_CHECKING:
    from collections.abc import Mapping

_KNOWN: Final = (
    "xterm",
    "tmux",
    "alacritty",
    "foot",
    "wezterm",
    "rxvt",
    "vte",
    "konsole",
    "iterm",
    "contour",
    "mintty",
)
"""Terminals that erase in colour and scroll, whether or not this machine has a description of them."""


_MULTIPLEXERS: Final = frozenset({"TMUX", "STY", "ZELLIJ"})
"""What tmux, screen and Zellij set."""


def is_multiplexed(environ: Mapping[str, str]) -> bool:
    """Whether a multiplexer on this machine stands between us and the terminal, and answers for it."""
    return not _MULTIPLEXERS.isdisjoint(environ)


def abilities(environ: Mapping[str, str]) -> Abilities:
    """What the terminal named in the environment can do; nothing special where nobody knows."""
    name = environ.get("TERM", "")
    if "STY" in environ:  # GNU screen erases with the default background unless told otherwise
        return Abilities(erases_in_colour=False)
    if "TMUX" in environ or name.startswith(_KNOWN):
        return Abilities()
    return _described(name)


def _described(name: str) -> Abilities:
    """What this machine's description of the terminal says."""
    import curses

    try:
        curses.setupterm(name or "dumb", 1)
    except curses.error:
        return Abilities(erases_in_colour=False, scrolls=False)
    scrolls = all(curses.tigetstr(ability) for ability in ("csr", "indn", "rin"))
    return Abilities(erases_in_colour=curses.tigetflag("bce") == 1, scrolls=scrolls)
