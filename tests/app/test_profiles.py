"""Switching from one profile to another without leaving."""

from __future__ import annotations

import httpx
import pytest

from tests import fleets
from tests.app.conftest import Deck
from tests.app.fake_deck import Platforms, open_fake_deck, settings
from tests.state.fake_platform import FakePlatform
from tui.app import StackdeckApp
from tui.commands.command import LISTS, Place
from tui.screens.profiles import ProfilesScreen
from tui.screens.question import Question
from tui.screens.token import TokenScreen
from tui.settings import Profile, ProfileKind, ProfileSettings, resolve_profile
from tui.widgets.resource_table import ResourceTable

pytestmark = pytest.mark.usefixtures("homes")

ONE = Profile(name="one", kind=ProfileKind.REMOTE, url="https://one.example", colour="#aa0000")


def platform(name: str, *services: str) -> FakePlatform:
    stack = fleets.stack(name, *(fleets.service(each, stack=name, project=name) for each in services))
    return FakePlatform([fleets.project(name, f"{name}-shop")], [stack])


@pytest.fixture
def platforms() -> Platforms:
    return Platforms({"one": platform("one", "web", "mail"), "two": platform("two", "web", "search", "cron")})


async def choose(deck: Deck, name: str) -> None:
    """Switch to a profile with the keys a person would use."""
    await deck.pilot.press("P")
    await deck.until(lambda: isinstance(deck.app.screen, ProfilesScreen) and deck.app.screen.focused is not None)
    table = deck.app.screen.query_one(ResourceTable)
    while table.cursor_key != name:
        before = table.cursor_key
        await deck.pilot.press("down")
        if table.cursor_key == before:
            await deck.pilot.press("g")
    await deck.pilot.press("enter")


async def test_the_list_shows_each_profile_with_its_platform_and_what_is_wrong_with_it(platforms: Platforms) -> None:
    given = settings("one", "two", prod=ProfileSettings(url="https://prod.example"))
    async with open_fake_deck(platforms, given=given, profile=ONE) as deck:
        await deck.pilot.press("P")
        await deck.until(lambda: "https://two.example" in deck.text)
        lines = deck.text.splitlines()
        assert any("one" in line and "shown now" in line for line in lines)
        assert any("local" in line and "this machine" in line for line in lines)
        assert any("prod" in line and "can't be used" in line for line in lines)
        await choose_row(deck, "prod")
        await deck.until(lambda: "Add token_env" in deck.text)
        assert isinstance(deck.app.screen, ProfilesScreen)
        await deck.pilot.press("escape")
        assert deck.app.profile is ONE


async def choose_row(deck: Deck, name: str) -> None:
    deck.app.screen.query_one(ResourceTable).move_to(name)
    await deck.pilot.press("enter")


async def test_enter_shows_the_other_platform_and_nothing_of_the_one_before(platforms: Platforms) -> None:
    async with open_fake_deck(platforms, given=settings("one", "two"), profile=ONE) as deck:
        assert "one-shop" in deck.text
        await deck.pilot.press("space")
        await choose(deck, "two")
        await deck.until(lambda: "two-shop" in deck.text and "search" in deck.text)
        assert "one-shop" not in deck.text
        assert deck.app.profile.name == "two"
        assert deck.text.splitlines()[0].rstrip().endswith("two")
        assert not deck.app.main.pane(Place.SERVICES).table.marked
        main = deck.app.main
        await deck.until(lambda: main.selection.service(main.fleet) is not None)
        service = main.selection.service(main.fleet)
        assert service is not None
        assert service.project_id == "two"


async def test_what_was_known_is_there_at_once_when_one_comes_back_and_where_one_was(platforms: Platforms) -> None:
    async with open_fake_deck(platforms, given=settings("one", "two"), profile=ONE) as deck:
        await deck.highlight("web", "one-shop")
        await choose(deck, "two")
        await deck.until(lambda: "two-shop" in deck.text)
        platforms.platforms["one"].fails = unreachable
        await choose(deck, "one")
        assert set(deck.app.main.fleet.services) == {"one-web", "one-mail"}
        await deck.until(lambda: "unreachable" in deck.text)
        assert "one-shop" in deck.text
        assert deck.app.main.selection.service_id == "one-web"


def unreachable(_request: object) -> None:
    raise httpx.ConnectError("no route")


async def test_logs_of_services_with_the_same_id_are_kept_apart(platforms: Platforms) -> None:
    one, two = platforms.platforms["one"], platform("one", "web")
    platforms = Platforms({"one": one, "two": two})
    one.logs["one-web"], two.logs["one-web"] = b"says one\n", b"says two\n"
    async with open_fake_deck(platforms, given=settings("one", "two"), profile=ONE) as deck:
        await deck.highlight("web", "one-shop")
        await deck.until(lambda: "says one" in deck.text)
        await choose(deck, "two")
        await deck.until(lambda: "says two" in deck.text)
        assert "says one" not in deck.text
        await choose(deck, "one")
        await deck.until(lambda: "says one" in deck.text)
        assert "says two" not in deck.text


