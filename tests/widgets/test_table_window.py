"""The window of a table stays where one reads while rows come and go."""

from hypothesis import given
from hypothesis import strategies as st

from tui.presentation.rows import Row
from tui.widgets.table_model import Column, TableModel
from tui.widgets.table_window import TableWindow


def rows(keys: str) -> list[Row]:
    return [Row(key, (key,)) for key in keys]


def window_on(keys: str, *, page: int, top: int = 0, cursor: int = 0) -> TableWindow:
    model = TableModel((Column("name", "NAME"),))
    model.set_rows(rows(keys))
    model.move_to_index(cursor)
    window = TableWindow(model)
    window.page = page
    window.scroll_by(top)
    return window


def seen(window: TableWindow) -> str:
    return "".join(line.row.key.upper() if line.cursor else line.row.key for line in window.lines())


def change(window: TableWindow, keys: str) -> None:
    with window.kept():
        window._model.set_rows(rows(keys))


def test_rows_that_come_above_do_not_move_the_cursor_on_the_screen() -> None:
    window = window_on("abcdefgh", page=3, top=3, cursor=4)
    assert seen(window) == "dEf"

    change(window, "xyabcdefgh")

    assert seen(window) == "dEf"


def test_at_the_top_what_appears_there_is_seen() -> None:
    window = window_on("abcdef", page=3, cursor=1)

    change(window, "xabcdef")

    assert seen(window) == "xaB"


def test_a_cursor_in_view_stays_in_view() -> None:
    window = window_on("abcdef", page=3, cursor=1)

    change(window, "xyzabcdef")

    assert seen(window) == "zaB"


def test_without_the_cursor_in_view_the_first_row_holds_the_place() -> None:
    window = window_on("abcdefgh", page=3, top=4, cursor=0)
    assert seen(window) == "efg"

    change(window, "xabcdefgh")

    assert seen(window) == "efg"


def test_scrolled_to_the_top_a_refresh_does_not_jump_to_the_cursor() -> None:
    window = window_on("abcdefgh", page=3, cursor=7)

    change(window, "abcdefghi")

    assert seen(window) == "abc"


def test_the_window_never_shows_less_than_it_could() -> None:
    window = window_on("abcdefgh", page=3, top=5, cursor=7)

    change(window, "abcd")

    assert seen(window) == "bcD"


@given(st.data())
def test_the_cursor_keeps_its_line_unless_the_ends_forbid_it(data: st.DataObject) -> None:
    letters = st.lists(st.sampled_from("abcdefghijklmnop"), unique=True, min_size=1)
    before, after = "".join(data.draw(letters)), "".join(data.draw(letters))
    window = window_on(
        before,
        page=data.draw(st.integers(1, 6)),
        top=data.draw(st.integers(0, 16)),
        cursor=data.draw(st.integers(0, 16)),
    )
    model, top, cursor = window._model, window.top, window._model.cursor_index
    key = model.cursor_key

    change(window, after)

    assert 0 <= window.top <= max(0, len(after) - window.page)
    assert cursor is not None
    assert key is not None
    if key in after and top <= cursor < top + window.page:
        line, now = cursor - top, after.index(key)
        assert window.top <= now < window.top + window.page
        if top > 0 and 0 <= now - line <= len(after) - window.page:
            assert now - window.top == line
