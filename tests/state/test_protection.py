"""Which projects a profile protects."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests import fleets
from tui.settings import Profile, ProfileKind
from tui.state.protection import is_protected, names_of

FLEET = fleets.fleet(
    fleets.stack("one"),
    fleets.stack("two"),
    projects=(fleets.project("one", "shop-prod"), fleets.project("two", "lab")),
)


def profile(*protected: str) -> Profile:
    return Profile(name="x", kind=ProfileKind.REMOTE, protected=frozenset(protected))


@pytest.mark.parametrize("named", ["shop-prod", "one"])
def test_a_project_is_protected_by_its_name_and_by_its_id(named: str) -> None:
    assert is_protected(profile(named), FLEET, "one")
    assert not is_protected(profile(named), FLEET, "two")


def test_a_project_is_protected_by_its_short_id() -> None:
    short = FLEET.projects["one"].model_copy(update={"short_id": "p-other1"})
    fleet = replace(FLEET, projects={**FLEET.projects, "one": short})
    assert is_protected(profile("p-other1"), fleet, "one")
    assert not is_protected(profile("p-other1"), fleet, "two")


def test_where_nothing_is_protected_nothing_is() -> None:
    assert not is_protected(profile(), FLEET, "unknown")


def test_a_project_whose_name_is_unknown_counts_as_protected_where_any_is() -> None:
    assert is_protected(profile("shop-prod"), FLEET, "unknown")
    assert names_of(FLEET, "unknown") == ("unknown",)
    assert names_of(FLEET, "one") == ("shop-prod", "p-abc123")
