"""Which rows go first."""

from __future__ import annotations

from tui.terminal.urgency import Urgency


def test_rows_that_were_quiet_go_before_those_that_change_all_the_time() -> None:
    urgency = Urgency()
    for number in range(10):
        urgency.changed(range(20, 30), number / 10, by_itself=True)
    urgency.changed([3, 25], 1.0, by_itself=False)
    assert urgency.in_order([3, 25, 26], 1.0) == ([3], [25, 26])


def test_among_equals_the_one_that_waits_longest_goes_first() -> None:
    urgency = Urgency()
    urgency.changed([7], 1.0, by_itself=True)
    urgency.changed([2], 2.0, by_itself=True)
    urgency.changed([7], 3.0, by_itself=True)
    assert urgency.in_order([2, 7], 3.0) == ([7, 2], [])


def test_a_row_is_quiet_again_after_a_while() -> None:
    urgency = Urgency()
    for number in range(10):
        urgency.changed([1], number / 10, by_itself=True)
    assert urgency.in_order([1], 1.0) == ([], [1])
    assert urgency.in_order([1], 4.0) == ([1], [])


def test_what_a_key_changes_makes_no_row_busy() -> None:
    urgency = Urgency()
    for number in range(50):
        urgency.changed([1], number / 30, by_itself=False)
    assert urgency.in_order([1], 1.7) == ([1], [])


def test_the_oldest_wait_is_known_until_the_row_is_as_wanted() -> None:
    urgency = Urgency()
    oldest = [urgency.oldest]
    urgency.changed([1], 1.0, by_itself=True)
    urgency.changed([2], 2.0, by_itself=True)
    urgency.still([2])
    oldest.append(urgency.oldest)
    urgency.still([])
    assert [*oldest, urgency.oldest] == [None, 2.0, None]
