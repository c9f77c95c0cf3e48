"""One local platform for all programs of a user: started, shared, left, lost and killed. All real."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.platform.lifecycle import (
    client_of,
    ended,
    has_leases,
    make_folder,
    mode_of,
    names_in,
    nothing_is_left_of,
    status_of,
    text_of,
)
from tests.platform.runtime.bench import needs_proc, processes_of
from tests.waiting import until
from tui.platform import launch
from tui.platform.joining import Lease
from tui.platform.launch import PlatformError, connect
from tui.platform.locks import try_lock


@pytest.fixture
async def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Path]:
    """A data folder whose platform, if any, is ended after the test."""
    data = tmp_path / "data"
    monkeypatch.setenv("STACKDECK_DATA", str(data))
    yield data
    await nothing_is_left_of(data)


async def project_of(lease: Lease) -> dict[str, Any]:
    async with client_of(lease) as client:
        return dict((await client.get("/projects")).json()[0])


async def declare(lease: Lease, **services: Any) -> None:
    """Make *services* the default stack of the first project."""
    project = await project_of(lease)
    async with client_of(lease) as client:
        answer = await client.put(f"/stacks/{project['id']}", json={"services": services, "volumes": {}})
        assert answer.status_code == 200, answer.text


async def running(lease: Lease, name: str) -> dict[str, Any]:
    """The service *name* once it runs."""
    async with client_of(lease) as client:

        async def found() -> list[dict[str, Any]]:
            services: list[dict[str, Any]] = (await client.get("/services")).json()
            return [each for each in services if each["serviceName"] == name and each["status"] == "running"]

        services: list[dict[str, Any]] = await until(found)
        return services[0]


TICKER = {"image": "stackdeck/ticker:1", "description": "ticks"}


async def test_the_first_program_starts_it_and_the_last_to_leave_ends_it(data: Path) -> None:
    first = await connect(data, empty=True)
    second = await connect(data)

    assert first.token == second.token
    assert (await status_of(data))["leases"] == 2
    await first.leave()
    assert (await project_of(second))["description"]
    await second.leave()
    await ended(data)

    assert await launch.read_status(data) is None
    assert second.broken
    assert not {"token", "platform.json"} & names_in(data)
    assert names_in(data / "sockets") == set()


async def test_who_stops_one_that_is_ending_already_waits_for_its_end(data: Path) -> None:
    lease = await connect(data)  # with services, which take a moment to end
    await lease.leave()

    async def is_silent() -> bool:
        return await launch.read_status(data) is None

    await until(is_silent)

    await launch.stop(data)
    free = try_lock(data / "platform.lock")
    assert free is not None
    os.close(free)


async def test_it_answers_only_with_its_token_and_only_this_user_can_reach_it(data: Path) -> None:
    lease = await connect(data, empty=True)

    async with client_of(lease) as client:
        assert (await client.get("/projects")).status_code == 200
        assert (await client.get("/projects", headers={"x-access-token": "x"})).status_code == 401
    assert [mode_of(data), mode_of(lease.socket.parent)] == [0o700, 0o700]
    private = (data / "token", data / "platform.json", data / "platform.log", lease.socket)
    assert {mode_of(path) for path in private} == {0o600}
    assert lease.token not in repr(lease)
    await lease.leave()


async def test_programs_that_start_at_once_share_one_platform(data: Path) -> None:
    leases = await asyncio.gather(*(connect(data, empty=True) for _ in range(6)))

    assert len({lease.token for lease in leases}) == 1
    assert (await status_of(data))["leases"] == 6
    for lease in leases:
        await lease.leave()


@pytest.mark.parametrize("stage", ["start.lock", "platform.lock", "token", "sockets/lease", "platform.json"])
async def test_who_goes_while_it_starts_leaves_nothing_behind(data: Path, stage: str) -> None:
    connecting = asyncio.create_task(connect(data, empty=True))
    async with asyncio.timeout(30):
        while not await asyncio.to_thread((data / stage).exists):
            await asyncio.sleep(0)

    connecting.cancel()
    await asyncio.wait({connecting})
    if not connecting.cancelled():
        # It was there before the cancellation.
        await connecting.result().leave()

    await until(lambda: not processes_of(data))


async def test_a_lost_line_finds_its_platform_again(data: Path) -> None:
    lease = await connect(data, empty=True)
    pid = (await status_of(data))["pid"]

    _break(lease)
    await has_leases(data, 0)
    again = await connect(data)

    assert (await status_of(data))["pid"] == pid
    await again.leave()
    await ended(data)


async def test_a_line_that_stays_lost_ends_it(data: Path) -> None:
    lease = await connect(data, empty=True, linger=0.1)
    _break(lease)

    await ended(data)


async def test_a_broken_lease_among_others_ends_nothing(data: Path) -> None:
    lost, kept = await connect(data, empty=True, linger=0.05), await connect(data)

    _break(lost)
    await has_leases(data, 1)

    assert not kept.broken
    assert await project_of(kept)
    await kept.leave()
    await ended(data)


def _break(lease: Lease) -> None:
    """End the connection as a killed program does: without a word."""
    lease._connection.close()


async def test_after_a_kill_everything_acknowledged_is_there_and_what_ran_runs_again(data: Path) -> None:
    lease = await connect(data, empty=True)
    await declare(lease, ticker=TICKER)
    before = await running(lease, "ticker")
    orphans = set(processes_of(data))

    os.kill((await status_of(data))["pid"], signal.SIGKILL)
    await until(lambda: lease.broken)
    again = await connect(data)
    after = await running(again, "ticker")

    assert again.token != lease.token
    assert (after["id"], after["shortId"]) == (before["id"], before["shortId"])
    assert not orphans & set(processes_of(data))
    await lease.leave()
    await again.leave()


async def test_after_an_orderly_end_what_ran_runs_again_and_what_was_stopped_does_not(data: Path) -> None:
    lease = await connect(data, empty=True)
    await declare(lease, ticker=TICKER, idle=TICKER)
    idle = await running(lease, "idle")
    await running(lease, "ticker")
    async with client_of(lease) as client:
        answer = await client.post(f"/stacks/{idle['stackId']}/services/{idle['id']}/actions/stop")
        assert answer.status_code == 204
    await lease.leave()
    await ended(data)

    again = await connect(data)
    await running(again, "ticker")

    async with client_of(again) as client:
        statuses = {each["serviceName"]: each["status"] for each in (await client.get("/services")).json()}
    assert statuses == {"ticker": "running", "idle": "stopped"}
    await again.leave()


@needs_proc
async def test_no_token_of_the_user_reaches_it(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MITTWALD_API_TOKEN", "the-vendor's-secret")
    monkeypatch.setenv("COPY_OF_IT", "the-vendor's-secret")
    lease = await connect(data, empty=True)

    environment = text_of(Path(f"/proc/{(await status_of(data))['pid']}/environ"))

    assert "the-vendor's-secret" not in environment
    await lease.leave()


async def test_it_belongs_to_no_session_of_the_program_that_started_it(data: Path) -> None:
    lease = await connect(data, empty=True)
    pid = (await status_of(data))["pid"]

    assert os.getsid(pid) != os.getsid(0)
    assert os.getpgid(pid) != os.getpgid(0)
    await lease.leave()


async def test_a_long_path_puts_the_sockets_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / ("long" * 30)
    monkeypatch.setenv("STACKDECK_DATA", str(data))
    try:
        lease = await connect(data, empty=True)

        assert not lease.socket.is_relative_to(data)
        assert await project_of(lease)
        folder = lease.socket.parent
        await lease.leave()
        await ended(data)
        assert names_in(folder) == set()
    finally:
        await nothing_is_left_of(data)


async def test_a_folder_that_others_could_enter_is_made_private(data: Path) -> None:
    make_folder(data, 0o755)

    lease = await connect(data, empty=True)

    assert mode_of(data) == 0o700
    await lease.leave()


async def test_a_folder_with_other_files_is_refused(data: Path) -> None:
    make_folder(data)
    (data / "thesis.txt").write_text("precious")

    with pytest.raises(PlatformError, match="holds other files"):
        await connect(data)
    assert await launch.reset(data) is False
    assert names_in(data) == {"thesis.txt"}


async def test_a_socket_folder_that_is_not_private_is_not_trusted(data: Path, tmp_path: Path) -> None:
    make_folder(data)
    (data / "platform.lock").touch()
    trap = tmp_path / "trap"
    make_folder(trap, 0o777)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(trap / "lease"))
        listener.listen()
        (data / "platform.json").write_text(json.dumps({"sockets": str(trap)}))

        with pytest.raises(PlatformError, match="not yours alone"):
            await connect(data)


async def test_stale_sockets_and_descriptions_do_no_harm(data: Path) -> None:
    make_folder(data)
    make_folder(data / "sockets")
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(data / "sockets" / "lease"))
    (data / "platform.json").write_text(json.dumps({"sockets": str(data / "sockets"), "pid": os.getpid()}))
    (data / "token").write_text("old")

    lease = await connect(data, empty=True)

    assert await project_of(lease)
    await lease.leave()


async def test_a_damaged_database_is_said(data: Path) -> None:
    make_folder(data)
    (data / "platform.sqlite").write_bytes(b"this is no database, whatever it is" * 100)

    with pytest.raises(PlatformError, match="platform reset"):
        await connect(data)


async def test_a_platform_that_hangs_is_said(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lease = await connect(data, empty=True)
    pid = (await status_of(data))["pid"]
    monkeypatch.setattr("tui.platform.joining.ANSWER_WITHIN", 0.2)
    os.kill(pid, signal.SIGSTOP)
    try:
        with pytest.raises(PlatformError, match="does not answer"):
            await connect(data)
    finally:
        os.kill(pid, signal.SIGCONT)
    await lease.leave()


async def test_garbage_on_the_lease_socket_changes_nothing(data: Path) -> None:
    lease = await connect(data, empty=True)

    for sent in (b"", b"\n", b"nonsense\n", b"x" * 100_000, b"lease", b"\xff\xfe\n"):
        _, writer = await asyncio.open_unix_connection(str(lease.socket.with_name("lease")))
        writer.write(sent)
        writer.close()

    assert (await status_of(data))["leases"] == 1
    await lease.leave()


async def test_stopping_stops_whoever_uses_it(data: Path) -> None:
    lease = await connect(data, empty=True)
    await declare(lease, ticker=TICKER)
    await running(lease, "ticker")

    assert await launch.stop(data)

    assert await lease.ended()
    assert lease.broken
    assert not await launch.stop(data)
    await nothing_is_left_of(data)
    await lease.leave()


async def test_a_reset_deletes_everything_and_the_next_start_is_a_first_one(data: Path) -> None:
    lease = await connect(data, empty=True)
    await declare(lease, ticker=TICKER)
    await running(lease, "ticker")

    assert await launch.reset(data)
    await lease.leave()

    assert names_in(data) == {"platform.lock", "start.lock"}
    again = await connect(data, empty=True)
    async with client_of(again) as client:
        assert (await client.get("/services")).json() == []
    await again.leave()


async def test_a_new_platform_brings_the_sample_fleet(data: Path) -> None:
    lease = await connect(data)

    await running(lease, "search")

    async with client_of(lease) as client:
        assert len((await client.get("/projects")).json()) == 3
        assert len((await client.get("/services")).json()) >= 12
    await lease.leave()
