"""Tests of logs on disk."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.state.test_keeping import no_file_larger_than
from tui.logs.keep import About, Archive, KeptElsewhereError, encoded, folder_of, kept_logs, kept_texts, take_in, trim
from tui.logs.store import LogStore

WEB = About(id="web", short_id="c-abc123", path="shop/default/web")
MEGABYTE = 1024 * 1024


def content(store: LogStore) -> list[tuple[bytes, bool]]:
    return [(store.line(seq), store.is_mark(seq)) for seq in range(store.first, store.end)]


def store_from(folder: Path) -> LogStore:
    store = LogStore()
    for text in kept_texts(folder):
        take_in(store, text)
    return store


def archive(root: Path, name: str = "web") -> Archive:
    return Archive(folder_of(root, "local", name), About(id=name, short_id=name, path=f"shop/default/{name}"))


LINES = st.lists(
    st.binary(max_size=20).map(lambda raw: raw.replace(b"\n", b"")) | st.sampled_from([b"\x01", b"\x01\x01x", b"\r"])
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.lists(LINES, max_size=5))
def test_what_was_kept_is_read_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[bytes]]
) -> None:
    one, store = archive(tmp_path_factory.mktemp("kept")), LogStore()
    for batch in batches:
        start = store.end
        store.extend(b"".join(line + b"\n" for line in batch))
        store.mark("── a mark ──")
        one.append(encoded(store, start, store.end))
    one.close()
    assert content(store_from(one.folder)) == content(store)


def test_what_is_kept_says_whose_it_is_and_how_large(tmp_path: Path) -> None:
    one = Archive(folder_of(tmp_path, "local", "web"), WEB)
    one.append(b"one\n")
    one.close()
    [kept] = kept_logs(tmp_path / "local")
    assert (kept.about, kept.size, kept.folder) == (WEB, 4, tmp_path / "local" / "web")


def test_what_can_not_be_read_is_left_out_of_the_list(tmp_path: Path) -> None:
    for name, about in (("a", "{}"), ("b", "[]"), ("c", "\0"), ("d", '{"id": 1}')):
        (tmp_path / name).mkdir()
        (tmp_path / name / "about.json").write_text(about)
    assert kept_logs(tmp_path) == []
    assert kept_logs(tmp_path / "nowhere") == []


def test_only_the_owner_can_read_it_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        one = archive(tmp_path / "logs")
        one.append(b"one\n")
        one.close()
    finally:
        os.umask(before)
    folders = [tmp_path / "logs", tmp_path / "logs/local", tmp_path / "logs/local/web"]
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o700}
    assert {stat.S_IMODE(path.stat().st_mode) for path in folders[-1].iterdir()} == {0o600}


def test_the_oldest_files_of_all_logs_go_when_the_budget_is_used_up(tmp_path: Path) -> None:
    one, other = archive(tmp_path, "one"), archive(tmp_path, "other")
    for number in range(8):
        for each in (one, other):
            each.append(b"%06d" % number * (MEGABYTE // 6 + 1) + b"\n")
            for path in each.folder.glob("*.log"):
                os.utime(path, (number, number)) if path.stem == f"{number + 1:08}" else None
    one.close()
    trim(tmp_path, 6 * MEGABYTE)
    kept = kept_logs(tmp_path / "local")
    assert sum(log.size for log in kept) <= 6 * MEGABYTE
    assert [next(kept_texts(log.folder))[:6] for log in kept] == [b"000006", b"000005"]
    trim(tmp_path, 0)
    assert [log.size > 0 for log in kept_logs(tmp_path / "local")] == [False, True], "what is written to stays"


def test_one_program_at_a_time_writes_a_log(tmp_path: Path) -> None:
    one = archive(tmp_path)
    with pytest.raises(KeptElsewhereError):
        archive(tmp_path)
    one.close()
    archive(tmp_path).close()


def test_a_line_that_a_crash_cut_off_is_removed(tmp_path: Path) -> None:
    one = archive(tmp_path)
    one.append(b"one\ntwo\nthr")
    one.close()
    assert list(kept_texts(one.folder)) == [b"one\ntwo\n"]
    again = archive(tmp_path)
    again.append(b"three\n")
    again.close()
    assert list(kept_texts(one.folder)) == [b"one\ntwo\nthree\n"]


def test_whose_log_it_is_stays_known_on_a_full_disk(tmp_path: Path) -> None:
    archive(tmp_path).close()
    with no_file_larger_than(0):
        archive(tmp_path).close()
    assert [log.about.id for log in kept_logs(tmp_path / "local")] == ["web"]


@pytest.mark.parametrize("name", ["../../etc", "a/b", "", ".", "x" * 300, "\udc80"])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    folder = folder_of(tmp_path, name, name)
    assert folder.parent.parent == tmp_path
    assert folder.name not in ("", ".", "..")
