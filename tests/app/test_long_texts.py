"""Of a text that is longer than its field, the end is seen, where one types."""

from __future__ import annotations

import pytest
from textual import events
from textual.widgets import Input

from tests import fleets
from tests.app.fake_deck import Platforms, open_fake_deck
from tests.state.fake_platform import FakePlatform


@pytest.mark.parametrize("keys", [["slash"], ["4", "slash"], ["4", "ampersand"], ["4", "vertical_line"], ["colon"]])
async def test_the_end_of_a_long_text_is_seen(keys: list[str]) -> None:
    stack = fleets.stack("a", fleets.service("web", stack="a", project="a"))
    platform = FakePlatform([fleets.project("a", "shop")], [stack])
    platform.logs = {"a-web": b"one line\n"}
    async with open_fake_deck(Platforms({"local": platform})) as deck:
        view = deck.app.main.log_pane.view
        await deck.until(lambda: view.store is not None and view.store.end)
        await deck.pilot.press(*keys)
        await deck.until(lambda: isinstance(deck.app.focused, Input) and deck.app.focused.size.width)
        await deck.pilot.press("a")  # a field that was never used shows what is pasted from its beginning
        deck.app.post_message(events.Paste("a" * 200 + "-the-end"))
        await deck.until(lambda: "aaa-the-end" in deck.text)
        await deck.pilot.press("escape")
        await deck.until(lambda: deck.app.screen is deck.app.main)
