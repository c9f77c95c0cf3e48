"""A plan as lines of text: what is created, changed, deleted, and what happens to volumes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from tui.definitions.plan import ChangeKind
from tui.presentation.texts import count, cut_middle, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tui.definitions.fields import FieldChange
    from tui.definitions.plan import Plan, ServiceChange, VolumeChange
    from tui.presentation.palette import Look

_MAX_LABEL = 30


def change_lines(plan: Plan, look: Look, width: int) -> list[Text]:
    """All that is created and changed, as lines of at most `width` cells; deletions are told apart."""
    created = [change for change in plan.services if change.kind is ChangeKind.CREATED]
    changed = [change for change in plan.services if change.kind is ChangeKind.CHANGED]
    lines: list[Text] = []
    if created:
        lines += [Text(f"Create {count(len(created), 'service')}", style="bold")]
        lines += [line for change in created for line in _service(change, look, width)]
    if changed:
        lines += [*_gap(lines), Text(f"Change {count(len(changed), 'service')}", style="bold")]
        lines += [line for change in changed for line in _service(change, look, width)]
    if plan.volumes:
        lines += [*_gap(lines), Text("Volumes", style="bold")]
        lines += [_volume(change, look, width) for change in plan.volumes]
    return lines


def delete_lines(plan: Plan, look: Look, width: int) -> list[Text]:
    """The services that would be deleted; empty when there are none."""
    if not plan.deletes:
        return []
    heading = Text(f"Delete {count(len(plan.deletes), 'service')}", style=f"bold {look.palette.bad}")
    return [heading, *(_signed("-", change.name, look.palette.bad, width) for change in plan.deletes)]


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


def _signed(sign: str, name: str, style: str, width: int) -> Text:
    return Text.assemble("  ", (sign, style), " ", (cut_middle(plain(name), max(width - 4, 8)), "bold"))


def _service(change: ServiceChange, look: Look, width: int) -> Iterator[Text]:
    is_new = change.kind is ChangeKind.CREATED
    line = _signed("+", change.name, look.palette.good, width) if is_new else _changed_name(change, look, width)
    yield line
    labels = [cut_middle(plain(field.label), min(_MAX_LABEL, width // 3)) for field in change.fields]
    column = max((cell_len(label) for label in labels), default=0)
    room = max(width - column - 8, 16)
    for label, field in zip(labels, change.fields, strict=True):
        padded = label + " " * (column - cell_len(label))
        value = Text(_shown(field.new, room)) if is_new else _difference(field, look, room)
        yield Text.assemble("      ", (padded, look.palette.muted), "  ", value)


def _changed_name(change: ServiceChange, look: Look, width: int) -> Text:
    line = _signed("~", change.name, look.palette.moving, width)
    if change.needs_recreate and change.is_down:
        line.append("  stopped: takes effect when it is recreated", style=look.palette.muted)
    elif change.needs_recreate:
        line.append(f"  {look.glyphs.drift} needs to be recreated", style=look.palette.moving)
    return line


def _difference(field: FieldChange, look: Look, width: int) -> Text:
    """`old → new`; what comes to a list or leaves it has a sign instead."""
    old, new = field.old, field.new
    if field.field in ("ports", "volumes") and (old is None or new is None):
        sign, style = ("+ ", look.palette.good) if old is None else ("- ", look.palette.bad)
        return Text.assemble((sign, style), _shown(new if old is None else old, width - 2))
    half = (width - 4) // 2
    after = _shown(new, half) + (" changed" if old == new else "")
    return Text.assemble((f"{_shown(old, half)} {_arrow(look)} ", look.palette.muted), after)


def _arrow(look: Look) -> str:
    return "→" if look.glyphs.ellipsis == "…" else "->"


def _shown(value: str | None, width: int) -> str:
    if value is None:
        return "(not set)"
    if value == "":
        return "(empty)"
    return cut_middle(plain(value), max(width, 8))


def _volume(change: VolumeChange, look: Look, width: int) -> Text:
    match change.kind:
        case ChangeKind.DETACHED:
            line = _signed("-", change.name, look.palette.moving, width)
            return line.append("  detached, its data stays", style=look.palette.muted)
        case ChangeKind.RENAMED:
            line = _signed("~", change.name, look.palette.moving, width)
            return line.append(f" {_arrow(look)} {plain(change.new_name or '')}", style="default")
        case _:
            return _signed("+", change.name, look.palette.good, width)
