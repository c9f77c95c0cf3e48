"""What the proxy for domains adds and stands: `python -m tests.bench.proxy [REQUESTS]`.

A platform of its own, and its sample web server asked directly and through the proxy in turns: at concurrency 1 the
medians are compared, with a new connection for each request and with one that is kept. Then REQUESTS requests (10,000)
at concurrency 50 through the proxy while other services restart: none may be lost.
"""

from __future__ import annotations

import asyncio
import re
import socket
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

import httpx

from tui.platform import launch
from tui.platform.joining import Lease

ROUNDS, AT_ONCE, ADDED = 400, 50, 0.001
"""Requests each way at concurrency 1; requests at once; and the bar for what the proxy adds, in seconds."""
HOST = "store.localhost"
SAYS = "has answered"


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the sample web server is asked directly, and where the proxy is."""

    direct: int
    proxy: int


def ask(port: int) -> float:
    """Seconds of one request on a connection of its own."""
    began = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(_request("close"))
        answer = b""
        while more := connection.recv(65_536):
            answer += more
    took = time.perf_counter() - began
    assert SAYS.encode() in answer, answer
    return took


def ask_again(connection: socket.socket) -> float:
    """Seconds of one request on a connection that is kept."""
    began = time.perf_counter()
    connection.sendall(_request("keep-alive"))
    answer = connection.recv(65_536)
    while SAYS.encode() not in answer or not answer.endswith(b"</p>\n"):
        answer += connection.recv(65_536)
    return time.perf_counter() - began


def _request(connection: str) -> bytes:
    return f"GET / HTTP/1.1\r\nHost: {HOST}\r\nConnection: {connection}\r\n\r\n".encode()


def compare(ports: Ports) -> None:
    """Print what the proxy adds at concurrency 1."""
    for port in (ports.direct, ports.proxy) * 20:
        ask(port)
    new: dict[int, list[float]] = {ports.direct: [], ports.proxy: []}
    kept: dict[int, list[float]] = {ports.direct: [], ports.proxy: []}
    with ExitStack() as stack:
        connections = {port: stack.enter_context(socket.create_connection(("127.0.0.1", port))) for port in new}
        for _ in range(ROUNDS):
            for port, connection in connections.items():
                new[port].append(ask(port))
                kept[port].append(ask_again(connection))
    print(f"concurrency 1, {ROUNDS} requests each, medians (and 5th to 95th percentiles) in ms")
    for name, times in (("a connection for each request", new), ("one connection for all", kept)):
        print(f"  {name}")
        direct, proxied = times[ports.direct], times[ports.proxy]
        for way, each in (("directly", direct), ("through the proxy", proxied)):
            low, high = (1e3 * edge for edge in (_least(each), quantiles(each, n=20)[-1]))
            print(f"    {way:<20}{median(each) * 1e3:6.2f} ({low:5.2f} to {high:5.2f})")
        added, at_least = median(proxied) - median(direct), _least(proxied) - _least(direct)
        ratio, bar = median(proxied) / median(direct), ADDED * 1e3
        verdict = f"the bar is {bar:.0f} ms: {_verdict(added < ADDED)}"
        print(f"    the proxy adds {added * 1e3:.2f} ms ({ratio:.2f} x); {verdict}")
        print(f"    at the 5th percentiles, which a busy machine disturbs less, {at_least * 1e3:.2f} ms")


def _least(times: list[float]) -> float:
    """The 5th percentile."""
    return quantiles(times, n=20)[0]


async def load(ports: Ports, lease: Lease, requests: int) -> None:
    """Print how many of *requests* are lost at concurrency 50 while other services restart."""
    left = iter(range(requests))
    lost: list[str] = []

    async def work() -> None:
        for _ in left:
            try:
                async with asyncio.timeout(30):
                    answer = await _ask_once(ports.proxy)
            except (OSError, TimeoutError) as error:
                lost.append(repr(error))
                continue
            if not answer.startswith(b"HTTP/1.1 200 ") or SAYS.encode() not in answer:
                lost.append(answer[:100].decode("latin-1"))

    restarting = asyncio.create_task(_restart_others(lease))
    began = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    took = time.perf_counter() - began
    restarting.cancel()
    [restarts] = await asyncio.gather(restarting, return_exceptions=True)
    print(f"{requests} requests at concurrency {AT_ONCE} in {took:.1f} s ({requests / took:.0f} a second)")
    print(f"  others were restarted meanwhile; lost: {len(lost)}: {_verdict(not lost)} {lost[:3] or ''}")
    assert isinstance(restarts, asyncio.CancelledError)


async def _ask_once(port: int) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(_request("close"))
        return await reader.read()
    finally:
        writer.close()


async def _restart_others(lease: Lease) -> None:
    async with _client(lease) as client:
        while True:
            for service in (await client.get("/services")).json():
                if service["serviceName"] != "web" and service["status"] == "running":
                    await client.post(f"/stacks/{service['stackId']}/services/{service['id']}/actions/restart")
            await asyncio.sleep(1)


def _client(lease: Lease) -> httpx.AsyncClient:
    transport = httpx.AsyncHTTPTransport(uds=str(lease.socket))
    headers = {"x-access-token": lease.token}
    return httpx.AsyncClient(transport=transport, base_url="http://stackdeck.local/v2", headers=headers, timeout=30)


async def find_ports(lease: Lease) -> Ports:
    """Make the web server answer without its sample latency and errors, and find where it is."""
    async with _client(lease) as client:
        domains = (await client.get("/ingresses", params={"hostnameSubstring": HOST})).json()
        target = domains[0]["paths"][0]["target"]["container"]["id"]
        service = next(each for each in (await client.get("/services")).json() if each["id"] == target)
        plain: dict[str, object] = {"services": {service["serviceName"]: {"environment": {}}}}
        changed = await client.patch(f"/stacks/{service['stackId']}", json=plain, params={"recreate": "true"})
        at = f"/stacks/{service['stackId']}/services/{service['id']}"
        reached = {"if-event-reached": changed.headers["etag"]}
        while (service := (await client.get(at, headers=reached)).json())["status"] != "running":
            await asyncio.sleep(0.05)
    found = re.search(r"127\.0\.0\.1:(\d+)", service["message"])
    assert found, service["message"]
    return Ports(int(found[1]), domains[0]["httpPort"])


def _verdict(good: bool) -> str:
    return "ok" if good else "MISSED"


async def main(requests: int) -> None:
    """Run everything in a platform that is gone in the end."""
    with tempfile.TemporaryDirectory() as folder:
        lease = await launch.connect(Path(folder) / "data")
        try:
            ports = await find_ports(lease)
            await asyncio.to_thread(compare, ports)
            await load(ports, lease, requests)
        finally:
            await lease.leave()
            await launch.stop(Path(folder) / "data")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
