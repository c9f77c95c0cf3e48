"""A local platform on a port, and the plain commands run against it."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.cli.programs import Program, call
from tui.settings import ExitCode


class Served(NamedTuple):
    """A platform on a port."""

    origin: str
    token: str
    home: Path

    def run(self, *arguments: str, options: tuple[str, ...] = ()) -> subprocess.CompletedProcess[bytes]:
        """Run a plain command to its end."""
        return call("--url", self.origin, *options, *arguments, home=self.home, STACKDECK_TOKEN=self.token)

    def program(self, *arguments: str) -> Program:
        """Start a plain command that goes on."""
        return Program("--url", self.origin, *arguments, home=self.home, STACKDECK_TOKEN=self.token)

    def status(self, path: str) -> str:
        """The status of a service by its name."""
        services = json.loads(self.run("ls", "services", "-o", "json").stdout)
        return str(next(one["status"] for one in services if one["serviceName"] == path))


@contextmanager
def serve(home: Path) -> Iterator[Served]:
    """A platform on a port, that keeps everything under *home* and ends well."""
    # Reads do not trail writes: what one command wrote is seen by the next one.
    with Program("serve", "--data", str(home / "platform"), "--lag", "0", home=home) as server:
        listening, token = server.read_lines(2).decode().splitlines()
        secret = Path(token.removeprefix("token in ")).read_text().strip()
        yield Served(listening.removeprefix("listening on "), secret, home)
        assert server.end(signal.SIGTERM)[0] == ExitCode.OK


def outcome(done: subprocess.CompletedProcess[bytes]) -> tuple[int, str, str]:
    """The exit code, and what was written to stdout and stderr."""
    return done.returncode, done.stdout.decode(), done.stderr.decode()
