"""The table on a screen: keys, mouse, messages, and what is drawn when."""

from __future__ import annotations

import pytest
from rich.text import Text
from textual import events
from textual.app import App, ComposeResult
from textual.message import Message
from textual.strip import Strip

from tui.presentation.rows import Row
from tui.widgets.resource_table import Column, ResourceTable

COLUMNS = (
    Column("name", "NAME", min_width=8),
    Column("status", "STATUS", width=8),
    Column("since", "SINCE", width=6, align="right", priority=20),
)


class WatchedTable(ResourceTable):
    """A table that remembers which lines it was asked to draw."""

    drawn: set[int]

    def render_line(self, y: int) -> Strip:
        self.drawn.add(y)
        return super().render_line(y)

    def text(self) -> list[str]:
        """What stands on the screen, without the empty lines at the end."""
        lines = [super(WatchedTable, self).render_line(y).text.rstrip() for y in range(self.size.height)]
        while lines and not lines[-1]:
            lines.pop()
        return lines


class TableApp(App[None]):
    """Nothing but a table."""

    def __init__(self, *, markable: bool = True) -> None:
        super().__init__()
        self.table = WatchedTable(COLUMNS, empty="No services yet", id="services", markable=markable)
        self.table.drawn = set()
        self.heard: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self.table

    def hear(self, message: Message) -> None:
        """Keep what the table said."""
        if message not in self.heard:  # It passes here once for each widget it bubbles through.
            self.heard.append(message)

    def said(self) -> list[tuple[str, str | None]]:
        """What the table said since the last time, as kind and key."""
        kinds = [
            (type(message).__name__, message.key)
            for message in self.heard
            if isinstance(message, ResourceTable.RowHighlighted | ResourceTable.RowSelected)
        ]
        self.heard.clear()
        return kinds


def row(key: str, status: str = "running", since: int = 1) -> Row:
    return Row(key, (Text(key), status, f"{since} m"), (key, status, since), f"{key} {status}")


def rows(count: int) -> list[Row]:
    return [row(f"web-{number:02d}", since=number) for number in range(count)]


def wheel(kind: type[events.MouseEvent]) -> events.MouseEvent:
    return kind(None, 4, 3, 0, 0, button=0, shift=False, meta=False, ctrl=False)


async def test_rows_stand_under_their_headings() -> None:
    app = TableApp()
    async with app.run_test(size=(40, 10)):
        app.table.set_rows([row("web", since=3), row("worker", "error")])

        assert app.table.text() == [
            " NAME      STATUS     SINCE",
            "▸web       running      3 m",
            " worker    error        1 m",
        ]


async def test_keys_move_the_cursor_and_tell() -> None:
    app = TableApp()
    async with app.run_test(size=(40, 6), message_hook=app.hear) as pilot:
        app.table.set_rows(rows(20))
        await pilot.pause()
        assert app.said() == [("RowHighlighted", "web-00")]

        for key, expected in [
            ("down", "web-01"),
            ("j", "web-02"),
            ("k", "web-01"),
            ("pagedown", "web-06"),
            ("pageup", "web-01"),
            ("G", "web-19"),
            ("down", "web-19"),
            ("g", "web-00"),
            ("end", "web-19"),
            ("up", "web-18"),
            ("home", "web-00"),
            ("up", "web-00"),
        ]:
            await pilot.press(key)
            assert app.table.cursor_key == expected, key

        app.said()
        await pilot.press("enter")
        assert app.said() == [("RowSelected", "web-00")]


async def test_a_cursor_that_does_not_move_says_nothing() -> None:
    app = TableApp()
    async with app.run_test(size=(40, 6), message_hook=app.hear) as pilot:
        app.table.set_rows(rows(3))
        await pilot.pause()
        app.said()

        app.table.set_rows(list(reversed(rows(3))))
        await pilot.press("space")

        assert app.said() == []


async def test_equal_rows_draw_nothing() -> None:
    app = TableApp()
    async with app.run_test(size=(40, 10)) as pilot:
        app.table.set_rows(rows(20))
        await pilot.pause()
        app.table.drawn.clear()

        app.table.set_rows(rows(20))
        await pilot.pause()

        assert app.table.drawn == set()


