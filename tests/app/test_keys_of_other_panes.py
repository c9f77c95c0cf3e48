"""A key that does nothing where one is."""

from __future__ import annotations

import pytest

from tests import fleets
from tests.app.fake_deck import Platforms, open_fake_deck
from tests.state.fake_platform import FakePlatform
from tui.commands.command import Place
from tui.screens.help import HelpScreen


@pytest.mark.usefixtures("homes")
async def test_it_is_told_in_the_panes_and_nowhere_else() -> None:
    stack = fleets.stack("shop", fleets.service("web", stack="shop", project="shop"))
    platforms = Platforms({"local": FakePlatform([fleets.project("shop", "shop-prod")], [stack])})
    async with open_fake_deck(platforms) as deck:
        await deck.until(lambda: deck.app.main.context.service is not None)
        told = deck.app._notifications

        await deck.pilot.press("slash", "N", "escape")
        await deck.pilot.press("question_mark")
        await deck.until(lambda: isinstance(deck.app.screen, HelpScreen))
        await deck.pilot.press("N", "escape")
        await deck.until(lambda: deck.app.screen is deck.app.main)
        assert not [each.message for each in told]

        await deck.pilot.press("N")
        await deck.until(lambda: "Create stack (1, 2)" in "".join(each.message for each in told))
        assert deck.app.main.context.place is Place.SERVICES
