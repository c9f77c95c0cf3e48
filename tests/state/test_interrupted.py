"""What was open is kept for each profile apart, and no file can keep the program from starting or ending."""

from __future__ import annotations

import tempfile
from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fleets import NOW
from tui.logs.landmarks import Landmark
from tui.logs.levels import Level
from tui.state.interrupted import Interrupted, MarkedLine, OpenLog, forget, load, save

HERE = Interrupted(at=NOW, pane="log", filters={"services": "status:error"})
_TEXTS = st.text(max_size=20)
_LANDMARKS = st.builds(Landmark, digest=_TEXTS, nanoseconds=st.none() | st.integers(0, 2**62))
_LOGS = st.builds(
    OpenLog,
    search=_TEXTS,
    show=st.tuples(_TEXTS),
    hide=st.tuples(_TEXTS, _TEXTS),
    level=st.sampled_from(Level),
    top=st.none() | _LANDMARKS,
    marked=st.tuples(st.builds(MarkedLine, line=_LANDMARKS, note=_TEXTS)),
)


@given(
    st.builds(
        Interrupted,
        at=st.datetimes(timezones=st.just(UTC)),
        pane=_TEXTS,
        full_log=st.booleans(),
        filters=st.dictionaries(_TEXTS, _TEXTS, max_size=3),
        logs=st.dictionaries(_TEXTS, _LOGS, max_size=3),
        editing=_TEXTS,
    ),
    st.text(),
)
def test_what_is_saved_is_loaded(interrupted: Interrupted, profile: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        save(Path(folder), profile, interrupted)
        assert load(Path(folder), profile) == interrupted


def test_each_profile_has_its_own_until_it_is_forgotten(tmp_path: Path) -> None:
    save(tmp_path / "new", "local", HERE)
    assert (load(tmp_path / "new", "local"), load(tmp_path / "new", "prod")) == (HERE, None)
    forget(tmp_path / "new", "prod")
    assert load(tmp_path / "new", "local") == HERE
    forget(tmp_path / "new", "local")
    assert load(tmp_path / "new", "local") is None


@pytest.mark.parametrize("text", ["", "[]", "{", '{"at": "soon"}', "\x00", "null"])
def test_a_broken_file_is_nothing_to_continue(tmp_path: Path, text: str) -> None:
    save(tmp_path, "local", HERE)
    [path] = tmp_path.iterdir()
    path.write_text(text)
    assert load(tmp_path, "local") is None


def test_a_folder_that_can_not_be_written_keeps_nobody_from_leaving(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    save(tmp_path / "file" / "folder", "local", HERE)
    assert load(tmp_path / "file" / "folder", "local") is None
