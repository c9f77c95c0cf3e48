"""Window arithmetic on a log agrees with a plain list of rows."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from tui.widgets import log_window
from tui.widgets.log_window import Position


@dataclass
class Heights:
    """Lines of given heights by sequence number; numbers in between are lines that are not shown."""

    heights: dict[int, int]

    def head(self) -> int | None:
        return min(self.heights, default=None)

    def tail(self) -> int | None:
        return max(self.heights, default=None)

    def after(self, seq: int) -> int | None:
        return min((other for other in self.heights if other > seq), default=None)

    def before(self, seq: int) -> int | None:
        return max((other for other in self.heights if other < seq), default=None)

    def height(self, seq: int) -> int:
        return self.heights[seq]

    def rows(self) -> list[Position]:
        """All rows of all lines, the naive way."""
        return [Position(seq, row) for seq in sorted(self.heights) for row in range(self.heights[seq])]


logs = st.dictionaries(st.integers(0, 40), st.integers(1, 4), min_size=1, max_size=12).map(Heights)
windows = st.integers(1, 12)


@st.composite
def logs_with_a_row(draw: st.DrawFn) -> tuple[Heights, int]:
    lines = draw(logs)
    return lines, draw(st.integers(0, len(lines.rows()) - 1))


@given(logs_with_a_row(), windows)
def test_a_window_shows_consecutive_rows(log: tuple[Heights, int], height: int) -> None:
    lines, index = log
    rows = lines.rows()

    assert log_window.rows_from(lines, rows[index], height) == rows[index : index + height]


@given(logs_with_a_row(), st.integers(0, 30))
def test_moving_stops_at_the_ends(log: tuple[Heights, int], distance: int) -> None:
    lines, index = log
    rows = lines.rows()

    assert log_window.down(lines, rows[index], distance) == rows[min(index + distance, len(rows) - 1)]
    assert log_window.up(lines, rows[index], distance) == rows[max(index - distance, 0)]


@given(logs, windows)
def test_the_last_window_ends_with_the_log(lines: Heights, height: int) -> None:
    top = log_window.last_top(lines, height)

    assert top == lines.rows()[-height:][0]


@given(logs, st.builds(Position, st.integers(-5, 50), st.integers(0, 6)), windows)
def test_any_place_becomes_one_where_the_window_is_full(lines: Heights, place: Position, height: int) -> None:
    rows = lines.rows()

    top = log_window.clamp(lines, place, height)

    assert top in rows
    assert len(rows[rows.index(top) :]) >= min(height, len(rows))
    last = rows[-height:][0]
    if place in rows:
        assert top == min(place, last)


@given(logs_with_a_row(), windows, st.integers(0, 40))
def test_dropping_lines_does_not_move_what_one_reads(log: tuple[Heights, int], height: int, dropped: int) -> None:
    lines, index = log
    place = lines.rows()[index]
    before = log_window.clamp(lines, place, height)
    kept = Heights({seq: rows for seq, rows in lines.heights.items() if seq >= dropped})

    after = log_window.clamp(kept, place, height)

    if before is not None and before.seq >= dropped:
        assert after == before
    elif kept.heights:
        assert after == kept.rows()[0]


def test_without_lines_there_is_no_place() -> None:
    assert log_window.last_top(Heights({}), 5) is None
    assert log_window.clamp(Heights({}), Position(3), 5) is None
