import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.presentation.key_hints import key_hints

KEYS = (("ctrl+s", "plan"), ("esc", "leave"), ("ctrl+f", "find"))


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (None, "ctrl+s plan   esc leave   ctrl+f find"),
        (37, "ctrl+s plan   esc leave   ctrl+f find"),
        (36, "ctrl+s plan   esc leave"),
        (22, "ctrl+s plan"),
        (3, "ctrl+s plan"),
    ],
)
def test_no_hint_is_shown_in_part(width: int | None, shown: str) -> None:
    assert key_hints(KEYS, width=width).plain == shown


@given(
    st.lists(st.tuples(st.text("abc日", min_size=1, max_size=4), st.text("xyz", min_size=1, max_size=9)), min_size=2)
)
def test_all_that_fit_are_shown(keys: list[tuple[str, str]]) -> None:
    whole = key_hints(keys)
    assert key_hints(keys, width=whole.cell_len) == whole
    assert key_hints(keys, width=whole.cell_len - 1) == key_hints(keys[:-1])
