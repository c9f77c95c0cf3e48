"""Opens addresses in the person's browser, and knows where there is none: in a session over SSH, without a desktop."""

from __future__ import annotations

import asyncio
import getpass
import shlex
import sys
from collections.abc import Mapping
from typing import Final

PATIENCE: Final = 5.0
"""Seconds after which a program that still runs is taken to have opened the address: some stay with the browser."""


class Browser:
    """The browser of whoever sits at the terminal.

    Args:
        environ: what is known of the session; the child gets it, so that it holds no token.
        system: the operating system, as `sys.platform` names it.
        patience: seconds to wait for the program that opens an address.
    """

    def __init__(self, environ: Mapping[str, str], *, system: str = sys.platform, patience: float = PATIENCE) -> None:
        self._environ = environ
        self._system = system
        self._patience = patience

    @property
    def is_here(self) -> bool:
        """Whether a window opened here would be seen by the person: not over SSH, and not without a desktop."""
        if any(self._environ.get(name) for name in ("SSH_CONNECTION", "SSH_TTY")):
            return False
        return self._system == "darwin" or any(self._environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))

    async def open(self, address: str) -> bool:
        """Show *address*, `http` or `https`; False where there is no browser, or it could not be reached."""
        if not self.is_here or not address.startswith(("http://", "https://")):
            return False
        try:
            process = await asyncio.create_subprocess_exec(
                *("open" if self._system == "darwin" else "xdg-open", address),
                env=self._environ,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
                start_new_session=True,  # a hangup or ctrl+c here must not close the browser
            )
        except OSError:
            return False
        try:
            return await asyncio.wait_for(process.wait(), self._patience) == 0
        except TimeoutError:
            return True


def ssh_forward(port: int, environ: Mapping[str, str], *, host: str) -> str:
    """What to type on one's own machine so that *port* of this one's loopback is reached there under the same number.

    Where the session came over SSH, this machine is named as that connection reached it, else by *host*.
    """
    _, _, address, ssh_port = (environ.get("SSH_CONNECTION", "").split() + [""] * 4)[:4]
    other_port = f"-p {ssh_port} " if ssh_port not in ("", "22") else ""
    user = environ.get("USER") or environ.get("LOGNAME") or getpass.getuser()
    return f"ssh -N -L {port}:127.0.0.1:{port} {other_port}{shlex.quote(f'{user}@{address or host}')}"
