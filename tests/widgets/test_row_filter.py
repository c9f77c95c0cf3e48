"""What is typed to filter a list selects the rows one means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.presentation.rows import Row
from tui.widgets.row_filter import RowFilter

COLUMNS = ("name", "status", "image")
ROWS = (
    Row("1", ("web", "running", "shop/web:1"), search="web shop"),
    Row("2", ("worker", "error", "shop/worker:1"), search="worker shop"),
    Row("3", ("Mailer", "error", "mail:2"), search="Mailer Versand"),
)


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("", "123"),
        ("   ", "123"),
        ("w", "12"),
        ("MAIL", "3"),
        ("shop w", "12"),
        ("shop mailer", ""),
        ("!shop", "3"),
        ("status:error", "23"),
        ("Status:ERR !mailer", "2"),
        ("!status:error", "1"),
        ("image:shop/", "12"),
        ("nothing:here", ""),
        ("/^w(eb|orker)/", "12"),
        ("/WORKER/ shop", "2"),
        ("!/e[rb]/", ""),
        ("image:/:2$/", "3"),
        ("status:/^run|^err/ image:shop", "12"),
        ("/(unfinished", ""),
        ("/(broken/", ""),
        ("image:/web", "1"),
        ("status:", "123"),
        ("!", "123"),
    ],
)
def test_rows_that_pass(typed: str, keys: str) -> None:
    selected = RowFilter.parse(typed, COLUMNS).select(ROWS, COLUMNS)

    assert "".join(row.key for row in selected) == keys


def test_rows_without_a_search_text_are_found_by_their_cells() -> None:
    rows = [Row("1", ("web", "running"))]

    assert RowFilter.parse("running", ()).select(rows, ()) == rows


def hits(typed: str, column: str, text: str) -> list[str]:
    matchers = RowFilter.parse(typed, COLUMNS).matchers_in(column)
    return [text[start:end] for matcher in matchers for start, end in matcher.spans(text)]


def test_hits_are_highlighted_where_the_filter_looks() -> None:
    typed = "web status:run !mail /e.$/"

    assert hits(typed, "name", "Web web") == ["Web", "web", "eb"]
    assert hits(typed, "status", "running") == ["run"]


def test_what_looks_like_a_column_but_is_none_is_a_word() -> None:
    rows = [Row("1", ("10.0.0.7:5432",)), Row("2", ("10.0.0.8:5432",))]

    assert RowFilter.parse("7:5432", COLUMNS).select(rows, COLUMNS) == rows[:1]
    assert RowFilter.parse("!7:5432", COLUMNS).select(rows, COLUMNS) == rows[1:]


def test_no_pattern_can_hang_the_program() -> None:
    rows = [Row("1", ("a" * 10_000 + "!",))]

    assert RowFilter.parse("/(a+)+$/", COLUMNS).select(rows, COLUMNS) == []


def test_a_pattern_that_is_none_yet_says_nothing_on_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    RowFilter.parse("/(broken/", COLUMNS)

    assert capfd.readouterr() == ("", "")


words = st.text("ab!:/ ", max_size=8)


@given(words, words, st.lists(st.text("ab:", max_size=5), max_size=8))
def test_what_is_said_to_narrow_never_finds_what_was_hidden(before: str, after: str, names: list[str]) -> None:
    rows = [Row(str(number), (name, name[::-1]), search=name) for number, name in enumerate(names)]
    columns = ("a", "b")
    wide, narrow = RowFilter.parse(before, columns), RowFilter.parse(after, columns)
    if narrow.narrows(wide):
        found = narrow.select(wide.select(rows, columns), columns)
        assert found == narrow.select(rows, columns)


@pytest.mark.parametrize(
    ("before", "after", "narrows"),
    [
        ("", "w", True),
        ("w", "we", True),
        ("web", "we", False),
        ("web", "web !shop", True),
        ("!e", "!er", False),
        ("!er", "!e", True),
        ("status:e", "status:er", True),
        ("status:e", "e", False),
        ("/a/", "/ab/", False),
        ("/a/", "/a/ b", True),
    ],
)
def test_typing_on_looks_only_through_what_is_shown(before: str, after: str, narrows: bool) -> None:
    assert RowFilter.parse(after, COLUMNS).narrows(RowFilter.parse(before, COLUMNS)) is narrows
