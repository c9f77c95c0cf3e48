"""A terminal to look at: pyte, widened by what Textual and ncurses send and plain pyte does not know.

Known here and not there: SU, SD and REP, left and right margins, dim, concealed, overlined and doubly underlined text,
hyperlinks, erasing with the background colour alone, joiners, moves outside of the margins, and the half of a wide
character that is left over being blanked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pyte
from pyte.screens import Margins, StaticDefaultDict, wcwidth

if TYPE_CHECKING:
    from collections.abc import Callable

_LEFT_RIGHT_MARGINS: Final = 69 << 5
"""DECLRMM, as pyte keeps private modes."""
_ALTERNATE_SCREENS: Final = frozenset({47, 1047, 1049})
_LINK: Final = re.compile(rb"\x1b\]8;[^;\x07\x1b]*;([^\x07\x1b]*)(?:\x07|\x1b\\)")
# Sequences pyte 0.8 would print as text or misread.
_UNSUPPORTED: Final = re.compile(
    rb"\x1b[P^_X].*?(?:\x1b\\|\x07)"  # DCS, PM, APC, SOS
    rb"|\x1b\[[<>=][0-9;:]*[ -/]*[@-~]"  # kitty keyboard, modifyOtherKeys, DA2
    rb"|\x1b\[\??[0-9;]*[ !\"$'][@-~]"  # DECRQM, DECSCUSR, DECSTR
    rb"|\x1b\[\?[0-9;]*[nu]"
    rb"|\x1b\[[0-9;]*t",
    re.DOTALL,
)
_INCOMPLETE: Final = re.compile(rb"\x1b(?:[P^_X\]][^\x1b\x07]*\x1b?|\[[0-9;:<=>? !\"$']*)?$")
_COLOURS: Final = ("black", "red", "green", "brown", "blue", "magenta", "cyan", "white")


class Cell(NamedTuple):
    """One cell: pyte's fields in pyte's order, then ours. The right half of a wide character holds no text."""

    data: str
    fg: str = "default"
    bg: str = "default"
    bold: bool = False
    italics: bool = False
    underscore: bool = False
    strikethrough: bool = False
    reverse: bool = False
    blink: bool = False
    dim: bool = False
    conceal: bool = False
    overline: bool = False
    double: bool = False
    link: str = ""


_BLANK: Final = Cell(" ")
_SWITCHES: Final[dict[int, dict[str, bool]]] = {
    1: {"bold": True},
    2: {"dim": True},
    3: {"italics": True},
    4: {"underscore": True},
    5: {"blink": True},
    6: {"blink": True},
    7: {"reverse": True},
    8: {"conceal": True},
    9: {"strikethrough": True},
    21: {"double": True},
    22: {"bold": False, "dim": False},
    23: {"italics": False},
    24: {"underscore": False, "double": False},
    25: {"blink": False},
    27: {"reverse": False},
    28: {"conceal": False},
    29: {"strikethrough": False},
    53: {"overline": True},
    55: {"overline": False},
}


class Screen(pyte.Screen):
    """pyte's screen with what it lacks."""

    buffer: Any
    cursor: Any

    def __init__(self, columns: int, lines: int, measure: Callable[[str], int]) -> None:
        self.sides: tuple[int, int] | None = None
        self._measure = measure
        self._last = " "
        super().__init__(columns, lines)

    @property
    def default_char(self) -> Any:
        return _BLANK

    def reset(self) -> None:
        super().reset()
        self.sides = None
        self.cursor.attrs = _BLANK

    def resize(self, lines: int | None = None, columns: int | None = None) -> None:
        super().resize(lines, columns)
        self.sides = None

    # -- text

    def draw(self, data: str) -> None:
        if not data:
            return
        style = self.cursor.attrs[1:]
        for char in data:
            width = self._measure(char)
            if width > 0:
                self._place(char, width, style)
            elif width == 0 and char != "\0":
                self._join(char)
        self._last = data[-1]
        self.dirty.add(self.cursor.y)

    def _place(self, char: str, width: int, style: tuple[Any, ...]) -> None:
        cursor = self.cursor
        if cursor.x + width > self.columns:
            if pyte.modes.DECAWM in self.mode:
                self.carriage_return()
                self.linefeed()
            else:
                cursor.x = self.columns - width
        line, x = self.buffer[cursor.y], cursor.x
        if line[x].data == "" and x:
            line[x - 1] = line[x - 1]._replace(data=" ")
        if line[x + width - 1].data != "" and line[x + width].data == "" and x + width < self.columns:
            line[x + width] = line[x + width]._replace(data=" ")
        line[x] = Cell(char, *style)
        if width == 2:
            if line[x + 2].data == "" and x + 2 < self.columns:
                line[x + 2] = line[x + 2]._replace(data=" ")
            line[x + 1] = Cell("", *style)
        cursor.x = x + width

    def _join(self, char: str) -> None:
        line, x = self.buffer[self.cursor.y], self.cursor.x - 1
        if x > 0 and line[x].data == "":
            x -= 1
        if x >= 0:
            line[x] = line[x]._replace(data=line[x].data + char)

    def repeat(self, count: int = 1) -> None:
        """REP: the last character again."""
        self.draw(self._last * max(1, count or 1))

    # -- erasing

    def _erased(self) -> Cell:
        return Cell(" ", bg=self.cursor.attrs.bg)

    def erase_characters(self, count: int | None = None) -> None:
        self._erase(self.cursor.y, self.cursor.x, min(self.cursor.x + (count or 1), self.columns))

    def erase_in_line(self, how: int = 0, private: bool = False) -> None:  # noqa: FBT001, FBT002, RUF100 -- pyte's
        x = min(self.cursor.x, self.columns - 1)
        first, end = [(x, self.columns), (0, x + 1), (0, self.columns)][how]
        self._erase(self.cursor.y, first, end)

    def erase_in_display(self, how: int = 0, *args: Any, **kwargs: Any) -> None:
        y = self.cursor.y
        first, end = [(y + 1, self.lines), (0, y), (0, self.lines), (0, self.lines)][how]
        for row in range(first, end):
            self._erase(row, 0, self.columns)
        if how < 2:
            self.erase_in_line(how)

    def _erase(self, y: int, first: int, end: int) -> None:
        self.dirty.add(y)
        line, blank = self.buffer[y], self._erased()
        if first and line[first].data == "":
            line[first - 1] = line[first - 1]._replace(data=" ")
        if end < self.columns and line[end].data == "":
            line[end] = line[end]._replace(data=" ")
        for x in range(first, end):
            line[x] = blank

    # -- scrolling

    def scroll_up(self, count: int = 1) -> None:
        """SU."""
        self._scroll(max(1, count or 1))

    def scroll_down(self, count: int = 1) -> None:
        """SD."""
        self._scroll(-max(1, count or 1))

    def index(self) -> None:
        if self.cursor.y == self._region().bottom:
            self._scroll(1)
        else:
            self.cursor_down()

    def reverse_index(self) -> None:
        if self.cursor.y == self._region().top:
            self._scroll(-1)
        else:
            self.cursor_up()

    def cursor_down(self, count: int | None = None) -> None:
        last = self._region().bottom if self.cursor.y <= self._region().bottom else self.lines - 1
        self.cursor.y = min(self.cursor.y + (count or 1), last)

    def cursor_up(self, count: int | None = None) -> None:
        first = self._region().top if self.cursor.y >= self._region().top else 0
        self.cursor.y = max(self.cursor.y - (count or 1), first)

    def _region(self) -> Margins:
        return self.margins or Margins(0, self.lines - 1)

    def _scroll(self, rows: int) -> None:
        top, bottom = self._region()
        left, right = self.sides or (0, self.columns - 1)
        self.dirty.update(range(top, bottom + 1))
        blank = self._erased()
        old = {y: dict(self.buffer[y]) for y in range(top, bottom + 1)}
        for y in range(top, bottom + 1):
            source = old.get(y + rows)
            for x in range(left, right + 1):
                self.buffer[y][x] = blank if source is None else source.get(x, _BLANK)

    # -- modes and margins

    def set_margins(self, top: int | None = None, bottom: int | None = None) -> None:
        """DECSTBM: homes the cursor when it sets all rows, too."""
        super().set_margins(top, bottom)
        self.cursor_position()

    def set_sides(self, left: int | None = None, right: int | None = None) -> None:
        """DECSLRM, where DECLRMM is on."""
        if _LEFT_RIGHT_MARGINS not in self.mode:
            return
        first, last = max(1, left or 1) - 1, min(right or self.columns, self.columns) - 1
        if first < last:
            self.sides = (first, last)
            self.cursor_position()

    def set_mode(self, *modes: int, **kwargs: Any) -> None:
        super().set_mode(*modes, **kwargs)
        if kwargs.get("private") and not _ALTERNATE_SCREENS.isdisjoint(modes):
            self.erase_in_display(2)

    def reset_mode(self, *modes: int, **kwargs: Any) -> None:
        super().reset_mode(*modes, **kwargs)
        if kwargs.get("private") and 69 in modes:
            self.sides = None

    # -- styles

    def select_graphic_rendition(self, *attrs: int, **_: Any) -> None:
        todo = list(reversed(attrs or (0,)))
        change: dict[str, Any] = {}
        while todo:
            code = todo.pop()
            if code == 0:
                change = {**_BLANK._asdict(), "link": self.cursor.attrs.link}
            elif code in _SWITCHES:
                change.update(_SWITCHES[code])
            elif code in {38, 48} and len(todo) > 1:
                change["fg" if code == 38 else "bg"] = _extended(todo)
            elif (colour := _plain(code)) is not None:
                change.update(colour)
        self.cursor.attrs = self.cursor.attrs._replace(**change)

    def set_link(self, link: str) -> None:
        """OSC 8: text from here on leads to `link`; empty ends it."""
        self.cursor.attrs = self.cursor.attrs._replace(link=link)

    # -- questions, which the harness answers

    def report_device_status(self, *_: Any, **__: Any) -> None: ...

    def report_device_attributes(self, *_: Any, **__: Any) -> None: ...


