import io
import json

import pytest

from tests.cli.fleets import HOSTILE, make_project
from tui.cli.output import Cell, Table, as_json, as_table, wants_colours
from tui.logs.clean import width


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_columns_are_aligned_and_no_line_ends_in_blanks() -> None:
    table = Table(("ID", "NAME", "COUNT"), [("a", "long name", "3"), ("bbb", "x", "12")], right=frozenset({2}))
    assert as_table(table, colours=False) == ("ID   NAME       COUNT\na    long name      3\nbbb  x             12\n")


def test_wide_characters_take_two_columns() -> None:
    lines = as_table(Table(("NAME", "X"), [("日本", "1"), ("ab", "2")]), colours=False).splitlines()
    assert {width(line) for line in lines} == {7}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_one_line_of_printable_text(name: str) -> None:
    text = as_table(Table(("A", "B"), [(name, name)]), colours=True)
    assert text.count("\n") == 2
    assert text.replace("\n", "").isprintable()


def test_a_status_has_its_colour_where_colours_are_wanted() -> None:
    table = Table(("STATUS",), [(Cell("error", "error"),), (Cell("unheard-of", "unheard-of"),)])
    assert as_table(table, colours=True).splitlines()[1:] == ["\x1b[31merror\x1b[0m", "unheard-of"]
    assert "\x1b" not in as_table(table, colours=False)


def test_colours_are_for_terminals_and_not_for_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert wants_colours(Terminal())
    assert not wants_colours(io.StringIO())
    monkeypatch.setenv("NO_COLOR", "1")
    assert not wants_colours(Terminal())
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert not wants_colours(Terminal())


@pytest.mark.parametrize("encoding", ["utf-8", "UTF8", "latin-1", "ascii"])
def test_json_is_exact_and_safe_to_look_at(encoding: str) -> None:
    projects = [make_project(name) for name in HOSTILE]
    text = as_json(projects, encoding=encoding)
    assert [one["description"] for one in json.loads(text)] == list(HOSTILE)
    assert text.replace("\n", "").isprintable()
    text.encode(encoding)


def test_json_shows_what_can_be_shown_as_it_is() -> None:
    assert "日本語" in as_json([make_project("日本語")])


def test_json_has_the_names_of_the_api_and_only_what_it_gave() -> None:
    (project,) = json.loads(as_json([make_project("shop")]))
    assert project["shortId"].startswith("p-")
    assert "disableReason" not in project
