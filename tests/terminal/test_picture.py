"""Which cells of two rows differ."""

from hypothesis import given
from hypothesis import strategies as st

from tui.terminal.picture import difference
from tui.terminal.styles import UNKNOWN

WIDTH = 12
ROW = st.text(st.sampled_from("ab \xe9\u2500\u6f22"), min_size=WIDTH, max_size=WIDTH)
STYLES = st.text(st.sampled_from("\0\1\x7f\xff\u0100" + UNKNOWN), min_size=WIDTH, max_size=WIDTH)


@given(ROW, STYLES, ROW, STYLES | st.just(UNKNOWN * WIDTH))
def test_a_cell_differs_in_its_text_or_its_style(text: str, styles: str, old: str, old_styles: str) -> None:
    found = difference(text, styles, old, old_styles)

    pairs = zip(text, styles, old, old_styles, strict=True)
    assert list(found) == [int(a != b or x != y or y == UNKNOWN == x) for a, x, b, y in pairs] or (
        old_styles == UNKNOWN * WIDTH and found == b"\1" * WIDTH
    )
