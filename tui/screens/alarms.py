"""Makes trouble elsewhere known outside the screen: in the terminal's title, by its bell, as a desktop notification."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from tui.presentation.changes import notification, title

if TYPE_CHECKING:
    from tui.presentation.palette import Look
    from tui.settings import Notifications
    from tui.state.changes import Change
    from tui.state.fleet import Fleet

SAVE_TITLE, RESTORE_TITLE = "\x1b[22;2t", "\x1b[23;2t"
"""Puts the title that the terminal had away, and back."""
WITHOUT_STRINGS = frozenset({"", "dumb", "linux"})
"""Terminals that would show a title as text."""
WITH_BOTH = ("kitty", "ghostty", "wezterm")
"""Terminals that know both kinds of notification, and would show it twice."""


class Alarms:
    """Speaks to the terminal around the screen, once for each thing there is to say."""

    def __init__(
        self, notify: Notifications, *, write: Callable[[str], None], environ: Mapping[str, str] = os.environ
    ) -> None:
        """Send what there is to say with *write*; *notify* is what somebody wants to hear besides seeing."""
        self._notify = notify
        self._write = write
        self._title = ""
        self._speaks = environ.get("TERM", "") not in WITHOUT_STRINGS
        name = f"{environ.get('TERM', '')} {environ.get('TERM_PROGRAM', '')}".lower()
        self._has_both = any(known in name for known in WITH_BOTH)

    def entitle(self, profile: str, broke: int, look: Look) -> None:
        """Say in the title which profile is shown, and how many services broke since somebody looked."""
        wanted = title(profile, broke, look)
        if not self._speaks or wanted == self._title:
            return
        if not self._title:
            self._write(SAVE_TITLE)
        self._title = wanted
        self._write(f"\x1b]2;{wanted}\x07")

    def tell(self, broken: Sequence[Change], fleet: Fleet) -> None:
        """Ring and notify, as far as the settings want it, when services broke."""
        if not broken:
            return
        if self._notify.bell:
            self._write("\x07")
        if self._notify.desktop and self._speaks:
            heading, text = (part.replace(";", ",") for part in notification(broken, fleet))
            if not self._has_both:
                self._write(f"\x1b]9;{heading}: {text}\x07")
            self._write(f"\x1b]777;notify;{heading};{text}\x07")

    def end(self) -> None:
        """Give the terminal its own title back."""
        if self._title:
            self._write(RESTORE_TITLE)
            self._title = ""
