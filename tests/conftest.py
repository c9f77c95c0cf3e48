"""What holds for every test: nothing of the person who runs them is read, written or sent."""

from __future__ import annotations

import gc
import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from rich.console import RenderableType
from textual import screen
from textual._compositor import Compositor
from textual._context import active_app, visible_screen_stack
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

from tests.drawing import Frames


@pytest.fixture(scope="session", autouse=True)
def _nobodys_environment() -> Iterator[None]:
    """Folders of their own and no token, profile or address in the environment.

    The folder has a short name, because the path of a Unix socket may have about a hundred characters.
    """
    with tempfile.TemporaryDirectory(prefix="sd-") as folder, pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(("STACKDECK_", "MITTWALD_"))]:
            if name != "STACKDECK_CONTRACT":
                patch.delenv(name)
        for name in ("CONFIG_HOME", "DATA_HOME", "STATE_HOME", "CACHE_HOME", "RUNTIME_DIR"):
            path = Path(folder) / name.lower()
            path.mkdir(mode=0o700)
            patch.setenv(f"XDG_{name}", str(path))
        yield


# How long an example takes is for the benchmarks: a busy machine makes any of them slow.
hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("untimed")


def pytest_configure() -> None:
    """Look for cycles seldom: an app makes few, and to look through thousands of tests took a quarter of the time."""
    gc.set_threshold(50_000, 50, 100)


def pytest_collection_finish() -> None:
    """Leave what was collected alone."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    """Look once through what thousands of tests left: pytest looks five times, and finds nothing more."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _styles_parsed_once() -> Iterator[None]:
    """Hundreds of apps share what was parsed of the same styles with the same variables."""
    parsed: dict[object, list[RuleSet]] = {}
    parse = Stylesheet._parse_rules

    def once(self: Stylesheet, *given: object, **named: object) -> list[RuleSet]:
        key = (given, frozenset(named.items()), frozenset(self._variables.items()))
        if key not in parsed:
            parsed[key] = parse(self, *given, **named)  # type: ignore[arg-type]
        return parsed[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", once)
        yield


@pytest.fixture(scope="session", autouse=True)
def _few_frames() -> Iterator[None]:
    """Tests wait for what is shown, and not for a frame."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(screen, "UPDATE_PERIOD", 0.1)
        yield


@pytest.fixture
def frames_unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the frames of an app without a terminal, which nobody sees.

    It is painted when a test looks at it: the text of the screen and pictures of it are made as ever.
    """
    paint = Compositor.render_update

    def frame(
        self: Compositor,
        full: bool = False,
        screen_stack: list[screen.Screen[object]] | None = None,
        simplify: bool = False,
    ) -> RenderableType | None:
        is_picture = simplify
        if is_picture or not active_app.get().is_headless:
            return paint(self, full, screen_stack, simplify)
        Frames.count += 1
        visible_screen_stack.set(screen_stack or [])
        self._dirty_regions.clear()
        return None

    monkeypatch.setattr(Compositor, "render_update", frame)


@pytest.fixture(scope="session", autouse=True)
def _interruptible() -> Iterator[None]:
    """Programs that tests start can be interrupted, also where the tests run in a shell's background."""
    before = signal.getsignal(signal.SIGINT)
    if before is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
