from __future__ import annotations

import asyncio
import string
from typing import ClassVar

import pytest
from textual import events
from textual._xterm_parser import XTermParser
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, Static, TextArea

from tests import waiting
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


class Button(Static, can_focus=True):
    """Has the focus, and does one thing at a time."""

    def __init__(self, done: list[str]) -> None:
        super().__init__("press")
        self.done = done
        self.go_on = asyncio.Event()

    class Work(Message):
        """Takes until it may go on."""

    async def on_button_work(self) -> None:
        await self.go_on.wait()
        self.done.append("work")


class Reader(Button):
    """Reads keys before anybody else."""

    def on_key(self, event: events.Key) -> None:
        self.done.append(f"read {event.key}")


class Escaping(Button):
    """Takes one key for itself."""

    def key_c(self) -> None:
        self.done.append("own c")


class Pressed(Recorded):
    """Something with the focus that may take a key."""

    def __init__(self, kind: type[Button]) -> None:
        super().__init__()
        self.button = kind(self.done)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield self.button

    def is_at_rest(self) -> bool:
        """Whether nothing is under way that a key would have to wait for."""
        return self.focused is self.button and all(
            vars(node._message_queue.ready_event)["_waiters"] and node._message_queue.empty()
            for node in self.button.ancestors_with_self
            if node is not self
        )


async def test_a_key_that_nobody_takes_is_done_at_once() -> None:
    app = Pressed(Button)
    async with app.run_test() as pilot:
        await until(pilot, app.is_at_rest)
        await app.on_event(events.Key("c", "c"))
        assert app.done == ["c"]


@pytest.mark.parametrize(("kind", "first"), [(Reader, "read c"), (Escaping, "own c")])
async def test_a_key_that_somebody_takes_goes_there_first(kind: type[Button], first: str) -> None:
    app = Pressed(kind)
    async with app.run_test() as pilot:
        await until(pilot, app.is_at_rest)
        await app.on_event(events.Key("c", "c"))
        assert app.done == []
        await until(pilot, lambda: app.done == [first, "c"])


async def test_a_key_waits_for_what_is_being_done_where_the_focus_is() -> None:
    app = Pressed(Button)
    async with app.run_test() as pilot:
        await until(pilot, app.is_at_rest)
        app.button.post_message(Button.Work())
        await waiting.until(app.button._message_queue.empty)
        await app.on_event(events.Key("c", "c"))
        assert app.done == []

        app.button.go_on.set()
        await until(pilot, lambda: app.done == ["work", "c"])
