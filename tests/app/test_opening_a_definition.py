"""The editor opens where the highlighted service is declared."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from tests import fleets
from tests.app.fake_deck import Platforms, open_fake_deck, with_services
from tests.state.fake_platform import ORIGIN, FakePlatform
from tui.client import Client
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


class SlowPlatform(FakePlatform):
    """Gives no stack by itself before it may."""

    def __init__(self) -> None:
        super().__init__([fleets.project("shop", "shop")], [STACK])
        self.may_answer = asyncio.Event()

    def client(self) -> Client:
        async def answer(request: httpx.Request) -> httpx.Response:
            if request.url.path == "/v2/stacks/shop":
                await self.may_answer.wait()
            return self._answer(request)

        return Client(ORIGIN, "token", transport=httpx.MockTransport(answer), patience=0, clock=self.clock)

    def change(self) -> None:
        """Let somebody describe the first service otherwise."""
        first, *others = STACK.services
        state = first.pending_state.model_copy(update={"image": "shop/other:2"})
        self.stacks["shop"] = with_services(STACK, first.model_copy(update={"pending_state": state}), *others)


async def test_the_next_keys_go_to_the_editor_however_long_the_platform_takes() -> None:
    platform = SlowPlatform()
    async with open_fake_deck(Platforms({"local": platform})) as deck:
        await deck.pilot.press("3", "home", "e", "e", "s")
        screen = deck.app.screen
        assert isinstance(screen, DefinitionScreen)
        assert deck.app.screen_stack == [deck.app.main, screen]
        assert f"  es{NAMES[0]}:" in screen.text
        typed = screen.text

        platform.change()
        platform.may_answer.set()
        await deck.until(lambda: "GET /v2/stacks/shop" in platform.asked)
        await deck.pilot.pause()
        assert screen.text == typed


async def test_what_nobody_touched_is_shown_as_it_is_by_now() -> None:
    platform = SlowPlatform()
    async with open_fake_deck(Platforms({"local": platform})) as deck:
        await deck.pilot.press("3", "end", "e")
        screen = deck.app.screen
        assert isinstance(screen, DefinitionScreen)
        assert "shop/other:2" not in screen.text

        platform.change()
        platform.may_answer.set()
        await deck.until(lambda: "shop/other:2" in screen.text)
        row, _ = screen.editor.cursor_location
        assert screen.editor.document.get_line(row).strip() == f"{NAMES[-1]}:"
        assert not screen.is_changed
