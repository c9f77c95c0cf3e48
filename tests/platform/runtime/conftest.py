"""The bench as a fixture."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.platform.runtime.bench import Bench, a_bench


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    """A supervisor in a folder of its own."""
    async with a_bench(tmp_path) as bench:
        yield bench
