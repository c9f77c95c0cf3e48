"""What stands in the rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text

from tests import fleets
from tui.presentation import ages, lists, statuses
from tui.presentation.lists import ALL, Moment
from tui.presentation.palette import ASCII, UNICODE, Glyphs, Look, Palette
from tui.presentation.rows import Row
from tui.presentation.texts import cut_middle, plain
from tui.state.fleet import Fleet

LOOK = Look(Palette(good="green", moving="yellow", bad="red", muted="grey50", accent="blue"))
SHOP = fleets.fleet(
    fleets.stack("a", fleets.service("web", stack="a"), fleets.service("worker", "error", stack="a")),
    fleets.stack("b", fleets.service("cron", "stopped", stack="b"), fleets.service("mail", "starting", stack="b")),
    fleets.stack("c"),
)
MOMENT = Moment(now=fleets.NOW, look=LOOK)


def names(fleet: Fleet, project_id: str, stack_id: str) -> list[str]:
    moment = Moment(now=fleets.NOW, look=LOOK)
    return [row.service.service_name for row in lists.FleetRows().services(fleet, project_id, stack_id, moment)]


def text_of(cell: Text | str) -> str:
    return cell if isinstance(cell, str) else cell.plain


def test_the_first_project_is_the_whole_fleet_with_its_worst_status() -> None:
    first = lists.FleetRows().projects(SHOP, LOOK)[0]
    assert (first.key, [text_of(cell) for cell in first.cells]) == (ALL, ["All projects", "▲ 1"])


def test_the_whole_fleet_is_shown_worst_first() -> None:
    assert names(SHOP, ALL, ALL) == ["worker", "mail", "web", "cron"]


def test_a_row_does_not_wander_while_its_service_restarts() -> None:
    def order(status: str) -> list[str]:
        stack = fleets.stack("a", fleets.service("web", stack="a"), fleets.service("zoo", status, stack="a"))
        return names(fleets.fleet(stack), ALL, ALL)

    assert order("running") == order("stopping") == order("starting") == ["web", "zoo"]


def test_a_stack_is_shown_by_name_so_that_rows_stay_where_they_are() -> None:
    assert names(SHOP, "a", "a") == ["web", "worker"]


def test_a_stack_tells_how_many_of_its_services_run() -> None:
    cells = {row.key: text_of(row.cells[1]) for row in lists.FleetRows().stacks(SHOP, ALL, LOOK)}
    assert cells == {ALL: "1/4", "a": "1/2", "b": "0/2", "c": "·"}


def test_a_row_is_made_again_only_when_something_in_it_changed() -> None:
    rows = lists.FleetRows()

    def changed(fleet: Fleet, **moment: Any) -> list[str]:
        now = {row.key: row for row in rows.services(fleet, ALL, ALL, Moment(now=fleets.NOW, look=LOOK, **moment))}
        found = [key for key in now if before.get(key) is not now[key]]
        before.clear()
        before.update(now)
        return found

    before: dict[str, Row] = {}
    assert len(changed(SHOP)) == 4
    assert changed(replace(SHOP)) == []
    assert changed(SHOP, doing={"a-web": "stopping"}) == ["a-web"]
    assert changed(SHOP) == ["a-web"]
    web, worker = SHOP.stacks["a"].services
    newer = fleets.stack("a", web, worker.model_copy(update={"message": "killed by SIGKILL"}))
    assert changed(replace(SHOP, stacks={**SHOP.stacks, "a": newer})) == ["a-worker"]


def test_totals_are_those_of_the_newest_picture() -> None:
    rows = lists.FleetRows()
    assert rows.totals(SHOP) == {"running": 1, "error": 1, "stopped": 1, "starting": 1}
    assert rows.totals(replace(SHOP, stacks={"a": SHOP.stacks["a"]})) == {"running": 1, "error": 1}


def test_stacks_of_the_same_name_in_projects_of_the_same_name_are_all_shown() -> None:
    twins = fleets.fleet(
        fleets.stack("a"), fleets.stack("b"), projects=(fleets.project("a", "shop"), fleets.project("b", "shop"))
    )
    assert [row.key for row in lists.FleetRows().stacks(twins, ALL, LOOK)] == [ALL, "a", "b"]


def test_a_status_is_glyph_and_word_and_never_colour_alone() -> None:
    for status in ("running", "starting", "stopping", "creating", "stopped", "error", "unheard-of"):
        assert statuses.glyph(status, LOOK).strip()
        assert statuses.word(status, LOOK).plain == status


def test_drift_names_the_fields_that_differ() -> None:
    drifted = fleets.service("web", image="stackdeck/web:2", deployed="stackdeck/web:1")
    assert statuses.drift(drifted, LOOK).plain == "↻ image"


def test_what_is_being_done_stands_in_place_of_the_status_until_the_platform_says_so_itself() -> None:
    assert statuses.word("running", LOOK, doing="stopping").plain == "stopping…"
    assert statuses.word("stopping", LOOK, doing="stopping").plain == "stopping"


def test_ages_are_short_and_never_tick_by_the_second() -> None:
    told = {
        seconds: ages.age(fleets.NOW - timedelta(seconds=seconds), fleets.NOW)
        for seconds in (-5, 4, 59, 60, 3599, 3600, 100_000, 200_000)
    }
    assert list(told.values()) == ["<1 m", "<1 m", "<1 m", "1 m", "59 m", "1 h", "27 h", "2 d"]


def test_every_glyph_takes_one_cell_in_both_sets() -> None:
    for glyphs in (UNICODE, ASCII):
        for name in Glyphs._fields:
            assert cell_len(getattr(glyphs, name)) == 1
    assert all(getattr(ASCII, name).isascii() for name in Glyphs._fields)


@given(st.text(), st.integers(min_value=0, max_value=40))
def test_a_text_cut_in_the_middle_fits_and_keeps_both_ends(text: str, width: int) -> None:
    shown = cut_middle(plain(text), width)
    assert cell_len(shown) <= width
    if width > 4 and cell_len(plain(text)) > width and plain(text).isascii():
        assert shown[0] == plain(text)[0]
        assert shown[-1] == plain(text)[-1]


@given(st.text())
def test_text_from_outside_is_one_line_without_anything_that_steers_a_terminal(text: str) -> None:
    shown = plain(text)
    assert shown.isprintable()
    assert not set(shown) & set("\x1b\x9b\u202e\u2066\u200b")


stack_of_services = st.lists(
    st.tuples(st.sampled_from(["web", "Web", "cron", "a", "ab"]), st.sampled_from(["running", "error", "stopped"])),
    max_size=4,
    unique_by=lambda each: each[0],
)
pictures = st.dictionaries(st.sampled_from(["a", "b", "c"]), stack_of_services, max_size=3)


@given(st.lists(pictures, max_size=6), st.integers(0, 1))
def test_a_list_made_from_the_one_before_is_that_made_anew(script: list[dict[str, Any]], few: int) -> None:
    """Whatever comes, changes and goes from picture to picture."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lists, "FEW", few)
        rows, moment, before = lists.FleetRows(), Moment(now=fleets.NOW, look=LOOK), fleets.fleet()
        for picture in script:
            stacks = [
                fleets.stack(key, *(fleets.service(name, status, stack=key) for name, status in each))
                for key, each in picture.items()
            ]
            # What is equal is the same object, as the poller has it.
            kept = [known if (known := before.stacks.get(stack.id)) == stack else stack for stack in stacks]
            fleet = fleets.fleet(*kept)
            for _ in rows.prepare(fleet, moment):
                pass
            made = rows.services(fleet, ALL, ALL, moment)
            assert [row.key for row in made] == [row.key for row in lists.FleetRows().services(fleet, ALL, ALL, moment)]
            assert all(row.service is fleet.services[row.key] for row in made)
            assert rows.services(replace(fleet), ALL, ALL, moment) is made
            before = fleet


