import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.cli.loglines import cleaned, coloured, exact, last_lines, rendered
from tui.cli.logsource import Named, renders


@pytest.mark.parametrize(
    ("log", "count", "wanted"),
    [
        (b"a\nb\nc\n", 2, b"b\nc\n"),
        (b"a\nb\nc", 2, b"b\nc"),
        (b"a\nb\n", 5, b"a\nb\n"),
        (b"a\nb\n", None, b"a\nb\n"),
        (b"a\nb\n", 0, b""),
        (b"", 3, b""),
        (b"\n\n\n", 2, b"\n\n"),
        (b"a", 1, b"a"),
    ],
)
def test_the_last_lines_are_counted_as_tail_does(log: bytes, count: int | None, wanted: bytes) -> None:
    assert last_lines(log, count) == wanted


@given(st.lists(st.binary().map(lambda line: line.replace(b"\n", b"")), max_size=20), st.integers(1, 25), st.booleans())
def test_exactly_so_many_lines_are_given(lines: list[bytes], count: int, ended: bool) -> None:
    whole = b"".join(line + b"\n" for line in lines)
    log = whole if ended else whole[:-1]
    tail = last_lines(log, count)
    assert log.endswith(tail)
    assert tail.splitlines(keepends=True) is not None
    kept = tail[:-1] if tail.endswith(b"\n") else tail
    assert (kept.count(b"\n") + 1 if tail else 0) == min(count, _lines(log))


def _lines(log: bytes) -> int:
    return log.count(b"\n") + (not log.endswith(b"\n")) if log else 0


def test_a_program_gets_the_line_itself() -> None:
    line = b"\x1b[31mred\x1b[0m \xff\x00"
    assert exact(line) == line


def test_a_terminal_gets_colours_and_nothing_else_that_steers_it() -> None:
    line = b"\x1b]52;c;aGk=\x07\x1b[31mred\x1b[0m \x1b[2J\x1b[1;38;2;1;2;3mrgb\x1b[48;5;9mx"
    assert coloured(line) == b"\x1b[38;5;1mred\x1b[0m \x1b[1;38;2;1;2;3mrgb\x1b[0m\x1b[1;38;2;1;2;3;48;5;9mx\x1b[0m"


def test_without_colours_a_terminal_gets_plain_text() -> None:
    assert cleaned(b"\x1b[31mred\x1b[0m\x07") == "red␇".encode()


@given(st.binary(max_size=300))
def test_no_line_can_steer_a_terminal(line: bytes) -> None:
    assert cleaned(line).decode().isprintable()
    parts = coloured(line).decode().split("\x1b[")
    assert all(part.partition("m")[2].isprintable() for part in parts[1:])
    assert parts[0].isprintable()


def test_several_logs_are_told_apart_by_the_name_in_front() -> None:
    web, worker = renders([Named("web\x1b[2J", "c-1", "1"), Named("worker", "c-2", "2")], None)
    assert rendered([b"one", b"two"], web) == b"web    | one\nweb    | two\n"
    assert rendered([b"three"], worker) == b"worker | three\n"
