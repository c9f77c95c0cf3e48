"""What several tests of the client need."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A folder with a path short enough for a Unix socket, which pytest's own is not everywhere."""
    with TemporaryDirectory(prefix="deck-", dir="/tmp") as name:
        yield Path(name)
