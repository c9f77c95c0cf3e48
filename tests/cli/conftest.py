"""What the tests of the plain commands share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cli.fake_api import FakeApi
from tests.cli.fleets import FLEET
from tests.cli.served import Served, serve


@pytest.fixture
def api() -> Iterator[FakeApi]:
    """A fake platform with the sample fleet."""
    with FakeApi(FLEET) as api:
        yield api


@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A local platform on a port, shared by all tests here: they leave it as they found it."""
    with serve(tmp_path_factory.mktemp("home")) as served:
        yield served