async def test_a_filter_typed_for_one_platform_is_not_meant_for_the_other(platforms: Platforms) -> None:
    async with open_fake_deck(platforms, given=settings("one", "two"), profile=ONE) as deck:
        await deck.pilot.press("slash", *"mail", "enter")
        await choose(deck, "two")
        await deck.until(lambda: "two-shop" in deck.text)
        assert [deck.app.main.pane(place).table.filter_text for place in sorted(LISTS)] == ["", "", ""]


async def test_a_token_that_is_missing_is_asked_for_and_kept_for_the_next_switch(platforms: Platforms) -> None:
    platforms.needs_token = {"two"}
    async with open_fake_deck(platforms, given=settings("one", "two"), profile=ONE) as deck:
        await choose(deck, "two")
        await deck.until(lambda: isinstance(deck.app.screen, TokenScreen))
        assert "There is no token for two." in deck.text
        await deck.pilot.press(*"secret", "enter")
        await deck.until(lambda: "two-shop" in deck.text)
        await choose(deck, "one")
        await deck.until(lambda: "one-shop" in deck.text)
        await choose(deck, "two")
        await deck.until(lambda: "two-shop" in deck.text and deck.app.session is not None)
        assert platforms.opened == ["one", "two", "one", "two"]


async def test_switching_to_and_fro_quickly_ends_at_the_last_one(platforms: Platforms) -> None:
    async with open_fake_deck(platforms, given=settings("one", "two"), profile=ONE) as deck:
        for name in ("two", "one", "two", "one", "two"):
            await choose(deck, name)
        await deck.until(lambda: "two-shop" in deck.text and deck.app.session is not None)
        assert deck.app.profile.name == "two"
        assert set(deck.app.main.fleet.services) == {"two-web", "two-search", "two-cron"}


async def test_read_only_of_the_command_line_holds_for_every_profile(platforms: Platforms) -> None:
    async with open_fake_deck(platforms, given=settings("one", "two"), profile=ONE, read_only=True) as deck:
        await choose(deck, "two")
        await deck.until(lambda: deck.app.session is not None and "two-shop" in deck.text)
        assert deck.app.profile.read_only
        assert "read-only" in deck.text.splitlines()[0]


async def test_an_action_under_way_is_not_followed_on_another_platform_and_that_is_said(platforms: Platforms) -> None:
    async with open_fake_deck(platforms, given=settings("one", "two"), profile=ONE) as deck:
        await deck.highlight("web", "one-shop")
        await deck.pilot.press("r")
        await deck.until(lambda: isinstance(deck.app.screen, Question))
        await deck.pilot.press("y")
        await deck.until(
            lambda: "POST /v2/stacks/one/services/one-web/actions/restart" in platforms.platforms["one"].asked
        )
        await choose(deck, "two")
        await deck.until(lambda: "1 action on one went out" in deck.text)
        await deck.until(lambda: deck.app.session is not None and "two-shop" in deck.text)
        assert deck.app.session is not None
        assert not deck.app.session.actions.under_way


async def test_the_program_ends_in_good_order_while_an_action_is_under_way(platforms: Platforms) -> None:
    async with open_fake_deck(platforms, given=settings("one", "two"), profile=ONE) as deck:
        await deck.highlight("web", "one-shop")
        await deck.pilot.press("r")
        await deck.until(lambda: isinstance(deck.app.screen, Question))
        await deck.pilot.press("y")
        await deck.until(lambda: deck.app.session and deck.app.session.actions.under_way)
        await deck.pilot.press("q")
    assert deck.app.return_code == 0


async def test_a_refused_token_is_asked_for_again_when_somebody_asks_for_everything(platforms: Platforms) -> None:
    refused = httpx.Response(401, json={"type": "Unauthorized", "message": "expired"})
    one = platforms.platforms["one"]
    async with open_fake_deck(platforms, given=settings("one", "two"), profile=ONE) as deck:
        one.fails = lambda _request: refused
        await deck.pilot.press("ctrl+r")
        await deck.until(lambda: isinstance(deck.app.screen, TokenScreen))
        await deck.pilot.press("escape", "ctrl+r")
        await deck.until(lambda: isinstance(deck.app.screen, TokenScreen))
        one.fails = lambda _request: None
        await deck.pilot.press(*"fresh", "enter")
        await deck.until(lambda: deck.app.screen is deck.app.main and "refused" not in deck.text)
        assert "one-shop" in deck.text
        one.fails = lambda _request: refused
        await deck.pilot.press("ctrl+r")
        await deck.until(lambda: isinstance(deck.app.screen, TokenScreen))


async def test_a_token_that_can_be_none_is_asked_for_again_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANY", raising=False)
    profile = resolve_profile(settings("one"), profile="one", environ={})
    app = StackdeckApp(settings("one"), profile)
    async with app.run_test() as pilot:
        deck = Deck(app, pilot)
        await deck.until(lambda: isinstance(app.screen, TokenScreen))
        await pilot.press(*"two words", "enter")
        await deck.until(lambda: isinstance(app.screen, TokenScreen) and "holds a blank" in deck.text)