def test_an_age_goes_on_while_the_row_stays_the_same() -> None:
    rows = lists.FleetRows()
    (before,) = rows.services(fleets.fleet(fleets.stack("a", fleets.service("web"))), ALL, ALL, MOMENT)[:1]
    told = [text_of(before.cells[4])]
    same = before.cells
    assert before.cells is same
    later = MOMENT._replace(now=fleets.NOW + timedelta(minutes=5))
    fleet = fleets.fleet(fleets.stack("a", before.service))
    (after,) = rows.services(fleet, ALL, ALL, later)
    told.append(text_of(after.cells[4]))
    assert told == ["1 m", "6 m"]


def test_what_is_only_remembered_has_no_colour_of_a_status() -> None:
    fleet = SHOP.as_remembered(fleets.NOW)
    made = lists.FleetRows().services(fleet, ALL, ALL, MOMENT)
    styles = {cell.style for row in made for cell in row.cells if isinstance(cell, Text)}
    assert styles == {LOOK.palette.muted}
    assert [text_of(row.cells[3]) for row in made] == ["error", "starting", "running", "stopped"]


@given(
    st.text(max_size=8),
    st.sampled_from(["running", "error", "odd"]),
    st.booleans(),
    st.sampled_from([None, "stopping"]),
)
def test_what_is_measured_is_what_is_shown(name: str, status: str, drifted: bool, doing: str | None) -> None:
    service = fleets.service(name, status, stack="a", message=name, deployed="old" if drifted else None)
    moment = MOMENT._replace(doing={service.id: doing} if doing else {})
    (row,) = lists.FleetRows().services(fleets.fleet(fleets.stack("a", service)), ALL, ALL, moment)
    assert [row.shown_in(place) for place in range(len(row.cells))] == [text_of(cell) for cell in row.cells]
