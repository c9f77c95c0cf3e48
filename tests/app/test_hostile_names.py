"""Text from outside is data: whatever things are called, it is shown as it is, and nothing else happens."""

from __future__ import annotations

import unicodedata
from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from tests import fleets
from tests.app.conftest import Deck
from tests.app.fake_deck import Platforms, open_fake_deck, put, settings
from tests.drawing import drawn
from tests.state.fake_platform import FakePlatform
from tui.app import StackdeckApp
from tui.commands.command import Place
from tui.models.service import Service, ServiceState, ServiceStatus
from tui.screens.changes import ChangesScreen
from tui.screens.definition import DefinitionScreen
from tui.screens.details import DetailsScreen
from tui.screens.jump import JumpScreen
from tui.screens.plan import PlanScreen
from tui.screens.profiles import ProfilesScreen
from tui.screens.project_resources import ProjectResources
from tui.screens.question import Question
from tui.screens.token import TokenScreen
from tui.screens.typed_question import TypedQuestion
from tui.settings import Profile, ProfileKind
from tui.widgets.resource_table import ResourceTable

pytestmark = pytest.mark.usefixtures("homes")

NAMES = {
    "[/bin/sh]": "[/bin/sh]",
    "[red]": "[red]",
    "[@click=app.quit]x[/]": "[@click=app.quit]x[/]",
    "[": "[",
    r"\[b]": r"\[b]",
    "$primary {0} %s": "$primary {0} %s",
    "a\x1b[31mb\x1b]0;title\x07": "[31m",
    "c\x9b2J\x00d\x7f": "2J",
    "two\nlines\tand\ra": "two lines and a",
    "x" * 63: "x" * 8,
    "\u202egnp.exe\u2066": "gnp.exe",
    "שלום עולם": "שלום",
    "漢字漢字": "漢字",
    "👩\u200d👩\u200d👧\u200d👦 family": "family",
    "🏳\ufe0f\u200d🌈 ❤\ufe0f": "🏳",
    "👍🏽 🇩🇪": "👍",
    "e\u0301\u0302\u0303\u0304 marks": "marks",
    "\u200b\u200d\ufeff": "",
    "﷽": "﷽",
    " ": "",
}
"""What things are called, and a part of it that has to be seen."""
LOG = b"".join(b"2026-03-10T03:00:00Z " + name.encode().replace(b"\n", b" ") + b"\n" for name in NAMES)
SIZES = ((120, 40), (80, 24), (40, 12))
any_size = pytest.mark.parametrize("size", SIZES, ids=str)


def hostile(number: int, name: str) -> Service:
    """A service that is called so in every respect."""
    place = f"p{number}"
    made = fleets.service(name, image=name, deployed=f"{name}:old", message=name, stack=place, project=place)
    envs = {name: name, "PASSWORD": name}
    state = ServiceState(image=name, envs=envs, command=(name,), volumes=(f"{name}:/x",), ports=(name,))
    return made.model_copy(update={"id": f"s{number}", "pending_state": state})


@pytest.fixture
def platform() -> FakePlatform:
    """A platform on which everything has such a name."""
    stacks = [fleets.stack(f"p{number}", hostile(number, name), name=name) for number, name in enumerate(NAMES)]
    platform = FakePlatform([fleets.project(f"p{number}", name) for number, name in enumerate(NAMES)], stacks)
    platform.logs = {f"s{number}": LOG for number in range(len(NAMES))}
    return platform


@pytest.fixture
async def deck(platform: FakePlatform, size: tuple[int, int]) -> AsyncIterator[Deck]:
    """The app on it, in a window of the size that a test asks for."""
    async with open_fake_deck(Platforms({"local": platform}), size=size) as deck:
        yield deck


@pytest.fixture
def size() -> tuple[int, int]:
    """The size for tests that ask for none."""
    return 122, 30


def faults(app: StackdeckApp) -> list[str]:
    """What on the screen could act on a terminal, break its lines or has become a command."""
    found = []
    for y, strip in enumerate(drawn(app)):
        if strip.cell_length != app.size.width:
            found.append(f"line {y} is {strip.cell_length} cells wide: {strip.text!r}")
        for segment in strip:
            bad = [each for each in segment.text if unicodedata.category(each) in {"Cc", "Cf", "Cs", "Zl", "Zp"}]
            if bad or segment.control:
                found.append(f"line {y} has {bad} in {segment.text!r}")
            if segment.style and "app.quit" in str(segment.style.meta):
                found.append(f"line {y} has a command")
    return found


