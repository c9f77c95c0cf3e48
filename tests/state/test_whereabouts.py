"""Where somebody was is remembered for each profile, and no file can keep the program from starting or ending."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.state.whereabouts import Whereabouts, load, save

HERE = Whereabouts(project_id="a", stack_id="b", service_id="c", only_problems=True)


def test_each_profile_has_its_own(tmp_path: Path) -> None:
    path = tmp_path / "state" / "place.json"
    save(path, "local", HERE)
    save(path, "prod", Whereabouts())
    assert (load(path, "local"), load(path, "prod"), load(path, "other")) == (HERE, Whereabouts(), None)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["place.json"]


@pytest.mark.parametrize("text", ["", "[]", "{", '{"local": 7}', '{"local": {"project_id": "a"}}', "\x00", "null"])
def test_a_broken_file_is_no_memory_and_is_replaced(tmp_path: Path, text: str) -> None:
    path = tmp_path / "place.json"
    path.write_text(text)
    assert load(path, "local") is None
    save(path, "local", HERE)
    assert load(path, "local") == HERE


def test_a_folder_that_can_not_be_written_keeps_nobody_from_leaving(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    save(tmp_path / "file" / "place.json", "local", HERE)
    assert load(tmp_path / "file" / "place.json", "local") is None


@given(st.builds(Whereabouts, project_id=st.text(), stack_id=st.text(), service_id=st.text()), st.text())
def test_what_is_saved_is_loaded(whereabouts: Whereabouts, profile: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "place.json"
        save(path, profile, whereabouts)
        assert load(path, profile) == whereabouts