def _plain(code: int) -> dict[str, str] | None:
    for base, name, prefix in ((30, "fg", ""), (40, "bg", ""), (90, "fg", "bright"), (100, "bg", "bright")):
        if base <= code < base + 8:
            return {name: prefix + _COLOURS[code - base]}
    return {39: {"fg": "default"}, 49: {"bg": "default"}}.get(code)


def _extended(todo: list[int]) -> str:
    match todo.pop():
        case 5:
            return f"palette {todo.pop()}"
        case 2 if len(todo) >= 3:
            return f"{todo.pop():02x}{todo.pop():02x}{todo.pop():02x}"
        case _:
            return "default"


class _Stream(pyte.ByteStream):
    csi = {  # noqa: RUF012 -- pyte's own way to say it
        **pyte.Stream.csi,
        "b": "repeat",
        "S": "scroll_up",
        "T": "scroll_down",
        "s": "set_sides",
    }
    events = pyte.Stream.events | {"repeat", "scroll_up", "scroll_down", "set_sides"}


class Emulator:
    """The emulated screen: feed it bytes, ask it for rows of text or for cells."""

    def __init__(self, columns: int, rows: int, *, measure: Callable[[str], int] = wcwidth) -> None:
        """Takes every character to be as wide as `measure` says."""
        self.screen = Screen(columns, rows, measure)
        self._stream = _Stream(self.screen, strict=False)
        self._tail = b""

    def feed(self, output: bytes) -> None:
        """Takes output, which may end anywhere."""
        output = self._tail + output
        incomplete = _INCOMPLETE.search(output, max(0, len(output) - 4096))
        self._tail = incomplete.group() if incomplete else b""
        if incomplete:
            output = output[: incomplete.start()]
        pieces = _LINK.split(_UNSUPPORTED.sub(b"", output))
        self._stream.feed(pieces[0])
        for link, piece in zip(pieces[1::2], pieces[2::2], strict=True):
            self.screen.set_link(link.decode(errors="replace"))
            self._stream.feed(piece)

    def row(self, y: int) -> str:
        """The text of one row."""
        line: StaticDefaultDict[int, Any] = self.screen.buffer[y]
        return "".join(line[x].data for x in range(self.screen.columns))

    def rows(self) -> list[str]:
        """The text of all rows."""
        return [self.row(y) for y in range(self.screen.lines)]

    def take_dirty(self) -> list[str]:
        """The text of the rows that changed since the last call."""
        dirty = sorted(y for y in self.screen.dirty if y < self.screen.lines)
        self.screen.dirty.clear()
        return [self.row(y) for y in dirty]

    def picture(self) -> list[list[Cell]]:
        """The cells as an eye sees them: of a blank only what shows counts."""
        lines = [self.screen.buffer[y] for y in range(self.screen.lines)]
        return [[_seen(line[x]) for x in range(self.screen.columns)] for line in lines]


def _seen(cell: Cell) -> Cell:
    lines = cell.underscore or cell.strikethrough or cell.reverse or cell.overline or cell.double or cell.link
    return cell if cell.data != " " or lines else Cell(" ", bg=cell.bg)
