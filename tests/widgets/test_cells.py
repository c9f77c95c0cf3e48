"""Cells are safe to show and exactly as wide as asked."""

from typing import Literal

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

from tui.widgets.cells import fit, highlight, looks_same, safe, safe_text, width_of
from tui.widgets.row_filter import Word

ALIGN: tuple[Literal["left", "right"], ...] = ("left", "right")
SHRINK: tuple[Literal["end", "middle"], ...] = ("end", "middle")
any_text = st.text(max_size=40)


@given(any_text)
def test_nothing_a_terminal_acts_on_is_left(text: str) -> None:
    shown = safe(text)

    assert shown.isprintable()
    assert len(shown) == len(text)


def test_what_could_steer_or_hide_is_replaced_one_by_one() -> None:
    assert safe("a\x1b[2Jb\u202ec\u200bd\ne\ud800") == "a�[2Jb�c�d e�"


@given(any_text, st.integers(0, 30), st.sampled_from(ALIGN), st.sampled_from(SHRINK))
def test_fitted_text_has_exactly_the_width(
    text: str, width: int, align: Literal["left", "right"], shrink: Literal["end", "middle"]
) -> None:
    fitted = fit(safe_text(text), width, align=align, shrink=shrink)

    assert cell_len(fitted.plain) == width


def test_text_that_fits_is_padded_on_the_other_side() -> None:
    assert fit(Text("3 d"), 6).plain == "3 d   "
    assert fit(Text("3 d"), 6, align="right").plain == "   3 d"


def test_images_are_cut_in_the_middle_so_that_name_and_tag_stay() -> None:
    fitted = fit(Text("registry.example.com/shop/worker:1.4"), 18, shrink="middle")

    assert fitted.plain == "regis…p/worker:1.4"


def test_a_wide_character_is_never_split() -> None:
    assert fit(Text("漢字漢字"), 4).plain == "漢… "


def test_styles_stay_with_their_characters_when_text_is_cut() -> None:
    fitted = fit(Text.assemble(("ab", "red"), "cdefgh", ("ij", "green")), 6, shrink="middle")

    assert fitted.plain == "a…ghij"
    assert [(fitted.plain[span.start : span.end], span.style) for span in fitted.spans] == [
        ("a", "red"),
        ("ij", "green"),
    ]


def test_width_counts_cells() -> None:
    assert width_of("web") == 3
    assert width_of(Text("漢字")) == 4


@given(any_text)
def test_the_width_is_that_of_what_is_shown(text: str) -> None:
    assert width_of(text) == cell_len(safe_text(text).plain)


def test_each_character_of_the_basic_plane_is_measured_as_it_is_shown() -> None:
    wrong = [chr(code) for code in range(0x10000) if width_of(chr(code)) != cell_len(safe(chr(code)))]

    assert wrong == []


def test_a_change_of_colour_alone_is_a_change() -> None:
    assert looks_same(("web", Text("5/6")), ("web", Text("5/6")))
    assert not looks_same((Text("5/6", style="red"),), (Text("5/6"),))
    assert not looks_same((Text("5/6"),), ("5/6",))


def test_hits_are_marked_wherever_they_stand() -> None:
    text = Text("Web and web")
    style = Style(underline=True)

    highlight(text, (Word("web"),), style)

    assert [(span.start, span.end) for span in text.spans] == [(0, 3), (8, 11)]
