from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.widgets import Input

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
        await pilot.pause()
        assert app.query_one(Input).value == "dacbe"


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
