"""Every sample program, really run."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.platform.runtime.bench import Bench, a_bench, a_spec
from tui.models.service import ServiceStatus
from tui.platform.images.catalogue import known_images

PROGRAMS = sorted(name for name, image in known_images().items() if image.program)


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    async with a_bench(tmp_path) as bench:
        yield bench


async def ask(bench: Bench, target: str, method: str = "GET") -> tuple[int, str]:
    """What the web server of *bench* answers: status and body."""
    change = next(change for change in reversed(bench.changes) if "→" in change.message)
    host, _, port = change.message.rpartition(" ")[2].partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"{method} {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    head, _, body = (await reader.read()).decode().partition("\r\n\r\n")
    writer.close()
    return int(head.split()[1]), body


@pytest.mark.parametrize("image", PROGRAMS)
async def test_it_says_its_version_and_ends_on_sigterm_with_code_0(bench: Bench, image: str) -> None:
    spec = a_spec(f"{image}:7.1", name="it")
    await bench.run(spec)
    log = await bench.line(spec, b"\n")

    await bench.supervisor.stop(spec.service_id)

    assert f"INFO  {image}:7.1 starting as it, pid " in log.decode()
    assert (await bench.until(spec, ServiceStatus.STOPPED)).message == "stopped · exited with code 0"
    assert b"SIGTERM received, shutting down" in await bench.log(spec)


async def test_web_answers_its_paths_and_logs_them(bench: Bench) -> None:
    spec = a_spec("stackdeck/web:3", name="shop")
    await bench.run(spec)

    status, page = await ask(bench, "/")
    health = await ask(bench, "/health?deep=1")

    assert (status, "<h1>shop</h1>" in page, "stackdeck/web:3" in page) == (200, True, True)
    assert (health[0], json.loads(health[1])["status"]) == (200, "ok")
    assert (await ask(bench, "/", "HEAD"))[1] == ""
    assert (await ask(bench, "/favicon.ico"))[0] == 404
    assert (await ask(bench, "/", "BREW"))[0] == 405
    log = (await bench.line(spec, b"BREW")).decode()
    assert re.search(r'INFO  "GET /health\?deep=1" \x1b\[32m200\x1b\[0m \d+ B \d+ ms\n', log)


async def test_web_fails_with_a_traceback_in_its_log(bench: Bench) -> None:
    spec = a_spec("stackdeck/web")
    await bench.run(spec)

    assert (await ask(bench, "/error"))[0] == 500

    log = await bench.line(spec, b"has no block named `total`\n")
    assert b"ERROR unhandled exception in a request\nTraceback (most recent call last):\n" in log


@pytest.mark.parametrize("sent", [b"", b"\r\n\r\n", b"x" * 40_000, b"GET / HTTP/1.1\r\nHost: x", b"\xff\xfe\r\n\r\n"])
async def test_web_survives_what_is_no_request(bench: Bench, sent: bytes) -> None:
    spec = a_spec("stackdeck/web")
    await bench.run(spec)
    port = int(bench.changes[-1].message.rpartition(":")[2])
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    writer.close()

    assert (await ask(bench, "/health"))[0] == 200


async def test_web_can_be_slow_and_failing_on_purpose(bench: Bench) -> None:
    spec = a_spec("stackdeck/web", environment={"LATENCY": "50", "ERROR_PERCENT": "100"})
    await bench.run(spec)
    begun = asyncio.get_running_loop().time()

    assert (await ask(bench, "/"))[0] == 500
    assert asyncio.get_running_loop().time() - begun >= 0.05


async def test_flaky_crashes_with_a_traceback_and_its_exit_code(bench: Bench) -> None:
    spec = a_spec("stackdeck/flaky", environment={"CRASH_AFTER": "0.03", "EXIT_CODE": "7"})
    await bench.supervisor.start(spec)

    message = (await bench.until(spec, ServiceStatus.ERROR)).message

    assert message.startswith("exited with code 7, restarting in ")
    assert b"ConnectionRefusedError: [Errno 111] connection to 10.0.0.7:5432 refused" in await bench.log(spec)


@pytest.mark.parametrize("rate", ["2000", "0"])
async def test_flood_writes_numbered_lines(bench: Bench, rate: str) -> None:
    spec = a_spec("stackdeck/flood", environment={"RATE": rate, "LINE_LENGTH": "60"})
    await bench.run(spec)
    await bench.line(spec, b" 3000 ")
    await bench.supervisor.stop(spec.service_id)
    await bench.until(spec, ServiceStatus.STOPPED)

    lines = [line for line in (await bench.log(spec)).decode().splitlines() if line.startswith(("DEBUG", "INFO  "))]
    numbered = [line for line in lines if line.endswith(".") and len(line) == 60]
    assert [int(line.split()[1]) for line in numbered[:3000]] == list(range(3000))


async def test_jsonlog_writes_objects(bench: Bench) -> None:
    spec = a_spec("stackdeck/jsonlog:2", environment={"INTERVAL": "0.001"})
    await bench.run(spec)
    log = await bench.line(spec, b"TimeoutError")

    entries = [json.loads(line) for line in log.decode().splitlines() if line.startswith("{") and line.endswith("}")]
    assert {entry["level"] for entry in entries} == {"info", "error"}
    assert {entry["version"] for entry in entries} == {"2"}


async def test_mailer_colours_its_levels(bench: Bench) -> None:
    spec = a_spec("stackdeck/mailer", environment={"INTERVAL": "0.001"})
    await bench.run(spec)

    log = await bench.line(spec, b"550 mailbox unavailable")

    assert b"\x1b[33mWARN\x1b[0m" in log


async def test_a_variable_that_is_no_number_is_said_and_the_default_used(bench: Bench) -> None:
    spec = a_spec(environment={"INTERVAL": "soon"})
    await bench.run(spec)

    await bench.line(spec, b"WARN  INTERVAL='soon' is not a number, using 1")
    await bench.line(spec, b"tick 1")


async def test_a_declared_command_is_told(bench: Bench) -> None:
    spec = a_spec("stackdeck/ticker", "--verbose", "x")
    await bench.run(spec)

    await bench.line(spec, b"INFO  arguments: --verbose x")
