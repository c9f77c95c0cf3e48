"""An hour without a network: everything known stays, few requests are made, and its end is noticed soon."""

from __future__ import annotations

import asyncio

import httpx

from tests import fleets
from tests.state.fake_platform import FakePlatform
from tests.state.swift_loop import run_swiftly
from tui.settings import Settings
from tui.state.fleet import Condition
from tui.state.poller import Poller
from tui.state.session import Session

HOUR = 3600.0


def shop() -> FakePlatform:
    services = [fleets.service(f"s{number}", stack="a") for number in range(12)]
    platform = FakePlatform([fleets.project("a", "shop")], [fleets.stack("a", *services)])
    platform.logs = {service.id: b"2026-03-10T03:00:00Z INFO ready\n" for service in services}
    return platform


def vanish(_request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("no route to host")


async def hour_without_network() -> None:
    platform = shop()
    loop = asyncio.get_running_loop()
    async with platform.client() as client:
        session = Session(client, read_only=False, settings=Settings(), changed=lambda: None, clock=loop.time)
        running = asyncio.create_task(session.run())
        await session.poller.wait_until(lambda fleet: fleet.complete or None, timeout=60)
        before = session.poller.fleet
        session.poller.look_at("a")
        stores = [session.logs.show(service) for service in list(before.services.values())[:8]]
        await asyncio.sleep(30)
        assert all(store is not None and store.end for store in stores)

        platform.fails = vanish
        asked = len(platform.asked)
        await asyncio.sleep(HOUR)
        after = session.poller.fleet
        assert len(platform.asked) - asked < 150
        assert after.health.condition is Condition.UNREACHABLE
        assert after.services == before.services
        assert all(store is not None and store.line(store.oldest) for store in stores)

        platform.fails = lambda _request: None
        since = loop.time()
        await session.poller.wait_until(lambda fleet: fleet.health.is_good or None, timeout=HOUR)
        assert loop.time() - since < 90
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def test_an_hour_without_network_costs_few_requests_and_loses_nothing() -> None:
    run_swiftly(hour_without_network())


async def machine_that_sleeps() -> None:
    platform = shop()
    loop = asyncio.get_running_loop()
    slept = 0.0
    async with platform.client() as client:
        poller = Poller(client, clock=loop.time, now=lambda: loop.time() + slept)
        running = asyncio.create_task(poller.run())
        await poller.wait_until(lambda fleet: fleet.complete or None, timeout=60)
        platform.fails = vanish
        await asyncio.sleep(600)
        platform.fails = lambda _request: None
        slept = 8 * HOUR
        since = loop.time()
        await poller.wait_until(lambda fleet: fleet.health.is_good or None, timeout=HOUR)
        assert loop.time() - since <= 21
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def test_a_machine_that_woke_asks_at_once() -> None:
    run_swiftly(machine_that_sleeps())
