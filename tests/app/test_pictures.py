"""Pictures of the main screen in each of its states, looked at once and compared ever since."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests import fleets
from tests.app.conftest import Deck
from tests.app.fake_deck import Platforms, open_fake_deck, settings
from tests.drawing import Compare
from tests.fleets import NOW
from tests.state.fake_platform import FakePlatform
from tui.app import StackdeckApp
from tui.client.retry import Clock
from tui.commands.command import Place
from tui.connection import Connection
from tui.screens.help import HelpScreen
from tui.settings import Profile, ProfileKind, Settings, Token

pytestmark = pytest.mark.usefixtures("homes")

SIZES = [(120, 40), (80, 24), (40, 12)]
WIDE = SIZES[0]
REMOTE = Profile(
    name="prod",
    kind=ProfileKind.REMOTE,
    url="https://prod.example",
    protected=frozenset({"shop-prod"}),
    colour="#d75f87",
)
LOG = b"".join(
    f"2026-03-10T02:59:{second:02}.100000Z {line}\n".encode()
    for second, line in enumerate(
        (
            "\x1b[32mINFO\x1b[0m  connecting to db 10.0.0.7:5432",
            "\x1b[33mWARN\x1b[0m  no answer after 2 s, trying again",
            "\x1b[31mERROR\x1b[0m ConnectionRefusedError: [Errno 111] connection to 10.0.0.7:5432 refused within 5 s",
            "INFO  ends with exit code 3",
        )
    )
)


@pytest.fixture(autouse=True)
def same_everywhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Pictures depend neither on the terminal nor on the place of the earth they are made in."""
    for name in ("NO_COLOR", "COLORFGBG"):
        monkeypatch.delenv(name, raising=False)
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture
def platform() -> FakePlatform:
    """Two projects in which a service is in each status, and one has drifted; the time stands still."""
    put = {"stack": "shop", "project": "shop"}
    shop = fleets.stack(
        "shop",
        fleets.service("web", **put, image="registry.example.com/shop/web:1.4.2", age=3 * 86400),
        fleets.service("worker", "error", **put, image="shop/worker:1.4", age=120, message="exit code 3, restarting"),
        fleets.service("mailer", "starting", **put, image="shop/mail:2", age=4),
        fleets.service("cron", "stopped", **put, image="shop/cron:1", age=9 * 3600),
        fleets.service("api", **put, image="shop/api:7", deployed="shop/api:6", age=300),
        fleets.service("search-index-of-all-products", "creating", **put, image="shop/search:1", age=1),
        fleets.service("\u6f22\u5b57", "stopping", **put, image="shop/kanji:1", age=2),
    )
    intra = fleets.stack("intra", fleets.service("wiki", stack="intra", project="intra", image="wiki:2", age=86400))
    projects = [fleets.project("shop", "shop-prod"), fleets.project("intra", "intranet")]
    platform = FakePlatform(projects, [shop, intra], clock=Clock(now=lambda: NOW + timedelta(seconds=30)))
    platform.logs["shop-worker"] = LOG
    return platform


def app_on(
    platform: FakePlatform, *, profile: Profile = REMOTE, given: Settings | None = None, read_only: bool = False
) -> StackdeckApp:
    """The app on a platform in memory."""
    opener = Platforms({profile.name: platform})
    return StackdeckApp(given or settings("prod"), profile, read_only=read_only, opener=opener)


def shown(*texts: str, then: Callable[[Deck], Awaitable[object]] | None = None) -> Callable[[Pilot[Any]], object]:
    """Wait for texts, and do something more."""

    async def prepare(pilot: Pilot[Any]) -> None:
        assert isinstance(pilot.app, StackdeckApp)
        deck = Deck(pilot.app, pilot)
        try:
            await deck.until(lambda: all(text in deck.text for text in texts))
            if then is not None:
                await then(deck)
        except pytest.fail.Exception as failed:
            raise AssertionError(failed.msg) from None  # the app would never end of what is no ordinary exception
        for field in pilot.app.screen.query(Input):
            field.cursor_blink = False
        await pilot.pause()

    return prepare


