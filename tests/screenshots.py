"""Makes the pictures in `screenshots/` from the running app on a fresh local platform: `python -m tests.screenshots`.

Each is an SVG, and a PNG beside it where `rsvg-convert` is there (librsvg2-bin, and the Fira Code font).
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from textual.pilot import Pilot

from tui.app import StackdeckApp
from tui.commands.command import Place
from tui.platform import launch
from tui.settings import Settings, resolve_profile

FOLDER = Path(__file__).parent.parent / "screenshots"
WIDE, NARROW = (120, 36), (80, 24)


async def main() -> None:
    """Take all pictures."""
    with tempfile.TemporaryDirectory(prefix="stackdeck-") as folder:
        for name in ("CONFIG", "DATA", "STATE", "RUNTIME"):
            (Path(folder) / name).mkdir(mode=0o700)
            os.environ[f"XDG_{name}_DIR" if name == "RUNTIME" else f"XDG_{name}_HOME"] = str(Path(folder) / name)
        platform = Path(folder) / "platform"
        os.environ["STACKDECK_DATA"] = str(platform)
        try:
            await take(WIDE, main_screen, log_screen, question, details, editor, help_screen)
            await take(NARROW, narrow_screen)
        finally:
            await launch.stop(platform)
    make_pngs()


async def take(size: tuple[int, int], *scenes: Callable[[StackdeckApp, Pilot[None]], object]) -> None:
    """Run the app in a window of *size* and take a picture of each scene."""
    app = StackdeckApp(Settings(), resolve_profile(Settings(), environ={}))
    async with app.run_test(size=size) as pilot:
        for scene in scenes:
            await scene(app, pilot)  # type: ignore[misc]
            await pilot.pause(0.3)
            name = scene.__name__.removesuffix("_screen")
            FOLDER.mkdir(exist_ok=True)
            (FOLDER / f"{name}.svg").write_text(app.export_screenshot(title="stackdeck"), encoding="utf-8")
            while app.screen is not app.main:
                # Back, and out of an editor with changes.
                await pilot.press("escape", "y")
                await pilot.pause(0.2)


async def until(holds: Callable[[], object], pilot: Pilot[None]) -> None:
    """Go on when *holds* does."""
    for _ in range(1200):
        if holds():
            return
        await pilot.pause(0.1)
    raise TimeoutError


async def highlight(app: StackdeckApp, pilot: Pilot[None], name: str) -> None:
    """Put the cursor on a service of the first shop, and wait for its log."""
    table = app.main.pane(Place.SERVICES).table
    view = app.main.log_pane.view
    fleet = app.main.fleet
    found = [service for service in fleet.services.values() if service.service_name == name]
    table.move_to(min(found, key=lambda service: fleet.project_name(service.project_id)).id)
    await until(lambda: app.main.log_pane.view.store is not None and app.main.selection.service_id, pilot)
    await pilot.pause(1.0)
    await until(lambda: view.store is not None and view.store.end > 0, pilot)


async def main_screen(app: StackdeckApp, pilot: Pilot[None]) -> None:
    """The fleet with one broken service, and its log."""
    await until(lambda: len(app.main.fleet.projects) == 3 and app.main.fleet.complete, pilot)
    await highlight(app, pilot, "importer")
    await until(lambda: sum(each.status == "running" for each in app.main.fleet.services.values()) >= 9, pilot)
    await until(lambda: any(each.status == "error" for each in app.main.fleet.services.values()), pilot)


async def log_screen(app: StackdeckApp, pilot: Pilot[None]) -> None:
    """A log full screen, searched."""
    await highlight(app, pilot, "worker")
    view = app.main.log_pane.view
    await until(lambda: view.store is not None and view.store.end > 40, pilot)
    await pilot.press("l", "slash", *"ERROR", "enter")


async def question(app: StackdeckApp, pilot: Pilot[None]) -> None:
    """The question before a service is stopped."""
    await pilot.press("backspace", "escape")
    await highlight(app, pilot, "worker")
    await pilot.press("3", "s")


async def details(app: StackdeckApp, pilot: Pilot[None]) -> None:
    """All about one service."""
    await pilot.press("d")
    await pilot.pause(1.0)


async def editor(app: StackdeckApp, pilot: Pilot[None]) -> None:
    """A change of the definition with its plan."""
    await pilot.press("e")
    await pilot.pause(2.0)
    await pilot.press("down", "end", "backspace", "3", "f2")
    await pilot.pause(1.0)


async def help_screen(_app: StackdeckApp, pilot: Pilot[None]) -> None:
    """Every key."""
    await pilot.press("question_mark")


async def narrow_screen(app: StackdeckApp, pilot: Pilot[None]) -> None:
    """The same in a small window."""
    await until(lambda: len(app.main.fleet.projects) == 3 and app.main.fleet.complete, pilot)
    await highlight(app, pilot, "worker")
    await until(lambda: sum(each.status == "running" for each in app.main.fleet.services.values()) >= 9, pilot)


def make_pngs() -> None:
    """Turn every SVG into a PNG."""
    converter = shutil.which("rsvg-convert")
    if converter is None:
        print("No rsvg-convert here: the PNGs stay as they are.")
        return
    for path in sorted(FOLDER.glob("*.svg")):
        # Without this the blanks at the beginning of a stretch of text are left out.
        spaced = path.read_text(encoding="utf-8").replace("<text ", '<text xml:space="preserve" ')
        png = path.with_suffix(".png")
        subprocess.run([converter, "-o", str(png)], input=spaced.encode(), check=True)


if __name__ == "__main__":
    asyncio.run(main())
