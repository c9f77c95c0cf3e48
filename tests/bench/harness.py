"""Runs a terminal program in a pty and measures what a person would feel.

Every byte the program writes is recorded with a monotonic time per read; processor time and memory are those of the
whole process tree; the instant of exec(2) is known, so that a start does not count our own fork; the screen is
emulated, so that "first paint" means text that can be read.

As a real terminal does, it sets the window's size before exec, is the controlling terminal, and answers queries
(`Profile`). It never makes the program wait: a thread drains the pty all the time, as fast as it can unless a `line`
limits it. Emulating in the main thread can make a recorded time up to `SWITCH_INTERVAL` late: where milliseconds
count, record first and look at the chunks afterwards. A read gives at most 4 KiB, so a chunk is not a frame.

    with Session(["less", "big.log"], columns=120, rows=40) as session:
        painted = session.wait_text("first line of big.log")
        pressed = session.key("j")
        print(painted - session.exec_at, session.wait_output(after=pressed) - pressed)
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import select
import signal
import struct
import sys
import termios
import threading
import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple, Self

from tests.bench.emulator import Emulator
from tests.bench.figures import alternate, median, percentile
from tests.bench.processes import Usage, cpu_seconds, has_its_turns, tree, usage
from tests.bench.slow_line import SlowLine, Way
from tests.bench.terminal_profile import Profile, Responder

__all__ = ["KEYS", "Chunk", "Emulator", "Profile", "Session", "SlowLine", "Timeout", "Usage"]
__all__ += ["alternate", "median", "percentile"]

SWITCH_INTERVAL: Final = 0.0005
"""Seconds after which the interpreter lets the reading thread in."""

KEYS: Final[dict[str, bytes]] = {
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "right": b"\x1b[C",
    "left": b"\x1b[D",
    "home": b"\x1b[H",
    "end": b"\x1b[F",
    "pageup": b"\x1b[5~",
    "pagedown": b"\x1b[6~",
    "ctrl+home": b"\x1b[1;5H",
    "ctrl+end": b"\x1b[1;5F",
    "escape": b"\x1b",
    "enter": b"\r",
    "tab": b"\t",
    "backspace": b"\x7f",
    "space": b" ",
    **{f"ctrl+{chr(96 + i)}": bytes([i]) for i in range(1, 27)},
    **{f"f{i}": sequence for i, sequence in enumerate((b"\x1bOP", b"\x1bOQ", b"\x1bOR", b"\x1bOS"), 1)},
}
"""Named keys as xterm sends them; `Session.key` sends the ESC O form where the program asked for it."""


class Timeout(Exception):  # noqa: N818 -- it is no error of ours
    """A wait gave up; the message ends with what the screen showed."""


class Chunk(NamedTuple):
    """What one read gave."""

    t: float
    output: bytes


class Session:
    """A program running in a pty; a context manager that ends it."""

    def __init__(
        self,
        argv: Sequence[str],
        *,
        columns: int = 120,
        rows: int = 40,
        env: Mapping[str, str] | None = None,
        cwd: str | None = None,
        home: str = "/tmp",  # measured programs shall not find a person's settings
        profile: Profile | None = None,
        line: SlowLine | None = None,
    ) -> None:
        """Starts `argv`, at the other end of a slow `line` if there is one."""
        sys.setswitchinterval(SWITCH_INTERVAL)
        self.argv = list(argv)
        self.columns, self.rows = columns, rows
        self.chunks: list[Chunk] = []
        self.exit_status: int | None = None
        self.ended = False
        self._times: list[float] = []
        self._changed = threading.Condition()
        self._responder = Responder(profile or Profile(), lambda: (self.columns, self.rows))
        self._emulator: Emulator | None = None
        self._fed = 0
        environ = {"PATH": os.environ.get("PATH", os.defpath), "HOME": home, "TERM": "xterm-256color"}
        self.pid, self.fd, self.exec_at = _start(
            self.argv, {**environ, "LANG": "C.UTF-8", "TZ": "UTC", **(env or {})}, cwd, (columns, rows)
        )
        self._stop_read, self._stop_write = os.pipe()
        self._there: Way | None = None
        self._back: Way | None = None
        if line is not None:
            delay = line.round_trip / 2
            self._there = Way(rate=line.rate, delay=delay, buffer=line.buffer, arrive=self._arrive)
            self._back = Way(rate=float("inf"), delay=delay, buffer=line.buffer, arrive=self._write)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read(self) -> None:
        while output := self._read_once():
            (self._there.put if self._there else self._arrive)(output)
        with self._changed:
            self.ended = True
            self._changed.notify_all()

    def _arrive(self, output: bytes) -> None:
        t = time.monotonic()
        if reply := self._responder.feed(output):
            (self._back.put if self._back else self._write)(reply)
        with self._changed:
            self.chunks.append(Chunk(t, output))
            self._times.append(t)
            self._changed.notify_all()

    def _write(self, keys: bytes) -> None:
        with contextlib.suppress(OSError):
            os.write(self.fd, keys)

    def _read_once(self) -> bytes:
        # Waiting in select, not in read: a descriptor that a thread reads from stays open though it is closed.
        with contextlib.suppress(OSError):
            ready, _, _ = select.select([self.fd, self._stop_read], [], [])
            if self._stop_read not in ready:
                return os.read(self.fd, 65536)
        return b""

    # -- input

    def send(self, keys: str | bytes) -> float:
        """Writes raw input; gives the time just before."""
        t = time.monotonic()
        (self._back.put if self._back else self._write)(keys.encode() if isinstance(keys, str) else keys)
        return t

    def key(self, *names: str, delay: float = 0.0) -> float:
        """Presses named keys (`KEYS`) or plain characters; gives the time of the first."""
        first = 0.0
        for number, name in enumerate(names):
            if number and delay:
                time.sleep(delay)
            keys = KEYS.get(name, name.encode())
            if self._responder.cursor_keys_application and re.fullmatch(rb"\x1b\[[A-DFH]", keys):
                keys = b"\x1bO" + keys[2:]
            t = self.send(keys)
            first = first or t
        return first

    def resize(self, columns: int, rows: int) -> float:
        """Gives the window another size; gives the time just before."""
        self.columns, self.rows = columns, rows
        if self._emulator:
            self._catch_up()
            self._emulator.screen.resize(rows, columns)
        t = time.monotonic()
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        return t

    # -- the screen

    @property
    def emulator(self) -> Emulator:
        """The emulated terminal as far as it has been fed."""
        if self._emulator is None:
            self._emulator = Emulator(self.columns, self.rows)
        return self._emulator

    def screen(self) -> list[str]:
        """The rows of the screen as of all output so far."""
        self._catch_up()
        return self.emulator.rows()

    def show(self) -> str:
        """The screen as one text."""
        return "\n".join(row.rstrip() for row in self.screen())

    def _catch_up(self, until: int | None = None) -> None:
        until = len(self.chunks) if until is None else until
        while self._fed < until:
            self.emulator.feed(self.chunks[self._fed].output)
            self._fed += 1

    # -- waiting

    def wait_output(self, *, after: float, timeout: float = 5.0) -> float:
        """Time of the first output later than `after`."""
        deadline = time.monotonic() + timeout
        with self._changed:
            while True:
                index = bisect_right(self._times, after)
                if index < len(self._times):
                    return self._times[index]
                if self.ended or not self._changed.wait(deadline - time.monotonic()):
                    raise Timeout(f"no output after {timeout} s")

    def wait_raw(self, pattern: bytes, *, after: float = 0.0, timeout: float = 30.0) -> float:
        """Time of the chunk that completes `pattern` in the raw output: cheap, for text sent in one piece."""
        regex, tail = re.compile(pattern), b""
        deadline = time.monotonic() + timeout
        index = bisect_right(self._times, after)
        while True:
            while not self._has_chunk(index, deadline):
                raise Timeout(f"{pattern!r} not seen in {timeout} s")
            t, output = self.chunks[index]
            index += 1
            tail += output
            if regex.search(tail):
                return t
            tail = tail[-512:]

    def wait_text(self, text: str | re.Pattern[str], *, after: float | None = None, timeout: float = 30.0) -> float:
        """Time of the chunk after which one row of the screen shows `text`.

        With `after`, say the time of a key, only later chunks count, and only rows they changed. Without it, text
        that is already there answers with the time of the last chunk looked at.
        """
        search: Callable[[str], object] = text.search if isinstance(text, re.Pattern) else lambda row: text in row
        deadline = time.monotonic() + timeout
        if after is not None:
            self._catch_up(max(self._fed, bisect_right(self._times, after)))
            self.emulator.take_dirty()
        elif any(map(search, self.emulator.rows())):
            return self.chunks[self._fed - 1].t if self._fed else time.monotonic()
        while self._has_chunk(self._fed, deadline):
            t, output = self.chunks[self._fed]
            self.emulator.feed(output)
            self._fed += 1
            if any(map(search, self.emulator.take_dirty())):
                return t
        raise Timeout(f"{text!r} not on screen after {timeout} s:\n{self.show()}")

    def _has_chunk(self, index: int, deadline: float) -> bool:
        """Waits until the chunk with that index has come; false when none will or the time is over."""
        with self._changed:
            while index >= len(self.chunks):
                if self.ended or not self._changed.wait(max(0.0, deadline - time.monotonic())):
                    return False
        return time.monotonic() <= deadline

    def wait_idle(self, *, quiet: float = 0.4, cpu_fraction: float = 0.04, timeout: float = 60.0) -> float:
        """The first instant followed by `quiet` seconds of almost no processor time and no output.

        A program that wants the processor and does not get it is not idle, however long others keep it waiting.
        """
        deadline = time.monotonic() + timeout
        samples: list[tuple[float, float]] = []
        while time.monotonic() < deadline and not self.ended:
            samples.append((time.monotonic(), sum(map(cpu_seconds, tree(self.pid)))))
            while len(samples) > 2 and samples[1][0] <= samples[-1][0] - quiet:
                samples.pop(0)
            (first, cpu_then), (t, cpu) = samples[0], samples[-1]
            last = self._times[-1] if self._times else 0.0
            is_quiet = min(t - first, t - last) >= quiet and cpu - cpu_then <= cpu_fraction * (t - first)
            if is_quiet and all(map(has_its_turns, tree(self.pid))):
                return max(first, last)
            time.sleep(0.02)
        if self.ended:
            return self._times[-1] if self._times else time.monotonic()
        raise Timeout(f"not idle after {timeout} s:\n{self.show()}")

    # -- what was recorded

    def span(self, start: float, end: float) -> list[Chunk]:
        """The chunks of a stretch of time."""
        with self._changed:
            return self.chunks[bisect_left(self._times, start) : bisect_right(self._times, end)]

    def bytes_between(self, start: float, end: float) -> int:
        """How many bytes crossed in a stretch of time."""
        return sum(len(output) for _, output in self.span(start, end))

    def bursts(self, start: float, end: float, gap: float = 0.005) -> list[tuple[float, float, int]]:
        """First and last time and bytes of each group of chunks closer together than `gap` seconds."""
        found: list[tuple[float, float, int]] = []
        for t, output in self.span(start, end):
            if found and t - found[-1][1] < gap:
                first, _, size = found[-1]
                found[-1] = (first, t, size + len(output))
            else:
                found.append((t, t, len(output)))
        return found

    def usage(self) -> Usage:
        """What the program and its descendants use."""
        return usage(self.pid)

    # -- the end

    def poll(self) -> bool:
        """True once the program has exited."""
        if self.exit_status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.exit_status = os.waitstatus_to_exitcode(status)
        return self.exit_status is not None

    def wait_exit(self, timeout: float = 20.0) -> int | None:
        """The exit status, or `None` if the program still runs after `timeout` seconds."""
        deadline = time.monotonic() + timeout
        while not self.poll() and time.monotonic() < deadline:
            time.sleep(0.01)
        return self.exit_status

    def slow_down(self, rate: float) -> None:
        """Lets the line that was given take so many bytes a second from now on."""
        if self._there is None:
            raise ValueError("This session has no line.")
        self._there.rate = rate

    def vanish(self) -> None:
        """Closes the terminal under the program, as a dropped line does."""
        if self.fd >= 0:
            for way in (self._there, self._back):
                if way is not None:
                    way.end()
            os.write(self._stop_write, b"x")
            self._reader.join()
            for fd in (self.fd, self._stop_read, self._stop_write):
                os.close(fd)
            self.fd = -1

    def close(self) -> None:
        """Ends the program (HUP, TERM, then KILL, to its own processes only) and releases the pty."""
        descendants = [] if self.poll() else tree(self.pid)
        for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGKILL):
            if self.poll():
                break
            for pid in descendants:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, number)
            self.wait_exit(0.5)
        self.vanish()


def _start(argv: list[str], environ: dict[str, str], cwd: str | None, size: tuple[int, int]) -> tuple[int, int, float]:
    """Forks and runs `argv` in a new pty; gives its pid, our end, and the instant of exec."""
    master, slave = os.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
    stamp_read, stamp_write = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(master)
            os.login_tty(slave)
            os.chdir(cwd or ".")
            signal.signal(signal.SIGPIPE, signal.SIG_DFL)
            os.set_inheritable(stamp_write, False)
            os.write(stamp_write, struct.pack("d", time.monotonic()))
            os.execvpe(argv[0], argv, environ)  # noqa: S606 -- running a program is the point
        except OSError as error:
            os.write(stamp_write, str(error).encode())
        finally:
            os._exit(127)
    os.close(slave)
    os.close(stamp_write)
    with os.fdopen(stamp_read, "rb") as stamp:
        exec_at = struct.unpack("d", stamp.read(8))[0]
        if problem := stamp.read():
            os.waitpid(pid, 0)
            os.close(master)
            raise OSError(f"cannot run {argv[0]}: {problem.decode()}")
    return pid, master, exec_at
