"""How grave a log line is, told from the ways in which programs write it, and which lines belong to the one before."""

from __future__ import annotations

import re
from enum import IntEnum
from typing import Final

from tui.logs.timestamps import timestamp_of

_LOOKED_AT: Final = 400
"""Bytes of a line in which its level is looked for."""
_SGR: Final = re.compile(rb"\x1b\[[0-9;:]*m")


class Level(IntEnum):
    """How grave a line is; greater is graver."""

    UNKNOWN = 0
    TRACE = 1
    DEBUG = 2
    INFO = 3
    WARNING = 4
    ERROR = 5
    FATAL = 6

    @property
    def short(self) -> str:
        """The level in five letters at most."""
        return _SHORT[self]


_SHORT: Final = {
    Level.UNKNOWN: "",
    Level.TRACE: "TRACE",
    Level.DEBUG: "DEBUG",
    Level.INFO: "INFO",
    Level.WARNING: "WARN",
    Level.ERROR: "ERROR",
    Level.FATAL: "FATAL",
}
_WORDS: Final[dict[bytes, Level]] = {
    **dict.fromkeys((b"trace", b"verbose", b"finest", b"finer", b"trc", b"silly"), Level.TRACE),
    **dict.fromkeys((b"debug", b"dbg", b"fine", b"debug1", b"debug2", b"debug3"), Level.DEBUG),
    **dict.fromkeys((b"info", b"information", b"notice", b"inf", b"log", b"note", b"informational"), Level.INFO),
    **dict.fromkeys((b"warn", b"warning", b"wrn", b"warnings"), Level.WARNING),
    **dict.fromkeys((b"error", b"err", b"severe", b"failure", b"fail"), Level.ERROR),
    **dict.fromkeys(
        (b"fatal", b"critical", b"crit", b"panic", b"emerg", b"emergency", b"alert", b"ftl", b"dpanic"), Level.FATAL
    ),
}
_FIELD: Final = re.compile(
    rb'"(?:level|lvl|severity|severity_text|levelname|loglevel|log\.level|@l)"\s*:\s*(?:"\s*([A-Za-z]+)\d?\s*"|(\d+))',
    re.IGNORECASE,
)
_LOGFMT: Final = re.compile(rb'(?:^|[\s,;{])(?:level|lvl|severity|loglevel)=(?:"?([A-Za-z]+)"?|(\d+))', re.IGNORECASE)
_KLOG: Final = re.compile(rb"([IWEF])\d{4} \d\d:\d\d:\d\d")
_SYSLOG: Final = re.compile(rb"<(\d{1,3})>")
_BRACKETED: Final = re.compile(rb"[\[(<]\s*([A-Za-z]{3,13})\s*(?:\d*|[:/][\w.]*)[\])>]")
_SHOUTED: Final = re.compile(
    rb"(?<![\w/.=-])(TRACE|VERBOSE|DEBUG|DBG|INFO|NOTICE|WARN|WARNING|WRN|ERROR|ERR|SEVERE|FATAL|CRITICAL|CRIT|PANIC|"
    rb"EMERG|ALERT|LOG)(?=[\s:|!,;\]\[(-]|$)"
)
_FIRST_WORD: Final = re.compile(rb"[\s|:\-]*([A-Za-z]+)\s*(?:\[\d*\])?\s*[:|]")
_FAILURE: Final = re.compile(
    rb"Traceback \(most recent call last\)|Exception in thread|Unhandled |Uncaught |unhandled exception"
    rb"|Segmentation fault|(?:^|[\s.])[A-Z]\w*(?:Error|Exception)\b(?:: |$)"
)
_CLOCK: Final = re.compile(
    rb"[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S+ [^\s:]+: "
    rb"|[\[(]?(?:\d{4}[-/]\d\d[-/]\d\d[T ]?)?\s*(?:\d\d:\d\d:\d\d[.,\d]*)?(?:Z|[+-]\d\d:?\d\d)?[\])]?\s*"
)
_SYSLOG_LEVELS: Final = (*[Level.FATAL] * 3, Level.ERROR, Level.WARNING, Level.INFO, Level.INFO, Level.DEBUG)
_KLOG_LEVELS: Final = {b"I": Level.INFO, b"W": Level.WARNING, b"E": Level.ERROR, b"F": Level.FATAL}


def level_of(line: bytes) -> Level:
    """The level that *line* itself names, `UNKNOWN` when it names none."""
    return _level(_text_of(line))


def _text_of(line: bytes) -> bytes:
    """The beginning of *line* behind the platform's timestamp, without colours."""
    stamp = timestamp_of(line)
    start = stamp.end if stamp else 0
    text = line[start : start + _LOOKED_AT]
    return _SGR.sub(b"", text) if b"\x1b" in text else text


def _level(text: bytes) -> Level:
    if text.lstrip().startswith(b"{"):
        field = _FIELD.search(text)
        return level_named((field[1] or field[2]).decode()) if field else Level.UNKNOWN
    if priority := _SYSLOG.match(text):
        return _SYSLOG_LEVELS[int(priority[1]) % 8]
    if klog := _KLOG.match(text):
        return _KLOG_LEVELS[klog[1]]
    if b"=" in text and (logfmt := _LOGFMT.search(text)):
        return level_named((logfmt[1] or logfmt[2]).decode())
    return _in_words(text)


def _in_words(text: bytes) -> Level:
    """The level in brackets, in capitals or as the first word."""
    for match in _BRACKETED.finditer(text):
        if level := _WORDS.get(match[1].lower()):
            return level
    if shouted := _SHOUTED.search(text):
        return _WORDS[shouted[1].lower()]
    clock = _CLOCK.match(text)
    first = _FIRST_WORD.match(text, clock.end() if clock else 0)
    if first and (level := _WORDS.get(first[1].lower())):
        return level
    return Level.ERROR if _FAILURE.search(text) else Level.UNKNOWN


def level_named(name: str) -> Level:
    """The level that a field calls *name*: a word, or a number as bunyan and pino write it."""
    text = name.strip()
    if not (text.isascii() and text.isdigit()):
        return _WORDS.get(text.lower().encode("ascii", "ignore"), Level.UNKNOWN)
    value = int(text[:4])
    if value < 10:
        return _SYSLOG_LEVELS[value] if value < 8 else Level.UNKNOWN
    return Level(min(max(value // 10, Level.TRACE), Level.FATAL))


_EXCEPTION_LINE: Final = re.compile(rb"[A-Za-z_][\w.$]*(?::|$)")
_GOES_ON: Final = re.compile(
    rb"\s+\S|Traceback \(most recent|Caused by: |\.\.\. \d+ more|During handling of the above|The above exception was"
    rb"|goroutine \d+ \[|\[signal |created by |exit status \d|\s*\^+\s*$|Stack trace:|#\d+ "
)


def continues(line: bytes, previous: bytes) -> bool:
    """Whether *line* belongs to the entry of the line *previous* before it: a traceback or a text of several lines."""
    text, before = _text_of(line), _text_of(previous)
    if _GOES_ON.match(text):
        return True
    if before[:1] in (b" ", b"\t") and _EXCEPTION_LINE.match(text) is not None:
        return _FAILURE.search(text) is not None or b"." in text.partition(b":")[0]
    return not text.strip() and before[:1] in (b" ", b"\t")
