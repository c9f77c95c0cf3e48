"""Log bytes as they go to stdout: exact where a program reads them, cleaned where a terminal shows them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

from tui.logs.clean import CleanLine, clean
from tui.logs.levels import level_of
from tui.logs.style import Style
from tui.logs.timestamps import timestamp_of

MOST_COLUMNS = 64 * 1024
"""A longer line is cut on a terminal; a pipe gets all of it."""

Render = Callable[[bytes], bytes]
"""From a line without its end to what is written for it, without the end as well."""

_ATTRIBUTES = (("bold", "1"), ("dim", "2"), ("italic", "3"), ("underline", "4"), ("reverse", "7"), ("strike", "9"))


def exact(line: bytes) -> bytes:
    """The line itself."""
    return line


def cleaned(line: bytes) -> bytes:
    """The line as text that can't steer a terminal."""
    return clean(line, columns=MOST_COLUMNS).text.encode()


def coloured(line: bytes) -> bytes:
    """The same with the colours it came with, and nothing else of its escape sequences."""
    return with_colours(clean(line, columns=MOST_COLUMNS)).encode()


def prefixed(render: Render, head: str) -> Render:
    """*render* with *head* before each line, which names the service where there are several logs at once."""
    start = head.encode()
    return lambda line: start + render(line)


def as_json(name: str, service_id: str) -> Render:
    """A line as a JSON object: the service, the time and the level as far as it names them, and the text.

    Bytes that are no UTF-8 stand as U+FFFD.
    """

    def render(line: bytes) -> bytes:
        stamp = timestamp_of(line)
        level = level_of(line)
        found = {
            "service": name,
            "serviceId": service_id,
            "time": stamp.moment.isoformat() if stamp else None,
            "level": level.name.lower() if level else None,
            "text": (line[stamp.end :] if stamp else line).decode("utf-8", "replace"),
        }
        return json.dumps(found).encode()

    return render


def rendered(lines: Iterable[bytes], render: Render) -> bytes:
    """Whole lines, each ended."""
    return b"".join(render(line) + b"\n" for line in lines)


def last_lines(log: bytes, count: int | None) -> bytes:
    """The last *count* lines of *log*, an unfinished one included; all of them for None."""
    if count is None or not log:
        return log
    if count == 0:
        return b""
    position = len(log) - 1 if log.endswith(b"\n") else len(log)
    for _ in range(count):
        position = log.rfind(b"\n", 0, position)
        if position < 0:
            return log
    return log[position + 1 :]


def with_colours(line: CleanLine) -> str:
    """The line's text with its styles as escape sequences of our own."""
    parts: list[str] = []
    position = 0
    for span in line.spans:
        codes = ";".join(_codes(span.style))
        text = line.text[span.start : span.stop]
        parts += [line.text[position : span.start], f"\x1b[{codes}m{text}\x1b[0m" if codes else text]
        position = span.stop
    return "".join(parts) + line.text[position:]


def _codes(style: Style) -> list[str]:
    codes = [code for name, code in _ATTRIBUTES if getattr(style, name)]
    for colour, kind in ((style.foreground, "38"), (style.background, "48")):
        match colour:
            case int():
                codes.append(f"{kind};5;{colour}")
            case (red, green, blue):
                codes.append(f"{kind};2;{red};{green};{blue}")
    return codes
