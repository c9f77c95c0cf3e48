"""A frame put together from fewer rows is the same frame."""

from __future__ import annotations

import random
from typing import ClassVar

from textual._compositor import Compositor
from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical
from textual.geometry import Region
from textual.screen import ModalScreen, Screen
from textual.strip import Strip
from textual.widgets import Static

from tui.widgets.composition import FrontCompositor
from tui.widgets.frames import PromptFrames

SIZE = (40, 16)


class Watched(Static):
    """Remembers which of its rows it was asked for."""

    asked: ClassVar[list[tuple[str | None, int, int]]] = []

    def render_lines(self, crop: Region) -> list[Strip]:
        self.asked.append((self.id, crop.y, crop.bottom))
        return super().render_lines(crop)


class Behind(Vertical):
    """A container that remembers the same."""

    def render_lines(self, crop: Region) -> list[Strip]:
        Watched.asked.append((self.id, crop.y, crop.bottom))
        return super().render_lines(crop)


class Many(PromptFrames[None], Screen[None]):
    """Widgets beside, within, over and beyond each other."""

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Watched("one two three four five six", id="left")
            yield Watched("seven eight nine " * 9, id="right")
        with Behind(id="behind"):
            yield Watched("covered", id="covers")
        yield Watched("the rest", id="rest")
        yield Watched("over", id="over")
        yield Watched("beyond the edge", id="beyond")


class Asked(PromptFrames[None], ModalScreen[None]):
    """A dialog, behind which the rest is seen."""

    def compose(self) -> ComposeResult:
        yield Watched("sure?", id="sure")


class ManyApp(App[None]):
    """Begins with them."""

    CSS = """
    Many { layers: below above; }
    Horizontal { height: 8; }
    #left { width: 13; border: round red; }
    #right { width: 1fr; background: blue; }
    #behind { height: 4; }
    #covers { height: 4; width: 100%; }
    #over { layer: above; width: 9; height: 5; offset: 8 3; background: green; border: heavy white; }
    #beyond { layer: above; width: 30; height: 3; offset: 25 10; background: red; }
    Asked { align: center middle; background: $background 60%; }
    #sure { width: 20; height: 3; }
    """

    def get_default_screen(self) -> Screen[None]:
        return Many()


def pieces(compositor: Compositor, region: Region, *, stock: bool) -> list[tuple[int, int, Strip | None]]:
    """What is put together for a region: the pieces that touch it, by row and column."""
    render = Compositor._render_chops if stock else type(compositor)._render_chops
    rows = render(compositor, region, lambda y: region.y <= y < region.bottom)
    return [
        (y, start, strip)
        for y in region.line_range
        for (start, strip), end in zip(rows[y].items(), compositor.cuts[y][1:], strict=True)
        if start < region.right and end > region.x
    ]


async def test_every_part_of_a_screen_looks_as_textual_would_draw_it() -> None:
    app, chance = ManyApp(), random.Random(1)
    async with app.run_test(size=SIZE) as pilot:
        for dialog in (False, True):
            if dialog:
                await app.push_screen(Asked())
                await pilot.pause()
            compositor = app.screen._compositor
            assert isinstance(compositor, FrontCompositor)
            for _ in range(200):
                x, y = chance.randrange(SIZE[0]), chance.randrange(SIZE[1])
                region = Region(x, y, chance.randint(1, SIZE[0] - x), chance.randint(1, SIZE[1] - y))
                assert pieces(compositor, region, stock=False) == pieces(compositor, region, stock=True)


async def test_only_what_is_seen_of_what_changes_is_drawn() -> None:
    app = ManyApp()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        Watched.asked.clear()

        app.screen._compositor._render_chops(Region(0, 9, 20, 1), lambda y: y == 9)
        assert Watched.asked == [("covers", 1, 2)]

        Watched.asked.clear()
        app.screen._compositor._render_chops(Region(0, 2, 40, 2), lambda y: y in {2, 3})
        assert sorted(Watched.asked) == [("left", 2, 4), ("over", 0, 1), ("right", 2, 4)]

        Watched.asked.clear()
        app.screen._compositor._render_chops(Region(0, 2, 10, 1), lambda y: y == 2)
        assert Watched.asked == [("left", 2, 3)]
