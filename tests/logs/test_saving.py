"""A part of a log is saved as a whole or not at all."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.logs.test_excerpt import store_of, text_of
from tui.logs.excerpt import Excerpt
from tui.logs.saving import save


def names_in(folder: Path) -> list[str]:
    """What is in a folder."""
    return [path.name for path in folder.iterdir()]


async def test_a_new_file_holds_the_lines_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    excerpt, told = Excerpt(store=store_of(5000), start=0, stop=5000), list[float]()
    size = await save(excerpt, tmp_path / "log", progress=told.append)
    assert (tmp_path / "log").read_bytes() == text_of(excerpt)
    assert size == len(text_of(excerpt))
    assert stat.S_IMODE((tmp_path / "log").stat().st_mode) == 0o600
    assert len(told) > 1


async def test_what_is_there_is_never_overwritten_unasked(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("mine")
    with pytest.raises(FileExistsError):
        await save(Excerpt(store=store_of(1), start=0, stop=1), tmp_path / "log", progress=lambda _share: None)
    assert (tmp_path / "log").read_text() == "mine"


async def test_a_disk_that_is_full_leaves_the_old_file_and_no_part_of_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "log").write_text("mine")

    def full(_handle: int, _text: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tui.logs.saving.os.write", full)
    excerpt = Excerpt(store=store_of(1), start=0, stop=1)
    with pytest.raises(OSError, match="No space left"):
        await save(excerpt, tmp_path / "new", replace=tmp_path / "log", progress=lambda _share: None)
    assert names_in(tmp_path) == ["log"]
    assert (tmp_path / "log").read_text() == "mine"
