"""Drafts on disk."""

from __future__ import annotations

import errno
import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tui.definitions.drafts import DraftError, Drafts

HERE = {"origin": "https://api.example", "stack_id": "s-1"}
ABOUT = {"place": "shop › default", "base": "f00"}


class Clock:
    """Goes on by a minute each time it is read."""

    def __init__(self) -> None:
        self._now = datetime(2025, 3, 1, 3, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self._now += timedelta(minutes=1)
        return self._now


@pytest.fixture
def drafts(tmp_path: Path) -> Drafts:
    return Drafts(tmp_path / "drafts", now=Clock())


def test_a_draft_comes_back_as_it_was_saved(drafts: Drafts) -> None:
    saved = drafts.save(**HERE, **ABOUT, text="services: {}\n")

    assert drafts.load(**HERE) == saved
    assert saved.text == "services: {}\n"


def test_the_next_draft_takes_the_place_of_the_one_before(drafts: Drafts, tmp_path: Path) -> None:
    drafts.save(**HERE, **ABOUT, text="one")
    drafts.save(**HERE, **ABOUT, text="two")

    assert [draft.text for draft in drafts.list()] == ["two"]
    assert len(list((tmp_path / "drafts").iterdir())) == 1


def test_drafts_of_profiles_are_kept_apart(drafts: Drafts) -> None:
    drafts.save(origin="a", stack_id="s", **ABOUT, text="one")
    drafts.save(origin="b", stack_id="s", **ABOUT, text="two")

    assert [draft.text for draft in drafts.list()] == ["two", "one"]
    assert [draft.text for draft in drafts.list(origin="a")] == ["one"]


def test_a_discarded_draft_is_gone_and_may_be_discarded_again(drafts: Drafts) -> None:
    drafts.save(**HERE, **ABOUT, text="one")

    drafts.discard(**HERE)
    drafts.discard(**HERE)

    assert drafts.load(**HERE) is None
    assert drafts.list() == ()


def test_only_the_owner_can_read_drafts(drafts: Drafts, tmp_path: Path) -> None:
    drafts.save(**HERE, **ABOUT, text="password")
    aside = drafts.put_aside(place="../../etc › x", text="password")

    assert stat.S_IMODE((tmp_path / "drafts").stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "drafts").iterdir()} == {0o600}
    assert aside.parent == tmp_path / "drafts"


def test_what_is_put_aside_is_plain_yaml_and_never_replaced(drafts: Drafts) -> None:
    one = drafts.put_aside(place="shop › default", text="a: 1\n")
    two = drafts.put_aside(place="shop › default", text="b: 1\n")

    assert one.read_text() == "a: 1\n"
    assert two.read_text() == "b: 1\n"
    assert one.name.startswith("shop-default-20250301-0301")


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"origin": 1}', b"\xff\xfe", b"null", b"[" * 100_000],
    ids=lambda content: str(content[:8]),
)
def test_a_broken_file_is_no_draft(drafts: Drafts, tmp_path: Path, content: bytes) -> None:
    drafts.save(**HERE, **ABOUT, text="one")
    (path,) = (tmp_path / "drafts").iterdir()
    path.write_bytes(content)

    assert drafts.load(**HERE) is None
    assert drafts.list() == ()


def test_a_full_disk_is_told_and_leaves_the_draft_before(
    drafts: Drafts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts.save(**HERE, **ABOUT, text="one")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DraftError, match="no space left on device"):
        drafts.save(**HERE, **ABOUT, text="two")

    draft = drafts.load(**HERE)
    assert draft is not None
    assert draft.text == "one"
    assert len(list((tmp_path / "drafts").iterdir())) == 1


def test_a_folder_that_can_not_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(DraftError, match="not a directory"):
        Drafts(tmp_path / "file" / "drafts", now=Clock()).save(**HERE, **ABOUT, text="one")


@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=())), st.text(), st.text())
@example("\ud800", "", "")
def test_any_text_survives(tmp_path_factory: pytest.TempPathFactory, text: str, origin: str, stack_id: str) -> None:
    drafts = Drafts(tmp_path_factory.getbasetemp() / "any", now=Clock())

    drafts.save(origin=origin, stack_id=stack_id, **ABOUT, text=text)

    loaded = drafts.load(origin=origin, stack_id=stack_id)
    assert loaded is not None
    assert loaded.text == text
