"""The log on disk: appended, rotated, read from its end."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tui.platform import logfile
from tui.platform.logfile import LogFile, LogView, view_log


def tail(path: Path, lines: int | None) -> bytes:
    with view_log(path) as view:
        return view.tail(lines)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log"


def test_the_last_lines_are_given_and_an_unfinished_one_counts(path: Path) -> None:
    log = LogFile(path)
    log.append(b"one\ntwo\nthree")

    assert tail(path, 2) == b"two\nthree"
    assert tail(path, 0) == b""
    assert tail(path, 9) == tail(path, None) == b"one\ntwo\nthree"


def test_a_log_that_was_never_written_is_empty(path: Path) -> None:
    assert tail(path, 5) == tail(path, None) == b""


def test_only_this_user_can_read_it(path: Path) -> None:
    LogFile(path)

    assert path.stat().st_mode & 0o777 == 0o600


def test_it_rotates_by_size_and_is_read_across_both_files(path: Path) -> None:
    log = LogFile(path, rotate_at=100)
    for number in range(30):
        log.append(b"line %02d\n" % number)

    assert path.stat().st_size <= 100
    assert tail(path, 14) == b"".join(b"line %02d\n" % number for number in range(16, 30))
    assert tail(path, None).endswith(b"line 29\n")


def test_it_never_rotates_inside_a_line(path: Path) -> None:
    log = LogFile(path, rotate_at=10)
    log.append(b"begun ")
    log.append(b"and finished late\n")
    log.append(b"next\n")

    assert path.read_bytes() == b"next\n"
    assert tail(path, 2) == b"begun and finished late\nnext\n"


def test_what_a_killed_platform_left_unfinished_is_a_line_of_its_own(path: Path) -> None:
    LogFile(path).append(b"cut sh")

    LogFile(path).append(b"after\n")

    assert tail(path, None) == b"cut sh\nafter\n"


def test_clearing_starts_over(path: Path) -> None:
    log = LogFile(path, rotate_at=10)
    log.append(b"older line\n")
    log.append(b"old line\n")

    log.clear()
    log.append(b"new\n")

    assert tail(path, None) == b"new\n"


def test_a_view_is_not_disturbed_by_a_rotation(path: Path) -> None:
    log = LogFile(path, rotate_at=20)
    log.append(b"before\n")
    with view_log(path) as view:
        log.append(b"a long line that rotates\n")
        log.append(b"another one that rotates\n")

        assert view.tail(None) == b"before\n"


def test_a_full_disk_leaves_no_half_line(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = LogFile(path)
    log.append(b"whole\n")
    real = os.write
    monkeypatch.setattr(os, "write", _Full())

    with pytest.raises(OSError, match="No space"):
        log.append(b"not whole\n")
    monkeypatch.setattr(os, "write", real)
    log.append(b"whole again\n")

    assert tail(path, None) == b"whole\nwhole again\n"


class _Full:
    """Writes three bytes, then the disk is full."""

    def __init__(self) -> None:
        self._left = 3

    def __call__(self, descriptor: int, text: memoryview) -> int:
        if not self._left:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._left = 0
        return os.pwrite(descriptor, text[:3], os.fstat(descriptor).st_size)


def test_a_link_in_its_place_is_not_followed(path: Path, tmp_path: Path) -> None:
    (tmp_path / "other").write_text("of somebody")
    path.symlink_to(tmp_path / "other")

    with pytest.raises(OSError, match="symbolic links"):
        LogFile(path)


@given(
    lines=st.lists(st.binary(max_size=40).map(lambda text: text.replace(b"\n", b" ")), max_size=40),
    unfinished=st.booleans(),
    wanted=st.integers(0, 45),
    block=st.sampled_from([1, 3, 7, 64]),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
def test_the_tail_is_what_a_naive_reader_finds(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], unfinished: bool, wanted: int, block: int
) -> None:
    path = tmp_path_factory.mktemp("log") / "log"
    log = LogFile(path, rotate_at=10_000)
    text = b"\n".join(lines) + (b"" if unfinished or not lines else b"\n")
    log.append(text)
    naive = re.findall(rb"[^\n]*\n|[^\n]+\Z", text)
    expected = b"".join(naive[max(0, len(naive) - wanted) :])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(logfile, "BLOCK", block)
        found = tail(path, wanted)
    log.close()

    assert found == expected


def test_two_hundred_lines_of_a_large_log_cost_a_read_of_its_end(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = LogFile(path)
    log.append(b"x" * 99 + b"\n" + (b"y" * 99 + b"\n") * 80_000)
    read: list[int] = []
    real = os.pread

    def counting(descriptor: int, count: int, offset: int) -> bytes:
        read.append(count)
        return real(descriptor, count, offset)

    monkeypatch.setattr(os, "pread", counting)

    assert len(tail(path, 200).splitlines()) == 200
    assert sum(read) <= 2 * logfile.BLOCK


def test_an_empty_view_has_no_lines() -> None:
    assert LogView(()).tail(None) == LogView(()).tail(3) == b""
