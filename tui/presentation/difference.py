"""What is different about one field, as lines: old and new side by side, or in one line, or one below the other."""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import takewhile, zip_longest
from typing import TYPE_CHECKING

from rich.cells import cell_len, chop_cells
from rich.text import Text

from tui.definitions.secrets import MASK
from tui.presentation.palette import ASCII
from tui.presentation.texts import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tui.definitions.fields import FieldChange
    from tui.presentation.palette import Look

_IN_COMMON = 3
"""Characters that two values must begin or end with before the rest of them is told apart."""

_MAX_COMPARISONS = 250_000
"""Longer lists are paired by their order alone: looking for what moved takes the product of their lengths."""

Pair = tuple[str | None, str | None]


def pairs_of(field: FieldChange) -> list[Pair]:
    """The items of a field, each as it was and as it becomes; None stands where there is nothing on that side."""
    old, new = _items(field.old, field.old_items), _items(field.new, field.new_items)
    if old == new or len(old) * len(new) > _MAX_COMPARISONS:
        return list(zip_longest(old, new))
    pairs: list[Pair] = []
    for _, start, end, new_start, new_end in SequenceMatcher(None, old, new).get_opcodes():
        pairs += zip_longest(old[start:end], new[new_start:new_end])
    return pairs


def side_by_side(field: FieldChange, look: Look, width: int) -> Iterator[tuple[Text, Text]]:
    """Pairs of lines of at most `width` cells each: what it is on the left, what it becomes on the right."""
    absent = "  (new)" if is_entry(field) else "  (not set)" if field.old is None else ""
    for old, new in pairs_of(field):
        hides = _hides(field, old)
        is_same = old == new and not hides
        left = _signed("-", old, new, look, width, is_same=is_same) or [_word(absent, look)]
        right = _signed("+", new, old, look, width, is_same=is_same) or [_word("  (removed)", look)]
        if hides:
            right.append(_word("  changed, not shown", look))
        yield from zip_longest(left, right, fillvalue=Text())


def stacked(field: FieldChange, look: Look, width: int) -> list[Text]:
    """In one line where it fits: `old → new`; else what goes and below it what comes, nothing cut."""
    if not is_entry(field) and not (field.old_items or field.new_items):
        after = f"{_shown(field.new, look)}{' changed' if field.is_hidden else ''}"
        line = Text.assemble((f"{_shown(field.old, look)} {arrow(look)} ", look.palette.muted), after)
        if line.cell_len <= width:
            return [line]
    lines: list[Text] = []
    for old, new in pairs_of(field):
        hides = _hides(field, old)
        is_same = old == new and not hides
        if old is not None:
            lines += _signed("-", old, new, look, width, is_same=is_same)
        if new is not None and not is_same:
            lines += _signed("+", new, old, look, width, is_same=False)
        if hides:
            lines.append(_word("  changed, not shown", look))
    return lines


def values(field: FieldChange, look: Look, width: int) -> list[Text]:
    """What is set where there was nothing, wrapped."""
    lines = field.new.split("\n") if field.new is not None else []
    return [Text(piece) for line in lines for piece in wrapped(_shown(line, look), max(width, 8))]


def is_entry(field: FieldChange) -> bool:
    """True for one entry of a list, which comes or goes as a whole."""
    return field.field in ("ports", "volumes") and (field.old is None or field.new is None)


def arrow(look: Look) -> str:
    """From what is to what becomes."""
    return "->" if look.glyphs is ASCII else look.glyphs.arrow


def wrapped(text: str, width: int) -> list[str]:
    """`text` in pieces of at most `width` cells, broken behind a space where one is near."""
    pieces = []
    while cell_len(text) > width:
        head = chop_cells(text, width)[0]
        space = head.rfind(" ", len(head) * 2 // 3)
        head = head[: space + 1] if space > 0 else head
        pieces.append(head)
        text = text[len(head) :]
    return [*pieces, text]


def _items(value: str | None, items: Sequence[str]) -> list[str]:
    """The items of a list, else the lines of a text."""
    if items:
        return list(items)
    return [] if value is None else (value.split("\n") if value else [""])


def _shown(value: str | None, look: Look) -> str:
    if value is None:
        return "(not set)"
    shown = plain(value) if value else "(empty)"
    return shown.replace(MASK, "*" * len(MASK)) if look.glyphs is ASCII else shown


def _hides(field: FieldChange, item: str | None) -> bool:
    """True when what is different is behind the mask in `item`."""
    return field.is_hidden and item is not None and MASK in item


def _word(word: str, look: Look) -> Text:
    return Text(word, style=look.palette.muted)


def _signed(sign: str, item: str | None, other: str | None, look: Look, width: int, *, is_same: bool) -> list[Text]:
    """An item with its sign, wrapped; what `other` has not in common with it stands out."""
    if item is None:
        return []
    style = f"dim {look.palette.bad}" if sign == "-" else look.palette.good
    if is_same:
        sign, style = " ", look.palette.muted
    value = Text(_shown(item, look), style=style)
    if other is not None and not is_same and item != other:
        _stand_out(value, _shown(other, look))
    lines = []
    done = 0
    for piece in wrapped(value.plain, max(width - 2, 8)):
        lines.append(Text.assemble((sign if not done else " ", style), " ", value[done : done + len(piece)]))
        done += len(piece)
    return lines


def _stand_out(value: Text, other: str) -> None:
    """Make bold what is different from `other`, where enough of the two is the same."""
    text = value.plain
    head = _in_common(text, other)
    room = min(len(text), len(other)) - head
    tail = min(_in_common(text[::-1], other[::-1]), room)
    if head + tail >= _IN_COMMON:
        value.stylize("bold not dim", head, len(text) - tail)


def _in_common(one: str, other: str) -> int:
    """The number of characters with which both begin."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
