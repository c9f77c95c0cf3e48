"""What the sample programs share: saying a line, reading a variable, ending on SIGTERM."""

from __future__ import annotations

import os
import signal
import sys
import time
from _thread import start_new_thread

NAME = os.environ.get("HOSTNAME", "sample")
ENDING = (signal.SIGTERM, signal.SIGINT)
IMAGE = os.environ.get("STACKDECK_IMAGE", "stackdeck/sample:latest")


def say(level: str, text: str) -> None:
    """Write one line at once: warnings and errors to stderr, everything else to stdout."""
    write(f"{level:<5} {text}\n", to=2 if level in {"WARN", "ERROR"} else 1)


def write(text: str, *, to: int = 1) -> None:
    """Write *text* to a file descriptor, all of it; the program ends when nobody reads any more."""
    rest = memoryview(text.encode())
    try:
        while rest:
            rest = rest[os.write(to, rest) :]
    except BrokenPipeError:
        # The platform has gone, so has the reader of everything this program could still say.
        os._exit(1)


def number(name: str, default: float) -> float:
    """The variable *name* as a number; the default, with a warning, when it is none."""
    text = os.environ.get(name, "")
    try:
        return float(text) if text else default
    except ValueError:
        say("WARN", f"{name}={text!r} is not a number, using {default:g}")
        return default


def print_traceback() -> None:
    """Print the exception being handled as the interpreter would, on stderr, with the paths of a container."""
    kind, error, trace = sys.exc_info()
    if kind is None:
        return
    lines = ["Traceback (most recent call last):"]
    while trace is not None:
        code = trace.tb_frame.f_code
        name = code.co_filename.rpartition("/")[2]
        lines.append(f'  File "/app/{name}", line {trace.tb_lineno}, in {code.co_name}')
        lines.append(f"    {_source_line(code.co_filename, trace.tb_lineno)}")
        trace = trace.tb_next
    write("\n".join([*lines, f"{kind.__name__}: {error}", ""]), to=2)


def _source_line(path: str, number: int) -> str:
    """One line of a program; its own text says more than a number."""
    try:
        with open(path, encoding="utf-8") as file:  # noqa: PTH123 -- a sample imports as little as it can
            return file.read().splitlines()[number - 1].strip()
    except (OSError, IndexError):
        return ""


def announce() -> None:
    """Say which image runs, and end with code 0 on SIGTERM from here on."""
    # Waited for by a thread of its own. A handler runs only between two steps of the main thread, and a signal that
    # comes just before that begins to sleep or to accept would be noticed at the end of it.
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    start_new_thread(_end_when_told, ())
    say("INFO", f"{IMAGE} starting as {NAME}, pid {os.getpid()}")
    if len(sys.argv) > 2:
        say("INFO", f"arguments: {' '.join(sys.argv[2:])}")


def _end_when_told() -> None:
    number = signal.sigwait(ENDING)
    say("INFO", f"{signal.Signals(number).name} received, shutting down")
    # At once and from wherever the program is; nothing here needs unwinding.
    os._exit(0)


def pause(seconds: float) -> None:
    """Sleep, a little at least: an interval of 0 must not spin."""
    time.sleep(max(seconds, 0.001))


def scatter(count: int, below: int) -> int:
    """A number under *below* that looks random and is the same for the same *count*."""
    return (count * 2654435761 >> 7) % below
