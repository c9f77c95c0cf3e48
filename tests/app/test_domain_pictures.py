"""Pictures of the domains, looked at once and compared ever since."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from tests import fleets
from tests.app.fake_deck import Platforms, settings
from tests.drawing import Compare
from tests.screens.waiting import until
from tests.state.fake_domains import ingress
from tests.state.fake_platform import FakePlatform
from tui.app import StackdeckApp
from tui.models.ingress import DnsError, IngressIps, IngressPath, PathTarget, Tls
from tui.models.service import Service, ServiceState
from tui.screens.address import AddressScreen
from tui.screens.domains import DomainsScreen
from tui.settings import Profile, ProfileKind
from tui.state.domains import lead_to_service

pytestmark = pytest.mark.usefixtures("homes")


@pytest.fixture(autouse=True)
def far_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """A session over SSH, in a terminal with colours and a clipboard."""
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.7 22")
    monkeypatch.setenv("USER", "ops")
    monkeypatch.setenv("TERM", "xterm-256color")
    for name in ("NO_COLOR", "TMUX", "STY"):
        monkeypatch.delenv(name, raising=False)


def service(name: str, status: str, *ports: str) -> Service:
    state = ServiceState(image="shop/web:1", ports=ports)
    found = fleets.service(name, status, stack="shop", project="shop")
    return found.model_copy(update={"pending_state": state, "deployed_state": state})


def leads(service_id: str, port: int, path: str = "/") -> IngressPath:
    return IngressPath(path=path, target=lead_to_service(service_id, port))


def deck() -> StackdeckApp:
    """The app on a project with a domain of every kind."""
    stack = fleets.stack("shop", service("web", "running", "8080/tcp"), service("api", "error", "80/tcp"))
    platform = FakePlatform([fleets.project("shop", "shop-prod")], [stack])
    old = IngressPath(path="/old", target=PathTarget(url="https://old.example/"))
    shop = ingress("shop.localhost", leads("shop-web", 8080), leads("shop-api", 80, "/api"), old, project="shop")
    www = ingress("www.shop.example", leads("shop-web", 8080), project="shop", verified=False)
    gone = ingress("gone.shop.example", leads("gone", 80), project="shop")
    good = ingress("metrics.shop.example", leads("shop-web", 8080), project="shop")
    platform.domains.add(
        ingress("p-abc123.localhost", project="shop", default=True, http_port=30123),
        shop.model_copy(update={"http_port": 30123, "ips": IngressIps(v4=("127.0.0.1",))}),
        www.model_copy(update={"dns_validation_errors": (DnsError.NO_A_RECORD,)}),
        gone.model_copy(update={"dns_validation_errors": (DnsError.QUAD_A,), "tls": Tls(acme=True, is_created=False)}),
        good.model_copy(update={"tls": Tls(acme=True, is_created=True)}),
    )
    profile = Profile(name="local", kind=ProfileKind.LOCAL)
    return StackdeckApp(settings(), profile, opener=Platforms({"local": platform}))


async def open_domains(pilot: Pilot[Any]) -> None:
    app = pilot.app
    assert isinstance(app, StackdeckApp)
    await until(pilot, lambda: app.main.selection.service_id is not None)
    await pilot.press("o")
    await until(pilot, lambda: isinstance(app.screen, DomainsScreen) and len(app.screen.items) == 5)


@pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=str)
def test_the_domains(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(deck(), terminal_size=size, run_before=open_domains)


def test_the_address_where_there_is_no_browser(snap_compare: Compare) -> None:
    async def open_one(pilot: Pilot[Any]) -> None:
        await open_domains(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, DomainsScreen)
        screen.table.move_to("shop-shop.localhost /")
        await pilot.press("o")
        await until(pilot, lambda: isinstance(pilot.app.screen, AddressScreen) and bool(pilot.app._notifications))
        pilot.app.clear_notifications()
        await until(pilot, lambda: not pilot.app._notifications)

    assert snap_compare(deck(), terminal_size=(100, 30), run_before=open_one)
