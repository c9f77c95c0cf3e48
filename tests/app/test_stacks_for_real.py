"""A stack from its template to its end, in the app on a real local platform."""

from __future__ import annotations

from tests.app.conftest import Deck, Opener
from tui.commands.command import Place
from tui.models.stack import Stack
from tui.screens.form import FormScreen


def stack_named(deck: Deck, name: str) -> Stack | None:
    return next((each for each in deck.app.main.fleet.stacks.values() if each.description == name), None)


async def asked(deck: Deck, key: str, title: str) -> FormScreen[object]:
    await deck.pilot.press(key)
    await deck.until(lambda: isinstance(deck.app.screen, FormScreen) and title in deck.text)
    screen = deck.app.screen
    assert isinstance(screen, FormScreen)
    return screen


async def test_a_stack_lives_from_its_template_to_its_end(open_deck: Opener) -> None:
    async with open_deck() as deck:
        await deck.highlight("web", "shop-prod")
        before = set(deck.app.main.fleet.stacks)
        await deck.pilot.press("2")
        form = await asked(deck, "N", "Create a stack")
        await deck.until(lambda: "Reading the templates" not in deck.text)
        await deck.pilot.press(*"docs", "tab", *"wiki")
        await deck.until(lambda: "wiki/title" in form.values)
        await deck.pilot.press("tab", *"Docs", "tab", "ctrl+u", *"not a version", "ctrl+s")
        await deck.until(lambda: "The tag of an image, such as" in deck.text)
        await deck.pilot.press("ctrl+u", *"1.4.2", "ctrl+s")
        await deck.until(lambda: "Created shop-prod › docs." in deck.text)
        (stack_id,) = set(deck.app.main.fleet.stacks) - before
        await deck.until(lambda: deck.app.main.pane(Place.STACKS).table.cursor_key == stack_id)
        await deck.until(lambda: deck.service("wiki").status == "running")
        assert deck.app.main.selection.service_id == deck.service("wiki").id

        await asked(deck, "M", "Rename stack docs")
        await deck.pilot.press("ctrl+u", *"handbook", "enter")
        await deck.until(lambda: stack_named(deck, "handbook") is not None)

        await asked(deck, "S", "Schedule updates of handbook")
        await deck.pilot.press("tab", "ctrl+u", *"30 4 * * *", "tab", *"berlin", "enter")
        await deck.until(lambda: getattr(stack_named(deck, "handbook"), "update_schedule", None) is not None)
        await deck.until(
            lambda: "updated every day at 04:30" in (deck.app.main.pane(Place.STACKS).border_subtitle or "")
        )

        await asked(deck, "x", "Delete stack handbook")
        await deck.until(lambda: "No domain leads to it" in deck.text)
        assert "1 volume  pages" in deck.text
        await deck.pilot.press(*"handbook", "enter")
        await deck.until(lambda: set(deck.app.main.fleet.stacks) == before)
        assert deck.app.session is not None
        assert {stack.id for stack in await deck.app.session.client.stacks.list_all().all()} == before
