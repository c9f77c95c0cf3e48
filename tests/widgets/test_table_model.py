"""Rows in order, filtered, marked; and a cursor that nothing moves to another key while its own is shown."""

from hypothesis import given
from hypothesis import strategies as st

from tui.presentation.rows import Row
from tui.widgets.table_model import Column, TableModel

COLUMNS = (Column("name", "NAME"), Column("size", "SIZE", align="right"))


def row(key: str, size: int = 0) -> Row:
    return Row(key, (key, str(size)), (key, size))


def model_of(*keys: str) -> TableModel:
    model = TableModel(COLUMNS)
    model.set_rows([row(key) for key in keys])
    return model


def shown(model: TableModel) -> str:
    return "".join(row.key for row in model.shown)


def test_the_cursor_begins_on_the_first_row() -> None:
    assert model_of().cursor_key is None
    assert model_of("b", "a").cursor_key == "b"


def test_the_cursor_stays_on_its_key_wherever_the_row_goes() -> None:
    model = model_of("a", "b", "c")
    model.move_to_index(1)

    model.set_rows([row("x"), row("c"), row("y"), row("b")])

    assert model.cursor_key == "b"
    assert model.cursor_index == 3


def test_a_vanished_row_hands_the_cursor_to_the_next_one_else_to_the_one_before() -> None:
    model = model_of("a", "b", "c", "d")
    model.move_to_index(1)

    model.set_rows([row("a"), row("d")])
    assert model.cursor_key == "d"

    model.set_rows([row("a")])
    assert model.cursor_key == "a"


def test_rows_of_another_place_put_the_cursor_on_the_first() -> None:
    model = model_of("a", "b")
    model.move_to_index(1)

    model.set_rows([row("x"), row("y")])

    assert model.cursor_key == "x"


def test_sorting_is_by_value_and_stable() -> None:
    model = TableModel(COLUMNS)
    model.set_rows([row("a", 2), row("b", 10), row("c", 2)])

    model.sort_by("size")
    assert shown(model) == "acb"

    model.sort_by("size", reverse=True)
    assert shown(model) == "bac"

    model.sort_by(None)
    assert shown(model) == "abc"


def test_a_key_that_comes_twice_is_one_row() -> None:
    assert shown(model_of("a", "b", "a")) == "ab"


def test_marks_live_as_long_as_their_rows_hidden_or_not() -> None:
    model = model_of("a", "b", "c")
    model.toggle_mark("a")
    model.toggle_mark("b")

    model.set_filter("c")
    assert model.marked == {"a", "b"}

    model.set_rows([row("b"), row("c")])
    assert model.marked == {"b"}

    model.toggle_mark("b")
    assert model.marked == frozenset()


def test_a_range_is_marked_from_the_last_mark_to_the_cursor() -> None:
    model = model_of("a", "b", "c", "d")
    model.toggle_mark("d")
    model.move_to_index(1)

    model.mark_range()

    assert model.marked == {"b", "c", "d"}


def test_all_means_all_that_are_shown() -> None:
    model = model_of("a", "b", "ab")
    model.set_filter("b")

    model.mark_all()

    assert model.marked == {"b", "ab"}


steps = st.one_of(
    st.tuples(st.just("rows"), st.lists(st.tuples(st.text("abc", min_size=1, max_size=2), st.integers(0, 3)))),
    st.tuples(st.just("filter"), st.text("abc!", max_size=2)),
    st.tuples(st.just("sort"), st.tuples(st.sampled_from([None, "name", "size"]), st.booleans())),
    st.tuples(st.just("move"), st.integers(-2, 10)),
    st.tuples(st.just("mark"), st.text("abc", min_size=1, max_size=2)),
)


class NaiveTable:
    """The same from the definition alone, with lists."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.filter = ""
        self.sort: tuple[str | None, bool] = (None, False)
        self.marked: set[str] = set()

    @property
    def shown(self) -> list[str]:
        negated, word = self.filter.startswith("!"), self.filter.removeprefix("!")
        found = [row for row in self.rows if not word or (word in f"{row.cells[0]} {row.cells[1]}") != negated]
        column, reverse = self.sort
        if column is not None:
            place = ("name", "size").index(column)
            found = sorted(found, key=lambda row: row.sort[place], reverse=reverse)
        return [row.key for row in found]


def play(model: TableModel, naive: NaiveTable, step: str, value: object) -> None:
    match step, value:
        case "rows", list():
            unique = dict(reversed(value))
            naive.rows = [row(key, unique[key]) for key in dict.fromkeys(key for key, _ in value)]
            naive.marked &= unique.keys()
            model.set_rows([row(key, size) for key, size in value])
        case "filter", str():
            naive.filter = value
            model.set_filter(value)
        case "sort", (str() | None as column, bool(reverse)):
            naive.sort = (column, reverse)
            model.sort_by(column, reverse=reverse)
        case "move", int():
            model.move_to_index(value)
        case "mark", str():
            naive.marked ^= {value} & {row.key for row in naive.rows}
            model.toggle_mark(value)


@given(st.lists(steps, max_size=20))
def test_whatever_happens_order_marks_and_cursor_are_as_defined(script: list[tuple[str, object]]) -> None:
    model, naive = TableModel(COLUMNS), NaiveTable()
    for step, value in script:
        before = model.cursor_key
        play(model, naive, step, value)

        assert [row.key for row in model.shown] == naive.shown
        assert model.marked == naive.marked
        assert (model.cursor_key is None) == (not naive.shown)
        assert model.cursor_key is None or model.cursor_key in naive.shown
        if step != "move" and before in naive.shown:
            assert model.cursor_key == before
        if model.cursor_key is not None:
            assert model.cursor_index == naive.shown.index(model.cursor_key)


def test_the_same_rows_again_change_nothing_and_others_of_the_same_number_do() -> None:
    rows = [row("a"), row("b")]
    model = TableModel(COLUMNS)
    model.set_rows(rows)
    before = model.shown

    model.set_rows(rows)
    assert model.shown is before

    model.set_rows([row("a"), row("c")])
    assert shown(model) == "ac"
