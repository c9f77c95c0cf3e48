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


async def test_ctrl_q_leaves_from_anywhere_after_the_same_question() -> None:
    platform = FakePlatform([fleets.project("a", "shop")], [fleets.stack("a", fleets.service("web", stack="a"))])
    given = replace(settings(), confirm=Confirmations(quit=True))
    async with open_fake_deck(Platforms({"local": platform}), given=given) as deck:
        await deck.pilot.press("question_mark")
        await deck.until(lambda: "Help" in deck.text)
        await deck.pilot.press("ctrl+q", "ctrl+q")
        await deck.until(lambda: "Quit stackdeck?" in deck.text)
        await deck.pilot.press("n")
        await deck.until(lambda: "Quit stackdeck?" not in deck.text)
        assert deck.app.is_running
        await deck.pilot.press("ctrl+q", "y")
        assert deck.app.return_code == 0


async def test_nothing_closes_the_main_screen() -> None:
    platform = FakePlatform([fleets.project("a", "shop")], [fleets.stack("a", fleets.service("web", stack="a"))])
    async with open_fake_deck(Platforms({"local": platform})) as deck:
        await deck.app.pop_screen()
        assert deck.app.screen is deck.app.main
        await deck.pilot.press("ctrl+c")
        await deck.until(lambda: "q leaves stackdeck." in deck.text)