async def on_worker(deck: Deck) -> None:
    """Highlight the broken service, and have its log where there is room for it."""
    await deck.highlight("worker")
    view = deck.app.main.log_pane.view
    await deck.until(lambda: view.store is not None and view.store.end == len(LOG.splitlines()))
    await deck.until(lambda: not view.size or "exit code 3" in deck.text)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_each_status(snap_compare: Compare, platform: FakePlatform, size: tuple[int, int]) -> None:
    assert snap_compare(app_on(platform), terminal_size=size, run_before=shown("worker", then=on_worker))


def ask_for_everything(deck: Deck) -> None:
    """What ctrl+r does, without its toast, which goes away by itself."""
    assert deck.app.session is not None
    deck.app.session.poller.refresh()


def unreachable(_request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("connection refused")


def answering(status: int, message: str, **headers: str) -> Callable[[httpx.Request], httpx.Response]:
    return lambda _request: httpx.Response(status, json={"type": "Refused", "message": message}, headers=headers)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_unreachable(snap_compare: Compare, platform: FakePlatform, size: tuple[int, int]) -> None:
    async def lose_it(deck: Deck) -> None:
        await on_worker(deck)
        platform.fails = unreachable
        ask_for_everything(deck)
        await deck.until(lambda: deck.app.main.fleet.health.message)
        await deck.until(lambda: "unreachable" in deck.text)

    assert snap_compare(app_on(platform), terminal_size=size, run_before=shown("worker", then=lose_it))


@pytest.mark.parametrize(
    "failure",
    [answering(429, "slow down", **{"retry-after": "60"}), answering(403, "not yours")],
    ids=["limited", "forbidden"],
)
def test_limited_and_forbidden(
    snap_compare: Compare, platform: FakePlatform, failure: Callable[[httpx.Request], httpx.Response]
) -> None:
    async def fail(deck: Deck) -> None:
        await on_worker(deck)
        platform.fails = failure
        ask_for_everything(deck)
        await deck.until(lambda: deck.app.main.fleet.health.message)

    assert snap_compare(app_on(platform), terminal_size=(100, 18), run_before=shown("worker", then=fail))


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_refused_token(snap_compare: Compare, platform: FakePlatform, size: tuple[int, int]) -> None:
    async def refuse(deck: Deck) -> None:
        await on_worker(deck)
        platform.fails = answering(401, "token expired")
        ask_for_everything(deck)
        await deck.until(lambda: "Token for prod" in deck.text)

    assert snap_compare(app_on(platform), terminal_size=size, run_before=shown("worker", then=refuse))


def test_read_only_and_protected(snap_compare: Compare, platform: FakePlatform) -> None:
    app = app_on(platform, profile=REMOTE._replace(read_only=True))

    assert snap_compare(app, terminal_size=WIDE, run_before=shown("worker", then=on_worker))


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_question_in_a_protected_project(
    snap_compare: Compare, platform: FakePlatform, size: tuple[int, int]
) -> None:
    async def ask(deck: Deck) -> None:
        await on_worker(deck)
        await deck.pilot.press("r")
        await deck.until(lambda: deck.app.screen is not deck.app.main)

    assert snap_compare(app_on(platform), terminal_size=size, run_before=shown("worker", then=ask))


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_marked_and_filtered(snap_compare: Compare, platform: FakePlatform, size: tuple[int, int]) -> None:
    async def narrow(deck: Deck) -> None:
        await on_worker(deck)
        await deck.pilot.press("space", "slash", *"image:shop !cron", "enter", "down", "space")
        await deck.until(lambda: len(deck.app.main.pane(Place.SERVICES).table.marked) == 2)

    assert snap_compare(app_on(platform), terminal_size=size, run_before=shown("worker", then=narrow))


def test_a_question_about_marked_services(snap_compare: Compare, platform: FakePlatform) -> None:
    async def ask(deck: Deck) -> None:
        await on_worker(deck)
        await deck.pilot.press("asterisk", "R")
        await deck.until(lambda: deck.app.screen is not deck.app.main)

    app = app_on(platform, profile=REMOTE._replace(protected=frozenset()))
    assert snap_compare(app, terminal_size=(80, 24), run_before=shown("worker", then=ask))


def test_nothing_but_problems(snap_compare: Compare, platform: FakePlatform) -> None:
    async def narrow(deck: Deck) -> None:
        await on_worker(deck)
        await deck.pilot.press("exclamation_mark")
        await deck.until(lambda: "only problems" in deck.text)

    assert snap_compare(app_on(platform), terminal_size=(80, 24), run_before=shown("worker", then=narrow))


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_empty(snap_compare: Compare, size: tuple[int, int]) -> None:
    platform = FakePlatform([], [])

    assert snap_compare(app_on(platform), terminal_size=size, run_before=shown("This token sees no stacks."))


def test_an_empty_stack(snap_compare: Compare) -> None:
    platform = FakePlatform([fleets.project("a", "shop")], [fleets.stack("a")])

    assert snap_compare(app_on(platform), terminal_size=(80, 24), run_before=shown("No services yet."))


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_loading(snap_compare: Compare, size: tuple[int, int]) -> None:
    async def never(profile: Profile, *, environ: Mapping[str, str], token: Token | None) -> Connection:
        await asyncio.Event().wait()
        raise AssertionError(profile, environ, token)

    app = StackdeckApp(settings("prod"), REMOTE, opener=never)
    assert snap_compare(app, terminal_size=size, run_before=shown("Reading the fleet"))


def test_unreachable_from_the_start(snap_compare: Compare) -> None:
    platform = FakePlatform([], [], clock=Clock(now=lambda: NOW))
    platform.fails = unreachable

    assert snap_compare(app_on(platform), terminal_size=(80, 24), run_before=shown("unreachable"))


def test_in_the_light(snap_compare: Compare, platform: FakePlatform) -> None:
    given = replace(settings("prod"), theme="stackdeck-light")

    assert snap_compare(app_on(platform, given=given), terminal_size=WIDE, run_before=shown("worker", then=on_worker))


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_in_ascii_without_colours(
    snap_compare: Compare, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    given = replace(settings("prod"), ascii=True)

    assert snap_compare(app_on(platform, given=given), terminal_size=size, run_before=shown("worker", then=on_worker))


async def test_a_terminal_that_is_too_small_is_told_in_ascii_too(platform: FakePlatform) -> None:
    given = replace(settings("prod"), ascii=True)
    async with open_fake_deck(Platforms({"local": platform}), given=given, size=(20, 5)) as deck:
        await deck.until(lambda: "stackdeck needs 24x6" in deck.text)
        assert deck.text.isascii()


async def test_a_key_counts_as_soon_as_there_is_room_again_though_it_is_not_drawn_yet(platform: FakePlatform) -> None:
    async with open_fake_deck(Platforms({"local": platform})) as deck:
        deck.app.main.add_class("tiny")  # as it is until the next resize has gone through the screen
        await deck.pilot.press("question_mark")
        await deck.until(lambda: isinstance(deck.app.screen, HelpScreen))


@pytest.mark.parametrize(("size", "presses"), [(WIDE, 0), (WIDE, 1), (SIZES[1], 0), (SIZES[2], 0)], ids=str)
def test_logs_together(snap_compare: Compare, platform: FakePlatform, size: tuple[int, int], presses: int) -> None:
    platform.logs["shop-api"] = b"".join(
        b"2026-03-10T02:59:%02d.600000Z INFO GET /orders/%d 200 in %d ms\n" % (second, 4000 + second, 3 * second)
        for second in range(5)
    )

    async def read_two(deck: Deck) -> None:
        for name in ("worker", "api"):
            await deck.highlight(name)
            await deck.pilot.press("p")
        for _ in range(presses):
            await deck.pilot.press("L")
        deck.app.main.action_command("log.screen")
        await deck.until(lambda: "02:59:04" in deck.text and "ends" in deck.text)
        deck.app.clear_notifications()
        await deck.pilot.press("slash", *"4001", "enter")
        await deck.until(lambda: "1/1" in deck.text)

    assert snap_compare(app_on(platform), terminal_size=size, run_before=shown("worker", then=read_two))


def test_a_terminal_that_is_too_small(snap_compare: Compare, platform: FakePlatform) -> None:
    assert snap_compare(app_on(platform), terminal_size=(20, 5), run_before=shown("needs"))
