"""The process engine: each service is a child process in a session of its own."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from tui.platform.engines.base import CannotRunError, Execution, Exit, Place
from tui.platform.engines.environment import arguments, environment, image_of
from tui.platform.engines.exits import wait_for_exit
from tui.platform.engines.memory import in_units, watch_memory
from tui.platform.listeners import OwnPorts
from tui.platform.orphans import Records
from tui.platform.processes import group_is_alive
from tui.platform.runtime import ServiceSpec

CHUNK = 64 * 1024
PORT_TIMEOUT = 10.0
PORT_INTERVAL = 0.05


class ProcessEngine:
    """Runs the sample images, and for `stackdeck/shell` the declared command, as child processes."""

    def __init__(self, records: Path, *, settle: float = 0.5, commands: bool = True) -> None:
        """*records* is the folder of what runs; *settle* the seconds a process must live to count as running.

        Without *commands* nothing that a caller of the API could choose is run: neither `stackdeck/shell` nor a
        declared command or entrypoint.
        """
        self._records = Records(records)
        self._settle = settle
        self._commands = commands

    def ports(self, spec: ServiceSpec) -> Sequence[str]:
        """The declared ports, else those of the image. Raises CannotRunError for an unknown image."""
        return spec.ports or image_of(spec).ports

    async def start(self, spec: ServiceSpec, place: Place) -> Execution:
        """Start the process. Raises CannotRunError with a sentence that says why it could not be."""
        image = image_of(spec)
        if not self._commands and (image.program is None or spec.command or spec.entrypoint):
            raise CannotRunError("commands are not run: this platform can be reached from other machines")
        command = arguments(spec, image)
        marker = secrets.token_hex(16)
        variables = environment(spec, image, place, marker=marker)
        for folder, _mount in spec.volumes:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        output, write_end = _open_output()
        try:
            process = _spawn(command, variables, place.home, write_end)
        except CannotRunError:
            output.close()
            raise
        finally:
            os.close(write_end)
        self._records.write(spec.short_id, pid=process.pid, marker=marker)
        listens = image.listens and not spec.entrypoint and place.ports
        return ProcessExecution(
            process,
            output,
            settle=self._settle,
            port=place.ports[0].host if listens else None,
            memory=spec.memory_bytes,
            forget=partial(self._records.remove, spec.short_id),
        )

    async def end_orphans(self) -> int:
        """End the processes of a platform that was killed."""
        return await self._records.end_all()


class Output:
    """The platform's end of the pipe a service writes to. It wakes nobody who does not want to read just then."""

    def __init__(self, descriptor: int) -> None:
        os.set_blocking(descriptor, False)
        self._descriptor = descriptor
        self._waiting: asyncio.Future[None] | None = None

    async def read(self) -> bytes:
        """What is there, waiting for the first of it; empty once nobody can write any more, or after `close`."""
        while self._descriptor >= 0:
            try:
                return os.read(self._descriptor, CHUNK)
            except BlockingIOError:
                await self._something()
        return b""

    def close(self) -> None:
        """Let go of the pipe."""
        if self._descriptor >= 0:
            self._wake()
            os.close(self._descriptor)
            self._descriptor = -1

    async def _something(self) -> None:
        loop = asyncio.get_running_loop()
        self._waiting = loop.create_future()
        loop.add_reader(self._descriptor, self._wake)
        try:
            await self._waiting
        finally:
            self._wake()

    def _wake(self) -> None:
        if self._waiting is not None:
            asyncio.get_running_loop().remove_reader(self._descriptor)
            if not self._waiting.done():
                self._waiting.set_result(None)
            self._waiting = None


class ProcessExecution:
    """One child process and the group it leads."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        output: Output,
        *,
        settle: float,
        port: int | None,
        memory: int | None,
        forget: Callable[[], None],
    ) -> None:
        self._process = process
        self._output = output
        self._settle = settle
        self._port = port
        self._forget = forget
        self._own_ports = OwnPorts(process.pid)
        self._reason = ""
        self._memory = asyncio.create_task(self._limit_memory(memory)) if memory else None

    @property
    def pid(self) -> int:
        """The process's id, which is its group's id too."""
        return self._process.pid

    async def read(self) -> bytes:
        """The next bytes of its output; empty once all who could write have ended. Can be cancelled without loss."""
        return await self._output.read()

    async def ready(self) -> None:
        """Return after the settling time and, for a server of ours, once its port answers (or ten seconds passed)."""
        await asyncio.sleep(self._settle)
        if self._port is not None:
            try:
                async with asyncio.timeout(PORT_TIMEOUT):
                    await _until_it_listens(self._port)
            except TimeoutError:
                return

    async def listens(self, port: int) -> bool:
        """Whether the process, or one of its session, is what answers on this port of the loopback address."""
        return await self._own_ports.listens(port)

    def signal(self, number: int) -> None:
        """Send a signal to the whole group."""
        try:
            os.killpg(self._process.pid, number)
        except ProcessLookupError:
            return
        except PermissionError:
            # All that is left of the group are zombies (macOS), or it has become another user.
            return

    async def wait(self) -> Exit:
        """How the process ended."""
        return Exit.of(await wait_for_exit(self._process), reason=self._reason)

    async def gone(self) -> None:
        """Return once nothing of the group is there; nobody tells, so it is looked for at growing intervals."""
        pause = 0.001
        while group_is_alive(self._process.pid):
            await asyncio.sleep(pause)
            pause = min(pause * 2, 0.1)

    def close(self) -> None:
        """Read no more of its output and remove its record."""
        if self._memory is not None:
            self._memory.cancel()
        self._output.close()
        self._forget()

    async def _limit_memory(self, limit: int) -> None:
        """End the process once it holds more memory than declared."""
        held = await watch_memory(self._process.pid, limit)
        self._reason = f"{in_units(held)} of memory where {in_units(limit)} are declared"
        self.signal(signal.SIGKILL)


def _open_output() -> tuple[Output, int]:
    """A pipe: our end, and the descriptor of the other."""
    read_end, write_end = os.pipe()
    return Output(read_end), write_end


def _spawn(command: Sequence[str], variables: Mapping[str, str], folder: Path, output: int) -> subprocess.Popen[bytes]:
    """Start a process that inherits nothing: no descriptors, no variables, no terminal, no working folder of ours."""
    try:
        return subprocess.Popen(  # noqa: S603 -- running what is declared is what this engine is for
            command,
            env=variables,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            close_fds=True,
        )
    except FileNotFoundError as error:
        hint = "" if " " not in command[0] else ': a command is a list, for example ["sh", "-c", "…"]'
        raise CannotRunError(f"no such program `{command[0]}`{hint}") from error
    except OSError as error:
        raise CannotRunError(f"cannot run `{command[0]}`: {error.strerror or error}") from error


async def _until_it_listens(port: int) -> None:
    """Return once something accepts connections on this port of the loopback address."""
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(PORT_INTERVAL)
        else:
            writer.close()
            return
