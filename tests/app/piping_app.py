"""The app on a platform in memory with one log, for a real terminal: `python -m tests.app.piping_app FOLDER LOG`.

LOG is how many lines are made, or a file with them.

It appends a byte to `FOLDER/ticks` again and again, which shows that its loop goes on.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests import fleets
from tests.app.fake_deck import Platforms, settings
from tests.state.fake_platform import FakePlatform
from tui.app import StackdeckApp
from tui.settings import Profile, ProfileKind

EVERY = 0.01
"""Seconds between two ticks."""


class PipingApp(StackdeckApp):
    """Ticks."""

    folder: Path

    def tick(self) -> None:
        with (self.folder / "ticks").open("a") as file:
            file.write(".")


def log_of(what: str) -> bytes:
    if not what.isdigit():
        return Path(what).read_bytes()
    return b"".join(b"\x1b[31mline\x1b[0m %d\n" % number for number in range(int(what)))


if __name__ == "__main__":
    platform = FakePlatform([fleets.project("a", "shop")], [fleets.stack("a", fleets.service("web", stack="a"))])
    platform.logs["a-web"] = log_of(sys.argv[2])
    profile = Profile(name="local", kind=ProfileKind.LOCAL)
    app = PipingApp(settings(), profile, opener=Platforms({"local": platform}))
    app.folder = Path(sys.argv[1])
    app.call_later(lambda: app.set_interval(EVERY, app.tick))
    app.run()
