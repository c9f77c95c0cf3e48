"""Tests of showing lines: times, data lines, and never anything that can't be printed."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.logs.clean import width
from tui.logs.format import Display, Times, age_text, pretty, show, zone_name
from tui.logs.levels import Level

NOW = datetime(2026, 3, 10, 14, 5, tzinfo=UTC)
BERLIN = timezone(timedelta(hours=1), "CET")
LINE = b"2026-03-10T14:02:09.123456789Z ERROR db: \x1b[31mrefused\x1b[0m"


@pytest.mark.parametrize(
    ("display", "text"),
    [
        (Display(times=Times.HIDDEN), "ERROR db: refused"),
        (Display(times=Times.UTC), "14:02:09 ERROR db: refused"),
        (Display(times=Times.LOCAL, zone=BERLIN), "15:02:09 ERROR db: refused"),
        (Display(times=Times.RELATIVE), " 2 m ERROR db: refused"),
    ],
)
def test_the_time_is_shown_as_wanted(display: Display, text: str) -> None:
    shown = show(LINE, display, NOW)
    assert shown.text == text
    assert shown.level is Level.ERROR
    assert [shown.body.text[span.start : span.stop] for span in shown.body.spans] == ["refused"]


def test_a_time_of_another_day_has_its_date() -> None:
    assert show(b"2026-03-09T23:00:00Z x", Display(times=Times.UTC), NOW).time == "03-09 23:00:00"


def test_a_line_without_time_is_shown_as_it_is() -> None:
    assert show(b"  plain", Display(), NOW).text == "  plain"


def test_a_json_line_becomes_level_message_and_the_rest() -> None:
    line = b'{"ts":"2026-03-10T14:02:09Z","level":"warn","logger":"db","msg":"slow query","ms":312,"tags":["a",null]}'
    shown = show(line, Display(times=Times.UTC), NOW)
    assert shown.text == '14:02:09 WARN  slow query  logger=db ms=312 tags=["a", null]'
    assert shown.level is Level.WARNING
    assert shown.body.text[shown.body.spans[0].start :] == '  logger=db ms=312 tags=["a", null]'


def test_a_logfmt_line_becomes_level_message_and_the_rest() -> None:
    line = rb'time="2026-03-10T14:02:09Z" level=error msg="can not \"bind\"" port=80'
    assert show(line, Display(times=Times.UTC), NOW).text == '14:02:09 ERROR can not "bind"  port=80'


def test_data_lines_are_left_alone_when_that_is_wanted() -> None:
    assert show(b'{"msg":"x"}', Display(compact=False), NOW).text == '{"msg":"x"}'


@pytest.mark.parametrize(
    "line",
    [
        b"{not json}",
        b"[1, 2]",
        b"a=1",
        b"x = 1 and y = 2",
        b"{}",
        b"[" * 5000,
        b"{" * 5000 + b"}",
        b'{"a":' * 9000 + b"}",
    ],
    ids=["broken", "list", "one", "prose", "empty", "deep", "deeper", "deepest"],
)
def test_what_only_looks_like_data_is_text(line: bytes) -> None:
    assert show(line, Display(), NOW).body.text == line.decode()[:2000]


VALUES = st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(), st.lists, max_leaves=5)
KEYS = st.sampled_from(["msg", "level", "ts", "severity", "message", "other"]) | st.text()


@given(st.dictionaries(KEYS, VALUES), st.sampled_from(list(Times)), st.integers(1, 100))
def test_whatever_the_fields_hold_can_be_printed(fields: dict[str, object], times: Times, columns: int) -> None:
    line = b"2026-03-10T14:02:09Z " + json.dumps(fields).encode()
    shown = show(line, Display(times=times, columns=columns), NOW)
    assert shown.text.isprintable()
    assert width(shown.body.text) <= columns
    assert all(part.text.isprintable() for part in pretty(line))
    assert all(span.stop <= len(shown.body.text) for span in shown.body.spans)


@given(st.binary(max_size=200))
def test_any_bytes_can_be_shown(line: bytes) -> None:
    assert show(line, Display(times=Times.RELATIVE), NOW).text.isprintable()
    assert all(part.text.isprintable() for part in pretty(line))


def test_pretty_has_a_field_on_each_line() -> None:
    assert [part.text for part in pretty(b'2026-03-10T14:02:09Z {"a":1,"b":{"c":"\\u001b[2J"}}')] == [
        "{",
        '  "a": 1,',
        '  "b": {',
        '    "c": "\\u001b[2J"',
        "  }",
        "}",
    ]
    assert [part.text for part in pretty(b"level=info message=hi")] == ["level    info", "message  hi"]
    assert [part.text for part in pretty(b"x" * 3000)] == ["x" * 3000]


@pytest.mark.parametrize(("seconds", "text"), [(-3, "0 s"), (59, "59 s"), (61, "1 m"), (7300, "2 h"), (200_000, "2 d")])
def test_ages_are_in_their_largest_unit(seconds: float, text: str) -> None:
    assert age_text(seconds) == text


def test_the_zone_has_a_name() -> None:
    assert zone_name(Display(times=Times.UTC), NOW) == "UTC"
    assert zone_name(Display(times=Times.LOCAL, zone=BERLIN), NOW) == "CET"
