"""Text as cells."""

from __future__ import annotations

import re

import pytest
from rich.cells import cell_len, get_character_cell_size
from wcwidth import wcwidth

from tui.terminal.widths import _MEASURED, _TRUSTING, _WIDE, CONTINUED, PROBE, Widths


@pytest.mark.parametrize(("ranges", "width"), [(_MEASURED, 1), (_WIDE, 2)])
def test_libraries_agree_on_what_is_not_doubtful(ranges: str, width: int) -> None:
    known = re.compile(f"[{ranges}]")
    characters = [chr(code) for code in range(0xA0, 0x10000) if known.match(chr(code))]
    assert len(characters) > 1000
    assert {c for c in characters if get_character_cell_size(c) != width or wcwidth(c) != width} == set()


def test_the_probe_is_trusted_once_measured() -> None:
    assert not _TRUSTING.search(PROBE)
    assert cell_len(PROBE) == len(PROBE)


@pytest.mark.parametrize(
    "text",
    ["plain", "naïve — ● │", "日本語", "👩‍💻!", "e\u0301a", "⚠\ufe0f x", "🇩🇪", "ไทย", "नमस्ते", "\U00100000"],
)
def test_cells_are_as_many_as_textual_counts_and_give_the_text_back(text: str) -> None:
    widths = Widths()
    cells, _ = widths.cells(text)
    assert len(cells) == cell_len(text)
    assert widths.text(cells) == text


def test_a_mark_joins_the_cell_before_it() -> None:
    widths = Widths()
    cells, before = widths.cells("\u0301x", "e")
    assert cells == "x"
    assert widths.text(before) == "e\u0301"
    _, wide = widths.cells("\u0301", f"世{CONTINUED}")
    assert (widths.text(wide), len(wide)) == ("世\u0301", 2)


def test_without_a_measure_everything_unusual_is_doubtful() -> None:
    widths = Widths()
    assert widths.first_doubtful("abc ● x") == 4
    widths.trust(measured=True)
    assert widths.first_doubtful("abc ● x") == len("abc ● x")
    assert widths.first_doubtful("日本🚀x") == 2


def test_only_clusters_in_use_keep_a_code() -> None:
    widths = Widths()
    first, _ = widths.cells("e\u0301")
    second, _ = widths.cells("a\u0301")
    table = widths.keep_only({second})
    assert widths.text(second.translate(table)) == "a\u0301"
    assert first not in second.translate(table) or first == second.translate(table)
