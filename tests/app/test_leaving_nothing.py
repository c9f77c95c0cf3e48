"""What was opened and closed is forgotten, also while nothing else changes: people keep the program open for days."""

from __future__ import annotations

import gc
from weakref import WeakSet

import pytest
from textual.dom import DOMNode
from textual.widget import Widget

from tests import fleets
from tests.app.conftest import Deck
from tests.app.fake_deck import Platforms, open_fake_deck
from tests.state.fake_platform import FakePlatform
from tui.screens import tidying

pytestmark = pytest.mark.usefixtures("homes")


async def open_and_close(deck: Deck, key: str) -> WeakSet[Widget]:
    """Open a screen and close it; gives what was on it."""
    await deck.pilot.press(key)
    await deck.until(lambda: deck.app.screen is not deck.app.main)
    opened = WeakSet(deck.app.screen.walk_children(Widget, with_self=True))
    while deck.app.screen is not deck.app.main:
        await deck.pilot.press("escape")
        await deck.pilot.pause()
    await deck.until(lambda: not any(each.is_running for each in opened))
    return opened


def watchers_of(node: DOMNode) -> set[DOMNode]:
    """Who is told of changes of *node*."""
    return {entry[0] for entries in getattr(node, "__watchers", {}).values() for entry in entries}


@pytest.mark.parametrize("key", ["d", "e", "a", "o", "v", "c", "question_mark", "colon", "P", "r"])
async def test_a_closed_screen_is_not_told_of_changes_any_more(key: str) -> None:
    stack = fleets.stack("shop", fleets.service("web", stack="shop"), name="default")
    async with open_fake_deck(Platforms({"local": FakePlatform([fleets.project("shop", "shop")], [stack])})) as deck:
        opened = await open_and_close(deck, key)
        assert opened
        assert (watchers_of(deck.app) | watchers_of(deck.app.main)).isdisjoint(opened)
        if key in "ea?":  # what others have read from the platform meanwhile is kept by their timeouts for a while
            await deck.until(lambda: gc.collect() >= 0 and not opened)


async def test_cycles_are_looked_for_once_nobody_has_pressed_a_key_for_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tidying, "QUIET", 0.2)
    stack = fleets.stack("shop", fleets.service("web", stack="shop"), name="default")
    async with open_fake_deck(Platforms({"local": FakePlatform([fleets.project("shop", "shop")], [stack])})) as deck:
        opened: WeakSet[Widget] = WeakSet()
        for _ in range(tidying.FEW):
            opened |= await open_and_close(deck, "a")
        await deck.until(lambda: not opened)


async def test_cycles_are_looked_for_at_last_also_by_somebody_who_never_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tidying, "QUIET", 1e6)
    monkeypatch.setattr(tidying, "MANY", 7)
    stack = fleets.stack("shop", fleets.service("web", stack="shop"), name="default")
    async with open_fake_deck(Platforms({"local": FakePlatform([fleets.project("shop", "shop")], [stack])})) as deck:
        opened: WeakSet[Widget] = WeakSet()
        for _ in range(tidying.MANY - 1):
            opened |= await open_and_close(deck, "a")
        assert opened
        await open_and_close(deck, "a")
        await deck.until(lambda: not opened)
