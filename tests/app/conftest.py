"""A local platform of its own for each test, and the app on it, in a window of the size that is asked for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.drawing import Frames, drawn
from tui.app import StackdeckApp
from tui.commands.command import Place
from tui.models.service import Service
from tui.platform import launch
from tui.settings import Options, Settings, resolve_profile


@pytest.fixture(autouse=True)
def _unseen(frames_unseen: None) -> None:
    """Tests here look at what an app shows, not at what it paints when."""


@pytest.fixture
def homes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folders of this test's own in place of the user's."""
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    for name in ("STACKDECK_TOKEN", "MITTWALD_API_TOKEN", "STACKDECK_PROFILE", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("STACKDECK_DATA", str(tmp_path / "platform"))
    return tmp_path


@dataclass
class Deck:
    """The app under test with what tests need to ask of it."""

    app: StackdeckApp
    pilot: Pilot[None]
    _waits: bool = field(default=False, init=False)
    _shown: tuple[int, str] = field(default=(-1, ""), init=False)
    """The number of frames when it was drawn, and its text."""

    async def until(self, holds: Callable[[], object]) -> None:
        """Go on when *holds* does; fail after half a minute. A service that is not there yet is no failure."""
        for _ in range(600):
            self._waits = True
            try:
                with suppress(LookupError):
                    if holds():
                        return
            finally:
                self._waits = False
            await self.pilot.pause(0.05)
        pytest.fail(f"never came true; the screen shows:\n{self.text}")

    def service(self, name: str, project: str = "shop-prod") -> Service:
        """A service by its name and its project's."""
        fleet = self.app.main.fleet
        for service in fleet.services.values():
            if service.service_name == name and fleet.project_name(service.project_id) == project:
                return service
        raise LookupError(name)

    async def highlight(self, name: str, project: str = "shop-prod") -> None:
        """Put the cursor on a service."""
        table = self.app.main.pane(Place.SERVICES).table
        key = self.service(name, project).id
        await self.until(lambda: table.move_to(key))
        await self.until(lambda: self.app.main.selection.service_id == key)

    @property
    def text(self) -> str:
        """What the screen shows, without colours; while a test waits, drawn once for each frame."""
        if not self._waits or self._shown[0] != Frames.count:
            self._shown = Frames.count, "\n".join(strip.text for strip in drawn(self.app))
        return self._shown[1]


Opener = Callable[..., AbstractAsyncContextManager[Deck]]


@pytest.fixture
async def open_deck(homes: Path) -> AsyncIterator[Opener]:
    """Opens the app on this test's own platform."""

    @asynccontextmanager
    async def opener(size: tuple[int, int] = (120, 40), *, read_only: bool = False) -> AsyncIterator[Deck]:
        options = Options(read_only=read_only)
        profile = resolve_profile(Settings(), read_only=options.read_only, environ={})
        app = StackdeckApp(Settings(), profile)
        async with app.run_test(size=size, notifications=True) as pilot:
            deck = Deck(app, pilot)
            await deck.until(lambda: app.main.fleet.complete and len(app.main.fleet.projects) == 3)
            table = app.main.pane(Place.SERVICES).table
            await deck.until(lambda: table.total == len(app.main.fleet.services))
            yield deck

    yield opener
    await launch.stop(homes / "platform")
