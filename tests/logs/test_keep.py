"""Tests of keeping logs on disk."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.logs.model import ModelLog, Time
from tui.logs.follow import FollowedLog
from tui.logs.keep import Keeper, KeptElsewhereError, kept_logs, read_kept
from tui.logs.store import LogStore

BUDGET = 1 << 30


def content(store: LogStore) -> list[tuple[bytes, bool]]:
    return [(store.line(seq), store.is_mark(seq)) for seq in range(store.first, store.end)]


LINES = st.lists(
    st.binary(max_size=20).map(lambda raw: raw.replace(b"\n", b"")) | st.sampled_from([b"\x01", b"\x01\x01x", b"\r"])
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.lists(LINES, max_size=5))
def test_what_was_kept_is_read_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[bytes]]
) -> None:
    folder, store = tmp_path_factory.mktemp("kept"), LogStore()
    with Keeper(folder, "c-abc123", "shop/web", store, budget=BUDGET) as keeper:
        for batch in batches:
            store.extend(b"".join(line + b"\n" for line in batch))
            store.mark("── a mark ──")
            keeper.write()
    again = LogStore()
    read_kept(folder / "c-abc123", again)
    assert content(again) == content(store)


def test_what_is_kept_has_a_title_and_a_size(tmp_path: Path) -> None:
    store = LogStore()
    with Keeper(tmp_path, "c-abc123", "shop/web", store, budget=BUDGET):
        store.extend(b"one\n")
    [kept] = kept_logs(tmp_path)
    assert (kept.title, kept.size, kept.folder) == ("shop/web", 4, tmp_path / "c-abc123")


def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    store = LogStore()
    with Keeper(tmp_path / "logs", "c-abc123", "shop/web", store, budget=BUDGET):
        store.extend(b"one\n")
    folder = tmp_path / "logs" / "c-abc123"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_the_oldest_files_go_when_the_budget_is_used_up(tmp_path: Path) -> None:
    store = LogStore(BUDGET)
    with Keeper(tmp_path, "web", "web", store, budget=10_000_000) as keeper:
        for number in range(30):
            store.extend(b"%06d" % number * 160_000 + b"\n")
            keeper.write()
    assert kept_logs(tmp_path)[0].size <= 10_000_000
    again = LogStore(BUDGET)
    read_kept(tmp_path / "web", again)
    assert again.line(again.end - 1).startswith(b"000029")


def test_one_program_at_a_time_keeps_a_log(tmp_path: Path) -> None:
    with Keeper(tmp_path, "web", "web", LogStore(), budget=BUDGET), pytest.raises(KeptElsewhereError):
        Keeper(tmp_path, "web", "web", LogStore(), budget=BUDGET)
    Keeper(tmp_path, "web", "web", LogStore(), budget=BUDGET).close()


def test_a_line_that_a_crash_cut_off_is_removed(tmp_path: Path) -> None:
    store = LogStore()
    with Keeper(tmp_path, "web", "web", store, budget=BUDGET):
        store.extend(b"one\ntwo\n")
    [path] = (tmp_path / "web").glob("*.log")
    with path.open("ab") as file:
        file.write(b"thr")
    again = LogStore()
    with Keeper(tmp_path, "web", "web", again, budget=BUDGET):
        again.extend(b"three\n")
    assert path.read_bytes() == b"one\ntwo\nthree\n"


@pytest.mark.parametrize("name", ["../../etc", "a/b", "", ".", "x" * 300, "\udc80"])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "logs"
    Keeper(folder, name, "web", LogStore(), budget=BUDGET).close()
    assert [path.parent for path in folder.iterdir()] == [folder]
    assert list(tmp_path.iterdir()) == [folder]


async def test_following_goes_on_behind_what_was_kept(tmp_path: Path) -> None:
    log, time = ModelLog(), Time()
    log.append(*(b"line %d" % number for number in range(50)))
    for _ in range(3):
        store = LogStore()
        with Keeper(tmp_path, "web", "web", store, budget=BUDGET):
            await FollowedLog(log.fetch, store, clock=time).poll()
        log.append(*(b"later %d" % number for number in range(len(log.lines), len(log.lines) + 50)))
    again = LogStore()
    read_kept(tmp_path / "web", again)
    assert again.lines(0, 1000) == log.history[:150]


def test_a_log_that_is_kept_only_from_now_on_keeps_what_is_there(tmp_path: Path) -> None:
    store = LogStore()
    store.extend(b"one\n")
    Keeper(tmp_path, "web", "web", store, budget=BUDGET).close()
    assert kept_logs(tmp_path)[0].size == 4
