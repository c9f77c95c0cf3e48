"""A registry's password goes into the one request and stands nowhere else, whatever happens on the way."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from textual.worker import WorkerFailed

from tests.app.conftest import Deck
from tests.app.test_registries import SECRET, deck_of, fill_in, form_is_open, open_registries, platform
from tests.state.fake_platform import FakePlatform
from tui.settings.crash import write_crash_file
from tui.settings.debug_log import start_debug_log

__all__ = ["platform"]
pytestmark = pytest.mark.usefixtures("homes")


@pytest.fixture
def _debug_log(tmp_path: Path) -> Iterator[None]:
    """A debug log of all that is said, and logging as it was before afterwards."""
    root = logging.getLogger()
    before, level = set(root.handlers), root.level
    start_debug_log(tmp_path / "debug.log")
    yield
    root.setLevel(level)
    for handler in set(root.handlers) - before:
        root.removeHandler(handler)
        handler.close()


def places(deck: Deck) -> dict[str, str]:
    """All that somebody can see or take along."""
    return {
        "screen": deck.text,
        "picture": deck.app.export_screenshot(),
        "notifications": " ".join(f"{each.title} {each.message}" for each in deck.app._notifications),
        "clipboard": deck.app.clipboard,
        "values": " ".join(repr(vars(screen)) for screen in deck.app.screen_stack),
    }


def kept(folder: Path) -> list[str]:
    """The files that hold the password; the debug log, which is among those looked through, is not empty."""
    assert (folder / "debug.log").read_text()
    files = [file for file in folder.rglob("*") if file.is_file()]
    return [file.name for file in files if SECRET.encode() in file.read_bytes()]


def assert_unseen(found: dict[str, str]) -> None:
    assert [place for place, text in found.items() if SECRET in text] == []


@pytest.mark.usefixtures("_debug_log")
async def test_it_is_shown_logged_and_kept_nowhere(platform: FakePlatform, homes: Path) -> None:
    async with deck_of(platform) as deck:
        screen = await open_registries(deck)
        await deck.pilot.press("p")
        await form_is_open(deck)
        platform.fails = lambda request: httpx.Response(500) if request.method == "PATCH" else None
        await fill_in(deck, "robot", SECRET)
        await deck.until(lambda: "•" * len(SECRET) in deck.text and "500" in deck.text)
        assert_unseen(places(deck))
        await deck.pilot.press("end", "shift+home", "ctrl+c", "ctrl+x", *SECRET)
        await deck.until(lambda: "•" * len(SECRET) in deck.text)
        assert_unseen(places(deck))
        platform.fails = lambda _request: None
        await deck.pilot.press("ctrl+s")
        await deck.until(lambda: deck.app.screen is screen and bool(platform.registries.written))
        await deck.until(lambda: "Set credentials for ghcr.io" in deck.text)
        assert_unseen(places(deck))
        assert platform.registries.written[0][1]["credentials"]["password"] == SECRET
        await deck.pilot.press("d")
        await deck.until(lambda: "shown to nobody" in deck.text)
        assert_unseen(places(deck))
    assert kept(homes) == []


async def send_credentials(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        await open_registries(deck)
        await deck.pilot.press("p")
        await form_is_open(deck)
        await fill_in(deck, "robot", SECRET)
        await deck.until(lambda: not deck.app.is_running)


async def test_a_bug_while_it_is_sent_leaves_no_trace_of_it(platform: FakePlatform, homes: Path) -> None:
    def break_down(request: httpx.Request) -> httpx.Response | None:
        if request.method == "PATCH":
            raise ZeroDivisionError
        return None

    platform.fails = break_down
    with pytest.raises(WorkerFailed) as caught:
        await send_credentials(platform)
    path = write_crash_file(caught.value, folder=homes / "crashes")
    assert path is not None
    text = path.read_text()
    assert "ZeroDivisionError" in text
    assert SECRET not in text
