"""Volumes and registries on a platform that really keeps them, and really asks registries."""

from __future__ import annotations

from tests.app.conftest import Opener
from tests.app.test_registries import fill_in, form_is_open, line_with
from tests.platform.registries.registry import PASSWORD, USERNAME, small_registry
from tui.definitions.declared import declared_of
from tui.models.declaration import ServicePatch, StackPatch
from tui.screens.registries import RegistriesScreen
from tui.screens.typed_question import TypedQuestion
from tui.screens.volumes import VolumesScreen


async def test_a_volume_that_nothing_mounts_any_more_is_deleted(open_deck: Opener) -> None:
    async with open_deck() as deck:
        assert deck.app.session is not None
        client, service = deck.app.session.client, deck.service("search")
        await deck.highlight("search")
        await deck.pilot.press("v")
        await deck.until(
            lambda: isinstance(deck.app.screen, VolumesScreen) and "● linked" in line_with(deck, "search-index")
        )
        screen = deck.app.screen
        assert isinstance(screen, VolumesScreen)
        unmounted = StackPatch(services={"search": ServicePatch(volumes=())})
        await client.stacks.update(service.stack_id, unmounted, recreate=True)
        await deck.pilot.press("ctrl+r")
        await deck.until(lambda: "○ unused" in line_with(deck, "search-index"))
        stack = await client.stacks.get(service.stack_id)
        declared = declared_of(stack)
        left = {name: volume for name, volume in declared.volumes.items() if name != "search-index"}
        await client.stacks.declare(stack.id, declared.model_copy(update={"volumes": left}))
        await deck.pilot.press("ctrl+r")
        await deck.until(lambda: "○ detached" in line_with(deck, "search-index"))
        screen.table.move_to(next(each.id for each in screen.items if each.name == "search-index"))
        await deck.pilot.press("x")
        await deck.until(lambda: isinstance(deck.app.screen, TypedQuestion))
        await deck.pilot.press(*"search-index", "enter")
        await deck.until(lambda: deck.app.screen is screen and not line_with(deck, "search-index"))
        assert "search-index" not in [each.name for each in await client.volumes.list(service.project_id).all()]


async def test_credentials_that_a_real_registry_takes_and_refuses(open_deck: Opener) -> None:
    async with small_registry() as registry, open_deck() as deck:
        await deck.highlight("web")
        await deck.pilot.press("c")
        await deck.until(lambda: isinstance(deck.app.screen, RegistriesScreen) and "ghcr.io" in deck.text)
        screen = deck.app.screen
        await deck.pilot.press("n")
        await form_is_open(deck)
        await fill_in(deck, registry.uri, "Ours", USERNAME, PASSWORD)
        await deck.until(lambda: deck.app.screen is screen and "● accepted" in line_with(deck, registry.uri))
        assert isinstance(screen, RegistriesScreen)
        screen.table.move_to(next(each.id for each in screen.items if each.uri == registry.uri))
        await deck.pilot.press("p")
        await form_is_open(deck)
        await fill_in(deck, USERNAME, "wrong")
        await deck.until(lambda: deck.app.screen is screen and "▲ refused" in line_with(deck, registry.uri))