def shows(deck: Deck, text: str) -> Callable[[], bool]:
    """What tells whether *text* is seen."""
    return lambda: text in deck.text


def is_highlighted(deck: Deck, key: str) -> Callable[[], bool]:
    """What tells whether the cursor has arrived at a service."""
    return lambda: deck.app.main.selection.service_id == key


async def each_service(deck: Deck, *, step: int = 1) -> AsyncIterator[str]:
    """Highlight one service after the other; gives the part of its name that has to be seen.

    Where every one would take long, *step* leaves some out, others in a small window than in a large one.
    """
    for number, seen in list(enumerate(NAMES.values()))[deck.app.size.width % step :: step]:
        deck.app.main.pane(Place.SERVICES).table.move_to(f"s{number}")
        await deck.until(is_highlighted(deck, f"s{number}"))
        yield seen


@any_size
async def test_lists_header_and_titles(deck: Deck) -> None:
    wide = deck.app.size.width >= 100
    async for seen in each_service(deck):
        await deck.until(shows(deck, seen))
        assert faults(deck.app) == []
    for place in (Place.PROJECTS, Place.STACKS):
        deck.app.main.arrangement.go(place)
        table = deck.app.main.pane(place).table
        for key in table.shown_keys:
            table.move_to(key)
            await deck.pilot.pause()
            assert faults(deck.app) == []
        assert wide or place.value.title() in deck.text


async def test_filters(deck: Deck) -> None:
    table = deck.app.main.pane(Place.SERVICES).table
    for name in NAMES:
        table.filter_text = name
        deck.app.main.drawing.titles()
        await deck.pilot.pause()
        assert faults(deck.app) == []


async def test_the_log_and_its_title(deck: Deck) -> None:
    await deck.pilot.press("l")
    view = deck.app.main.log_pane.view
    async for seen in each_service(deck):
        await deck.until(lambda: view.store is not None and view.store.end == len(NAMES))
        await deck.until(shows(deck, seen))
        assert faults(deck.app) == []
    for key in ("w", "t", "g", "right", "G", "t"):
        await deck.pilot.press(key)
        assert faults(deck.app) == []


@any_size
async def test_the_question_and_the_toasts_of_an_action(deck: Deck, platform: FakePlatform) -> None:
    messages = iter(NAMES)
    platform.fails = lambda request: refusal(next(messages)) if request.method == "POST" else None
    async for seen in each_service(deck, step=3):
        await deck.pilot.press("R")
        await deck.until(lambda: isinstance(deck.app.screen, Question))
        assert seen in deck.text
        assert faults(deck.app) == []
        await deck.pilot.press("y")
        await deck.until(lambda: len(deck.app._notifications) > 0)
        await deck.pilot.pause()
        assert seen in " ".join(each.message for each in deck.app._notifications)
        assert faults(deck.app) == []
        deck.app.clear_notifications()


def refusal(name: str) -> httpx.Response:
    """The platform's answer to a request it does not like."""
    return httpx.Response(400, json={"type": name, "message": name})


async def test_the_commands_and_the_help(deck: Deck, platform: FakePlatform) -> None:
    for number in range(len(NAMES)):
        put(platform, platform.stacks[f"p{number}"].services[0].model_copy(update={"status": ServiceStatus.STOPPED}))
    assert deck.app.session is not None
    deck.app.session.poller.refresh()
    await deck.until(lambda: all(each.status == "stopped" for each in deck.app.main.fleet.services.values()))
    async for _seen in each_service(deck, step=4):
        await deck.pilot.press("colon")
        await deck.until(lambda: deck.app.screen is not deck.app.main)
        await deck.until(lambda: "Restart service" in deck.text)
        assert faults(deck.app) == []
        await deck.pilot.press("escape")
        await deck.until(lambda: deck.app.screen is deck.app.main)
    await deck.pilot.press("question_mark")
    assert faults(deck.app) == []


async def test_the_details(deck: Deck) -> None:
    async for seen in each_service(deck, step=4):
        await deck.pilot.press("d")
        await deck.until(lambda: isinstance(deck.app.screen, DetailsScreen))
        await deck.until(shows(deck, seen))
        for key in ("ctrl+r", "G", "y"):
            await deck.pilot.press(key)
            assert faults(deck.app) == []
        await deck.pilot.press("escape")
        await deck.until(lambda: deck.app.screen is deck.app.main)
        deck.app.clear_notifications()


