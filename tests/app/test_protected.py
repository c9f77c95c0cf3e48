"""In a protected project nothing is done before its name was typed."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from datetime import timedelta

import pytest
from textual import events
from textual.widgets import Input

from tests import fleets
from tests.app.conftest import Deck
from tests.app.fake_deck import Platforms, open_fake_deck, put, settings
from tests.fleets import NOW
from tests.state.fake_platform import FakePlatform
from tui.commands.command import Place
from tui.models.service import ServiceStatus
from tui.screens.definition import DefinitionScreen
from tui.screens.plan import PlanScreen
from tui.screens.question import Question
from tui.screens.typed_question import TypedQuestion
from tui.settings import Profile, ProfileKind

pytestmark = pytest.mark.usefixtures("homes")
PROFILE = Profile(
    name="prod", kind=ProfileKind.REMOTE, url="https://prod.example", protected=frozenset({"shop-prod", "wiki-prod"})
)


@pytest.fixture
def platform() -> FakePlatform:
    names = {"shop": "shop-prod", "wiki": "wiki-prod", "lab": "lab"}
    stacks = [
        fleets.stack(
            name,
            fleets.service(f"{name}-web", stack=name, project=name),
            fleets.service("cron", "stopped", stack=name, project=name),
        )
        for name in names
    ]
    platform = FakePlatform([fleets.project(each, name) for each, name in names.items()], stacks)

    def act(action: str, service_id: str) -> None:
        service = next(each for stack in platform.stacks.values() for each in stack.services if each.id == service_id)
        status = ServiceStatus("stopped" if action == "stop" else "running")
        put(platform, service.model_copy(update={"status": status, "status_set_at": NOW + timedelta(seconds=5)}))

    platform.on_action = act
    return platform


def acted(platform: FakePlatform) -> list[str]:
    return [asked.rpartition("/")[2] for asked in platform.asked if asked.startswith("POST")]


def deck_of(platform: FakePlatform, *, size: tuple[int, int] = (120, 40)) -> AbstractAsyncContextManager[Deck]:
    return open_fake_deck(Platforms({"prod": platform}), given=settings("prod"), profile=PROFILE, size=size)


async def asked(deck: Deck, key: str) -> TypedQuestion:
    await deck.pilot.press(key)
    await deck.until(lambda: isinstance(deck.app.screen, TypedQuestion))
    screen = deck.app.screen
    assert isinstance(screen, TypedQuestion)
    return screen


async def test_the_name_of_the_project_does_it(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        await deck.highlight("shop-web", "shop-prod")
        await deck.until(lambda: "protected" in deck.text.splitlines()[0])
        await asked(deck, "r")
        assert "type shop-prod or p-abc123" in deck.text
        await deck.pilot.press(*"shop-prod", "enter")
        await deck.until(lambda: "Restarted shop-prod › default › shop-web." in deck.text)
        assert acted(platform) == ["restart"]


async def test_it_may_be_typed_right_behind_the_key(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        await deck.highlight("shop-web", "shop-prod")
        for key in ("s", *"shop-prod", "enter"):
            deck.app.post_message(events.Key("minus" if key == "-" else key, key if len(key) == 1 else None))
        await deck.until(lambda: "Stopped shop-prod › default › shop-web." in deck.text)


@pytest.mark.parametrize("typed", ["", "y", "shop", "SHOP-PROD", "lab"])
async def test_nothing_else_does_it(platform: FakePlatform, typed: str) -> None:
    async with deck_of(platform) as deck:
        await deck.highlight("shop-web", "shop-prod")
        await asked(deck, "s")
        await deck.pilot.press(*typed, "enter")
        await deck.until(lambda: "That was another name" in deck.text)
        await deck.pilot.press("escape")
        await deck.until(lambda: deck.app.screen is deck.app.main)
        assert acted(platform) == []


async def test_starting_is_asked_about_too(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        await deck.highlight("cron", "shop-prod")
        await asked(deck, "s")
        await deck.pilot.press(*"p-abc123", "enter")
        await deck.until(lambda: acted(platform) == ["start"])


async def test_a_project_that_is_not_protected_is_asked_about_as_ever(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        await deck.highlight("lab-web", "lab")
        await deck.until(lambda: "lab › default" in deck.text.splitlines()[0])
        assert "protected" not in deck.text.splitlines()[0]
        await deck.pilot.press("s")
        await deck.until(lambda: isinstance(deck.app.screen, Question))


async def test_marked_services_of_one_protected_project_are_one_question(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        for name, project in (("shop-web", "shop-prod"), ("lab-web", "lab")):
            await deck.highlight(name, project)
            await deck.pilot.press("space")
        await asked(deck, "s")
        assert "lab › default › lab-web" in deck.text
        await deck.pilot.press(*"shop-prod", "enter")
        await deck.until(lambda: acted(platform) == ["stop", "stop"])


async def test_two_protected_projects_are_not_acted_on_at_once(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        for name, project in (("shop-web", "shop-prod"), ("wiki-web", "wiki-prod")):
            await deck.highlight(name, project)
            await deck.pilot.press("space")
        await deck.pilot.press("s")
        await deck.until(lambda: "These services are in 2 protected projects." in deck.text)
        assert deck.app.screen is deck.app.main
        assert acted(platform) == []


async def test_a_definition_is_applied_when_the_name_was_typed_and_else_stays_in_the_editor(
    platform: FakePlatform,
) -> None:
    async with deck_of(platform) as deck:
        await deck.highlight("shop-web", "shop-prod")
        await deck.pilot.press("e")
        await deck.until(lambda: isinstance(deck.app.screen, DefinitionScreen) and deck.app.screen.is_mounted)
        screen = deck.app.screen
        assert isinstance(screen, DefinitionScreen)
        await deck.until(lambda: "image:" in screen.text)
        screen.editor.replace_all(screen.text.replace("stackdeck/web:1", "stackdeck/web:2"))
        for answer in ("escape", "enter"):
            assert writes(platform) == 0
            await deck.pilot.press("f2")
            await deck.until(lambda: isinstance(deck.app.screen, PlanScreen))
            await asked(deck, "y")
            await deck.pilot.press(*"shop-prod", answer)
            await deck.until(lambda: deck.app.screen is screen)
        await deck.until(lambda: writes(platform) == 1)


def writes(platform: FakePlatform) -> int:
    return sum(each.startswith(("PATCH", "PUT")) for each in platform.asked)


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 16), (40, 12)])
async def test_however_small_the_screen_the_field_and_the_way_out_are_in_view(
    platform: FakePlatform, size: tuple[int, int]
) -> None:
    shop = platform.stacks["shop"]
    more = [fleets.service(f"more{number}", stack="shop", project="shop") for number in range(30)]
    platform.stacks["shop"] = shop.model_copy(update={"services": (*shop.services, *more)})
    async with deck_of(platform, size=size) as deck:
        for number in range(30):
            deck.app.main.pane(Place.SERVICES).table.toggle_mark(f"shop-more{number}")
        await asked(deck, "s")
        await deck.until(
            lambda: "esc don't" in deck.text and "shop-prod" in deck.text and "Stop 30 services?" in deck.text
        )
        field = deck.app.screen.query_one(Input)
        assert deck.app.screen.region.contains_region(field.region)
        await deck.pilot.press(*"lab", "enter")
        await deck.until(lambda: "That was another name" in deck.text and "esc don't" in deck.text)


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 16), (40, 12), (24, 8)])
async def test_however_small_the_screen_the_answers_to_a_question_are_in_view(
    platform: FakePlatform, size: tuple[int, int]
) -> None:
    async with deck_of(platform, size=size) as deck:
        await deck.highlight("lab-web", "lab")
        await deck.pilot.press("s")
        await deck.until(lambda: isinstance(deck.app.screen, Question) and "n don't" in deck.text)
        assert "Stop lab-web?" in deck.text
