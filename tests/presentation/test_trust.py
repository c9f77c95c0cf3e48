"""What is said about how far data can be trusted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests import fleets
from tui.presentation import trust
from tui.presentation.palette import Look, Palette
from tui.state.fleet import Condition, Fleet, Health

LOOK = Look(Palette(good="green", moving="yellow", bad="red", muted="grey50", accent="blue"))
SHOP = fleets.fleet(fleets.stack("a", fleets.service("web", stack="a")), fleets.stack("b"))
AT = f"{fleets.NOW.astimezone():%H:%M}"


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        (Condition.FRESH, ""),
        (Condition.LOADING, ""),
        (Condition.STALE, f"no answer since {AT}"),
        (Condition.UNREACHABLE, f"unreachable since {AT}"),
        (Condition.REFUSED, "token refused"),
        (Condition.FORBIDDEN, "not allowed"),
        (Condition.LIMITED, f"rate limit used up until {AT}:30"),
        (Condition.FAILED, f"no usable answer since {AT}"),
    ],
)
def test_each_condition_has_its_words(condition: Condition, told: str) -> None:
    health = Health(condition=condition, since=fleets.NOW, until=fleets.NOW + timedelta(seconds=30))
    assert trust.of_line(health) == told
    said = trust.of_fleet(replace(SHOP, health=health), fleets.NOW, LOOK)
    assert all(told in each for each in said)
    assert bool(said) == bool(told)


def test_nothing_is_said_to_be_known_where_nothing_is() -> None:
    health = Health(condition=Condition.UNREACHABLE, since=fleets.NOW)
    assert trust.of_fleet(replace(SHOP, health=health), fleets.NOW, LOOK)[0].endswith("showing what was last known")
    assert trust.of_fleet(replace(Fleet(), health=health), fleets.NOW, LOOK) == (f"▲ unreachable since {AT}",)


def test_what_is_only_remembered_says_how_old_it_is_in_ever_fewer_words() -> None:
    remembered = SHOP.as_remembered(fleets.NOW - timedelta(hours=3))
    assert trust.of_fleet(remembered, fleets.NOW, LOOK) == ("◐ last known, 3 h old", "3 h old")
    away = replace(remembered, health=Health(condition=Condition.UNREACHABLE, since=fleets.NOW))
    said = trust.of_fleet(away, fleets.NOW, LOOK)
    assert said[0] == f"▲ unreachable since {AT}, last known 3 h ago"
    assert [len(each) for each in said] == sorted((len(each) for each in said), reverse=True)
    assert all("3 h" in each for each in said)


def test_a_pane_tells_its_own_age_alone() -> None:
    half = replace(SHOP.as_remembered(fleets.NOW - timedelta(days=3)), remembered=frozenset({"b"}))
    assert trust.age_of(half, {"a"}, fleets.NOW) == ""
    assert trust.age_of(half, {"a", "b"}, fleets.NOW) == "3 d old"
    assert trust.of_projects(replace(SHOP, projects_forbidden=True)) == "not allowed"


def test_what_was_not_confirmed_gets_no_younger_by_being_left() -> None:
    old = SHOP.as_remembered(fleets.NOW - timedelta(hours=3))
    assert old.as_remembered(fleets.NOW).remembered_at == old.remembered_at
    assert SHOP.as_remembered(fleets.NOW).remembered_at == fleets.NOW
