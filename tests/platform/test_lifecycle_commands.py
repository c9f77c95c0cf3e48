"""`stackdeck serve` and `stackdeck platform`, as commands."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.platform.lifecycle import (
    a_command,
    ended,
    has_leases,
    mode_of,
    names_in,
    nothing_is_left_of,
    outcome,
    status_of,
    text_of,
)
from tests.waiting import until
from tui.platform import launch
from tui.platform.launch import connect


@pytest.fixture
async def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Path]:
    """A data folder whose platform, if any, is ended after the test."""
    data = tmp_path / "data"
    monkeypatch.setenv("STACKDECK_DATA", str(data))
    yield data
    await nothing_is_left_of(data)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_serve_says_where_it_listens_and_ends_cleanly(data: Path, number: signal.Signals) -> None:
    async with a_command("serve", "--data", str(data), "--empty") as serve:
        origin = re.fullmatch(r"listening on (http://127\.0\.0\.1:\d+)", await serve.line())
        token = Path((await serve.line()).removeprefix("token in "))
        assert origin is not None
        assert mode_of(token) == 0o600
        async with httpx.AsyncClient(base_url=origin[1], headers={"x-access-token": text_of(token)}) as client:
            assert (await client.get("/v2/projects")).status_code == 200
            assert (await client.get("/v2/projects", headers={"host": "evil.example"})).status_code == 403
            assert (await client.get("/v2/projects", headers={"x-access-token": "x"})).status_code == 401

        serve.process.send_signal(number)

        assert await serve.end() == (0, "", "")
    assert "token" not in names_in(data)


async def test_serve_listens_on_the_port_that_is_asked_for(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, _, errors = await outcome("serve", "--data", str(data), "--port", str(port))
        assert (code, errors) == (1, f"stackdeck: Can't listen on 127.0.0.1:{port}: Address already in use.\n")

    async with a_command("serve", "--data", str(data), "--port", str(port), "--empty") as serve:
        assert await serve.line() == f"listening on http://127.0.0.1:{port}"
        serve.process.terminate()
        await serve.end()


async def test_serve_takes_lag_and_rate_limit(data: Path) -> None:
    async with a_command("serve", "--data", str(data), "--empty", "--lag", "0", "--rate-limit", "2") as serve:
        origin = (await serve.line()).removeprefix("listening on ")
        token = text_of(Path((await serve.line()).removeprefix("token in ")))
        async with httpx.AsyncClient(base_url=origin, headers={"x-access-token": token}) as client:
            answers = [(await client.get("/v2/projects")).status_code for _ in range(3)]

    assert answers == [200, 200, 429]


async def test_programs_join_the_platform_that_serve_runs_and_do_not_end_it(data: Path) -> None:
    async with a_command("serve", "--data", str(data), "--empty") as serve:
        origin = (await serve.line()).removeprefix("listening on ")
        await serve.line()

        lease = await connect(data)
        assert (await status_of(data))["origin"] == origin
        await lease.leave()
        await has_leases(data, 0)

        assert serve.process.returncode is None
        assert await launch.stop(data)
        assert await serve.end() == (0, "", "")


async def test_a_data_folder_has_one_platform(data: Path) -> None:
    lease = await connect(data, empty=True)
    pid = (await status_of(data))["pid"]

    code, out, errors = await outcome("serve", "--data", str(data))

    assert (code, out) == (1, "")
    assert f"is used by a platform that runs already (process {pid} on " in errors
    assert "stackdeck platform stop" in errors
    await lease.leave()


async def test_remote_hosts_are_listened_to_only_when_asked_and_then_no_commands_run(data: Path) -> None:
    async with a_command("serve", "--data", str(data), "--empty", "--allow-remote", "127.0.0.2") as serve:
        origins = [(await serve.line()).removeprefix("listening on ") for _ in range(2)]
        token = text_of(Path((await serve.line()).removeprefix("token in ")))
        assert origins[1] == origins[0].replace("127.0.0.1", "127.0.0.2")
        async with httpx.AsyncClient(base_url=origins[1], headers={"x-access-token": token}) as client:
            project = (await client.get("/v2/projects")).json()[0]
            shell = {"image": "stackdeck/shell", "description": "x", "command": ["true"]}
            await client.put(f"/v2/stacks/{project['id']}", json={"services": {"sh": shell}, "volumes": {}})

            async def failed() -> list[dict[str, Any]]:
                services = (await client.get("/v2/services")).json()
                return [each for each in services if each["status"] == "error"]

            (service,) = await until(failed)
        serve.process.terminate()
        await serve.end()

    assert service["message"] == "commands are not run: this platform can be reached from other machines"


@pytest.mark.parametrize(
    "arguments",
    [("--port", "70000"), ("--port", "x"), ("--rate-limit", "0"), ("--lag", "-1"), ("--lag", "nan")],
)
async def test_what_makes_no_sense_is_a_mistake_in_usage(data: Path, arguments: tuple[str, ...]) -> None:
    code, out, errors = await outcome("serve", "--data", str(data), *arguments)

    assert (code, out) == (2, "")
    assert arguments[0] in errors
    assert names_in(data) == set()


async def test_an_address_of_another_machine_is_refused(data: Path) -> None:
    code, _, errors = await outcome("serve", "--data", str(data), "--allow-remote", "192.0.2.1")

    assert code == 1
    assert errors.startswith("stackdeck: Can't listen on 192.0.2.1:")


async def test_every_address_at_once_is_refused(data: Path) -> None:
    code, _, errors = await outcome("serve", "--data", str(data), "--allow-remote", "::")

    assert code == 1
    assert errors == "stackdeck: :: is every address: give the one others reach this machine under.\n"


async def test_platform_status_stop_and_reset(data: Path) -> None:
    assert await outcome("platform", "status") == (3, f"not running (data in {data})\n", "")
    assert await outcome("platform", "reset", "--yes") == (0, f"nothing to delete in {data}\n", "")
    lease = await connect(data, empty=True)

    code, out, _ = await outcome("platform", "status", "--data", str(data))
    assert code == 0
    assert re.match(r"running since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d, process \d+\nservices running: 0\nconnected", out)
    told = json.loads((await outcome("platform", "status", "-o", "json"))[1])
    assert (told["running"], told["servicesRunning"], told["programs"]) == (True, 0, 1)
    assert await outcome("platform", "stop") == (0, "stopped\n", "")
    assert json.loads((await outcome("platform", "status", "-o", "json"))[1]) == {"running": False, "data": str(data)}
    assert await outcome("platform", "stop") == (0, "was not running\n", "")
    assert (await outcome("platform", "reset"))[0] == 1
    assert "platform.sqlite" in names_in(data)
    assert await outcome("platform", "reset", "--yes") == (0, f"deleted what was in {data}\n", "")
    assert "platform.sqlite" not in names_in(data)
    await lease.leave()


async def test_a_signal_ends_a_platform_that_nobody_serves(data: Path) -> None:
    lease = await connect(data, empty=True)
    os.kill((await status_of(data))["pid"], signal.SIGTERM)
    await ended(data)

    await until(lambda: lease.broken)
    await lease.leave()
