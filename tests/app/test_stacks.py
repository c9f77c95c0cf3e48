"""Stacks are created, renamed, scheduled and deleted from the app, on a platform in memory."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

import httpx
import pytest

from tests import fleets
from tests.app.conftest import Deck
from tests.app.fake_deck import Platforms, open_fake_deck, settings
from tests.presentation.test_stack_forms import WIKI, domain
from tests.state.fake_platform import FakePlatform, refusal
from tui.commands.command import Place
from tui.models.stack import UpdateSchedule
from tui.screens.details import DetailsScreen
from tui.screens.form import FormScreen
from tui.screens.question import Question
from tui.screens.typed_question import TypedQuestion
from tui.settings import Profile, ProfileKind

pytestmark = pytest.mark.usefixtures("homes")
HOSTILE = "[/bold]\x1b[2J\u202eobs"
PROTECTED = Profile(name="local", kind=ProfileKind.LOCAL, protected=frozenset({"shop-prod"}))


@pytest.fixture
def platform() -> FakePlatform:
    stacks = [
        fleets.stack("shop", fleets.service("web", stack="shop", project="shop")),
        fleets.stack(
            "obs", fleets.service("grafana", stack="obs", project="shop"), project="shop", name="observability"
        ).model_copy(update={"volumes": (fleets.volume("metrics", stack="obs"),)}),
        fleets.stack("wiki", fleets.service("pages", stack="wiki", project="wiki")),
    ]
    platform = FakePlatform([fleets.project("shop", "shop-prod"), fleets.project("wiki", "wiki")], stacks)
    platform.templates = [WIKI]
    platform.domains.add(domain("grafana.localhost", "obs-grafana"))
    return platform


def deck_of(
    platform: FakePlatform,
    size: tuple[int, int] = (120, 40),
    *,
    read_only: bool = False,
    profile: Profile | None = None,
) -> AbstractAsyncContextManager[Deck]:
    return open_fake_deck(
        Platforms({"local": platform}), given=settings(), profile=profile, size=size, read_only=read_only
    )


async def on_stack(deck: Deck, stack_id: str, project_id: str = "shop") -> None:
    """Highlight a stack in its pane."""
    main = deck.app.main
    for place, key in ((Place.PROJECTS, project_id), (Place.STACKS, stack_id)):
        await deck.until(lambda place=place, key=key: main.pane(place).table.move_to(key))  # type: ignore[misc]
    await deck.until(lambda: main.selection.stack_id == stack_id)
    main.arrangement.go(Place.STACKS)
    await deck.until(lambda: main.arrangement.place is Place.STACKS)


async def asked(deck: Deck, key: str, title: str) -> FormScreen[object]:
    await deck.pilot.press(key)
    await deck.until(lambda: isinstance(deck.app.screen, FormScreen) and title in deck.text)
    screen = deck.app.screen
    assert isinstance(screen, FormScreen)
    return screen


def writes(platform: FakePlatform) -> list[str]:
    return [asked for asked in platform.asked if not asked.startswith("GET")]


async def test_a_stack_is_created_empty_and_highlighted(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        await on_stack(deck, "obs")
        await asked(deck, "N", "Create a stack")
        await deck.pilot.press(*"batch", "ctrl+s")
        await deck.until(lambda: "Created shop-prod › batch." in deck.text)
        await deck.until(lambda: deck.app.main.pane(Place.STACKS).table.cursor_key == "stack-1")
        assert deck.app.main.selection.stack_id == "stack-1"
        assert deck.app.main.arrangement.place is Place.STACKS
        assert "batch" in deck.text.splitlines()[0]
        assert platform.sent == [{"description": "batch"}]


async def test_a_stack_is_created_from_a_template_with_its_answers(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        await on_stack(deck, "obs")
        form = await asked(deck, "N", "Create a stack")
        await deck.pilot.press(*"docs", "tab", *"wiki")
        await deck.until(lambda: "wiki/title" in form.values)
        await deck.pilot.press("tab", *"pages", "tab", "tab", "down", "tab", *"hunter2")
        assert "hunter2" not in deck.text
        await deck.pilot.press("enter")
        await deck.until(lambda: "Created shop-prod › docs." in deck.text)
        answers = [("title", "pages"), ("version", "1.4.2"), ("size", "small"), ("admin_password", "hunter2")]
        inputs = [{"name": name, "value": value} for name, value in answers]
        assert platform.sent == [
            {"description": "docs", "templateConfig": {"templateId": "wiki", "userInputs": inputs}}
        ]


async def test_where_no_project_is_highlighted_it_is_asked_too(platform: FakePlatform) -> None:
    """The one service there is belongs to a project that this token does not see."""
    platform.stacks = {"x": fleets.stack("x", fleets.service("x", stack="x", project="gone"), project="gone")}
    async with deck_of(platform) as deck:
        await deck.pilot.press("2")
        await asked(deck, "N", "Create a stack")
        await deck.pilot.press(*"wiki", "tab", *"first", "ctrl+s")
        await deck.until(lambda: "Created wiki › first." in deck.text)
        assert "POST /v2/projects/wiki/stacks" in platform.asked


async def test_what_the_platform_refuses_keeps_what_was_typed(platform: FakePlatform) -> None:
    refused = refusal(("description", "There is one of this name."))
    platform.fails = lambda request: refused if request.method == "POST" else None
    async with deck_of(platform) as deck:
        await on_stack(deck, "obs")
        form = await asked(deck, "N", "Create a stack")
        await deck.pilot.press(*"batch", "ctrl+s")
        await deck.until(lambda: "There is one of this name." in deck.text)
        assert form.values["name"] == "batch"
        platform.fails = lambda _request: None
        await deck.pilot.press("2", "ctrl+s")
        await deck.until(lambda: "Created shop-prod › batch2." in deck.text)


async def test_templates_that_can_not_be_read_are_no_obstacle(platform: FakePlatform) -> None:
    broken = httpx.Response(500, json={"type": "x", "message": "no"})
    platform.fails = lambda request: broken if "templates" in request.url.path else None
    async with deck_of(platform) as deck:
        await on_stack(deck, "obs")
        await asked(deck, "N", "The templates can't be read")
        await deck.pilot.press(*"batch", "ctrl+s")
        await deck.until(lambda: "Created shop-prod › batch." in deck.text)


async def test_a_stack_is_renamed_and_stays_highlighted(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        await on_stack(deck, "obs")
        await asked(deck, "M", "Rename stack observability")
        await deck.pilot.press("ctrl+u", *"zoo", "enter")
        await deck.until(lambda: "Renamed shop-prod › observability to zoo." in deck.text)
        await deck.until(lambda: deck.app.main.fleet.stacks["obs"].description == "zoo")
        assert deck.app.main.pane(Place.STACKS).table.cursor_key == "obs"
        assert platform.sent == [{"description": "zoo"}]


async def test_a_schedule_is_set_told_and_taken_away(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        await on_stack(deck, "obs")
        await asked(deck, "S", "Schedule updates of observability")
        await deck.pilot.press("tab", "ctrl+u", *"30 4 * * *", "tab", *"berlin")
        await deck.until(lambda: "Every day at 04:30 Europe/Berlin" in deck.text and "Next " in deck.text)
        await deck.pilot.press("enter")
        words = "updated every day at 04:30"
        await deck.until(lambda: f"shop-prod › observability is {words}" in deck.text)
        assert platform.sent == [{"updateSchedule": {"cron": "30 4 * * *", "timezone": "Europe/Berlin"}}]
        await deck.until(lambda: words[:20] in (deck.app.main.pane(Place.STACKS).border_subtitle or ""))
        await asked(deck, "S", "04:30 Europe/Berlin")
        await deck.pilot.press(*"never", "enter")
        await deck.until(lambda: "observability is updated by hand alone." in deck.text)
        assert platform.sent[-1] == {"updateSchedule": None}
        await deck.until(lambda: not deck.app.main.pane(Place.STACKS).border_subtitle)


async def test_the_details_of_a_service_tell_the_schedule_of_its_stack(platform: FakePlatform) -> None:
    schedule = UpdateSchedule(cron="0 3 * * *", timezone="Europe/Berlin")
    platform.stacks["obs"] = platform.stacks["obs"].model_copy(update={"update_schedule": schedule})
    async with deck_of(platform) as deck:
        await deck.highlight("grafana")
        await deck.pilot.press("d")
        await deck.until(lambda: isinstance(deck.app.screen, DetailsScreen))
        await deck.until(lambda: "every day at 03:00 Europe/Berlin  next " in deck.text)


async def test_a_stack_is_deleted_once_its_name_is_typed(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        await on_stack(deck, "obs")
        await asked(deck, "x", "Delete stack observability")
        await deck.until(lambda: "1 domain  grafana.localhost, which then leads nowhere" in deck.text)
        assert "1 service  grafana" in deck.text
        assert "1 volume  metrics (12.3 MB)" in deck.text
        await deck.pilot.press(*"observabilit", "enter")
        await deck.until(lambda: "That is another name: type observability" in deck.text)
        assert writes(platform) == []
        await deck.pilot.press("y", "enter")
        await deck.until(lambda: "Deleted shop-prod › observability." in deck.text)
        assert writes(platform) == ["DELETE /v2/stacks/obs"]
        await deck.until(lambda: "obs" not in deck.app.main.fleet.stacks)
        await deck.until(lambda: deck.app.main.selection.stack_id == "shop")


async def test_a_half_typed_name_is_left_without_a_question(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        await on_stack(deck, "obs")
        await asked(deck, "x", "Delete stack")
        await deck.pilot.press(*"obs", "escape")
        await deck.until(lambda: deck.app.screen is deck.app.main)
        assert writes(platform) == []


async def test_what_could_not_be_deleted_is_told_in_the_form(platform: FakePlatform) -> None:
    refused = httpx.Response(412, json={"type": "PreconditionFailed", "message": "It is being backed up."})
    platform.fails = lambda request: refused if request.method == "DELETE" else None
    async with deck_of(platform) as deck:
        await on_stack(deck, "obs")
        form = await asked(deck, "x", "Delete stack")
        await deck.pilot.press(*"observability", "enter")
        await deck.until(lambda: "It is being backed up." in deck.text)
        assert form.values["name"] == "observability"
        assert "obs" in deck.app.main.fleet.stacks


@pytest.mark.parametrize(("key", "told"), [("x", "it can't be"), ("M", "Only other")])
async def test_the_default_stack_stays_under_its_name(platform: FakePlatform, key: str, told: str) -> None:
    async with deck_of(platform) as deck:
        await on_stack(deck, "shop")
        await deck.pilot.press(key)
        await deck.until(lambda: "Every project has its default stack" in deck.text and told in deck.text)
        assert deck.app.screen is deck.app.main


@pytest.mark.parametrize("key", ["N", "M", "S", "x"])
async def test_a_read_only_profile_changes_nothing(platform: FakePlatform, key: str) -> None:
    async with deck_of(platform, read_only=True) as deck:
        await on_stack(deck, "obs")
        await deck.pilot.press(key)
        await deck.until(lambda: "This profile is read-only" in deck.text)
        assert deck.app.screen is deck.app.main


async def test_what_is_highlighted_meanwhile_is_not_what_is_changed(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        await on_stack(deck, "obs")
        await asked(deck, "M", "Rename stack observability")
        assert deck.app.main.pane(Place.STACKS).table.move_to("shop")
        await deck.until(lambda: deck.app.main.selection.stack_id == "shop")
        await deck.pilot.press("2", "enter")
        await deck.until(lambda: "to observability2." in deck.text)
        assert writes(platform) == ["PATCH /v2/stacks/obs"]


@pytest.mark.parametrize(("key", "typed"), [("M", "2"), ("S", "")])
async def test_in_a_protected_project_its_name_is_typed_first(platform: FakePlatform, key: str, typed: str) -> None:
    async with deck_of(platform, profile=PROTECTED) as deck:
        await on_stack(deck, "obs")
        form = await asked(deck, key, "observability")
        await deck.pilot.press(*typed, "ctrl+s")
        await deck.until(lambda: isinstance(deck.app.screen, TypedQuestion))
        await deck.pilot.press("escape")
        await deck.until(lambda: deck.app.screen is form)
        assert writes(platform) == []
        await deck.pilot.press("ctrl+s")
        await deck.until(lambda: isinstance(deck.app.screen, TypedQuestion))
        await deck.pilot.press(*"shop-prod", "enter")
        await deck.until(lambda: deck.app.screen is deck.app.main)
        assert writes(platform) == ["PATCH /v2/stacks/obs"]


async def test_a_stack_of_a_protected_project_is_deleted_with_both_names(platform: FakePlatform) -> None:
    async with deck_of(platform, profile=PROTECTED) as deck:
        await on_stack(deck, "obs")
        await asked(deck, "x", "Type shop-prod/observability")
        await deck.pilot.press(*"shop-prod/observability", "enter")
        await deck.until(lambda: writes(platform) == ["DELETE /v2/stacks/obs"])


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 12)])
@pytest.mark.parametrize("key", ["N", "M", "S", "x"])
async def test_any_name_is_shown_as_it_is_on_a_screen_of_any_size(
    platform: FakePlatform, key: str, size: tuple[int, int]
) -> None:
    platform.stacks["obs"] = platform.stacks["obs"].model_copy(update={"description": HOSTILE})
    platform.projects[0] = fleets.project("shop", HOSTILE)
    async with deck_of(platform, size) as deck:
        await on_stack(deck, "obs")
        await deck.pilot.press(key)
        await deck.until(lambda: isinstance(deck.app.screen, FormScreen) and "esc close" in deck.text)
        assert not set(deck.text) & {"\x1b", "\u202e"}
        await deck.pilot.press("a", "escape")
        await deck.until(lambda: isinstance(deck.app.screen, Question) or deck.app.screen is deck.app.main)
