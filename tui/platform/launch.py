"""Starts or joins the user's one local platform, asks about it, stops it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import site
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import tui
from tui.platform.errors import PlatformError
from tui.platform.joining import GoneError, Lease, ask, dial, join
from tui.platform.lease import LINGER
from tui.platform.locks import LockHeldError, locked, try_lock
from tui.platform.places import KEPT, Places, check_private, places_of, prepare_data
from tui.settings.tokens import child_environment

START_WITHIN = 40.0
"""Seconds for a start: a platform that is just stopping may need twenty before."""
STOP_WITHIN = 20.0
MOST_OUTPUT = 1024 * 1024

__all__ = ["Lease", "PlatformError", "connect", "read_status", "reset", "stop"]


async def connect(data: Path | None = None, *, empty: bool = False, linger: float = LINGER) -> Lease:
    """A lease of the platform in *data*, by default the user's own; starts it when it does not run.

    A new platform gets the sample fleet, or one empty project when *empty*; *linger* is how many seconds a platform
    that is started here waits after its last lease broke.

    Raises:
        PlatformError: It can't be started or does not answer; the text says why.
    """
    places = prepare_data(data)
    try:
        return await join(places)
    except GoneError:
        pass
    try:
        async with locked(places.start_lock, patience=START_WITHIN):
            return await _join_or_start(places, empty=empty, linger=linger)
    except LockHeldError:
        raise PlatformError("Another program has been starting the local platform for too long.") from None
    except asyncio.CancelledError:
        # One that does not answer yet ends when it finds nobody listening; one that does would wait for a lease.
        with contextlib.suppress(GoneError, PlatformError):
            await (await join(places)).leave()
        raise


async def read_status(data: Path | None = None) -> dict[str, Any] | None:
    """What the running platform says about itself (pid, began, origin, leases); None when none runs."""
    places = places_of(data)
    try:
        connection = await dial(places)
        with connection:
            return dict(json.loads(await ask(connection, "status")))
    except (GoneError, ValueError):
        return None


async def stop(data: Path | None = None) -> bool:
    """Stop the platform and wait until it has ended; gives whether one ran.

    Raises:
        PlatformError: It did not end in time.
    """
    places = places_of(data)
    if not places.lock.exists():
        return False
    ran, deadline = False, time.monotonic() + STOP_WITHIN
    while (descriptor := try_lock(places.lock)) is None:
        if time.monotonic() > deadline:
            raise PlatformError("The local platform does not stop; what it says is in " + str(places.output))
        ran = True
        # One that starts does not listen yet, and one that ends does no longer.
        with contextlib.suppress(GoneError), await dial(places) as connection:
            await ask(connection, "stop", within=STOP_WITHIN)
        await asyncio.sleep(0.02)
    os.close(descriptor)
    return ran


async def reset(data: Path | None = None) -> bool:
    """Stop the platform and delete everything it has kept; gives whether there was anything.

    Raises:
        PlatformError: It did not stop, or another one has just started.
    """
    places = places_of(data)
    if not places.lock.exists():
        return False
    check_private(places.data)
    await stop(places.data)
    try:
        async with locked(places.lock, patience=STOP_WITHIN):
            for name in KEPT:
                await asyncio.to_thread(_delete, places.data / name)
    except LockHeldError:
        raise PlatformError(f"The data folder {places.data} is in use again, nothing was deleted.") from None
    return True


def _delete(path: Path) -> None:
    """Delete a file or a folder with all in it; a link is deleted, not followed."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


async def _join_or_start(places: Places, *, empty: bool, linger: float) -> Lease:
    try:
        return await join(places)
    except GoneError:
        refusal = await _start(places, empty=empty, linger=linger)
    try:
        return await join(places)
    except GoneError:
        raise PlatformError(
            refusal or f"The local platform ended at once; what it said is in {places.output}"
        ) from None


async def _start(places: Places, *, empty: bool, linger: float) -> str:
    """Start a platform as a process of its own; gives why it could not start, empty when it answers."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    read_end, write_end = os.pipe()
    transport, _ = await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(read_end, "rb", buffering=0)
    )
    try:
        starter = _spawn(places, write_end, empty=empty, linger=linger)
        async with asyncio.timeout(START_WITHIN):
            said = (await reader.read()).decode("utf-8", "replace").strip()
    except TimeoutError:
        return f"The local platform does not start; what it says is in {places.output}"
    finally:
        transport.close()
    # It has forked and ended long ago; the platform is its child and outlives it.
    starter.wait()
    return "" if said == "ready" else said


def _spawn(places: Places, ready: int, *, empty: bool, linger: float) -> subprocess.Popen[bytes]:
    """Start the process; *ready*, where it will say so, is closed on this side."""
    command = [sys.executable, "-P", "-m", "tui.platform", "--data", str(places.data), "--ready", str(ready)]
    command += ["--linger", str(linger), *(["--empty"] if empty else [])]
    output = -1
    try:
        output = _open_output(places.output)
        return subprocess.Popen(  # noqa: S603 -- our own program
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=places.data,
            env=_environment(),
            pass_fds=[ready],
            start_new_session=True,
        )
    except OSError as error:
        raise PlatformError(f"The local platform can't be started: {error}") from error
    finally:
        os.close(ready)
        if output >= 0:
            os.close(output)


def _open_output(path: Path) -> int:
    """Where the platform's process prints to; started over when it has become large."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    if os.fstat(descriptor).st_size > MOST_OUTPUT:
        os.ftruncate(descriptor, 0)
    return descriptor


def _environment() -> dict[str, str]:
    """Our variables without any token, and where this package is found when it runs from a checkout."""
    variables = child_environment(os.environ)
    root = Path(tui.__file__).parents[1]
    if str(root) not in site.getsitepackages():
        variables["PYTHONPATH"] = os.pathsep.join(filter(None, [str(root), variables.get("PYTHONPATH")]))
    return variables
