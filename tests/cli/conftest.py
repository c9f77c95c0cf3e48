"""What the tests of the plain commands share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cli.fake_api import FakeApi
from tests.cli.fleets import FLEET


@pytest.fixture
def api() -> Iterator[FakeApi]:
    """A fake platform with the sample fleet."""
    with FakeApi(FLEET) as api:
        yield api
