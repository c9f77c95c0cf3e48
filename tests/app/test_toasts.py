from __future__ import annotations

import time

import pytest

from tests import fleets
from tests.app.fake_deck import Platforms, open_fake_deck
from tests.state.fake_platform import FakePlatform


@pytest.mark.usefixtures("homes")
async def test_what_the_app_says_has_time_left_when_it_should_be_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A toast made then, on a screen that opens, would hang the program: its timer would count downwards for ever."""
    platform = FakePlatform([fleets.project("stack", "shop")], [fleets.stack("stack", fleets.service("web"))])
    async with open_fake_deck(Platforms({"local": platform})) as deck:
        deck.app.main.notify("Copied", timeout=60, markup=False)
        await deck.until(lambda: len(deck.app._notifications) == 1)
        (said,) = deck.app._notifications
        late = time.time() + 3600
        with monkeypatch.context() as patch:
            patch.setattr(time, "time", lambda: late)
            assert said.has_expired
            assert said.time_left > 0


@pytest.mark.usefixtures("homes")
async def test_the_same_is_said_once_and_later_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    platform = FakePlatform([fleets.project("stack", "shop")], [fleets.stack("stack", fleets.service("web"))])
    async with open_fake_deck(Platforms({"local": platform})) as deck:
        said = deck.app._notifications
        for _ in range(50):
            deck.app.main.notify("Copied", timeout=60, markup=False)
            await deck.pilot.pause()
        deck.app.main.notify("Saved", timeout=60, markup=False)
        await deck.until(lambda: [each.message for each in said] == ["Copied", "Saved"])
        later = time.time() + 2
        with monkeypatch.context() as patch:
            patch.setattr(time, "time", lambda: later)
            deck.app.main.notify("Copied", timeout=60, markup=False)
        await deck.until(lambda: [each.message for each in said] == ["Saved", "Copied"])
