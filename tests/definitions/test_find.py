"""Finding a text in a definition."""

from __future__ import annotations

from tui.definitions.find import MAX_FOUND, Found, find_all, next_index

LINES = ["Image: a", "image: b.c image", "", "IMAGE"]


def test_small_letters_find_any_case() -> None:
    assert find_all(LINES, "image") == (Found(0, 0, 5), Found(1, 0, 5), Found(1, 11, 16), Found(3, 0, 5))


def test_a_capital_finds_what_is_typed_only() -> None:
    assert find_all(LINES, "Image") == (Found(0, 0, 5),)


def test_what_is_typed_is_no_pattern() -> None:
    assert find_all(LINES, "b.c") == (Found(1, 7, 10),)
    assert find_all(LINES, "b.") == (Found(1, 7, 9),)
    assert find_all(LINES, ".*(") == ()


def test_nothing_finds_nothing() -> None:
    assert find_all(LINES, "") == ()


def test_a_text_that_is_everywhere_is_told_so_often() -> None:
    assert len(find_all(["a" * MAX_FOUND, "a"], "a")) == MAX_FOUND


def test_the_next_one_is_found_around_the_end() -> None:
    found = find_all(LINES, "image")

    assert [next_index(found, row, 0, step=1) for row in range(4)] == [1, 2, 3, 0]
    assert [next_index(found, row, 0, step=0) for row in range(4)] == [0, 1, 3, 3]
    assert [next_index(found, row, 0, step=-1) for row in range(4)] == [3, 0, 2, 2]
