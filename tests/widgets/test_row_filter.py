"""What is typed to filter a list selects the rows one means."""

import pytest

from tui.widgets.row_filter import RowFilter
from tui.widgets.table_model import Row

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


def test_hits_are_highlighted_where_the_filter_looks() -> None:
    row_filter = RowFilter.parse("web status:run !mail", COLUMNS)

    assert row_filter.highlights_in("status") == ("web", "run")
    assert row_filter.highlights_in("name") == ("web",)
