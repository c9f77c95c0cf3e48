"""What is rendered for a frame: of each widget the rows that change and that nothing in front of it covers.

Textual asks every widget of a screen for all of its rows, also those that stand behind others as a whole, as containers
do, or far from what changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual._compositor import Compositor
from textual.geometry import Region

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from textual.strip import Strip


class FrontCompositor(Compositor):
    """Puts the same picture together from fewer rows."""

    def _render_chops(self, crop: Region, is_rendered_line: Callable[[int], bool]) -> Sequence[Mapping[int, Strip]]:
        """The pieces of each row by the column where they begin, those of the rendered lines within *crop* filled."""
        chops: list[dict[int, Strip | None]] = [dict.fromkeys(cuts[:-1]) for cuts in self.cuts]
        rows = [y for y in crop.line_range if is_rendered_line(y)]
        for widget, (region, clip) in self.visible_widgets.items():
            area = region.intersection(clip)
            if not crop.overlaps(area):
                continue
            left, right = area.column_span
            seen = []
            for y in rows:
                if area.y <= y < area.bottom:
                    starts = [start for start in chops[y] if left <= start < right]
                    if any(chops[y][start] is None for start in starts):
                        seen.append((y, starts))
            if seen:
                top, bottom = seen[0][0], seen[-1][0] + 1
                strips = widget.render_lines(Region(area.x - region.x, top - region.y, area.width, bottom - top))
                for y, starts in seen:
                    _fill(chops[y], starts, strips[y - top], left, right)
        return cast("Sequence[Mapping[int, Strip]]", chops)


def _fill(row: dict[int, Strip | None], starts: list[int], strip: Strip, left: int, right: int) -> None:
    """Put a strip that lies from *left* to *right* wherever there is nothing yet between the *starts*."""
    is_whole = len(starts) == 1 and strip.cell_length == right - left
    ends = [*starts[1:], right]
    pieces = [strip] if is_whole else strip.divide([end - left for end in ends])
    for start, piece in zip(starts, pieces, strict=False):
        if row[start] is None:
            row[start] = piece
