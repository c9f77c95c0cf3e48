"""The registries of a project, on a platform in memory."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

import httpx
import pytest

from tests import fleets
from tests.app.conftest import Deck
from tests.app.fake_deck import Platforms, open_fake_deck
from tests.state.fake_platform import FakePlatform
from tui.screens.form import FormScreen
from tui.screens.question import Question
from tui.screens.registries import RegistriesScreen
from tui.screens.typed_question import TypedQuestion
from tui.settings import Profile, ProfileKind

pytestmark = pytest.mark.usefixtures("homes")
SECRET = "Tr0ub4dor-und-3"


@pytest.fixture
def platform() -> FakePlatform:
    images = {"web": "ghcr.io/shop/web:1", "mail": "mailer:2", "worker": "registry.example:5000/shop/worker:1"}
    services = [fleets.service(name, stack="shop", project="shop", image=image) for name, image in images.items()]
    platform = FakePlatform([fleets.project("shop", "shop-prod")], [fleets.stack("shop", *services)])
    platform.registries.put(
        fleets.registry("index.docker.io", project="shop", description="Docker Hub"),
        fleets.registry("ghcr.io", project="shop", description="GitHub", username="robot"),
        fleets.registry("registry.example:5000", project="shop", username="robot", valid=False),
    )
    platform.registries.passwords = {"ghcr.io": SECRET, "registry.example:5000": SECRET, "new.example": SECRET}
    return platform


def deck_of(
    platform: FakePlatform,
    *,
    size: tuple[int, int] = (120, 40),
    read_only: bool = False,
    protected: frozenset[str] = frozenset(),
) -> AbstractAsyncContextManager[Deck]:
    profile = Profile(name="local", kind=ProfileKind.LOCAL, read_only=read_only, protected=protected)
    return open_fake_deck(Platforms({"local": platform}), profile=profile, size=size, read_only=read_only)


async def open_registries(deck: Deck, host: str = "ghcr.io") -> RegistriesScreen:
    """Open the registries, with the cursor on one."""
    await deck.highlight("web")
    await deck.pilot.press("c")
    await deck.until(lambda: isinstance(deck.app.screen, RegistriesScreen) and "index.docker.io" in deck.text)
    screen = deck.app.screen
    assert isinstance(screen, RegistriesScreen)
    assert screen.table.move_to(f"shop-{host}")
    await deck.until(lambda: screen.highlighted is not None and screen.highlighted.uri == host)
    return screen


def line_with(deck: Deck, word: str) -> str:
    """The line on the screen with a word; empty where there is none."""
    return next((line for line in deck.text.splitlines() if word in line.replace("▸", " ").split()), "")


async def form_is_open(deck: Deck) -> None:
    await deck.until(lambda: isinstance(deck.app.screen, FormScreen) and deck.app.screen.is_mounted)


async def fill_in(deck: Deck, *values: str) -> None:
    """Type into one field after the other, in place of what stands there, and send the form."""
    for number, value in enumerate(values):
        if number:
            await deck.pilot.press("tab")
        await deck.pilot.press("end", "ctrl+u", *value)
    await deck.pilot.press("ctrl+s")


async def test_the_login_of_each_is_told_in_sign_and_word(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        await open_registries(deck)
        assert "○ none" in line_with(deck, "index.docker.io")
        for word in ("● accepted", "robot", "GitHub"):
            assert word in line_with(deck, "ghcr.io")
        assert "▲ refused" in line_with(deck, "registry.example:5000")
        assert "3 registries, 2 logins, 1 refused" in deck.text


async def test_details_list_the_services_whose_image_comes_from_there(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        for host, image, other in (
            ("ghcr.io", "ghcr.io/shop/web:1", "mailer:2"),
            ("index.docker.io", "mailer:2", "shop/web:1"),
        ):
            await open_registries(deck, host)
            await deck.pilot.press("d")
            await deck.until(lambda host=host: f"Details  {host}" in deck.text and "1 service" in deck.text)  # type: ignore[misc]
            assert image in deck.text
            assert other not in deck.text
            await deck.pilot.press("escape", "escape")
            await deck.until(lambda: deck.app.screen is deck.app.main)


async def test_right_and_wrong_credentials_flip_what_is_told(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        screen = await open_registries(deck)
        for password, told, verdict in (
            ("wrong", "▲ refused", "it refuses them"),
            (SECRET, "● accepted", "it takes them"),
        ):
            await deck.pilot.press("p")
            await form_is_open(deck)
            await fill_in(deck, "robot", password)
            await deck.until(lambda told=told: deck.app.screen is screen and told in line_with(deck, "ghcr.io"))  # type: ignore[misc]
            await deck.until(lambda verdict=verdict: verdict in deck.text)  # type: ignore[misc]
            deck.app.clear_notifications()
        assert platform.registries.written == [
            ("PATCH /v2/registries/shop-ghcr.io", {"credentials": {"username": "robot", "password": password}})
            for password in ("wrong", SECRET)
        ]


async def test_credentials_are_removed_after_a_question(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        screen = await open_registries(deck)
        await deck.pilot.press("P")
        await deck.until(lambda: isinstance(deck.app.screen, Question) and "Remove the credentials?" in deck.text)
        await deck.pilot.press("y")
        await deck.until(lambda: deck.app.screen is screen and "○ none" in line_with(deck, "ghcr.io"))
        assert platform.registries.written == [("PATCH /v2/registries/shop-ghcr.io", {"credentials": None})]
        await deck.pilot.press("P")
        await deck.until(lambda: "ghcr.io has no credentials. p sets some." in deck.text)


async def test_one_is_added_without_a_login(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        screen = await open_registries(deck)
        await deck.pilot.press("n")
        await form_is_open(deck)
        await fill_in(deck, "New.example", "Theirs")
        await deck.until(lambda: deck.app.screen is screen and bool(line_with(deck, "new.example")))
        assert platform.registries.written == [
            ("POST /v2/projects/shop/registries", {"uri": "new.example", "description": "Theirs"})
        ]


async def test_one_is_added_with_a_login(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        screen = await open_registries(deck)
        await deck.pilot.press("n")
        await form_is_open(deck)
        await fill_in(deck, "new.example", "Theirs", "robot", SECRET)
        await deck.until(lambda: deck.app.screen is screen and "● accepted" in line_with(deck, "new.example"))
        await deck.until(lambda: "Added registry new.example to shop-prod." in deck.text)


@pytest.mark.parametrize(
    ("typed", "told"),
    [("https://ghcr.io", "without `https://`"), ("ghcr.io/team", "The host alone"), ("a..b", "the host of a registry")],
)
async def test_what_is_no_host_is_told_while_one_types(platform: FakePlatform, typed: str, told: str) -> None:
    async with deck_of(platform) as deck:
        await open_registries(deck)
        await deck.pilot.press("n")
        await form_is_open(deck)
        await deck.pilot.press(*typed)
        await deck.until(lambda: told in deck.text)
        await deck.pilot.press("ctrl+s")
        await deck.until(lambda: "Description is needed." in deck.text)
        assert platform.registries.written == []


async def test_only_what_was_changed_is_sent(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        screen = await open_registries(deck)
        await deck.pilot.press("e")
        await form_is_open(deck)
        await fill_in(deck, "ghcr.io", "Theirs")
        await deck.until(lambda: deck.app.screen is screen and "Theirs" in line_with(deck, "ghcr.io"))
        assert platform.registries.written == [("PATCH /v2/registries/shop-ghcr.io", {"description": "Theirs"})]


async def test_a_login_does_not_go_along_to_another_host(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        screen = await open_registries(deck)
        await deck.pilot.press("e")
        await form_is_open(deck)
        await deck.pilot.press("end", "ctrl+u", *"new.example")
        await deck.until(lambda: "The login is the one for ghcr.io." in deck.text)
        await deck.pilot.press("ctrl+s")
        await deck.until(lambda: deck.app.screen is screen and bool(line_with(deck, "new.example")))
        assert platform.registries.written == [
            ("PATCH /v2/registries/shop-ghcr.io", {"uri": "new.example", "credentials": None}),
        ]


async def test_one_is_deleted_after_a_question_that_names_who_uses_it(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        screen = await open_registries(deck)
        await deck.pilot.press("x")
        await deck.until(lambda: isinstance(deck.app.screen, Question) and "Images of 1 service" in deck.text)
        await deck.pilot.press("n")
        await deck.until(lambda: deck.app.screen is screen)
        assert platform.registries.written == []
        await deck.pilot.press("x", "y")
        await deck.until(lambda: deck.app.screen is screen and not line_with(deck, "ghcr.io"))
        assert platform.registries.written == [("DELETE /v2/registries/shop-ghcr.io", {})]


async def test_what_the_platform_refuses_stands_in_the_form_and_nothing_typed_is_lost(platform: FakePlatform) -> None:
    problem = {"path": "uri", "message": "The project has it already.", "type": "conflict"}
    refused = {"type": "ValidationError", "message": "no", "validationErrors": [problem]}
    platform.fails = lambda request: httpx.Response(400, json=refused) if request.method == "POST" else None
    async with deck_of(platform) as deck:
        await open_registries(deck)
        await deck.pilot.press("n")
        await form_is_open(deck)
        await fill_in(deck, "new.example", "Theirs")
        await deck.until(lambda: "The project has it already." in deck.text)
        assert "new.example" in deck.text
        assert "Theirs" in deck.text


async def test_in_a_protected_project_nothing_is_done_before_its_name_was_typed(platform: FakePlatform) -> None:
    async with deck_of(platform, protected=frozenset({"shop-prod"})) as deck:
        screen = await open_registries(deck)
        await deck.pilot.press("x")
        await deck.until(lambda: isinstance(deck.app.screen, TypedQuestion))
        await deck.pilot.press("escape", "p")
        await form_is_open(deck)
        await fill_in(deck, "robot", SECRET)
        await deck.until(lambda: isinstance(deck.app.screen, TypedQuestion))
        assert platform.registries.written == []
        await deck.pilot.press(*"shop-prod", "enter")
        await deck.until(lambda: deck.app.screen is screen and len(platform.registries.written) == 1)


async def test_a_read_only_profile_changes_nothing_and_says_why(platform: FakePlatform) -> None:
    async with deck_of(platform, read_only=True) as deck:
        screen = await open_registries(deck)
        for key in ("n", "e", "p", "P", "x"):
            await deck.pilot.press(key)
            await deck.until(lambda: "This profile is read-only" in deck.text)
            assert deck.app.screen is screen
            deck.app.clear_notifications()


async def test_a_project_without_registries_is_told_what_to_do(platform: FakePlatform) -> None:
    platform.registries.known.clear()
    async with deck_of(platform) as deck:
        await deck.highlight("web")
        await deck.pilot.press("c")
        await deck.until(lambda: "No registries yet: only public images can be pulled. n adds one." in deck.text)


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 12)])
async def test_however_small_the_screen_host_login_and_the_way_out_are_in_view(
    platform: FakePlatform, size: tuple[int, int]
) -> None:
    async with deck_of(platform, size=size) as deck:
        await open_registries(deck)
        for text in ("▲ refused", "ghcr.io", "esc close"):
            assert text in deck.text
