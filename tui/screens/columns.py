"""The columns of the three lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tui.widgets.resource_table import Column

PROJECTS = (
    Column("name", "Name", grow=True, min_width=6),
    Column("state", "", align="right", min_width=3),
)
STACKS = (
    Column("name", "Name", grow=True, min_width=6, shrink="middle"),
    Column("running", "", align="right", min_width=3),
)
SERVICES = (
    Column("name", "Name", min_width=12, max_width=40),
    Column("project", "Project", min_width=10, max_width=24, priority=90),
    Column("stack", "Stack", min_width=9, max_width=24, priority=30),
    Column("status", "Status", min_width=8, max_width=12, priority=95),
    Column("since", "Since", align="right", width=5, priority=60),
    Column("image", "Image", min_width=14, max_width=48, priority=50, shrink="middle"),
    Column("drift", "Drift", min_width=7, max_width=24, priority=80),
    Column("message", "Message", min_width=20, max_width=200, priority=40, grow=True),
)


def repeated_columns(*, of_many_projects: bool, of_many_stacks: bool) -> frozenset[str]:
    """The columns that would say the same in every row of such a list."""
    return frozenset(name for name, shown in (("project", of_many_projects), ("stack", of_many_stacks)) if not shown)


def chosen_columns(wanted: Sequence[str]) -> frozenset[str]:
    """The columns that the settings leave out; the name always stays, and nothing wanted leaves out nothing."""
    names = [column.key for column in SERVICES]
    return frozenset(name for name in names[1:] if name not in wanted) if wanted else frozenset()


def unknown_columns(wanted: Mapping[str, Sequence[str]]) -> list[str]:
    """What the settings say about columns that can't be followed, each a sentence."""
    names = [column.key for column in SERVICES]
    problems = [
        f"columns: only those of services can be chosen, not of {name!r}." for name in wanted if name != "services"
    ]
    strange = [name for name in wanted.get("services", ()) if name not in names]
    return problems + [f"columns: services have no column {name!r}. There are {', '.join(names)}." for name in strange]


def next_sorting(columns: Sequence[str], sorting: tuple[str | None, bool]) -> str | None:
    """The column to sort by after another; None, the list's own order, comes after the last."""
    order = [None, *columns]
    return order[(order.index(sorting[0]) + 1) % len(order)] if sorting[0] in order else None
