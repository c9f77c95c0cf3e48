"""What was open when the line dropped is offered at the next start."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import fleets
from tests.app.conftest import Deck
from tests.app.fake_deck import Platforms, open_fake_deck
from tests.state.fake_platform import FakePlatform
from tui.commands.command import Place
from tui.screens.log_together import Together
from tui.screens.question import Question
from tui.settings import paths
from tui.state.interrupted import load
from tui.terminal.driver import Cause
from tui.terminal.messages import LineChanged

pytestmark = pytest.mark.usefixtures("homes")
LEVELS = ("ERROR", *["INFO"] * 9)
LINES = [f"2026-03-10T02:{minute:02}:00Z {LEVELS[minute % 10]} line {minute}" for minute in range(60)]


@pytest.fixture
def platforms() -> Platforms:
    names = ("web", "mail", "worker")
    platform = FakePlatform(
        [fleets.project("shop", "shop-prod")],
        [fleets.stack("shop", *(fleets.service(name, stack="shop", project="shop") for name in names))],
    )
    for name in names:
        platform.logs[f"shop-{name}"] = "".join(f"{line} of {name}\n" for line in LINES).encode()
    return Platforms({"local": platform})


async def drop(deck: Deck) -> None:
    """The line drops."""
    deck.app.action_hang_up(Cause.HANG_UP)
    await deck.until(lambda: not deck.app.is_running)


async def highlight(deck: Deck, name: str) -> None:
    """Put the cursor on a service, and have its log read."""
    table = deck.app.main.pane(Place.SERVICES).table
    await deck.until(lambda: table.move_to(f"shop-{name}"))
    await deck.until(lambda: deck.app.main.log_pane.service == name)
    await deck.until(lambda: (store := deck.app.main.log_pane.view.store) and store.end > store.oldest)


async def show_no_debug_lines(deck: Deck, name: str) -> None:
    """Filter the log of a service, and go back to the services."""
    await highlight(deck, name)
    await deck.pilot.press("4", "v")
    await deck.until(lambda: "≥info" in deck.text)
    await deck.pilot.press("3")


def marked(deck: Deck) -> dict[int, str]:
    """What is marked in the log that is shown."""
    store = deck.app.main.log_pane.view.store
    return store.notes if store is not None else {}


async def test_filters_marks_and_the_line_one_was_at_come_back(platforms: Platforms) -> None:
    async with open_fake_deck(platforms) as deck:
        await highlight(deck, "mail")
        await deck.pilot.press("space", "slash", *"!worker", "enter", "l")
        view = deck.app.main.log_pane.view
        await deck.pilot.press("slash", *"line 3", "enter", "ampersand", *"line", "enter", "g")
        await deck.until(lambda: not view.follow)
        await deck.pilot.press(*["down"] * 7, "enter", "m", "M", *"here it began", "enter", "escape")
        await deck.until(lambda: "here it began" in marked(deck).values())
        assert view.store is not None
        top = view.store.line(view.top.seq)
        await drop(deck)

    async with open_fake_deck(platforms) as deck:
        await deck.until(lambda: "Continue where the line dropped" in deck.text)
        told = " ".join(deck.text.replace("│", " ").split())
        assert "The services were filtered by !worker 1 service was marked." in told
        assert "a search for line 3, 1 filter, 1 marked" in told
        assert "scrolled back" in told
        assert deck.app.main.pane(Place.SERVICES).table.filter_text == ""
        await deck.pilot.press("y")
        main, view = deck.app.main, deck.app.main.log_pane.view
        await deck.until(lambda: view.store is not None and view.store.end and view.store.line(view.top.seq) == top)
        assert main.has_class("log-full")
        assert main.pane(Place.SERVICES).table.filter_text == "!worker"
        assert main.pane(Place.SERVICES).table.marked == {"shop-mail"}
        assert main.log_pane.service == "mail"
        assert view.reading is not None
        assert view.reading.chips == ("&line",)
        assert view.reading.search is not None
        assert view.reading.search.pattern.query == "line 3"
        assert list(marked(deck).values()) == ["here it began"]


async def test_a_log_one_had_left_comes_back_when_it_is_shown_again(platforms: Platforms) -> None:
    async with open_fake_deck(platforms) as deck:
        await show_no_debug_lines(deck, "web")
        await highlight(deck, "worker")
        await drop(deck)

    async with open_fake_deck(platforms) as deck:
        await deck.until(lambda: isinstance(deck.app.screen, Question))
        await deck.pilot.press("y")
        await highlight(deck, "worker")
        assert "≥info" not in deck.text
        await highlight(deck, "web")
        await deck.until(lambda: "≥info" in deck.text)


async def test_pinned_logs_are_pinned_again_and_shown_as_they_were(platforms: Platforms) -> None:
    async with open_fake_deck(platforms) as deck:
        for name in ("web", "mail"):
            await deck.highlight(name)
            await deck.pilot.press("p")
            await deck.until(lambda: f"shop-{name}" in deck.app.main.together.pins.ids)  # noqa: B023 -- read at once
        deck.app.main.together.switch()
        assert deck.app.main.together.way is Together.MERGED
        await drop(deck)

    async with open_fake_deck(platforms) as deck:
        await deck.until(lambda: "2 logs were pinned." in deck.text)
        await deck.pilot.press("y")
        await deck.until(lambda: deck.app.main.together.pins.ids == ("shop-web", "shop-mail"))
        assert deck.app.main.together.way is Together.MERGED


async def test_pinned_logs_side_by_side_are_read_again_as_each_was(platforms: Platforms) -> None:
    async with open_fake_deck(platforms) as deck:
        await show_no_debug_lines(deck, "web")
        await highlight(deck, "mail")
        store = deck.app.main.log_pane.view.store
        assert store is not None
        store.notes[store.end - 1] = "here"
        for name in ("web", "mail"):
            await deck.highlight(name)
            await deck.pilot.press("p")
            await deck.until(lambda: f"shop-{name}" in deck.app.main.together.pins.ids)  # noqa: B023 -- read at once
        assert deck.app.main.together.way is Together.BESIDE
        await drop(deck)

    async with open_fake_deck(platforms) as deck:
        await deck.until(lambda: "2 logs were pinned." in deck.text)
        await deck.pilot.press("y")
        area = deck.app.main.log_area
        await deck.until(lambda: [pane.service for pane in area.panes] == ["web", "mail"])
        web, mail = (pane.view for pane in area.panes)
        await deck.until(lambda: mail.store is not None and mail.store.notes)
        assert web.reading is not None
        assert web.reading.chips == ("≥info",)
        assert mail.reading is not None
        assert not mail.reading.chips


async def test_what_was_edited_is_opened_again_with_what_was_typed(platforms: Platforms) -> None:
    from tui.screens.definition import DefinitionScreen

    async with open_fake_deck(platforms) as deck:
        await deck.pilot.press("e")
        await deck.until(lambda: isinstance(deck.app.screen, DefinitionScreen) and deck.app.screen.is_mounted)
        await deck.pilot.press("#", *" not yet")
        await deck.until(lambda: "# not yet" in deck.text)
        await drop(deck)

    async with open_fake_deck(platforms) as deck:
        await deck.until(lambda: "was being edited" in deck.text)
        await deck.pilot.press("y")
        await deck.until(lambda: "You changed this definition on" in deck.text)
        await deck.pilot.press("y")
        await deck.until(lambda: "# not yet" in deck.text)


@pytest.mark.parametrize("key", ["n", "escape", "enter"])
async def test_no_starts_afresh_and_is_not_asked_again(platforms: Platforms, key: str) -> None:
    async with open_fake_deck(platforms) as deck:
        await deck.pilot.press("slash", *"web", "enter")
        await drop(deck)
    async with open_fake_deck(platforms) as deck:
        await deck.until(lambda: isinstance(deck.app.screen, Question))
        await deck.pilot.press(key)
        await deck.until(lambda: deck.app.screen is deck.app.main)
        assert deck.app.main.pane(Place.SERVICES).table.filter_text == ""
        await drop(deck)
    async with open_fake_deck(platforms) as deck:
        assert deck.app.screen is deck.app.main


async def test_a_line_that_drops_before_the_answer_loses_nothing(platforms: Platforms) -> None:
    async with open_fake_deck(platforms) as deck:
        await deck.pilot.press("slash", *"web", "enter")
        await drop(deck)
    async with open_fake_deck(platforms) as deck:
        await deck.until(lambda: isinstance(deck.app.screen, Question))
        await drop(deck)
    async with open_fake_deck(platforms) as deck:
        await deck.until(lambda: isinstance(deck.app.screen, Question))
        await deck.pilot.press("y")
        await deck.until(lambda: deck.app.main.pane(Place.SERVICES).table.filter_text == "web")


async def test_who_leaves_is_asked_nothing_at_the_next_start(platforms: Platforms) -> None:
    async with open_fake_deck(platforms) as deck:
        await deck.pilot.press("slash", *"web", "enter", "q")
        await deck.until(lambda: not deck.app.is_running)
    async with open_fake_deck(platforms) as deck:
        assert deck.app.screen is deck.app.main


async def test_no_text_of_a_log_is_written_down(platforms: Platforms) -> None:
    async with open_fake_deck(platforms) as deck:
        await highlight(deck, "mail")
        await deck.pilot.press("4", "g", "enter", "m", "escape")
        await deck.until(lambda: marked(deck))
        await drop(deck)
    folder = paths.state_dir() / "interrupted"
    found = load(folder, "local")
    assert found is not None
    assert found.logs["shop-mail"].marked
    assert b"of mail" not in b"".join(map(Path.read_bytes, files := list(folder.iterdir())))
    assert [path.stat().st_mode & 0o777 for path in (folder, *files)] == [0o700, 0o600]


async def test_the_header_says_when_the_screen_is_behind_and_the_help_how_the_line_is(platforms: Platforms) -> None:
    async with open_fake_deck(platforms) as deck:
        deck.app.post_message(LineChanged(behind=True, measured=True, delay=0.21))
        await deck.until(lambda: "screen behind" in deck.text.splitlines()[0])
        deck.app.post_message(LineChanged(behind=False, measured=False, delay=None))
        await deck.until(lambda: "screen behind" not in deck.text)
        await deck.pilot.press("question_mark", "end")
        await deck.until(lambda: "The delay to the terminal is unknown" in deck.text)


async def test_the_height_of_the_log_is_remembered(platforms: Platforms) -> None:
    async with open_fake_deck(platforms) as deck:
        before = deck.app.main.log_pane.outer_size.height
        await deck.pilot.press("plus", "plus")
        await deck.until(lambda: deck.app.main.log_pane.outer_size.height == before + 4)
        await deck.pilot.press("q")
        await deck.until(lambda: not deck.app.is_running)
    async with open_fake_deck(platforms) as deck:
        await deck.until(lambda: deck.app.main.log_pane.outer_size.height == before + 4)
