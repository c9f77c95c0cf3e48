"""The editor opens where the highlighted service is declared."""

from __future__ import annotations

import pytest

from tests import fleets
from tests.app.fake_deck import Platforms, open_fake_deck
from tests.state.fake_platform import FakePlatform
from tui.screens.definition import DefinitionScreen

pytestmark = pytest.mark.usefixtures("homes")

NAMES = tuple(f"service-{letter}" for letter in "abcdefghijkl")
STACK = fleets.stack("shop", *(fleets.service(name, stack="shop", project="shop") for name in NAMES))


@pytest.mark.parametrize(
    ("keys", "first"), [(("3", "end", "e"), NAMES[-1]), (("2", "e"), "services"), (("3", "home", "e"), NAMES[0])]
)
async def test_the_highlighted_service_is_seen_first(keys: tuple[str, ...], first: str) -> None:
    platform = FakePlatform([fleets.project("shop", "shop")], [STACK])
    async with open_fake_deck(Platforms({"local": platform}), size=(80, 14)) as deck:
        await deck.pilot.press(*keys)
        await deck.until(lambda: isinstance(deck.app.screen, DefinitionScreen))
        assert isinstance(deck.app.screen, DefinitionScreen)
        editor = deck.app.screen.editor
        assert editor.document.get_line(editor.cursor_location[0]).strip() == f"{first}:"
        await deck.until(lambda: f" {first}:" in deck.text)
