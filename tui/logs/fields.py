"""Lines that are data: JSON objects and logfmt, taken apart into time, level, message and the rest."""

from __future__ import annotations

import json
import re
from typing import Final, NamedTuple

from tui.logs.levels import Level, level_named
from tui.logs.timestamps import Timestamp, timestamp_of

LARGEST: Final = 64 * 1024
"""Bytes of a line that are taken apart at most; a longer one is shown as text."""
_TIMES: Final = ("ts", "time", "timestamp", "@timestamp", "t", "datetime", "date", "@t")
_LEVELS: Final = ("level", "lvl", "severity", "levelname", "loglevel", "log.level", "severity_text", "@l")
_MESSAGES: Final = ("msg", "message", "event", "@message", "@m", "text", "log", "error")
_PAIR: Final = re.compile(r"""\s*([\w.@/\-]+)=("(?:[^"\\]|\\.)*"|[^\s"]*)(?=\s|$)""")
_FEWEST_PAIRS: Final = 2


class Fields(NamedTuple):
    """A line that is data."""

    all: dict[str, object]
    """Every field in its order."""
    time: Timestamp | None
    level: Level
    message: str

    @property
    def rest(self) -> dict[str, object]:
        """The fields that are neither time nor level nor message."""
        known = {_first_key(self.all, _TIMES), _first_key(self.all, _LEVELS), _first_key(self.all, _MESSAGES)}
        return {key: value for key, value in self.all.items() if key not in known}


def fields_of(text: bytes) -> Fields | None:
    """The fields of a line (without the platform's timestamp), None when it is not data."""
    if len(text) > LARGEST:
        return None
    stripped = text.strip()
    if stripped.startswith(b"{") and stripped.endswith(b"}"):
        return _sorted_out(_from_json(stripped))
    return _sorted_out(_from_logfmt(stripped)) if b"=" in stripped else None


def value_text(value: object) -> str:
    """A field's value on one line."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _from_json(text: bytes) -> dict[str, object] | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _from_logfmt(text: bytes) -> dict[str, object] | None:
    line, position, found = text.decode("utf-8", "replace"), 0, {}
    while position < len(line):
        pair = _PAIR.match(line, position)
        if pair is None:
            return None
        found[pair[1]] = _unquoted(pair[2])
        position = pair.end()
    return found if len(found) >= _FEWEST_PAIRS else None


def _unquoted(value: str) -> object:
    if not value.startswith('"'):
        return value
    try:
        return str(json.loads(value, strict=False))
    except ValueError:
        return value[1:-1]


def _sorted_out(found: dict[str, object] | None) -> Fields | None:
    if not found:
        return None
    time, level, message = (_first_key(found, keys) for keys in (_TIMES, _LEVELS, _MESSAGES))
    return Fields(
        all=found,
        time=timestamp_of(str(found[time]).encode("utf-8", "replace")) if time else None,
        level=level_named(value_text(found[level])) if level else Level.UNKNOWN,
        message=value_text(found[message]) if message else "",
    )


def _first_key(found: dict[str, object], keys: tuple[str, ...]) -> str | None:
    return next((key for key in keys if found.get(key) not in (None, "")), None)
