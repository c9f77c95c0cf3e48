"""A plan as lines of text: what is created, changed, deleted, and what happens to volumes."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from tui.definitions.plan import ChangeKind
from tui.presentation.difference import arrow, side_by_side, stacked, values, wrapped
from tui.presentation.texts import count, cut_middle, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tui.definitions.fields import FieldChange
    from tui.definitions.plan import Plan, ServiceChange, VolumeChange
    from tui.presentation.palette import Look

_MIN_LABEL, _MAX_LABEL = 12, 30
SIDE_BY_SIDE = 88
"""Cells from which on the old and the new value stand beside each other: those of a dialog on 100 columns."""


def change_lines(plan: Plan, look: Look, width: int, *, heads: tuple[str, str] = ("Now", "After")) -> list[Text]:
    """All that is created and changed, as lines of at most `width` cells; deletions are told apart.

    What changes stands side by side below `heads` where there is room for it.
    """
    created = [change for change in plan.services if change.kind is ChangeKind.CREATED]
    changed = [change for change in plan.services if change.kind is ChangeKind.CHANGED]
    lines: list[Text] = []
    if created:
        lines += [Text(f"Create {count(len(created), 'service')}", style="bold")]
        lines += [line for change in created for line in _service(change, look, width)]
    if changed:
        column = max(_label_width(changed, width), _MIN_LABEL if width >= SIDE_BY_SIDE else 0)
        lines += [*_gap(lines), _heading(len(changed), heads, look, width, column)]
        lines += [line for change in changed for line in _changed(change, look, width, column)]
    if plan.volumes:
        lines += [*_gap(lines), Text("Volumes", style="bold")]
        lines += [_volume(change, look, width) for change in plan.volumes]
    return lines


def delete_lines(plan: Plan, look: Look, width: int) -> list[Text]:
    """The services that would be deleted; empty when there are none."""
    if not plan.deletes:
        return []
    heading = Text(f"Delete {count(len(plan.deletes), 'service')}", style=f"bold {look.palette.bad}")
    return [heading, *(_signed("-", change.name, look.palette.bad, look, width) for change in plan.deletes)]


def names(changes: Sequence[ServiceChange], width: int) -> str:
    """The names of services in one line: `web, worker and 3 more`."""
    shown = [plain(change.name) for change in changes]
    for kept in range(len(shown), 0, -1):
        left = len(shown) - kept
        line = ", ".join(shown[:kept]) + (f" and {left} more" if left else "")
        if cell_len(line) <= width:
            return line
    return count(len(shown), "service")


def _gap(lines: list[Text]) -> list[Text]:
    return [Text()] if lines else []


def _signed(sign: str, name: str, style: str, look: Look, width: int) -> Text:
    return Text.assemble(
        "  ", (sign, style), " ", (cut_middle(plain(name), max(width - 4, 8), look.glyphs.ellipsis), "bold")
    )


def _service(change: ServiceChange, look: Look, width: int) -> Iterator[Text]:
    yield _signed("+", change.name, look.palette.good, look, width)
    column = _label_width([change], width)
    for field in change.fields:
        yield from _labelled(field, values(field, look, width - column - 8), look, column)


def _changed(change: ServiceChange, look: Look, width: int, column: int) -> Iterator[Text]:
    """A changed service with its fields; `column` cells are for their names."""
    yield _changed_name(change, look, width)
    for field in change.fields:
        if width >= SIDE_BY_SIDE:
            half = _half(width, column)
            pairs = side_by_side(field, look, half)
            lines = [Text.assemble(left, " " * (half - left.cell_len + 2), right) for left, right in pairs]
        else:
            lines = stacked(field, look, width - column - 8)
        yield from _labelled(field, lines, look, column)


def _labelled(field: FieldChange, lines: Sequence[Text], look: Look, column: int) -> Iterator[Text]:
    """The lines with the name of the field before them, which is wrapped as they are."""
    labels = [Text(label, style=look.palette.muted) for label in wrapped(plain(field.label), max(column, 8))]
    for label, line in zip_longest(labels, lines, fillvalue=Text()):
        yield Text.assemble("      ", label, " " * (column - label.cell_len + 2), line)


def _label_width(changes: Sequence[ServiceChange], width: int) -> int:
    longest = max((cell_len(plain(field.label)) for change in changes for field in change.fields), default=0)
    return min(longest, _MAX_LABEL, width // 3)


def _half(width: int, column: int) -> int:
    """The cells for each of the two sides."""
    return (width - column - 10) // 2


def _heading(number: int, heads: tuple[str, str], look: Look, width: int, column: int) -> Text:
    line = Text(f"Change {count(number, 'service')}", style="bold", end="")
    if width < SIDE_BY_SIDE:
        return line
    muted, half = look.palette.muted, _half(width, column)
    gap = max(column + 10 - line.cell_len, 2)
    old, new = heads
    return Text.assemble(line, " " * gap, (old, muted), " " * max(half + 2 - cell_len(old), 2), (new, muted))


def _changed_name(change: ServiceChange, look: Look, width: int) -> Text:
    line = _signed("~", change.name, look.palette.moving, look, width)
    if change.needs_recreate and change.is_down:
        line.append("  stopped: takes effect when it is recreated", style=look.palette.muted)
    elif change.needs_recreate:
        line.append(f"  {look.glyphs.drift} needs to be recreated", style=look.palette.moving)
    return line


def _volume(change: VolumeChange, look: Look, width: int) -> Text:
    match change.kind:
        case ChangeKind.DETACHED:
            line = _signed("-", change.name, look.palette.moving, look, width)
            return line.append("  detached, its data stays", style=look.palette.muted)
        case ChangeKind.RENAMED:
            line = _signed("~", change.name, look.palette.moving, look, width)
            return line.append(f" {arrow(look)} {plain(change.new_name or '')}", style="default")
        case _:
            return _signed("+", change.name, look.palette.good, look, width)
