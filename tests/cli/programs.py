"""`python -m tui` as a program of its own, with nothing of the person's environment but the path."""

from __future__ import annotations

import io
import os
import select
import signal
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from tempfile import TemporaryFile
from typing import Self
from unittest import mock

from tui.__main__ import main

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60
"""Seconds after which a program that hangs fails its test."""


def environment(home: Path, **more: str) -> dict[str, str]:
    """An environment whose home and XDG folders are inside *home*."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "XDG_RUNTIME_DIR": str(home),
        **more,
    }


def run(*arguments: str, home: Path, **more: str) -> subprocess.CompletedProcess[bytes]:
    """Run it to its end; what it writes is kept as bytes."""
    return subprocess.run(
        [sys.executable, "-m", "tui", *arguments],
        env=environment(home, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
        cwd=ROOT,
    )


def call(*arguments: str, home: Path, **more: str) -> subprocess.CompletedProcess[bytes]:
    """The same inside this process and much faster, for what needs no process of its own."""
    environ = mock.patch.dict(os.environ, environment(home, **more), clear=True)
    with TemporaryFile() as output, TemporaryFile() as complaint:
        files = [io.TextIOWrapper(file, "utf-8", write_through=True) for file in (output, complaint)]
        with environ, redirect_stdout(files[0]), redirect_stderr(files[1]):
            code = main(arguments)
        texts = [os.pread(file.fileno(), file.seek(0, os.SEEK_END), 0) for file in (output, complaint)]
    return subprocess.CompletedProcess(arguments, code, *texts)


class Program:
    """A running program of ours; what it writes is read line by line, each awaited for a bounded time."""

    def __init__(self, *arguments: str, home: Path, stdout: int = subprocess.PIPE, **more: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tui", *arguments],
            env=environment(home, **more),
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.PIPE,
            cwd=ROOT,
        )
        self._pending = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()

    def read_lines(self, count: int) -> bytes:
        """The next *count* lines of its stdout."""
        while self._pending.count(b"\n") < count:
            self._pending += self._read_some()
        lines = self._pending.split(b"\n", count)
        self._pending = lines.pop()
        return b"".join(line + b"\n" for line in lines)

    def stop_reading(self) -> None:
        """Close our end of its stdout, as `head` does; what was not taken is gone."""
        self._pending = b""
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.process.stdout = None

    def end(self, ending: signal.Signals | None = None) -> tuple[int, bytes, bytes]:
        """Send it *ending*, wait for its end, and give its exit code and what it wrote besides what was read."""
        if ending is not None:
            self.process.send_signal(ending)
        output, complaint = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, self._pending + (output or b""), complaint

    def _read_some(self) -> bytes:
        assert self.process.stdout is not None
        descriptor = self.process.stdout.fileno()
        assert select.select([descriptor], [], [], PATIENCE)[0], "nothing was written"
        some = os.read(descriptor, 65536)
        assert some, "it ended"
        return some
