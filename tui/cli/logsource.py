"""The logs that a command writes: each with how its lines are chosen and written, and where they are kept."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tui.cli import loglines
from tui.cli.output import wants_colours
from tui.logs.clean import printable, width

if TYPE_CHECKING:
    from tui.cli.logchoice import Choose
    from tui.cli.loglines import Render
    from tui.logs.store import LogStore
    from tui.models.service import Service
    from tui.state.fleet import Fleet
    from tui.state.keeping import LogKeeping

_COLOURS: Final = ("36", "35", "34", "32", "96", "95", "94", "92")
"""Of the names, one after the other; red and yellow are left to what is wrong."""


@dataclass(frozen=True, slots=True)
class Source:
    """One log."""

    service: Service
    render: Render
    choose: Choose | None
    """None writes every line."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a log is called in what is written."""

    name: str
    short_id: str
    id: str


def renders(logs: Sequence[Named], output: str | None) -> list[Render]:
    """How the lines of each of *logs* are written: told apart by a column of names where there are several."""
    if output == "raw":
        return [loglines.exact] * len(logs)
    if output == "json":
        return [loglines.as_json(log.name, log.id) for log in logs]
    colours = wants_colours(sys.stdout)
    render = loglines.exact
    if sys.stdout.isatty():
        render = loglines.coloured if colours else loglines.cleaned
    if len(logs) == 1:
        return [render]
    counts = Counter(log.name for log in logs)
    names = [printable(log.name if counts[log.name] == 1 else log.short_id) for log in logs]
    widest = max(map(width, names))
    heads = [f"{name}{' ' * (widest - width(name))} | " for name in names]
    if colours:
        heads = [f"\x1b[{_COLOURS[number % len(_COLOURS)]}m{head}\x1b[0m" for number, head in enumerate(heads)]
    return [loglines.prefixed(render, head) for head in heads]


class Keep:
    """Keeps the logs of one profile on disk."""

    def __init__(self, keeping: LogKeeping, profile: str, fleet: Fleet) -> None:
        self._keeping = keeping
        self._profile = profile
        self._fleet = fleet

    async def open(self, service: Service, store: LogStore) -> None:
        """Fill *store* with what is kept of the log of *service*, and keep it from now on."""
        from tui.state.logbook import about

        await self._keeping.open(self._profile, about(service, self._fleet), store)

    async def write(self, store: LogStore) -> None:
        """Write what came, and wait until it is on disk."""
        await self._keeping.write(store)


@asynccontextmanager
async def keeping(profile: str, fleet: Fleet, *, tell: Callable[[str], None]) -> AsyncIterator[Keep]:
    """Keeps logs on disk as the settings say; what came is there in the end."""
    from tui.settings import load_settings, paths
    from tui.state.keeping import LogKeeping

    kept = LogKeeping(paths.kept_logs_dir(), budget=load_settings().logs.keep_size * 1024 * 1024, tell=tell)
    try:
        yield Keep(kept, profile, fleet)
    finally:
        await kept.close()
