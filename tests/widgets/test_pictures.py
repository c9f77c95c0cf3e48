"""Pictures of the table and the log in each of their states, looked at once and compared ever since."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from rich.text import Text
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from tests.drawing import Compare
from tui.logs.store import LogStore
from tui.presentation.palette import ASCII, UNICODE, Glyphs
from tui.presentation.rows import Row
from tui.widgets.log_view import LogView
from tui.widgets.resource_table import Column, ResourceTable

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures don't depend on the terminal they are made in."""
    monkeypatch.delenv("NO_COLOR", raising=False)


COLUMNS = (
    Column("name", "  NAME", min_width=10),
    Column("status", "STATUS", width=9, priority=90),
    Column("since", "SINCE", width=5, align="right", priority=60),
    Column("image", "IMAGE", min_width=12, shrink="middle", priority=50),
    Column("drift", "DRIFT", min_width=5, priority=80, grow=True),
)
SIGNS = {
    "running": ("●", "*", "green"),
    "error": ("▲", "!", "red"),
    "starting": ("◐", "~", "yellow"),
    "stopped": ("○", "o", "bright_black"),
}
SERVICES = (
    ("web", "running", "3 d", "shop/web:1.4.2", ""),
    ("worker", "error", "2 m", "registry.example.com/shop/worker:1.4", "↻ image"),
    ("mailer", "starting", "<1 m", "shop/mail:2", ""),
    ("cron", "stopped", "9 h", "shop/cron:1", ""),
    ("[/bin/sh]", "running", "1 d", "a\x1b[2Jb\u202ec", ""),
    ("漢字-api", "running", "1 d", "shop/api:7", ""),
)


def rows(glyphs: Glyphs) -> list[Row]:
    made = []
    for name, status, since, image, drift in SERVICES:
        sign, plain, colour = SIGNS[status]
        cells = (
            Text.assemble((plain if glyphs is ASCII else sign, colour), " ", name),
            Text(status, style=colour),
            since,
            image,
            Text(drift if glyphs is UNICODE else "", style="yellow"),
        )
        made.append(Row(name, cells, (name, status, since, image, drift)))
    return made


class TableApp(App[None]):
    """A table in a bordered pane."""

    CSS = """
    ResourceTable { border: round $panel; }
    ResourceTable:focus { border: round $accent; }
    """

    def __init__(self, *, glyphs: Glyphs = UNICODE, empty: bool = False) -> None:
        super().__init__()
        self.table = ResourceTable(COLUMNS, empty="No services yet; e edits the stack's definition", glyphs=glyphs)
        self.shown = [] if empty else rows(glyphs)

    def compose(self) -> ComposeResult:
        yield self.table

    def on_mount(self) -> None:
        self.table.set_rows(self.shown)


def test_a_table_with_cursor_marks_and_order(snap_compare: Compare) -> None:
    async def sort(pilot: Pilot[None]) -> None:
        await pilot.press("space", "down", "down", "space")
        pilot.app.query_one(ResourceTable).sort_by("status")

    assert snap_compare(TableApp(), terminal_size=(100, 12), run_before=sort)


def test_a_table_with_a_filter(snap_compare: Compare) -> None:
    async def narrow(pilot: Pilot[None]) -> None:
        pilot.app.query_one(ResourceTable).filter_text = "status:run shop"

    assert snap_compare(TableApp(), terminal_size=(100, 12), run_before=narrow)


def test_a_table_without_focus(snap_compare: Compare) -> None:
    class UnfocusedApp(TableApp):
        AUTO_FOCUS = None

    assert snap_compare(UnfocusedApp(), terminal_size=(100, 12))


def test_a_narrow_table(snap_compare: Compare) -> None:
    assert snap_compare(TableApp(), terminal_size=(40, 10))


def test_an_empty_table(snap_compare: Compare) -> None:
    assert snap_compare(TableApp(empty=True), terminal_size=(80, 8))


def test_a_table_in_which_nothing_matches(snap_compare: Compare) -> None:
    async def narrow(pilot: Pilot[None]) -> None:
        pilot.app.query_one(ResourceTable).filter_text = "nothing like this"

    assert snap_compare(TableApp(), terminal_size=(80, 8), run_before=narrow)


def test_a_table_in_ascii_without_colours(snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    assert snap_compare(TableApp(glyphs=ASCII), press=("down", "space", "up"), terminal_size=(100, 12))


def test_a_table_in_the_light(snap_compare: Compare) -> None:
    async def lighten(pilot: Pilot[None]) -> None:
        pilot.app.theme = "textual-light"

    assert snap_compare(TableApp(), terminal_size=(100, 12), run_before=lighten)


LOG = b"".join(
    (
        b"2026-11-23T14:02:07.100000Z \x1b[32mINFO\x1b[0m  listening on 0.0.0.0:8080\n",
        b"2026-11-23T14:02:08.100000Z \x1b[1;33mWARN\x1b[0m  slow query: 1204 ms\n",
        b"2026-11-23T14:02:09.100000Z \x1b[31mERROR\x1b[0m db: connection refused (10.0.0.7:5432)\n",
        b"Traceback (most recent call last):\n",
        b'\tFile "worker.py", line 12, in main\n',
        b"2026-11-23T14:02:10.100000Z \x1b]0;title\x07evil \x9b2J \xe2\x80\xae reversed \x00 and \xff\n",
        "2026-11-23T14:02:11.100000Z 漢字 and e\u0301 and 🚀\n".encode(),
        b"2026-11-23T14:02:12.100000Z " + b"a long line " * 400 + b"\n",
    )
)


class LogApp(App[None]):
    """A log and nothing else."""

    def __init__(self, *, glyphs: Glyphs = UNICODE) -> None:
        super().__init__()
        self.view = LogView(glyphs=glyphs, zone=UTC, now=lambda: NOW)
        self.store = LogStore()
        self.store.extend(LOG)
        self.store.mark("about 1,200 lines missing")
        self.store.extend(b"2026-11-23T14:03:00.100000Z back again\n")
        self.store.partial = b"2026-11-23T14:03:01.100000Z unfinished"

    def compose(self) -> ComposeResult:
        yield self.view

    def on_mount(self) -> None:
        self.view.show(self.store)


def test_a_log(snap_compare: Compare) -> None:
    assert snap_compare(LogApp(), terminal_size=(100, 14))


def test_a_wrapped_log(snap_compare: Compare) -> None:
    assert snap_compare(LogApp(), press=("w", "g"), terminal_size=(60, 14))


def test_a_log_without_timestamps_in_ascii_in_the_light(snap_compare: Compare) -> None:
    async def lighten(pilot: Pilot[None]) -> None:
        pilot.app.theme = "textual-light"

    assert snap_compare(LogApp(glyphs=ASCII), press=("t",), terminal_size=(60, 14), run_before=lighten)
