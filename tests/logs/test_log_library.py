"""Tests of the budget over all logs."""

from __future__ import annotations

from tui.logs.log_library import LogLibrary

KILOBYTE = b"k" * 1023 + b"\n"


def test_the_same_name_gives_the_same_store() -> None:
    library = LogLibrary()
    library.open("web").extend(b"hello\n")
    assert library.open("web").lines(0, 1) == [b"hello"]
    assert library.peek("web") is library.open("web")
    assert library.peek("worker") is None


def test_an_empty_store_is_found_again_too() -> None:
    library = LogLibrary()
    assert library.open("web") is library.open("web")


def test_the_log_shown_longest_ago_shrinks_first() -> None:
    library = LogLibrary(budget=1_000_000, total=340_000)
    for name in ("old", "newer", "newest"):
        for _ in range(120):
            library.open(name).extend(KILOBYTE)
    library.open("old")
    library.open("newest")
    library.trim()
    assert library.memory <= 340_000
    dropped = {name: library.open(name).dropped for name in ("old", "newer", "newest")}
    assert dropped["newer"] > 0
    assert (dropped["old"], dropped["newest"]) == (0, 0)


def test_a_log_that_is_forgotten_frees_its_memory() -> None:
    library = LogLibrary()
    library.open("gone").extend(KILOBYTE)
    library.forget("gone")
    assert library.memory == 0
