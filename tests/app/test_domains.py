"""The domains of a project, on a platform in memory."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from pathlib import Path

import httpx
import pytest

from tests import fleets
from tests.app.conftest import Deck
from tests.app.fake_deck import Platforms, open_fake_deck
from tests.state.fake_domains import ingress
from tests.state.fake_platform import FakePlatform
from tui.commands.command import Place
from tui.models.ingress import DnsError, IngressIps, IngressPath, PathTarget
from tui.models.service import Service, ServiceState
from tui.screens.address import AddressScreen
from tui.screens.domains import DomainsScreen
from tui.screens.form import FormScreen
from tui.screens.question import Question
from tui.screens.typed_question import TypedQuestion
from tui.settings import Profile, ProfileKind
from tui.state.domains import lead_to_service
from tui.widgets.key_bar import KeyBar

pytestmark = pytest.mark.usefixtures("homes")
LOCAL = IngressIps(v4=("127.0.0.1",))
HOSTILE = "[/bin/sh][red]x\x1b[2J\u202e.example"


def service(name: str, *ports: str) -> Service:
    state = ServiceState(image="shop/web:1", ports=ports)
    found = fleets.service(name, stack="shop", project="shop")
    return found.model_copy(update={"pending_state": state, "deployed_state": state})


def to(name: str, port: int = 8080, path: str = "/") -> IngressPath:
    return IngressPath(path=path, target=lead_to_service(f"shop-{name}", port))


@pytest.fixture(autouse=True)
def far_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """A session over SSH, whatever these tests run in."""
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.7 22")
    monkeypatch.setenv("USER", "ops")
    monkeypatch.delenv("TMUX", raising=False)
    monkeypatch.delenv("STY", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


@pytest.fixture
def platform() -> FakePlatform:
    stack = fleets.stack("shop", service("web", "8080/tcp", "9090/tcp"), service("api", "80/tcp"), service("mailer"))
    platform = FakePlatform([fleets.project("shop", "shop-prod")], [stack])
    shop = ingress("shop.localhost", to("web"), to("api", 80, "/api"), project="shop", http_port=30123)
    platform.domains.add(
        ingress("p-abc123.localhost", project="shop", default=True, http_port=30123),
        shop.model_copy(update={"ips": LOCAL}),
        ingress("api.example", to("api", 80), project="shop", verified=False),
        ingress("elsewhere.example", project="other"),
    )
    return platform


def deck_of(
    platform: FakePlatform, *, size: tuple[int, int] = (120, 40), read_only: bool = False
) -> AbstractAsyncContextManager[Deck]:
    return open_fake_deck(Platforms({"local": platform}), size=size, read_only=read_only)


async def open_domains(deck: Deck, at: str = "web") -> DomainsScreen:
    await deck.highlight(at)
    await deck.pilot.press("o")
    await deck.until(lambda: isinstance(deck.app.screen, DomainsScreen) and "default page" in deck.text)
    screen = deck.app.screen
    assert isinstance(screen, DomainsScreen)
    return screen


async def go_to(deck: Deck, screen: DomainsScreen, key: str) -> None:
    await deck.until(lambda: screen.table.move_to(key))


async def open_form(deck: Deck, key: str) -> FormScreen[object]:
    await deck.pilot.press(key)
    await deck.until(lambda: isinstance(deck.app.screen, FormScreen) and "esc close" in deck.text)
    screen = deck.app.screen
    assert isinstance(screen, FormScreen)
    return screen


def hosts(deck: Deck) -> list[str]:
    """The names in the table, from the top."""
    known = ("shop.localhost/api", "shop.localhost", "api.example", "p-abc123.localhost", "new.example")
    lines = [line.replace("▸", " ").split() for line in deck.text.splitlines()]
    return [word for line in lines for word in line[:4] if word in known]


def told(deck: Deck) -> str:
    """What toasts say, wherever their lines are broken."""
    return " ".join(each.message for each in deck.app._notifications)


def writes(platform: FakePlatform) -> list[str]:
    return [asked for asked in platform.asked if not asked.startswith("GET")]


async def test_every_path_is_listed_with_where_it_leads_and_what_is_missing(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        await open_domains(deck)
        assert "Domains  shop-prod" in deck.text
        assert hosts(deck) == ["shop.localhost", "shop.localhost/api", "api.example", "p-abc123.localhost"]
        for text in ("● web:8080", "● api:80", "◐ ownership open", "○ none", "3 domains, 1 with open ownership"):
            assert text in deck.text
        assert "elsewhere.example" not in deck.text


async def test_those_of_the_service_one_comes_from_stand_first(platform: FakePlatform) -> None:
    platform.domains.add(ingress("aaa.example", project="shop"))
    async with deck_of(platform) as deck:
        screen = await open_domains(deck, at="api")
        assert hosts(deck)[:2] == ["api.example", "shop.localhost"]
        assert "those of api first" in deck.text
        assert screen.table.cursor_key == "shop-api.example /"


async def test_that_none_leads_to_the_service_one_comes_from_is_said(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        await open_domains(deck, at="mailer")
        assert "none leads to mailer" in deck.text
        assert "first" not in deck.text


async def test_it_opens_from_the_log_and_from_the_projects_too(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        await deck.highlight("api")
        deck.app.main.arrangement.go(Place.LOG)
        await deck.pilot.press("o")
        await deck.until(lambda: isinstance(deck.app.screen, DomainsScreen) and "those of api first" in deck.text)
        await deck.pilot.press("q")
        await deck.until(lambda: deck.app.screen is deck.app.main)
        deck.app.main.arrangement.go(Place.PROJECTS)
        await deck.pilot.press("o")
        await deck.until(lambda: isinstance(deck.app.screen, DomainsScreen) and "3 domains" in deck.text)
        assert "first" not in deck.text


async def test_without_a_browser_the_address_is_shown_and_copied_with_the_way_to_it(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        screen = await open_domains(deck)
        await go_to(deck, screen, "shop-shop.localhost /api")
        await deck.pilot.press("o")
        await deck.until(lambda: isinstance(deck.app.screen, AddressScreen))
        await deck.until(lambda: "Copied the address" in deck.text)
        assert "http://shop.localhost:30123/api" in deck.text
        assert "ssh -N -L 30123:127.0.0.1:30123 ops@192.0.2.7" in deck.text
        assert deck.app.clipboard == "http://shop.localhost:30123/api"
        await deck.pilot.press("s")
        await deck.until(lambda: "Copied the ssh line" in deck.text)
        assert deck.app.clipboard == "ssh -N -L 30123:127.0.0.1:30123 ops@192.0.2.7"
        await deck.pilot.press("escape")
        await deck.until(lambda: deck.app.screen is screen)


async def test_a_domain_that_others_reach_needs_no_way_to_it(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        screen = await open_domains(deck)
        await go_to(deck, screen, "shop-api.example /")
        await deck.pilot.press("o")
        await deck.until(lambda: isinstance(deck.app.screen, AddressScreen) and "http://api.example/" in deck.text)
        assert "ssh" not in deck.text


async def test_a_browser_is_used_where_there_is_one(
    platform: FakePlatform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("xdg-open", "open"):
        (tmp_path / name).write_text(f'#!/bin/sh\necho "$1" > {tmp_path}/asked\n')
        (tmp_path / name).chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("DISPLAY", ":0")
    for name in ("SSH_CONNECTION", "SSH_TTY"):
        monkeypatch.delenv(name, raising=False)
    async with deck_of(platform) as deck:
        screen = await open_domains(deck)
        await deck.pilot.press("o")
        await deck.until(lambda: "Opened http://shop.localhost:30123/" in deck.text)
        assert (tmp_path / "asked").read_text() == "http://shop.localhost:30123/\n"
        assert deck.app.screen is screen


async def test_the_address_is_copied(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        await open_domains(deck)
        await deck.pilot.press("y")
        await deck.until(lambda: "Copied http://shop.localhost:30123/" in deck.text)
        assert deck.app.clipboard == "http://shop.localhost:30123/"


async def test_the_record_that_proves_the_ownership_is_shown_and_copied(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        screen = await open_domains(deck)
        await go_to(deck, screen, "shop-api.example /")
        await deck.pilot.press("enter")
        await deck.until(lambda: "TXT record  verification=api.example" in deck.text)
        await deck.pilot.press(*["down"] * 5, "y")
        await deck.until(lambda: "Copied TXT record" in deck.text)
        assert deck.app.clipboard == "verification=api.example"


async def test_a_domain_is_connected_to_a_declared_port_and_gone_to(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        screen = await open_domains(deck)
        await open_form(deck, "n")
        await deck.pilot.press(*"new.example", "tab", "tab", "tab", "down", "ctrl+s")
        await deck.until(lambda: deck.app.screen is screen and "new.example" in hosts(deck))
        assert platform.domains.sent == [
            {
                "hostname": "new.example",
                "projectId": "shop",
                "paths": [
                    {"path": "/", "target": {"container": {"id": "shop-web", "portProtocol": "9090/tcp"}}},
                ],
            }
        ]
        await deck.until(lambda: screen.table.cursor_key == "shop-new.example /")
        await deck.until(lambda: "Connected new.example." in deck.text)


async def test_what_is_wrong_is_said_before_anything_is_sent(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        await open_domains(deck)
        await open_form(deck, "n")
        await deck.pilot.press(*"http://a")
        await deck.until(lambda: "without `http://`" in deck.text)
        await deck.pilot.press("ctrl+u", *"SHOP.localhost", "ctrl+s")
        await deck.until(lambda: "SHOP.localhost is connected already." in deck.text)
        assert writes(platform) == []


async def test_a_service_that_declares_no_port_says_so(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        await open_domains(deck, at="mailer")
        await open_form(deck, "n")
        await deck.pilot.press(*"mail.example", "ctrl+s")
        await deck.until(lambda: "mailer declares no TCP port. Add one under ports" in " ".join(deck.text.split()))
        assert writes(platform) == []


async def test_what_the_platform_refuses_stands_at_its_field_and_nothing_typed_is_lost(platform: FakePlatform) -> None:
    problem = {"path": "hostname", "message": "This name is reserved.", "type": "format"}
    body = {"type": "ValidationError", "message": "no", "validationErrors": [problem]}
    platform.fails = lambda request: httpx.Response(400, json=body) if request.method == "POST" else None
    async with deck_of(platform) as deck:
        screen = await open_domains(deck)
        form = await open_form(deck, "n")
        await deck.pilot.press(*"new.example", "ctrl+s")
        await deck.until(lambda: "This name is reserved." in deck.text)
        assert deck.app.screen is form
        assert "new.example" in deck.text
        platform.fails = lambda request: (
            httpx.Response(409, json={"type": "Conflict", "message": "It is connected in the project intranet."})
            if request.method == "POST"
            else None
        )
        await deck.pilot.press("x", "ctrl+s")
        await deck.until(lambda: "It is connected in the project intranet." in " ".join(deck.text.split()))
        assert "new.examplex" in deck.text
        platform.fails = lambda _request: None
        await deck.pilot.press("ctrl+s")
        await deck.until(lambda: deck.app.screen is screen and "new.examplex" in deck.text)


async def test_a_path_is_led_elsewhere_added_and_removed(platform: FakePlatform) -> None:
    shop = "shop-shop.localhost"

    def leads(path: str) -> PathTarget | None:
        return next((each.target for each in platform.domains.known[shop].paths if each.path == path), None)

    async with deck_of(platform) as deck:
        screen = await open_domains(deck)
        await go_to(deck, screen, f"{shop} /api")
        await open_form(deck, "e")
        await deck.pilot.press("down", "tab", *"https://a.example/", "ctrl+s")
        await deck.until(lambda: deck.app.screen is screen and "→ https://a.example/" in deck.text)
        assert leads("/api") == PathTarget(url="https://a.example/")
        assert leads("/") == to("web").target

        await open_form(deck, "plus")
        await deck.pilot.press(*"/new", "ctrl+s")
        await deck.until(lambda: deck.app.screen is screen and screen.table.cursor_key == f"{shop} /new")
        assert leads("/new") == to("web").target

        await deck.pilot.press("minus")
        await deck.until(lambda: isinstance(deck.app.screen, Question) and "Remove the path /new?" in deck.text)
        await deck.pilot.press("y")
        await deck.until(lambda: deck.app.screen is screen)
        await deck.until(lambda: "Removed shop.localhost/new." in deck.text)
        assert leads("/new") is None
        assert leads("/api") == PathTarget(url="https://a.example/")


async def test_the_root_and_the_projects_own_domain_stay(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        screen = await open_domains(deck)
        await deck.pilot.press("minus")
        await deck.until(lambda: "The path / always exists." in deck.text)
        await go_to(deck, screen, "shop-p-abc123.localhost /")
        await deck.pilot.press("x")
        await deck.until(lambda: "p-abc123.localhost is the project's own domain, which stays" in told(deck))
        assert deck.app.screen is screen
        assert writes(platform) == []


async def test_a_domain_is_removed_after_a_question_that_names_it(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        screen = await open_domains(deck)
        await deck.pilot.press("x")
        await deck.until(lambda: isinstance(deck.app.screen, Question) and "/api → api:80" in deck.text)
        await deck.pilot.press("n")
        await deck.until(lambda: deck.app.screen is screen)
        assert writes(platform) == []
        await deck.pilot.press("x")
        await deck.until(lambda: isinstance(deck.app.screen, Question))
        screen.table.move_to("shop-api.example /")
        await deck.pilot.press("y")
        await deck.until(lambda: hosts(deck) == ["api.example", "p-abc123.localhost"])
        assert writes(platform) == ["DELETE /v2/ingresses/shop-shop.localhost"]
        await deck.until(lambda: "Removed shop.localhost." in deck.text)


async def test_in_a_protected_project_its_name_is_typed(platform: FakePlatform) -> None:
    profile = Profile(name="local", kind=ProfileKind.LOCAL, protected=frozenset({"shop-prod"}))
    async with open_fake_deck(Platforms({"local": platform}), profile=profile) as deck:
        screen = await open_domains(deck)
        await deck.pilot.press("x")
        await deck.until(lambda: isinstance(deck.app.screen, TypedQuestion))
        await deck.pilot.press(*"shop-prod", "enter")
        await deck.until(lambda: deck.app.screen is screen and "Removed shop.localhost." in deck.text)
        form = await open_form(deck, "n")
        await deck.pilot.press(*"new.example", "ctrl+s")
        await deck.until(lambda: isinstance(deck.app.screen, TypedQuestion) and "Connect new.example?" in deck.text)
        await deck.pilot.press("escape")
        await deck.until(lambda: deck.app.screen is form and "new.example" in deck.text)
        assert platform.domains.sent == []
        await deck.pilot.press("ctrl+s")
        await deck.until(lambda: isinstance(deck.app.screen, TypedQuestion))
        await deck.pilot.press(*"shop-prod", "enter")
        await deck.until(lambda: deck.app.screen is screen and "Connected new.example." in deck.text)


async def test_ownership_is_verified_or_said_what_is_missing(platform: FakePlatform) -> None:
    missing = {"type": "PreconditionFailed", "message": "api.example needs the TXT record and has none."}
    platform.fails = lambda request: (
        httpx.Response(412, json=missing) if request.url.path.endswith("verify-ownership") else None
    )
    async with deck_of(platform) as deck:
        screen = await open_domains(deck)
        await deck.pilot.press("V")
        await deck.until(lambda: "The ownership of shop.localhost is verified." in deck.text)
        await go_to(deck, screen, "shop-api.example /")
        await deck.pilot.press("V")
        await deck.until(lambda: "things are: api.example needs the TXT record and has none." in told(deck))
        platform.fails = lambda _request: None
        await deck.pilot.press("V")
        await deck.until(lambda: "The ownership of api.example is verified." in deck.text)
        await deck.until(lambda: "ownership open" not in deck.text)


async def test_a_certificate_is_requested(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        await open_domains(deck)
        await deck.pilot.press("t")
        await deck.until(lambda: "Requested a certificate for shop.localhost." in deck.text)
        await deck.until(lambda: "◐ requested" in deck.text)


async def test_a_read_only_profile_dims_what_changes_and_says_why(platform: FakePlatform) -> None:
    async with deck_of(platform, read_only=True) as deck:
        screen = await open_domains(deck)
        hints = {each.command: each.dimmed for each in screen.query_one(KeyBar)._hints}
        assert not hints["domain.open"]
        for command, key in (("domain.connect", "n"), ("domain.target", "e"), ("domain.remove", "x")):
            assert hints[command]
            await deck.pilot.press(key)
            await deck.until(lambda: "This profile is read-only" in deck.text)
            assert deck.app.screen is screen
        assert writes(platform) == []


async def test_names_from_outside_do_nothing_but_stand_there(platform: FakePlatform) -> None:
    bad = ingress(HOSTILE, IngressPath(path=f"/{HOSTILE}", target=PathTarget(url=HOSTILE)), to("web"), project="shop")
    platform.domains.add(bad.model_copy(update={"dns_validation_errors": (DnsError(HOSTILE),)}))
    async with deck_of(platform) as deck:
        screen = await open_domains(deck)
        await go_to(deck, screen, f"{bad.id} /")
        assert "[/bin/sh][red]x" in deck.text
        await deck.pilot.press("o")
        await deck.until(lambda: "is no name that an address can be made of" in told(deck))
        for key, kind in (("d", "Details"), ("x", "Remove the domain?"), ("e", "Where"), ("plus", "Add a path")):
            await deck.pilot.press(key)
            await deck.until(lambda: deck.app.screen is not screen and kind in deck.text)  # noqa: B023 -- asked at once
            assert "\x1b" not in deck.text
            await deck.pilot.press("escape")
            await deck.until(lambda: deck.app.screen is screen)


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 12)])
async def test_however_small_the_screen_name_state_and_the_way_out_are_in_view(
    platform: FakePlatform, size: tuple[int, int]
) -> None:
    async with deck_of(platform, size=size) as deck:
        await deck.highlight("web")
        await deck.pilot.press("o")
        await deck.until(lambda: "◐ ownership o" in deck.text and "esc close" in deck.text)
        assert "shop.localhost/api" in deck.text
        await deck.pilot.press("o")
        await deck.until(lambda: isinstance(deck.app.screen, AddressScreen) and "esc closes" in deck.text)
        for text in ("http://shop.localhost:30123/", "ssh -N -L 30123:127.0.0.1:30123", "ops@192.0.2.7"):
            assert text in deck.text
        await deck.pilot.press("escape")
        await open_form(deck, "n")
        await deck.until(lambda: "Host name" in deck.text)


async def test_the_palette_offers_it_and_what_can_be_done_there(platform: FakePlatform) -> None:
    async with deck_of(platform) as deck:
        await deck.highlight("web")
        await deck.pilot.press("colon")
        await deck.pilot.press(*"show domains")
        await deck.until(lambda: "Show domains of the project" in deck.text)
        await deck.pilot.press("enter")
        await deck.until(lambda: isinstance(deck.app.screen, DomainsScreen))
        await deck.pilot.press("colon")
        await deck.pilot.press(*"request a cert")
        await deck.until(lambda: "Request a certificate for the domain" in deck.text)
