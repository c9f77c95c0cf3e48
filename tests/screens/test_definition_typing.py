"""Suggestions and finding in the editor of a definition."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.definitions.test_yaml import SHOP
from tests.drawing import drawn
from tests.screens.definition_app import DefinitionApp
from tests.screens.test_definition import Hand, editing
from tests.screens.waiting import until
from tui.definitions.find import Found
from tui.presentation.palette import ASCII
from tui.screens.definition import DefinitionScreen
from tui.screens.plan import PlanScreen
from tui.screens.question import Question

WEB = "services:\n  web:\n"


async def begin(hand: Hand, text: str) -> None:
    """Put `text` in the editor, the cursor at its end."""
    hand.screen.editor.replace_all(text)
    hand.screen.editor.move_cursor(hand.screen.editor.document.end)


async def test_tab_completes_the_field_that_is_suggested(tmp_path: Path) -> None:
    async with editing(DefinitionApp(tmp_path)) as hand:
        await begin(hand, WEB)
        await hand.press(*"    im")
        assert hand.screen.editor.suggestion == "age: "
        await until(hand.pilot, lambda: "image:" in hand.shown("#status") and "tab complete" in hand.shown("KeyHints"))
        await hand.press("tab")

        assert hand.screen.text == f"{WEB}    image: "


async def test_images_in_use_are_suggested_and_typing_goes_on(tmp_path: Path) -> None:
    async with editing(DefinitionApp(tmp_path)) as hand:
        await begin(hand, f"{WEB}    image: ")
        await hand.press(*"shop/web:1.5")
        assert hand.screen.editor.suggestion == ".0"
        await hand.press("tab", "enter", *"restartP", "tab", "a", "tab")

        assert hand.screen.text == f"{WEB}    image: shop/web:1.5.0\n    restartPolicy: always"


async def test_another_suggestion_can_be_chosen(tmp_path: Path) -> None:
    async with editing(DefinitionApp(tmp_path)) as hand:
        await begin(hand, WEB)
        await hand.press(*"    e", "ctrl+n", "tab")

        assert hand.screen.text == f"{WEB}    environment:"


async def test_alt_with_b_and_f_moves_by_words_as_in_a_shell(tmp_path: Path) -> None:
    async with editing(DefinitionApp(tmp_path)) as hand:
        await begin(hand, "one two three")
        await hand.press("alt+b", "alt+b", "x", "alt+f", "y")

        assert hand.screen.text == "one xtwoy three"


async def test_a_suggestion_is_typed_over(tmp_path: Path) -> None:
    async with editing(DefinitionApp(tmp_path)) as hand:
        await begin(hand, WEB)
        await hand.press(*"    imx", "enter", "tab")

        assert hand.screen.text == f"{WEB}    imx\n      "


async def test_escape_dismisses_the_suggestion_and_then_leaves(tmp_path: Path) -> None:
    async with editing(DefinitionApp(tmp_path)) as hand:
        await begin(hand, WEB)
        await hand.press(*"    im", "escape")
        assert hand.screen.editor.suggestion == ""
        assert hand.app.screen is hand.screen
        await hand.press("tab", "escape")
        await hand.see(Question)

        assert hand.screen.text == f"{WEB}    im  "


@pytest.mark.parametrize("key", ["left", "right", "up", "home"])
async def test_moving_away_dismisses_the_suggestion(tmp_path: Path, key: str) -> None:
    async with editing(DefinitionApp(tmp_path)) as hand:
        await begin(hand, WEB)
        await hand.press(*"    im", key)

        assert hand.screen.editor.suggestion == ""
        assert hand.screen.text == f"{WEB}    im"


async def test_nothing_is_suggested_in_what_can_only_be_read(tmp_path: Path) -> None:
    async with editing(DefinitionApp(tmp_path, read_only=True)) as hand:
        hand.screen.editor.move_cursor((2, len("    image: shop/web:1.")))
        await hand.press("tab", "ctrl+n")

        assert hand.screen.editor.suggestion == ""
        assert hand.screen.text == SHOP


def selected(hand: Hand) -> tuple[int, str]:
    """Which line is selected, and what of it."""
    editor = hand.screen.editor
    return editor.selection.start[0], editor.selected_text


async def test_what_is_typed_is_found_and_enter_goes_round(tmp_path: Path) -> None:
    rows = [row for row, line in enumerate(SHOP.splitlines()) if "image:" in line]
    async with editing(DefinitionApp(tmp_path)) as hand:
        await hand.press("ctrl+f", *"IMAGE".lower())
        await until(hand.pilot, lambda: "1 of 3" in hand.shown("FindField Static"))
        seen = [selected(hand)[0]]
        for key in ("enter", "f3", "enter", "shift+f3", "shift+f3"):
            await hand.press(key)
            await hand.pilot.pause()
            seen.append(selected(hand)[0])

        first, second, third = rows
        assert seen == [first, second, third, first, third, second]
        assert "2 of 3" in hand.shown("FindField Static")


async def test_escape_goes_back_to_the_text_where_something_was_found(tmp_path: Path) -> None:
    async with editing(DefinitionApp(tmp_path)) as hand:
        await hand.press("ctrl+f", *"postgres:16", "escape")
        assert hand.app.screen is hand.screen
        assert selected(hand)[1] == "postgres:16"
        await hand.press("f3")
        assert selected(hand)[1] == "postgres:16"
        await hand.press("end", "x")

        assert hand.screen.text == SHOP.replace("postgres:16", "postgres:16x")


async def test_what_is_not_there_leaves_the_cursor_where_it_was(tmp_path: Path) -> None:
    async with editing(DefinitionApp(tmp_path)) as hand:
        hand.screen.editor.move_cursor((4, 2))
        await hand.press("ctrl+f", *"web zz")
        await until(hand.pilot, lambda: "not found" in hand.shown("FindField Static"))
        await hand.press("enter", "escape")

        assert hand.screen.editor.cursor_location == (4, 2)


async def test_what_is_selected_is_looked_for(tmp_path: Path) -> None:
    async with editing(DefinitionApp(tmp_path)) as hand:
        hand.screen.editor.select_found(Found(2, 11, 15))
        await hand.press("ctrl+f", "ctrl+f", "enter", "enter")
        await until(hand.pilot, lambda: "3 of 5" in hand.shown("FindField Static"))

        assert selected(hand)[1] == "shop"


async def test_the_plan_and_a_search_get_along(tmp_path: Path) -> None:
    async with editing(DefinitionApp(tmp_path)) as hand:
        hand.screen.editor.replace_all(SHOP.replace("1.4.2", "1.5.0"))
        await hand.press("ctrl+f", "w", "f2")
        await hand.see(PlanScreen)
        await hand.press("n")
        await hand.see(DefinitionScreen)
        await hand.press("escape", "escape")
        await hand.see(Question)


async def test_all_of_it_can_be_drawn_in_ascii(tmp_path: Path) -> None:
    app = DefinitionApp(tmp_path, place="shop-prod > default", glyphs=ASCII)
    async with editing(app, size=(110, 60)) as hand:
        hand.screen.editor.replace_all(SHOP.replace("s3cr3t", "0ther").replace("  db:", "  base:"))
        await hand.press("ctrl+f", *"image", "f2")
        await hand.see(PlanScreen)
        text = "\n".join(strip.text for strip in drawn(app))
        assert "******" in text
        assert text.isascii(), [line for line in text.splitlines() if not line.isascii()]


async def test_a_draft_is_offered_after_a_crash(tmp_path: Path) -> None:
    async with editing(DefinitionApp(tmp_path)) as hand:
        await hand.press("#", "x")
        await until(hand.pilot, lambda: hand.draft is not None and hand.draft.text == f"#x{SHOP}")
        shutil.copytree(tmp_path / "drafts", tmp_path / "crashed" / "drafts")  # all that is there if it ends right now

    async with editing(DefinitionApp(tmp_path / "crashed")) as hand:
        await hand.see(Question)
        assert "Continue with your draft" in str(hand.app.screen.query_one(".dialog").border_title)
        await hand.press("y")
        await until(hand.pilot, lambda: hand.screen.text == f"#x{SHOP}")
