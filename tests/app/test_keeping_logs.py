"""With the setting, what was read of a log is there again after the program ended, also without a network."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from tests import fleets
from tests.app.conftest import Deck
from tests.app.fake_deck import Platforms, open_fake_deck, settings
from tests.state.fake_platform import FakePlatform
from tui.app import StackdeckApp
from tui.screens.token import TokenScreen
from tui.settings import LogSettings, Profile, ProfileKind
from tui.settings.paths import state_dir
from tui.state.last_known import LastKnown


@pytest.fixture(autouse=True)
def own_folders(homes: Path) -> Path:
    return homes


@asynccontextmanager
async def keeping(platform: FakePlatform) -> AsyncIterator[Deck]:
    """One run of the app."""
    given = replace(settings(), logs=LogSettings(keep=True))
    async with open_fake_deck(Platforms({"local": platform}), given=given) as deck:
        yield deck


def platform_with(log: bytes) -> FakePlatform:
    platform = FakePlatform([fleets.project("a", "shop")], [fleets.stack("a", fleets.service("web", stack="a"))])
    platform.logs["a-web"] = log
    return platform


def numbered(start: int, stop: int) -> bytes:
    return b"".join(b"line %d\n" % number for number in range(start, stop))


async def test_what_was_read_before_is_shown_and_gone_on_with() -> None:
    async with keeping(platform_with(numbered(0, 20))) as deck:
        await deck.until(lambda: "line 19" in deck.text)
    async with keeping(platform_with(numbered(10, 30))) as deck:
        await deck.until(lambda: "30 lines" in deck.text)
        assert "missing" not in deck.text


async def test_the_log_is_shown_while_it_can_not_be_read() -> None:
    async with keeping(platform_with(numbered(0, 20))) as deck:
        await deck.until(lambda: "line 19" in deck.text)
    platform = platform_with(b"")
    platform.fails = lambda request: httpx.Response(503) if request.url.path.endswith("/logs") else None
    async with keeping(platform) as deck:
        await deck.until(lambda: "line 19" in deck.text and "20 lines" in deck.text)


async def test_without_the_setting_nothing_is_written(own_folders: Path) -> None:
    async with open_fake_deck(Platforms({"local": platform_with(b"line 1\n")})) as deck:
        await deck.until(lambda: "line 1" in deck.text)
    assert not (own_folders / "state" / "stackdeck" / "logs").exists()


async def test_the_log_is_shown_where_there_is_no_connection_at_all() -> None:
    given = replace(settings(), logs=LogSettings(keep=True))
    prod = Profile(name="prod", kind=ProfileKind.REMOTE, url="https://prod.example")
    platforms = Platforms({"prod": platform_with(numbered(0, 20))})
    async with open_fake_deck(platforms, given=given, profile=prod) as deck:
        await deck.until(lambda: "line 19" in deck.text)
        fleet = deck.app.main.fleet
    await LastKnown(state_dir() / "fleet", profile="prod", origin=prod.url or "").save(fleet, as_of=datetime.now(UTC))
    platforms.needs_token = {"prod"}
    app = StackdeckApp(given, prod, opener=platforms)
    async with app.run_test(size=(120, 40)) as pilot:
        deck = Deck(app, pilot)
        await deck.until(lambda: isinstance(app.screen, TokenScreen))
        await pilot.press("escape")
        await deck.until(lambda: app.session is None and "line 19" in deck.text)
