"""A plan as lines: side by side where there is room, stacked where there is not."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text

from tests.definitions.stacks import shop, stacks
from tests.definitions.test_yaml import SHOP
from tui.definitions.checking import check
from tui.definitions.declared import declared_of
from tui.definitions.fields import FieldChange
from tui.definitions.plan import make_plan
from tui.definitions.secrets import MASK
from tui.models.stack import Stack
from tui.presentation.difference import pairs_of, wrapped
from tui.presentation.palette import ASCII, Look, Palette
from tui.presentation.plan import change_lines, delete_lines

PALETTE = Palette(good="green", moving="yellow", bad="red", muted="grey50", accent="blue")
LOOK = Look(PALETTE)
WIDE, NARROW = 120, 60


def lines(text: str, width: int, look: Look = LOOK) -> list[str]:
    """The plan of applying `text` to the shop."""
    declared = check(text).declared
    assert declared is not None
    return [line.plain.rstrip() for line in change_lines(make_plan(shop(), declared), look, width)]


def about(told: list[str], label: str) -> str:
    """The line about a field, without the gaps in it."""
    return next(" ".join(line.split()) for line in told if line.strip().startswith(label))


def test_old_and_new_stand_side_by_side_with_signs() -> None:
    told = lines(SHOP.replace("1.4.2", "1.5.0"), WIDE)

    assert told[0].split() == ["Change", "1", "service", "Now", "After"]
    assert about(told, "image") == "image - shop/web:1.4.2 + shop/web:1.5.0"
    assert told[2].index("shop/web:1.4.2") == told[0].index("Now")
    assert told[2].index("shop/web:1.5.0") == told[0].index("After")


def test_without_room_they_stand_in_one_line() -> None:
    assert about(lines(SHOP.replace("1.4.2", "1.5.0"), NARROW), "image") == "image shop/web:1.4.2 → shop/web:1.5.0"


def test_without_room_for_one_line_they_stand_below_each_other_and_nothing_is_cut() -> None:
    image = "registry.example.com/department/team/shop/front-end:2.0"
    told = lines(SHOP.replace("shop/web:1.4.2", image), NARROW)

    assert about(told, "image") == "image - shop/web:1.4.2"
    assert image in "".join(line.strip().removeprefix("+ ") for line in told)


def test_what_comes_and_goes_is_told_in_words() -> None:
    told = lines(SHOP.replace("8080:8080/tcp", "81:8080/tcp").replace('PORT: "8080"', 'PORTS: "8080"'), WIDE)

    assert about(told, "environment PORT ") == "environment PORT - 8080 (removed)"
    assert about(told, "environment PORTS") == "environment PORTS (not set) + 8080"
    assert [" ".join(line.split()) for line in told if line.strip().startswith("ports")] == [
        "ports - 8080:8080/tcp (removed)",
        "ports (new) + 81:8080/tcp",
    ]


def test_a_command_is_compared_word_by_word() -> None:
    field = FieldChange("command", None, "serve --port 80", "serve --port 81 -v")
    words = FieldChange("command", None, field.old, field.new, ("serve", "80"), ("serve", "81", "-v"))

    assert pairs_of(words) == [("serve", "serve"), ("80", "81"), (None, "-v")]


def test_a_text_of_many_lines_is_compared_line_by_line() -> None:
    field = FieldChange("environment", "CONFIG", "a\nb\nc", "a\nc")

    assert pairs_of(field) == [("a", "a"), ("b", None), ("c", "c")]


def test_very_long_lists_are_paired_in_their_order() -> None:
    field = FieldChange("command", None, "x", "y", ("a",) * 1000, ("b",) * 1001)

    assert pairs_of(field) == [("a", "b")] * 1000 + [(None, "b")]


def test_a_changed_secret_is_told_and_not_shown() -> None:
    for width in (WIDE, NARROW):
        told = "\n".join(lines(SHOP.replace("s3cr3t", "0ther").replace("hunter2", "hunter3"), width))
        assert "changed" in told
        assert MASK in told
        assert not any(secret in told for secret in ("s3cr3t", "0ther", "hunter"))


def test_a_secret_word_of_a_command_is_marked_where_it_stands() -> None:
    field = FieldChange("command", None, f"a {MASK}", f"a {MASK}", ("a", MASK), ("a", MASK))

    assert field.is_hidden
    assert pairs_of(field) == [("a", "a"), (MASK, MASK)]


def test_ascii_is_all_there_is_in_ascii_mode() -> None:
    text = SHOP.replace("s3cr3t", "0ther").replace("1.4.2", "1.5.0").replace("name: data", "name: records")
    for width in (WIDE, NARROW):
        told = "\n".join(
            lines(text.replace("services:\n", "services:\n  new: {image: a}\n"), width, Look(PALETTE, ASCII))
        )
        assert told.isascii(), told
        assert "******" in told


def test_the_part_that_changed_stands_out() -> None:
    declared = check(SHOP.replace("1.4.2", "1.5.0")).declared
    assert declared is not None
    line = next(line for line in change_lines(make_plan(shop(), declared), LOOK, WIDE) if "1.5.0" in line.plain)

    bold = [line.plain[span.start : span.end] for span in line.spans if span.style == "bold not dim"]
    assert bold == ["4.2", "5.0"]


@given(st.text(max_size=80), st.integers(2, 30))
def test_wrapping_loses_nothing_and_keeps_to_the_width(text: str, width: int) -> None:
    pieces = wrapped(text, width)

    assert "".join(pieces) == text
    assert all(cell_len(piece) <= width for piece in pieces)


@settings(max_examples=60, deadline=None)
@given(stacks, stacks, st.integers(30, 130))
def test_any_plan_fits_and_holds_nothing_that_a_terminal_could_act_on(one: Stack, other: Stack, width: int) -> None:
    plan = make_plan(one, declared_of(other))
    told: list[Text] = [*change_lines(plan, LOOK, width), *delete_lines(plan, LOOK, width)]

    assert all(line.plain.isprintable() for line in told)
