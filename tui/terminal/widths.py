"""Text as cells: how wide Textual takes it to be, and where a terminal might see that otherwise.

A cell is one character: itself, `CONTINUED` for the right half of a wide one, or one from the last plane that stands
for a cluster of several.
"""

from __future__ import annotations

import re
from typing import Final

from rich.cells import split_graphemes

CONTINUED: Final = "\uffff"
"""The right half of a wide character: a code point that is no character."""

_FIRST_CLUSTER: Final = 0x100000
_MOST_CLUSTERS: Final = 0xFF00

_REMEMBERED: Final = 1024
"""Rows of which the first doubtful column is remembered."""

_MEASURED: Final = (
    "\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0377\u037a-\u037f\u0384-\u0482\u048a-\u052f\u1e00-\u1f15\u2010-\u2027\u2030-\u205e"
    "\u20a0-\u20bf\u2100-\u218b\u2190-\u2319\u231c-\u2328\u232b-\u23e8\u2400-\u2426\u2460-\u25fc\u25ff\u2605\u2606"
    "\u2610-\u2612\u2660-\u2667\u2713-\u2718\u2756\u276e\u276f\u2776-\u2794\u2798-\u27af\u27b1-\u27be\u27c0-\u2b1a\ufffd"
)
"""One cell wide for everybody whose terminal does not take ambiguous characters for wide ones."""

_WIDE: Final = (
    "\u3001-\u3029\u3030-\u303e\u3041-\u3096\u309b-\u30ff\u3105-\u312f\u3131-\u3163\u3165-\u318e\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
    "\uf900-\ufaff\uff01-\uff60\uffe0-\uffe6"
)
"""Two cells wide for everybody."""

PROBE: Final = "─│╭╯━█▌░●○◐▲▸◆■↻→…·—×§±°✓✗"
"""What is measured in a terminal before it is trusted with all of its kind."""

_CAUTIOUS: Final = re.compile(f"[^ -~{_WIDE}{CONTINUED}]+{CONTINUED}*")
_TRUSTING: Final = re.compile(f"[^ -~{_MEASURED}{_WIDE}{CONTINUED}]+{CONTINUED}*")
_CLUSTER: Final = re.compile(f"[{chr(_FIRST_CLUSTER)}-\U0010fffd]")
_NARROW: Final = re.compile(f"[ -~{_MEASURED}]*")


class Widths:
    """Turns text into cells and back, and says which cells are doubtful."""

    def __init__(self) -> None:
        self._clusters: list[str] = []
        self._codes: dict[str, str] = {}
        self._first: dict[str, int] = {}
        self.doubtful = _CAUTIOUS
        """Finds stretches of cells whose width a terminal may see otherwise."""

    def trust(self, *, measured: bool) -> None:
        """Says whether the terminal was seen to give `PROBE` the width that Textual gives it."""
        self.doubtful = _TRUSTING if measured else _CAUTIOUS
        self._first.clear()

    def first_doubtful(self, row: str) -> int:
        """The first doubtful column of `row`, or its length."""
        found = self._first.get(row)
        if found is None:
            match = None if row.isascii() else self.doubtful.search(row)
            found = match.start() if match else len(row)
            if len(self._first) >= _REMEMBERED:
                self._first.clear()
            self._first[row] = found
        return found

    @property
    def full(self) -> bool:
        """Whether there are so many clusters that their codes had better be given anew."""
        return len(self._clusters) > _MOST_CLUSTERS // 2

    def keep_only(self, used: set[str]) -> dict[int, str]:
        """Gives the clusters in `used` new codes and forgets the rest; gives what to translate cells with."""
        kept = {ord(code): self.text(code) for code in used if ord(code) >= _FIRST_CLUSTER}
        self._clusters.clear()
        self._codes.clear()
        return {code: self._code(cluster) for code, cluster in kept.items()}

    @staticmethod
    def is_narrow(text: str) -> bool:
        """Whether each character of `text` is known to be a cell."""
        return text.isascii() or _NARROW.fullmatch(text) is not None

    def cells(self, text: str, before: str = "") -> tuple[str, str]:
        """Gives the cells of `text`, and the cell `before` it, which a mark at its begin may join."""
        if self.is_narrow(text):
            return text, before
        cells = []
        for start, end, width in split_graphemes(text)[0]:
            cluster = text[start:end]
            if width:
                cells.append(self._code(cluster) + CONTINUED * (width - 1))
            elif cells:
                cells[-1] = self._joined(cells[-1], cluster)
            elif before:
                before = self._joined(before, cluster)
        return "".join(cells), before

    @staticmethod
    def is_sent(cells: str) -> bool:
        """Whether `cells` are what to send for them, also in parts."""
        return cells.isascii() or not (CONTINUED in cells or _CLUSTER.search(cells))

    def text(self, cells: str) -> str:
        """What to send for `cells`."""
        if cells.isascii():
            return cells
        cells = cells.replace(CONTINUED, "")
        return _CLUSTER.sub(lambda code: self._clusters[ord(code[0]) - _FIRST_CLUSTER], cells)

    def _joined(self, cell: str, mark: str) -> str:
        return self._code(self.text(cell) + mark) + cell[1:]

    def _code(self, cluster: str) -> str:
        if len(cluster) == 1 and ord(cluster) < _FIRST_CLUSTER and cluster != CONTINUED:
            return cluster
        code = self._codes.get(cluster)
        if code is None:
            code = self._codes[cluster] = chr(_FIRST_CLUSTER + len(self._clusters))
            self._clusters.append(cluster)
        return code