async def test_only_lines_that_changed_are_drawn() -> None:
    app = TableApp()
    async with app.run_test(size=(40, 10)) as pilot:
        before = rows(20)
        app.table.set_rows(before)
        await pilot.pause()
        app.table.drawn.clear()

        after = [*before]
        after[2] = row("web-02", "error")
        after[15] = row("web-15", "error")
        app.table.set_rows(after)
        await pilot.pause()

        assert app.table.drawn == {3}


async def test_a_key_draws_two_lines() -> None:
    app = TableApp()
    async with app.run_test(size=(40, 10)) as pilot:
        app.table.set_rows(rows(20))
        await pilot.pause()
        app.table.drawn.clear()

        await pilot.press("down")
        await pilot.pause()

        assert app.table.drawn == {1, 2}


async def test_a_row_that_changes_its_colour_alone_is_drawn() -> None:
    app = TableApp()
    async with app.run_test(size=(40, 10)) as pilot:
        app.table.set_rows([Row("a", (Text("a"), Text("5/6"), ""))])
        await pilot.pause()
        app.table.drawn.clear()

        app.table.set_rows([Row("a", (Text("a"), Text("5/6", style="red"), ""))])
        await pilot.pause()

        assert app.table.drawn == {1}


async def test_an_empty_table_says_why() -> None:
    app = TableApp()
    async with app.run_test(size=(40, 6)):
        assert app.table.text()[1:] == [" No services yet"]

        app.table.empty = "Unreachable since 14:02"
        assert app.table.text()[1:] == [" Unreachable since 14:02"]


async def test_a_filter_without_a_match_says_which_key_clears_it() -> None:
    app = TableApp()
    async with app.run_test(size=(60, 6)):
        app.table.set_rows(rows(3))

        app.table.filter_text = "nothing"

        assert app.table.text()[1:] == [" No match for “nothing”; esc clears the filter"]
        assert app.table.cursor_key is None
        assert (app.table.position, app.table.total) == ((0, 0), 3)


async def test_a_filter_narrows_and_highlights() -> None:
    app = TableApp()
    async with app.run_test(size=(40, 6)):
        app.table.set_rows([row("web"), row("worker"), row("mailer")])

        app.table.filter_text = "er"

        assert app.table.shown_keys == ("worker", "mailer")
        underlined = [segment.text for segment in app.table.render_line(2) if segment.style and segment.style.underline]
        assert underlined == ["er"]


async def test_space_marks_and_a_range_follows() -> None:
    app = TableApp()
    async with app.run_test(size=(40, 8)) as pilot:
        app.table.set_rows(rows(6))

        await pilot.press("down", "space", "down", "down", "V", "up")

        assert app.table.marked == {"web-01", "web-02", "web-03"}
        assert [line[0] for line in app.table.text()[1:]] == list(" ✓✓✓  ")

        await pilot.press("asterisk")
        assert len(app.table.marked) == 6

        app.table.clear_marks()
        assert app.table.marked == frozenset()


async def test_a_list_that_takes_no_marks_leaves_the_key_to_others() -> None:
    app = TableApp(markable=False)
    async with app.run_test(size=(40, 8)) as pilot:
        app.table.set_rows(rows(6))

        await pilot.press("space", "asterisk")

        assert app.table.marked == frozenset()


async def test_a_click_moves_the_cursor_and_a_second_one_opens() -> None:
    app = TableApp()
    async with app.run_test(size=(40, 8), message_hook=app.hear) as pilot:
        app.table.set_rows(rows(6))

        await pilot.click("#services", offset=(4, 3))
        assert app.table.cursor_key == "web-02"

        app.said()
        await pilot.click("#services", offset=(4, 4), times=2)
        assert app.said() == [("RowHighlighted", "web-03"), ("RowSelected", "web-03")]


async def test_a_click_below_the_rows_does_nothing() -> None:
    app = TableApp()
    async with app.run_test(size=(40, 12)) as pilot:
        app.table.set_rows(rows(2))

        await pilot.click("#services", offset=(4, 9))

        assert app.table.cursor_key == "web-00"


async def test_a_click_on_a_heading_does_nothing_where_rows_have_an_order_of_their_own() -> None:
    app = TableApp()
    async with app.run_test(size=(40, 8)) as pilot:
        app.table.set_rows([Row("b", (Text("b"), "later", "2 m")), Row("a", (Text("a"), "sooner", "1 m"))])
        await pilot.pause()
        await pilot.click("#services", offset=(24, 0))
        assert app.table.shown_keys == ("b", "a")
        assert app.table.sorting == (None, False)


