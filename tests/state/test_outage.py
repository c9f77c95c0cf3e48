"""An hour without a network: everything known stays, few requests are made, and its end is noticed soon."""

from __future__ import annotations

import asyncio

import httpx

from tests import fleets
from tests.state.fake_platform import ORIGIN, FakePlatform
from tests.state.swift_loop import run_swiftly
from tests.waiting import until
from tui.client import Client
from tui.settings import Settings
from tui.state.backoff import LONGEST_PAUSE
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


async def given_up(poller: Poller) -> None:
    """Wait until it makes pauses as long as it ever does, and has just begun one."""
    clock = asyncio.get_running_loop().time
    await poller.wait_until(
        lambda fleet: (fleet.health.retry_at or 0.0) - clock() > LONGEST_PAUSE / 2 or None, timeout=HOUR
    )


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
        await until(lambda: all(store is not None and store.end for store in stores))

        platform.fails = vanish
        asked = len(platform.asked)
        await asyncio.sleep(HOUR)  # in simulated time: that an hour passes is what this is about
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
        await given_up(poller)
        platform.fails = lambda _request: None
        slept = 8 * HOUR
        since = loop.time()
        await poller.wait_until(lambda fleet: fleet.health.is_good or None, timeout=HOUR)
        assert loop.time() - since <= 6
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def test_a_machine_that_woke_asks_at_once() -> None:
    run_swiftly(machine_that_sleeps())


async def network_that_comes_back() -> None:
    platform = shop()
    loop = asyncio.get_running_loop()
    ways: list[str] = []
    async with platform.client() as client:
        poller = Poller(client, clock=loop.time, now=loop.time, network=lambda: tuple(ways))
        running = asyncio.create_task(poller.run())
        await poller.wait_until(lambda fleet: fleet.complete or None, timeout=60)
        platform.fails = vanish
        await given_up(poller)
        platform.fails = lambda _request: None
        ways.append("10.0.0.7")
        since = loop.time()
        await poller.wait_until(lambda fleet: fleet.health.is_good or None, timeout=HOUR)
        assert loop.time() - since <= 5
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def test_a_network_that_came_back_is_used_at_once() -> None:
    run_swiftly(network_that_comes_back())


class Hesitant(httpx.AsyncBaseTransport):
    """Answers as the platform does, when it is allowed to."""

    def __init__(self, platform: FakePlatform) -> None:
        self._platform = httpx.MockTransport(platform._answer)
        self.answers = asyncio.Event()
        self.answers.set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await self.answers.wait()
        return await self._platform.handle_async_request(request)


async def answer_that_does_not_come() -> None:
    transport = Hesitant(shop())
    loop = asyncio.get_running_loop()
    async with Client(ORIGIN, "token", transport=transport, patience=0) as client:
        poller = Poller(client, clock=loop.time, now=loop.time)
        running = asyncio.create_task(poller.run())
        await poller.wait_until(lambda fleet: fleet.complete or None, timeout=60)
        transport.answers.clear()
        poller.look_at("a")
        since = loop.time()
        stale = await poller.wait_until(
            lambda fleet: fleet if fleet.health.condition is Condition.STALE else None, timeout=60
        )
        assert stale is not None
        assert stale.services
        assert 9 <= loop.time() - since <= 12
        transport.answers.set()
        await poller.wait_until(lambda fleet: fleet.health.is_good or None, timeout=60)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def test_an_answer_that_is_awaited_for_long_makes_what_is_shown_stale() -> None:
    run_swiftly(answer_that_does_not_come())