async def test_what_changed(deck: Deck, platform: FakePlatform) -> None:
    for number in range(len(NAMES)):
        broken = platform.stacks[f"p{number}"].services[0].model_copy(update={"status": ServiceStatus.ERROR})
        put(platform, broken)
    assert deck.app.session is not None
    deck.app.session.poller.refresh()
    await deck.until(lambda: all(each.status == "error" for each in deck.app.main.fleet.services.values()))
    await deck.pilot.press("a")
    await deck.until(lambda: isinstance(deck.app.screen, ChangesScreen))
    await deck.pilot.press("G")
    assert faults(deck.app) == []


@any_size
@pytest.mark.parametrize(("key", "act"), [("v", "x"), ("c", "p")])
async def test_what_belongs_to_a_project(deck: Deck, platform: FakePlatform, key: str, act: str) -> None:
    users = [platform.stacks[f"p{number}"].services[0] for number in range(3)]
    platform.volumes["p0"] = [
        fleets.volume(name, *users[: number % 3], stack="p0").model_copy(update={"id": f"v{number}"})
        for number, name in enumerate(NAMES)
    ]
    for number, name in enumerate(NAMES):
        registry = fleets.registry(name, project="p0", description=name, username=name, valid=bool(number % 2))
        platform.registries.put(registry.model_copy(update={"id": f"r{number}"}))
    deck.app.main.pane(Place.SERVICES).table.move_to("s0")
    await deck.until(is_highlighted(deck, "s0"))
    await deck.pilot.press(key)
    await deck.until(lambda: isinstance(deck.app.screen, ProjectResources) and deck.app.screen.table.total)
    screen = deck.app.screen
    for row in range(deck.app.size.width % 3, len(NAMES), 3):
        screen.query_one(ResourceTable).move_to(f"{key.replace('c', 'r')}{row}")
        for opens in ("d", act):
            await deck.pilot.press(opens)
            await deck.pilot.pause()
            assert faults(deck.app) == []
            if deck.app.screen is not screen:
                await deck.pilot.press("escape")
        assert deck.app.screen is screen
        deck.app.clear_notifications()


async def test_jump_labels(deck: Deck) -> None:
    deck.app.main.action_command("pane.jump")
    await deck.until(lambda: isinstance(deck.app.screen, JumpScreen))
    await deck.pilot.pause()
    assert faults(deck.app) == []


async def test_the_definition_and_its_plan(deck: Deck) -> None:
    async for _seen in each_service(deck, step=4):
        await deck.pilot.press("e")
        await deck.until(lambda: isinstance(deck.app.screen, DefinitionScreen) and deck.app.screen.is_mounted)
        await deck.pilot.pause()
        assert faults(deck.app) == []
        await deck.pilot.press("f2")
        await deck.pilot.pause()
        assert faults(deck.app) == []
        while deck.app.screen is not deck.app.main:
            is_plan = isinstance(deck.app.screen, PlanScreen)
            await deck.pilot.press("n" if is_plan else "escape")
        deck.app.clear_notifications()


@any_size
async def test_profiles_and_the_token(platform: FakePlatform, size: tuple[int, int]) -> None:
    for names in (list(NAMES), list(reversed(NAMES))):
        await open_and_look_at_profiles(" ".join(names), platform, size)


async def open_and_look_at_profiles(name: str, platform: FakePlatform, size: tuple[int, int]) -> None:
    platforms = Platforms({name: platform})
    platforms.needs_token = {name}
    profile = Profile(name=name, kind=ProfileKind.REMOTE, url="https://one.example")
    app = StackdeckApp(settings(), profile, opener=platforms)
    async with app.run_test(size=size, notifications=True) as pilot:
        deck = Deck(app, pilot)
        await deck.until(lambda: isinstance(app.screen, TokenScreen))
        await pilot.pause()
        assert faults(app) == []
        await pilot.press("escape", "P")
        await deck.until(lambda: isinstance(app.screen, ProfilesScreen))
        await pilot.pause()
        assert faults(app) == []


async def test_a_protected_project(platform: FakePlatform) -> None:
    profile = Profile(name="local", kind=ProfileKind.LOCAL, protected=frozenset(NAMES))
    async with open_fake_deck(Platforms({"local": platform}), profile=profile, size=(80, 24)) as deck:
        async for _seen in each_service(deck, step=3):
            await deck.pilot.press("R")
            await deck.until(lambda: isinstance(deck.app.screen, TypedQuestion))
            assert faults(deck.app) == []
            await deck.pilot.press("escape")
            await deck.until(lambda: deck.app.screen is deck.app.main)