async def test_a_click_on_a_heading_sorts_and_a_second_one_turns_it_round() -> None:
    app = TableApp()
    async with app.run_test(size=(40, 8)) as pilot:
        app.table.set_rows([row("b", since=2), row("c", since=1), row("a", since=3)])

        await pilot.click("#services", offset=(24, 0))
        assert app.table.shown_keys == ("c", "b", "a")
        assert app.table.text()[0].endswith("SINCE↑")

        await pilot.click("#services", offset=(24, 0))
        assert app.table.sorting == ("since", True)
        assert app.table.shown_keys == ("a", "b", "c")
        assert app.table.cursor_key == "b"


async def test_the_wheel_moves_the_window_and_not_the_cursor() -> None:
    app = TableApp()
    async with app.run_test(size=(40, 6)) as pilot:
        app.table.set_rows(rows(20))

        app.table.post_message(wheel(events.MouseScrollDown))
        await pilot.pause()
        assert app.table.text()[1].strip().startswith("web-03")
        assert app.table.cursor_key == "web-00"

        await pilot.press("down")
        assert app.table.text()[1].startswith("▸web-01")

        app.table.post_message(wheel(events.MouseScrollUp))
        await pilot.pause()
        assert app.table.text()[1].startswith(" web-00")


@pytest.mark.parametrize(
    ("width", "headings"), [(40, ["NAME", "STATUS", "SINCE"]), (22, ["NAME", "STATUS"]), (12, ["NAME"])]
)
async def test_narrow_tables_leave_out_what_matters_less(width: int, headings: list[str]) -> None:
    app = TableApp()
    async with app.run_test(size=(width, 6)):
        app.table.set_rows(rows(3))

        assert app.table.text()[0].split() == headings


async def test_resizing_keeps_the_cursor_in_view() -> None:
    app = TableApp()
    async with app.run_test(size=(40, 20)) as pilot:
        app.table.set_rows(rows(30))
        for _ in range(15):
            await pilot.press("down")

        await pilot.resize_terminal(30, 5)

        assert any(line.startswith("▸web-15") for line in app.table.text())


HOSTILE = (
    "[/bin/sh]",
    "[red]web[/red]",
    "\x1b[2J\x1b]52;c;aGk=\x07",
    "a\nb\tc\rd",
    "\u202egnp.exe",
    "\u200b\u200d\ufeff",
    "👩‍👩‍👧‍👦 漢字",
    "\ud800",
    "x" * 63,
)


async def test_hostile_names_are_shown_and_nothing_else_happens() -> None:
    app = TableApp()
    async with app.run_test(size=(60, 14)) as pilot:
        app.table.set_rows([row(name) for name in HOSTILE])
        app.table.filter_text = "[/bin"
        await pilot.pause()
        assert "[/bin/sh]" in app.table.text()[1]

        app.table.filter_text = ""
        await pilot.pause()
        for y in range(app.table.size.height):
            strip = app.table.render_line(y)
            assert strip.text.isprintable()
            assert strip.cell_length == 60


async def test_a_hidden_column_is_still_known_to_filter_and_order() -> None:
    app = TableApp()
    async with app.run_test(size=(40, 6)):
        app.table.set_rows([row("b", "error", 2), row("a", "error", 3), row("c")])

        app.table.hide_columns({"status", "since"})
        app.table.filter_text = "status:error"
        app.table.sort_by("since", reverse=True)

        assert app.table.text() == [" NAME", " a", "▸b"]


async def test_a_theme_is_followed_at_once() -> None:
    app = TableApp()
    async with app.run_test(size=(40, 6)) as pilot:
        app.table.set_rows(rows(2))
        await pilot.pause()
        dark = app.table.render_line(2)

        app.theme = "textual-light"
        await pilot.pause()

        assert app.table.render_line(2) != dark


async def test_without_focus_the_cursor_is_faint() -> None:
    app = TableApp()
    async with app.run_test(size=(40, 6)) as pilot:
        app.table.set_rows(rows(2))
        app.table.focus()
        await pilot.pause()
        strong = app.table.render_line(1)

        app.screen.set_focus(None)
        await pilot.pause()

        assert app.table.render_line(1).text == strong.text
        assert not any(segment.style and segment.style.bold for segment in app.table.render_line(1))
        assert any(segment.style and segment.style.bold for segment in strong)
