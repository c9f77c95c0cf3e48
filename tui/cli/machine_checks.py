"""What `stackdeck doctor` finds out about this machine: versions, the settings file, the terminal."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import TextIO

from tui import __version__
from tui.cli.findings import Finding, Level

_SMALL = (80, 24)


def check_versions() -> Iterator[Finding]:
    """The program's own version and those of what it stands on."""
    parts = [f"stackdeck {__version__}", f"Python {platform.python_version()}"]
    for name in ("textual", "httpx", "pydantic"):
        try:
            parts.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            yield Finding(
                topic="versions", text=f"{name} is not installed", level=Level.WARN, advice="Install stackdeck again."
            )
    yield Finding(topic="versions", text=", ".join([*parts, f"{platform.system()} {platform.release()}"]))


def check_terminal(environ: Mapping[str, str], stream: TextIO) -> Iterator[Finding]:
    """What the app will find: a terminal, its size, colours and characters."""
    if not stream.isatty():
        yield Finding(
            topic="terminal",
            text="stdout is no terminal",
            level=Level.WARN,
            advice="The app needs one; plain commands do not.",
        )
        return
    columns, rows = shutil.get_terminal_size()
    term = environ.get("TERM", "")
    text = f"{term or 'TERM is not set'}, {columns}×{rows}, {_colours(environ)}, {stream.encoding}{_inside(environ)}"
    if term in ("", "dumb"):
        yield Finding(
            topic="terminal",
            text=text,
            level=Level.WARN,
            advice="The app draws with ASCII alone. Set TERM to what the terminal is.",
        )
    elif columns < _SMALL[0] or rows < _SMALL[1]:
        yield Finding(
            topic="terminal", text=text, level=Level.WARN, advice="The app shows one pane at a time. 80×24 shows more."
        )
    elif stream.encoding.lower().replace("-", "") != "utf8":
        yield Finding(
            topic="terminal",
            text=text,
            level=Level.WARN,
            advice="The app draws with ASCII alone. Choose a UTF-8 locale (LANG=C.UTF-8).",
        )
    else:
        yield Finding(topic="terminal", text=text)


def check_editor(environ: Mapping[str, str]) -> Iterator[Finding]:
    """The editor that opens a definition outside the app."""
    command = environ.get("VISUAL") or environ.get("EDITOR") or ""
    program = command.split()[0] if command.split() else ""
    if not program:
        yield Finding(
            topic="editor", text="neither VISUAL nor EDITOR is set; the editor inside the app is always there"
        )
    elif shutil.which(program) is None:
        yield Finding(
            topic="editor",
            text=f"{program} is not installed",
            level=Level.WARN,
            advice="Set EDITOR to an editor that is.",
        )
    else:
        yield Finding(topic="editor", text=command)


def _colours(environ: Mapping[str, str]) -> str:
    if environ.get("NO_COLOR"):
        return "no colours (NO_COLOR)"
    if environ.get("COLORTERM") in ("truecolor", "24bit"):
        return "true colour"
    return "256 colours" if "256color" in environ.get("TERM", "") else "16 colours"


def _inside(environ: Mapping[str, str]) -> str:
    names = [
        name
        for name, variable in (("tmux", "TMUX"), ("screen", "STY"), ("ssh", "SSH_CONNECTION"))
        if environ.get(variable)
    ]
    return f", inside {' and '.join(names)}" if names else ""
