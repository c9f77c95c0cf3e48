"""A program's end of the lease: finding the platform that runs, and holding a place at it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import stat
from pathlib import Path

from tui.platform.errors import PlatformError
from tui.platform.places import Places, check_private

ANSWER_WITHIN = 5.0


class GoneError(Exception):
    """No platform runs in the data folder, or the one that does is leaving."""


class Lease:
    """A place at the local platform; it runs as long as somebody holds one."""

    def __init__(self, *, socket: Path, token: str, connection: socket.socket) -> None:
        self.socket = socket
        """The Unix socket of the API."""
        self.token = token
        """The token of this life of the platform."""
        self._connection = connection

    def __repr__(self) -> str:
        return f"Lease({str(self.socket)!r})"

    @property
    def broken(self) -> bool:
        """True once the platform has ended; `connect` again then."""
        try:
            return self._connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True

    async def ended(self) -> bool:
        """Wait until the platform has ended; gives whether somebody stopped it, which takes its sockets away first."""
        loop = asyncio.get_running_loop()
        with contextlib.suppress(OSError):
            # Nothing more is ever said on a lease: what comes is its end.
            await loop.sock_recv(self._connection, 1)
        return not await asyncio.to_thread(self.socket.exists)

    async def leave(self) -> None:
        """Say that this program needs the platform no longer. Can be called again."""
        try:
            self._connection.sendall(b"leave\n")
        except OSError:
            # The platform has ended by itself, or the lease was left already.
            pass
        finally:
            self._connection.close()


async def join(places: Places) -> Lease:
    """A lease of the platform that runs. Raises GoneError."""
    connection = await dial(places)
    try:
        folder = Path(connection.getpeername()).parent
        await _become_leaseholder(connection)
        token = places.token.read_text(encoding="utf-8").strip()
    except OSError:
        # It has begun to leave between two of our steps.
        connection.close()
        raise GoneError from None
    except BaseException:
        # Without a word the platform would take this for a broken line and wait.
        with contextlib.suppress(OSError):
            connection.sendall(b"leave\n")
        connection.close()
        raise
    return Lease(socket=folder / "api", token=token, connection=connection)


async def _become_leaseholder(connection: socket.socket) -> None:
    if await ask(connection, "lease") != "ready":
        raise GoneError


async def dial(places: Places) -> socket.socket:
    """A connection to the lease socket, its folder and its owner checked. Raises GoneError."""
    try:
        check_private(places.data)
        fields = json.loads(places.description.read_text(encoding="utf-8"))
        path = Path(fields["sockets"]) / "lease"
        check_private(path.parent)
        state = path.lstat()
    except (OSError, ValueError, LookupError, TypeError):
        raise GoneError from None
    if not stat.S_ISSOCK(state.st_mode) or state.st_uid != os.getuid():
        raise PlatformError(f"{path} is not the socket of your platform.")
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.setblocking(False)
    try:
        await asyncio.get_running_loop().sock_connect(connection, str(path))
    except OSError:
        connection.close()
        raise GoneError from None
    return connection


async def ask(connection: socket.socket, word: str, *, within: float = 0) -> str:
    """Say *word* and give the line that comes back. Raises GoneError when the connection ends instead."""
    loop = asyncio.get_running_loop()
    within = within or ANSWER_WITHIN
    answer = b""
    try:
        async with asyncio.timeout(within):
            await loop.sock_sendall(connection, f"{word}\n".encode())
            while not answer.endswith(b"\n"):
                more = await loop.sock_recv(connection, 4096)
                if not more:
                    raise GoneError
                answer += more
    except TimeoutError:
        raise PlatformError(f"The local platform does not answer within {within:g} s.") from None
    except OSError:
        raise GoneError from None
    return answer.decode().strip()
