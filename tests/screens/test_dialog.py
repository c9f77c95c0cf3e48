"""What all dialogs share."""

from __future__ import annotations

from textual.app import App

from tests.screens.waiting import until
from tui.screens.question import Question


def question(title: str) -> Question:
    return Question(title, ["Really?"], verb="do it")


async def test_a_dialog_that_is_told_twice_to_close_answers_once_and_closes_nothing_else() -> None:
    app, answers = App[None](), list[bool | None]()
    async with app.run_test() as pilot:
        below, above = question("Below"), question("Above")
        app.push_screen(below)
        app.push_screen(above, answers.append)
        await pilot.pause()

        above.dismiss(True)
        above.dismiss(False)

        await until(pilot, lambda: answers and app.screen is below)
        await pilot.pause()
        assert app.screen is below
        assert answers == [True]


async def test_a_dialog_that_closes_while_another_lies_on_top_waits_for_it() -> None:
    app, answers = App[None](), list[str]()
    async with app.run_test() as pilot:
        below, above = question("Below"), question("Above")
        app.push_screen(below, lambda yes: answers.append(f"below {yes}"))
        app.push_screen(above, lambda yes: answers.append(f"above {yes}"))
        await pilot.pause()

        below.dismiss(True)
        assert app.screen is above

        above.dismiss(False)
        await until(pilot, lambda: len(app.screen_stack) == 1)
        assert answers == ["above False", "below True"]
