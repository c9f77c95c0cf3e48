"""The labels of the jump mode."""

from __future__ import annotations

import pytest

from tui.presentation.jump import LETTERS, labels


@pytest.mark.parametrize("number", [0, 1, 5, 26, 27, 51, 52, 100, 400, 676])
def test_there_are_as_many_as_wanted_and_none_begins_another(number: int) -> None:
    made = labels(number)
    assert len(made) == len(set(made)) == number
    assert not [one for one in made for other in made if one != other and other.startswith(one)]


def test_they_are_as_short_as_they_can_be_and_the_first_are_the_shortest() -> None:
    assert labels(26) == list(LETTERS)
    lengths = [len(label) for label in labels(60)]
    assert lengths == sorted(lengths)
    assert lengths.count(1) == 24


def test_no_more_than_two_letters_are_ever_typed() -> None:
    assert len(labels(1000)) == 676
