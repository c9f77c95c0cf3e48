"""Which terminal a measured program believes to be in: the answers to its queries."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from wcwidth import wcswidth

_QUERY = re.compile(
    rb"\x1b\[(?P<csi>[?>=]?[0-9;]*\$?[cnpqtu])"
    rb"|\x1b\](?P<osc>4;[0-9]+|10|11|12);\?(?:\x07|\x1b\\)"
    rb"|\x1bP\+q(?P<termcap>[0-9A-Fa-f;]*)\x1b\\"
)
_PARTIAL = re.compile(rb"\x1b(?:[\[\]P][^\x1b\x07]{0,64})?$")
_MOVE = re.compile(rb"\x1b\[(\d*)(?:;(\d*))?H")
_SEQUENCE = re.compile(r"\x1b(?:\[[0-9;:<=>?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\))")
_REPEATED = re.compile(r"(.)\x1b\[([0-9]+)b", re.DOTALL)
_REMEMBERED = 4096
"""How many bytes before a cursor report are looked through for the last move."""


@dataclass(frozen=True)
class Profile:
    """Which terminal we pretend to be: a modern xterm with synchronized output. `None` means: no answer."""

    name: str | None = "XTerm(390)"
    primary_attributes: str | None = "?64;1;2;6;9;15;18;21;22c"
    secondary_attributes: str | None = ">41;390;0c"
    foreground: str | None = "d0d0/d0d0/d0d0"
    background: str | None = "0000/0000/0000"
    status: str | None = "0n"
    """The answer to a status request (DSR 5)."""
    modes: dict[int, int] = field(default_factory=lambda: {2026: 2, 2048: 0, 1006: 2, 2004: 2, 25: 1, 7: 1})
    """DECRPM: 1 set, 2 reset but known, 0 unknown."""
    kitty_keyboard: bool = False
    reports_cursor: bool = True
    cell: tuple[int, int] = (9, 18)
    """A cell's width and height in pixels."""


class Responder:
    """Watches output for queries and makes what the terminal would send back."""

    def __init__(self, profile: Profile, size: Callable[[], tuple[int, int]]) -> None:
        self.cursor_keys_application = False
        self._profile = profile
        self._size = size
        self._tail = b""
        self._before = b""

    def feed(self, output: bytes) -> bytes:
        """Gives the answers to the queries in `output`, which may begin or end within one."""
        if b"\x1b[?1h" in output:
            self.cursor_keys_application = True
        if b"\x1b[?1l" in output:
            self.cursor_keys_application = False
        if not self._tail and b"\x1b" not in output:
            self._before = (self._before + output)[-_REMEMBERED:]
            return b""
        output = self._tail + output
        replies = []
        end = 0
        for match in _QUERY.finditer(output):
            self._before = (self._before + output[end : match.start()])[-_REMEMBERED:]
            end = match.end()
            replies.append(self._reply(match))
        partial = _PARTIAL.search(output, max(end, len(output) - 66))
        self._tail = partial.group() if partial else b""
        rest = output[end : len(output) - len(self._tail)]
        self._before = (self._before + rest)[-_REMEMBERED:]
        return "".join(filter(None, replies)).encode()

    def _reply(self, match: re.Match[bytes]) -> str | None:
        if match["csi"] is not None:
            return self._control(match["csi"].decode())
        if match["osc"] is not None:
            return self._colour(match["osc"].decode())
        return f"\x1bP0+r{match['termcap'].decode()}\x1b\\"

    def _control(self, body: str) -> str | None:
        profile = self._profile
        columns, rows = self._size()
        if body.startswith("?") and body.endswith("$p"):
            mode = int(body[1:-2] or 0)
            return f"\x1b[?{mode};{profile.modes.get(mode, 0)}$y"
        answers: dict[str, str | None] = {
            "c": profile.primary_attributes,
            ">c": profile.secondary_attributes,
            "5n": profile.status,
            "6n": self._cursor() if profile.reports_cursor else None,
            "?u": "?0u" if profile.kitty_keyboard else None,
            "14t": f"4;{rows * profile.cell[1]};{columns * profile.cell[0]}t",
            "16t": f"6;{profile.cell[1]};{profile.cell[0]}t",
            "18t": f"8;{rows};{columns}t",
        }
        if body in {">q", ">0q"}:
            return profile.name and f"\x1bP>|{profile.name}\x1b\\"
        answer = answers.get(body.replace("0c", "c"))
        return answer and f"\x1b[{answer}"

    def _cursor(self) -> str:
        """Gives the cursor's place as far as the last absolute move and the text after it tell."""
        row, column, start = 1, 1, 0
        for move in _MOVE.finditer(self._before):
            row, column, start = int(move[1] or 1), int(move[2] or 1), move.end()
        written = _REPEATED.sub(
            lambda again: again[1] * (int(again[2]) + 1), self._before[start:].decode(errors="replace")
        )
        text = _SEQUENCE.sub("", written)
        return f"{row};{min(column + max(0, wcswidth(text)), self._size()[0])}R"

    def _colour(self, body: str) -> str | None:
        profile = self._profile
        colours = {"10": profile.foreground, "11": profile.background, "12": profile.foreground}
        colour = "8080/8080/8080" if body.startswith("4;") else colours.get(body)
        return colour and f"\x1b]{body};rgb:{colour}\x1b\\"
