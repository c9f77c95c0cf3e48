"""The columns of the three lists."""

from __future__ import annotations

from collections.abc import Sequence

from tui.presentation.lists import Line
from tui.widgets.resource_table import Column, Row

PROJECTS = (
    Column("name", "Name", grow=True, min_width=6),
    Column("state", "", align="right", min_width=3),
)
STACKS = (
    Column("name", "Name", grow=True, min_width=6, shrink="middle"),
    Column("running", "", align="right", min_width=3),
)
SERVICES = (
    Column("name", "Name", min_width=14, max_width=40),
    Column("project", "Project", min_width=10, max_width=24, priority=90),
    Column("stack", "Stack", min_width=9, max_width=24, priority=30),
    Column("status", "Status", min_width=8, max_width=12, priority=95),
    Column("since", "Since", align="right", width=5, priority=60),
    Column("image", "Image", min_width=14, max_width=48, priority=50, shrink="middle"),
    Column("drift", "Drift", min_width=7, max_width=24, priority=80),
    Column("message", "Message", min_width=20, max_width=200, priority=40, grow=True),
)


def service_columns(*, of_many_projects: bool, of_many_stacks: bool) -> tuple[Column, ...]:
    """The columns of the services, without those that would say the same in every row."""
    left_out = {name for name, shown in (("project", of_many_projects), ("stack", of_many_stacks)) if not shown}
    return tuple(column for column in SERVICES if column.key not in left_out)


def rows_of(lines: Sequence[Line], columns: Sequence[Column], all_columns: Sequence[Column]) -> list[Row]:
    """The lines as rows of a table that shows *columns* of *all_columns*."""
    places = [index for index, column in enumerate(all_columns) if column in columns]
    return [
        Row(
            line.key,
            tuple(line.cells[place] for place in places),
            tuple(line.sort[place] for place in places),
            line.search,
        )
        for line in lines
    ]
