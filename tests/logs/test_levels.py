"""Tests of recognising levels and what belongs together."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.logs.levels import Level, continues, level_of


@pytest.mark.parametrize(
    ("line", "level"),
    [
        (b"2026-03-10T14:02:09.123Z ERROR db: connection refused", Level.ERROR),
        (b"2026-03-10T14:02:09Z just words", Level.UNKNOWN),
        (b'{"ts":"2026-03-10T14:02:09Z","level":"warning","msg":"slow"}', Level.WARNING),
        (b'2026-03-10T14:02:09Z {"severity": "CRITICAL", "message": "down"}', Level.FATAL),
        (b'{"level":30,"msg":"pino"}', Level.INFO),
        (b'{"level":50,"msg":"pino"}', Level.ERROR),
        (b'{"msg":"an ERROR in the text is not the level"}', Level.UNKNOWN),
        (b"I0310 14:02:09.123456       1 main.go:12] klog", Level.INFO),
        (b"E0310 14:02:09.123456       1 main.go:12] klog", Level.ERROR),
        (b"<11>Mar 10 14:02:09 host app: syslog", Level.ERROR),
        (b"Mar 10 14:02:09 host app[12]: warning: syslog", Level.WARNING),
        (b'time="2026-03-10T14:02:09Z" level=warn msg="logfmt"', Level.WARNING),
        (b"2026/03/10 14:02:09 [error] 1#1: *1 open() failed", Level.ERROR),
        (b"[2026-03-10 14:02:09,123] [INFO] bracketed", Level.INFO),
        (b"2026-03-10 14:02:09.123 UTC [1] LOG:  database system is ready", Level.INFO),
        (b"\x1b[2m2026-03-10\x1b[0m \x1b[1;31mERROR   \x1b[0m coloured", Level.ERROR),
        (b"warning: deprecated", Level.WARNING),
        (b"panic: runtime error: index out of range", Level.FATAL),
        (b"npm ERR! missing script", Level.ERROR),
        (b"fail: Microsoft.AspNetCore[0]", Level.ERROR),
        (b"Traceback (most recent call last):", Level.ERROR),
        (b"ValueError: not a number", Level.ERROR),
        (b'10.0.0.1 - - "GET /error?level=info HTTP/1.1" 200', Level.UNKNOWN),
        (b"no errors found, no warnings", Level.UNKNOWN),
        (b"", Level.UNKNOWN),
    ],
)
def test_levels_are_recognised(line: bytes, level: Level) -> None:
    assert level_of(line) is level


@given(st.binary(max_size=600))
def test_any_bytes_have_a_level(line: bytes) -> None:
    assert isinstance(level_of(line), Level)


PYTHON = [
    b"2026-03-10T14:02:09Z ERROR payment failed",
    b"2026-03-10T14:02:09Z Traceback (most recent call last):",
    b'2026-03-10T14:02:09Z   File "/srv/app/views.py", line 12, in create',
    b"2026-03-10T14:02:09Z     charge()",
    b"2026-03-10T14:02:09Z shop.payment.GatewayTimeout: no answer",
    b"2026-03-10T14:02:10Z INFO next",
]
JAVA = [
    b'Exception in thread "main" java.lang.IllegalStateException: no',
    b"\tat com.example.Main.run(Main.java:12)",
    b"Caused by: java.io.IOException: closed",
    b"\t... 12 more",
    b"10:00:00 INFO next",
]


@pytest.mark.parametrize("lines", [PYTHON, JAVA], ids=["python", "java"])
def test_a_traceback_belongs_to_the_line_it_follows(lines: list[bytes]) -> None:
    assert [continues(line, before) for before, line in itertools.pairwise(lines)] == [
        *[True] * (len(lines) - 2),
        False,
    ]
