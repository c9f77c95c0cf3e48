"""A domain connected in the app, on a platform that really runs services, and a request that reaches its process."""

from __future__ import annotations

import asyncio

import pytest

from tests.app.conftest import Deck, Opener
from tui.screens.domains import DomainsScreen
from tui.screens.form import FormScreen
from tui.screens.question import Question


async def ask(port: int, host: str, path: str) -> str:
    """What a browser gets that asks the proxy for a path of a host."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    try:
        async with asyncio.timeout(30):
            return (await reader.read()).decode()
    finally:
        writer.close()


async def open_domains(deck: Deck) -> DomainsScreen:
    await deck.until(lambda: deck.service("web").status == "running")
    await deck.highlight("web")
    await deck.pilot.press("o")
    await deck.until(lambda: isinstance(deck.app.screen, DomainsScreen) and "store.localhost" in deck.text)
    screen = deck.app.screen
    assert isinstance(screen, DomainsScreen)
    return screen


async def test_a_domain_connected_in_the_app_reaches_the_process(
    open_deck: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.7 22")
    async with open_deck() as deck:
        screen = await open_domains(deck)
        await deck.pilot.press("n")
        await deck.until(lambda: isinstance(deck.app.screen, FormScreen))
        await deck.pilot.press(*"wiki.localhost", "ctrl+s")
        await deck.until(lambda: "wiki.localhost is connected already" in deck.text)
        await deck.pilot.press("ctrl+u", *"shop.localhost", "ctrl+s")
        await deck.until(lambda: deck.app.screen is screen and "shop.localhost" in deck.text)
        shop = next(each for each in screen.items if each.hostname == "shop.localhost")
        assert shop.http_port is not None
        await deck.until(lambda: screen.highlighted == shop)
        assert '"status":"ok"' in await ask(shop.http_port, "shop.localhost", "/health")

        await deck.pilot.press("o")
        await deck.until(lambda: f"ssh -N -L {shop.http_port}:127.0.0.1:{shop.http_port}" in deck.text)
        assert f"http://shop.localhost:{shop.http_port}/" in deck.text
        await deck.pilot.press("escape", "x")
        await deck.until(lambda: isinstance(deck.app.screen, Question))
        await deck.pilot.press("y")
        await deck.until(lambda: all(each.hostname != "shop.localhost" for each in screen.items))
        assert "404" in (await ask(shop.http_port, "shop.localhost", "/health")).splitlines()[0]
