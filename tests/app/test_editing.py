"""Editing a definition, on a platform that really runs services."""

from __future__ import annotations

import pytest

from tests import fleets
from tests.app.conftest import Deck, Opener
from tests.app.fake_deck import Platforms, open_fake_deck
from tests.state.fake_platform import FakePlatform
from tui.definitions.apply import apply_plan
from tui.definitions.checking import check
from tui.definitions.declared import declared_of
from tui.definitions.plan import make_plan
from tui.definitions.yaml import to_yaml
from tui.models.declaration import ServicePatch, StackPatch
from tui.models.stack import Stack
from tui.screens.definition import DefinitionScreen
from tui.screens.plan import PlanScreen
from tui.screens.question import Question


async def edit(deck: Deck, service: str, project: str = "shop-prod") -> DefinitionScreen:
    """Open the editor at the stack of `service`."""
    await deck.highlight(service, project)
    await deck.pilot.press("e")
    await deck.until(lambda: isinstance(deck.app.screen, DefinitionScreen))
    screen = deck.app.screen
    assert isinstance(screen, DefinitionScreen)
    await deck.until(lambda: screen.is_mounted and "image:" in screen.text)
    return screen


async def apply(deck: Deck, screen: DefinitionScreen, text: str) -> None:
    """Put `text` in the editor and say yes to its plan."""
    screen.editor.replace_all(text)
    await deck.pilot.press("f2")
    await deck.until(lambda: isinstance(deck.app.screen, PlanScreen))
    await deck.pilot.press("y")
    await deck.until(lambda: deck.app.screen is deck.app.main)


async def test_a_changed_variable_is_applied_and_its_service_recreated(open_deck: Opener) -> None:
    async with open_deck() as deck:
        await deck.until(lambda: deck.service("web").status == "running")
        before = deck.service("web")
        screen = await edit(deck, "web")
        head, found, tail = screen.text.partition("  web:\n")
        assert found
        body = tail.replace("    environment:\n", "    environment:\n      NEW: value\n", 1)
        await apply(deck, screen, head + found + body)

        await deck.until(lambda: (deck.service("web").deployed_state.envs or {}).get("NEW") == "value")
        await deck.until(lambda: deck.service("web").status == "running")
        await deck.until(lambda: "Recreated shop-prod › default › web." in deck.text)
        assert deck.service("web").id == before.id
        assert not deck.service("web").requires_recreate


async def test_a_new_service_is_created_and_runs(open_deck: Opener) -> None:
    async with open_deck() as deck:
        await deck.until(lambda: deck.service("web").status == "running")
        screen = await edit(deck, "web")
        text = screen.text.replace("services:\n", "services:\n  extra:\n    image: stackdeck/ticker\n", 1)
        await apply(deck, screen, text)

        await deck.until(lambda: deck.service("extra").status == "running")
        assert deck.service("extra").description == "extra"


async def test_what_somebody_else_changed_meanwhile_is_not_overwritten(open_deck: Opener) -> None:
    async with open_deck() as deck:
        await deck.until(lambda: deck.service("web").status == "running")
        screen = await edit(deck, "web")
        session = deck.app.session
        assert session is not None
        declared = screen.text.replace("services:\n", "services:\n  mine:\n    image: stackdeck/ticker\n", 1)
        theirs = ServicePatch(image="stackdeck/ticker", description="theirs")
        await session.client.stacks.update(screen.stack.id, StackPatch(services={"theirs": theirs}))
        assert check(declared).can_be_applied
        screen.editor.replace_all(declared)
        await deck.pilot.press("f2")
        await deck.until(lambda: isinstance(deck.app.screen, PlanScreen))
        await deck.pilot.press("y")
        await deck.until(lambda: "changed meanwhile" in deck.text)
        assert "theirs" in deck.text
        await deck.pilot.press("escape", "escape")
        await deck.until(lambda: isinstance(deck.app.screen, Question))
        await deck.pilot.press("y")
        await deck.until(lambda: deck.app.screen is deck.app.main)
        await deck.until(lambda: any(it.service_name == "theirs" for it in deck.app.main.fleet.services.values()))
        assert not any(it.service_name == "mine" for it in deck.app.main.fleet.services.values())


BASE = """\
services:
  one:
    image: stackdeck/ticker
    environment: {A: "1", B: "2"}
    ports: [8080/tcp]
    volumes: ["data:/data"]
    command: [sh]
    restartPolicy: always
    deploy: {resources: {limits: {cpus: "0.5", memory: 64m}}}
  two: {image: stackdeck/ticker}
volumes:
  data: {}
"""
EDITS = (
    BASE,
    BASE.replace("restartPolicy: always", "description: The first"),
    BASE.replace('cpus: "0.5", ', ""),
    BASE.replace('    deploy: {resources: {limits: {cpus: "0.5", memory: 64m}}}\n', "    entrypoint: [sh, -c]\n"),
    BASE.replace("  data: {}", "  data: {name: records}"),
    "services:\n  two: {image: stackdeck/web, ports: [80/tcp]}\n  three: {image: stackdeck/ticker}\n",
    BASE,
    "services: {}\n",
)


async def test_nothing_is_left_to_do_after_each_of_many_edits(open_deck: Opener) -> None:
    async with open_deck() as deck:
        session = deck.app.session
        assert session is not None
        stacks = session.client.stacks
        project = next(iter(deck.app.main.fleet.projects.values()))
        stack = await stacks.create(project.id, "edited")
        for text in EDITS:
            checked = check(text)
            assert checked.declared is not None
            current = await stacks.get(stack.id)
            applied = await apply_plan(stacks, current=current, plan=make_plan(current, checked.declared), recreate=())

            assert make_plan(applied.stack, checked.declared).is_empty, text
            assert check(to_yaml(applied.stack), held=declared_of(applied.stack)).errors == ()


@pytest.mark.usefixtures("homes")
async def test_the_images_of_the_whole_fleet_are_suggested_those_used_most_first() -> None:
    def stack(name: str, *images: str) -> Stack:
        services = (
            fleets.service(f"s{index}", stack=name, project=name, image=image) for index, image in enumerate(images)
        )
        return fleets.stack(name, *services)

    stacks = [stack("shop", "shop/web:1", "shop/\x1b[2J"), stack("wiki", "shop/web:2", "shop/web:2", "nginx")]
    platform = FakePlatform([fleets.project(name, name) for name in ("shop", "wiki")], stacks)
    async with open_fake_deck(Platforms({"local": platform})) as deck:
        screen = await edit(deck, "s0", "shop")
        screen.editor.replace_all("services:\n  web:\n    image:")
        screen.editor.move_cursor(screen.editor.document.end)
        await deck.pilot.press("space", "s")

        assert screen.editor.candidates == ("shop/web:2", "shop/web:1")
