"""Pictures of the editor and its dialogs, looked at once and compared ever since."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.definitions import server
from tests.definitions.stacks import shop
from tests.definitions.test_yaml import SHOP
from tests.drawing import Compare
from tests.screens.definition_app import DefinitionApp
from tests.screens.waiting import until
from tui.definitions.checking import check
from tui.screens.conflict import ConflictScreen
from tui.screens.definition import DefinitionScreen
from tui.screens.plan import PlanScreen

SIZES = [(120, 40), (80, 24), (40, 12)]
MUCH = (
    SHOP.replace("1.4.2", "1.5.0")
    .replace("  worker:", "  jobs:")
    .replace('PORT: "8080"', 'PORT: "81"')
    .replace("8080:8080/tcp", "81:8080/tcp")
    .replace("    name: data", "    name: records")
)
WRONG = SHOP.replace("image: postgres", "imag: postgres").replace("5432/tcp", "http").replace("data:/var", "dat:/var")


@pytest.fixture(autouse=True)
def colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures don't depend on the terminal they are made in."""
    monkeypatch.delenv("NO_COLOR", raising=False)


async def write(pilot: Pilot[Any], text: str) -> DefinitionScreen:
    """Put `text` in the editor and wait until it was checked and the draft is saved."""
    await until(pilot, lambda: isinstance(pilot.app.screen, DefinitionScreen) and pilot.app.screen.is_mounted)
    screen = pilot.app.screen
    assert isinstance(screen, DefinitionScreen)
    screen.editor.replace_all(text)
    expected = check(text).problems
    await until(pilot, lambda: screen.problems == expected)
    await until(pilot, lambda: screen.keeper.saved or not screen.is_changed)
    return screen


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_definition(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    async def open_it(pilot: Pilot[Any]) -> None:
        await write(pilot, SHOP)

    assert snap_compare(DefinitionApp(tmp_path), terminal_size=size, run_before=open_it)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_problems(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    async def break_it(pilot: Pilot[Any]) -> None:
        await write(pilot, WRONG)
        await pilot.press("f8")

    assert snap_compare(DefinitionApp(tmp_path), terminal_size=size, run_before=break_it)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_plan(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    async def plan_it(pilot: Pilot[Any]) -> None:
        await write(pilot, MUCH)
        await pilot.press("f2")
        await until(pilot, lambda: isinstance(pilot.app.screen, PlanScreen))

    assert snap_compare(DefinitionApp(tmp_path), terminal_size=size, run_before=plan_it)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_conflict(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    app = DefinitionApp(tmp_path)
    declared = check(SHOP.replace("worker:1.4", "worker:1.5")).declared
    assert declared is not None
    theirs = server.put(shop(), declared)

    async def collide(pilot: Pilot[Any]) -> None:
        await write(pilot, SHOP.replace("1.4.2", "1.5.0"))
        app.platform.stack = theirs
        await pilot.press("f2")
        await until(pilot, lambda: isinstance(pilot.app.screen, PlanScreen))
        await pilot.press("y")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConflictScreen))

    assert snap_compare(app, terminal_size=size, run_before=collide)


def test_read_only(snap_compare: Compare, tmp_path: Path) -> None:
    async def open_it(pilot: Pilot[Any]) -> None:
        await write(pilot, SHOP)

    assert snap_compare(DefinitionApp(tmp_path, read_only=True), terminal_size=(80, 24), run_before=open_it)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_suggestion(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    async def begin(pilot: Pilot[Any]) -> None:
        screen = await write(pilot, SHOP.replace("shop/worker:1.4", ""))
        screen.editor.move_cursor((16, len("    image: ")))
        await pilot.press("s")
        await until(pilot, lambda: screen.keeper.saved and screen.editor.candidates)

    assert snap_compare(DefinitionApp(tmp_path), terminal_size=size, run_before=begin)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_finding(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    async def find(pilot: Pilot[Any]) -> None:
        screen = await write(pilot, SHOP)
        await pilot.press("ctrl+f", *"image", "f3")
        await until(pilot, lambda: screen.editor.selection.start[0] > 10)
        screen.query_one(Input).cursor_blink = False
        await pilot.pause()

    assert snap_compare(DefinitionApp(tmp_path), terminal_size=size, run_before=find)
