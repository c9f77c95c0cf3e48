import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from tui.settings import SettingsError, Token
from tui.settings.debug_log import start_debug_log


@pytest.fixture(autouse=True)
def _root_logger() -> Iterator[None]:
    """Leave logging as it was before, whatever the test does to it."""
    root = logging.getLogger()
    before, level = set(root.handlers), root.level
    yield
    root.setLevel(level)
    for handler in set(root.handlers) - before:
        root.removeHandler(handler)
        handler.close()


def test_what_is_logged_stands_in_a_private_file_without_secrets(tmp_path: Path) -> None:
    path = tmp_path / "debug.log"
    start_debug_log(path, [Token("swordfish")])
    logging.getLogger("httpx").debug("GET /swordfish with X-Access-Token: another-secret")
    text = path.read_text()
    assert "GET /•••" in text
    assert "swordfish" not in text
    assert "another-secret" not in text
    assert path.stat().st_mode & 0o777 == 0o600


def test_tracebacks_are_logged_without_secrets(tmp_path: Path) -> None:
    start_debug_log(tmp_path / "debug.log", [Token("swordfish")])
    try:
        int("swordfish")
    except ValueError:
        logging.getLogger("tui").exception("it broke")
    text = (tmp_path / "debug.log").read_text()
    assert "ValueError: invalid literal for int() with base 10: '•••'" in text


def test_a_second_start_goes_on_in_the_same_file(tmp_path: Path) -> None:
    path = tmp_path / "debug.log"
    path.write_text("before\n")
    path.chmod(0o600)
    start_debug_log(path)
    assert path.read_text().startswith("before\n")


def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "debug.log"
    path.touch(0o644)
    with pytest.raises(SettingsError, match="others can read it"):
        start_debug_log(path)


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="--log can't write"):
        start_debug_log(tmp_path / "nowhere" / "debug.log")
    (tmp_path / "link").symlink_to(tmp_path / "other")
    with pytest.raises(SettingsError, match="--log can't write"):
        start_debug_log(tmp_path / "link")
