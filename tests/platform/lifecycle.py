"""Starting platforms as processes of their own, asking them, and making sure that nothing of them is left."""

from __future__ import annotations

import asyncio
import contextlib
import os
import stat
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.platform.runtime.bench import processes_of
from tests.waiting import until
from tui.platform import launch
from tui.platform.errors import PlatformError
from tui.platform.joining import Lease
from tui.platform.locks import try_lock

PATIENCE = 60.0


def client_of(lease: Lease) -> httpx.AsyncClient:
    """A client of the platform that *lease* is of."""
    return httpx.AsyncClient(
        transport=httpx.AsyncHTTPTransport(uds=str(lease.socket)),
        base_url="http://stackdeck.local/v2",
        headers={"x-access-token": lease.token},
        timeout=PATIENCE,
    )


async def status_of(data: Path) -> dict[str, Any]:
    """What the running platform says about itself."""
    status = await launch.read_status(data)
    assert status is not None
    return status


async def has_leases(data: Path, number: int) -> None:
    """Wait until the running platform serves so many programs: whether it has taken notice only its state tells."""

    async def does() -> bool:
        return bool((await status_of(data))["leases"] == number)

    await until(does)


def make_folder(path: Path, mode: int = 0o700) -> None:
    """Make a folder with this mode, whatever the umask."""
    path.mkdir(parents=True)
    path.chmod(mode)


def text_of(path: Path) -> str:
    """What is in a file, without the space around it."""
    return path.read_text().strip()


def mode_of(path: Path) -> int:
    """Who may do what with a file or a folder."""
    return stat.S_IMODE(path.stat().st_mode)


def names_in(folder: Path) -> set[str]:
    """The names in a folder; none when it is not there."""
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


async def ended(data: Path) -> None:
    """Wait until no platform uses *data* any more."""

    def is_free() -> bool:
        descriptor = try_lock(data / "platform.lock")
        if descriptor is not None:
            os.close(descriptor)
        return descriptor is not None

    await until(is_free)


async def nothing_is_left_of(data: Path) -> None:
    """Stop a platform that still runs, and wait for the end of all that ran for it."""
    with contextlib.suppress(PlatformError):
        await launch.stop(data)
    await until(lambda: not processes_of(data))


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the program that runs."""

    process: asyncio.subprocess.Process

    async def line(self) -> str:
        """The next line it prints."""
        assert self.process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            return (await self.process.stdout.readline()).decode().rstrip("\n")

    async def end(self) -> tuple[int, str, str]:
        """Its exit code and the rest of what it prints."""
        async with asyncio.timeout(PATIENCE):
            out, errors = await self.process.communicate()
            return await self.process.wait(), out.decode(), errors.decode()


@asynccontextmanager
async def a_command(*arguments: str) -> AsyncIterator[Command]:
    """Run `stackdeck` with these arguments; it is killed in the end if it still runs."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tui", *arguments,
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        yield Command(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def outcome(*arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command."""
    async with a_command(*arguments) as command:
        return await command.end()
