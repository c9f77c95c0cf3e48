"""Leaving the program."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests import fleets
from tests.app.fake_deck import Platforms, open_fake_deck, settings
from tests.state.fake_platform import FakePlatform
from tui.settings import Confirmations

pytestmark = pytest.mark.usefixtures("homes")


async def test_leaving_asks_where_the_settings_want_it() -> None:
    platform = FakePlatform([fleets.project("a", "shop")], [fleets.stack("a", fleets.service("web", stack="a"))])
    given = replace(settings(), confirm=Confirmations(quit=True))
    async with open_fake_deck(Platforms({"local": platform}), given=given) as deck:
        await deck.pilot.press("q")
        await deck.until(lambda: "Quit stackdeck?" in deck.text)
        await deck.pilot.press("n")
        await deck.until(lambda: "Quit stackdeck?" not in deck.text)
        assert deck.app.is_running
        await deck.pilot.press("q", "y")
        assert deck.app.return_code == 0
