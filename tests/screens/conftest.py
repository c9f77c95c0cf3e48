"""What holds for the tests of screens."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _unseen(frames_unseen: None) -> None:
    """Tests here look at what an app shows, not at what it paints when."""
