"""Which cells of two rows differ."""

from hypothesis import given
from hypothesis import strategies as st

from tui.terminal.picture import difference
from tui.terminal.styles import UNKNOWN

WIDTH = 12
ROW = st.text(st.sampled_from("ab \xe9\u2500\u6f22"), min_size=WIDTH, max_size=WIDTH)
STYLES = st.text(st.sampled_from("\0\1\x7f\xff\u0100"), min_size=WIDTH, max_size=WIDTH)
UNKNOWN_FROM = st.integers(0, WIDTH)
"""From which column on nobody knows what is shown, as after a scroll sideways."""


@given(ROW, STYLES, ROW, STYLES, UNKNOWN_FROM)
def test_a_cell_differs_in_its_text_or_its_style(text: str, styles: str, old: str, known: str, unknown: int) -> None:
    old_styles = known[:unknown] + UNKNOWN * (WIDTH - unknown)

    pairs = zip(text, styles, old, old_styles, strict=True)
    assert list(difference(text, styles, old, old_styles)) == [int(a != b or x != y) for a, x, b, y in pairs]
