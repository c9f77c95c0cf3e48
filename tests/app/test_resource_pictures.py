"""Pictures of what belongs to a project, looked at once and compared ever since."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from tests import fleets
from tests.app.fake_deck import Platforms, settings
from tests.drawing import Compare
from tests.screens.waiting import until
from tests.state.fake_platform import FakePlatform
from tui.app import StackdeckApp
from tui.commands.command import Place
from tui.screens.project_resources import ProjectResources
from tui.screens.themes import DARK
from tui.settings import Profile, ProfileKind

pytestmark = pytest.mark.usefixtures("homes")
SIZES = [(120, 40), (80, 24), (40, 12)]


@pytest.fixture(autouse=True)
def _colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures don't depend on the terminal they are made in."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("COLORFGBG", raising=False)


@pytest.fixture
def app() -> StackdeckApp:
    """The app on a platform with volumes and registries of every kind."""
    images = {"web": "ghcr.io/shop/web:1", "worker": "ghcr.io/shop/worker:1", "mail": "mailer:2"}
    web, worker, mail = (
        fleets.service(name, stack="shop", project="shop", image=image) for name, image in images.items()
    )
    other = fleets.stack("other", project="shop", name="observability")
    platform = FakePlatform([fleets.project("shop", "shop-prod")], [fleets.stack("shop", web, worker, mail), other])
    platform.volumes["shop"] = [
        fleets.volume("uploads", web, worker, stack="shop", size=48_200_000_000),
        fleets.volume("mail-queue", mail, stack="shop", size=0),
        fleets.volume("cache", stack="shop", size=812_000, orphaned=False),
        fleets.volume("metrics-2025", stack="other", size=2_040_000_000),
    ]
    platform.registries.put(
        fleets.registry("index.docker.io", project="shop", description="Docker Hub"),
        fleets.registry("ghcr.io", project="shop", description="GitHub", username="shop-robot"),
        fleets.registry("registry.example:5000", project="shop", username="robot$shop", valid=False),
    )
    profile = Profile(name="local", kind=ProfileKind.LOCAL)
    app = StackdeckApp(settings(), profile, opener=Platforms({"local": platform}))
    app.theme = DARK.name
    return app


async def show(pilot: Pilot[Any], key: str, *then: str) -> None:
    """Open what a key opens for the project of the highlighted service, and press more keys there."""
    app = pilot.app
    assert isinstance(app, StackdeckApp)
    await until(pilot, lambda: app.main.fleet.complete and app.main.pane(Place.SERVICES).table.move_to("shop-web"))
    await until(pilot, lambda: app.main.selection.service_id == "shop-web")
    await pilot.press(key)
    await until(pilot, lambda: isinstance(app.screen, ProjectResources) and app.screen.table.total)
    await pilot.press(*then)
    await pilot.pause()


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("key", ["v", "c"], ids=["volumes", "registries"])
def test_a_list(snap_compare: Compare, app: StackdeckApp, size: tuple[int, int], key: str) -> None:
    async def open_it(pilot: Pilot[Any]) -> None:
        await show(pilot, key)

    assert snap_compare(app, terminal_size=size, run_before=open_it)


def test_credentials(snap_compare: Compare, app: StackdeckApp) -> None:
    async def type_them(pilot: Pilot[Any]) -> None:
        await show(pilot, "c", "p", "tab", *"secret")

    assert snap_compare(app, terminal_size=(80, 24), run_before=type_them)
