import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.presentation.key_hints import key_hints

KEYS = (("ctrl+s", "plan"), ("ctrl+f", "find"), ("F8", "next problem"), ("esc", "leave"))


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (None, "ctrl+s plan   ctrl+f find   F8 next problem   esc leave"),
        (55, "ctrl+s plan   ctrl+f find   F8 next problem   esc leave"),
        (54, "ctrl+s plan   ctrl+f find   esc leave"),
        (36, "ctrl+s plan   esc leave"),
        (3, "ctrl+s plan   esc leave"),
    ],
)
def test_hints_in_the_middle_give_way(width: int | None, shown: str) -> None:
    assert key_hints(KEYS, width=width).plain == shown


@given(st.lists(st.tuples(st.text("abc日", min_size=1, max_size=4), st.text("xyz", max_size=9)), min_size=3))
def test_all_that_fit_are_shown(keys: list[tuple[str, str]]) -> None:
    whole = key_hints(keys)
    assert key_hints(keys, width=whole.cell_len) == whole
    assert key_hints(keys, width=whole.cell_len - 1) == key_hints([*keys[:-2], keys[-1]])
