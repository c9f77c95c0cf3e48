from __future__ import annotations

import string
from typing import ClassVar

import pytest
from textual import events
from textual._xterm_parser import XTermParser
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input, TextArea

from tests.screens.waiting import until
from tui.widgets.typeahead import OneKeyAtATime


class Typed(OneKeyAtATime):
    def compose(self) -> ComposeResult:
        yield Input()

    def type(self, *keys: str) -> None:
        for key in keys:
            self.post_message(events.Key(key, key if len(key) == 1 else None))


async def test_keys_have_their_effect_in_order() -> None:
    app = Typed()
    async with app.run_test() as pilot:
        app.type("a", "b", "left", "c", "home", "d", "end", "e")
        await until(pilot, lambda: app.query_one(Input).value == "dacbe")


class Recorded(Typed):
    """Says what its keys did."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "record('escape')"),
        ("alt+b", "record('alt+b')"),
        ("c", "record('c')"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.done: list[str] = []

    def compose(self) -> ComposeResult:
        yield Input()
        yield TextArea()

    def action_record(self, what: str) -> None:
        self.done.append(what)


@pytest.mark.parametrize(
    ("where", "done", "text"),
    [
        (None, ["escape", "c", "c", "alt+b", "escape", "escape", "c"], ""),
        (Input, ["escape", "alt+b", "escape", "escape"], "ccq:c"),
        (TextArea, ["escape", "alt+b", "escape", "escape"], "ccq:c"),
    ],
)
async def test_escape_and_a_key_that_came_as_one_are_taken_apart(
    where: type[Input | TextArea] | None, done: list[str], text: str
) -> None:
    app = Recorded()
    async with app.run_test() as pilot:
        app.set_focus(app.query_one(where) if where else None)
        app.type("meta+c", "c", "meta+b", "meta+q", "meta+colon", "c")
        field = app.query_one(where) if where else app.query_one(Input)
        await until(pilot, lambda: app.done == done)
        await until(pilot, lambda: (field.value if isinstance(field, Input) else field.text) == text)


async def test_of_what_came_with_an_escape_byte_no_character_is_lost() -> None:
    app = Typed()
    parser = XTermParser()
    written = string.digits + string.ascii_letters + string.punctuation + " é日🦊"
    async with app.run_test() as pilot:
        for character in written:
            (key,) = parser.feed(f"\x1b[{ord(character)};33u")
            app.post_message(key)
        await until(pilot, lambda: app.query_one(Input).value == written)


class TypedAtTheEnd(Typed):
    """An app for which keys are still waiting when its last screen has gone."""

    async def _close_all(self) -> None:
        await super()._close_all()
        self.type("a", "b")


async def test_keys_that_come_when_the_app_ends_go_nowhere() -> None:
    app = TypedAtTheEnd()
    async with app.run_test():
        assert app.screen_stack
    assert not app.screen_stack
