"""`stackdeck logs --offline`: what is kept of logs on disk, without asking the platform."""

from __future__ import annotations

import argparse
import os
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tui.cli.ending import complain
from tui.cli.logchoice import chooser_for
from tui.cli.loglines import Render, rendered
from tui.cli.logsource import Named, renders
from tui.cli.session import run_to_end
from tui.cli.stream import Stream
from tui.cli.tasks import first_end_of
from tui.logs.clean import clean, printable
from tui.logs.keep import KeptLog, decoded, folder_of, kept_logs, kept_texts
from tui.settings import ExitCode, load_settings, paths, profile_for

if TYPE_CHECKING:
    from tui.cli.logchoice import Wanted

MOST_NAMED = 10
"""So many kept logs are named in a sentence."""


def write_kept(arguments: argparse.Namespace, wanted: Wanted) -> int:
    """Write what is kept of the logs that *arguments* name; gives the exit code."""
    profile = profile_for(arguments.options, load_settings(), environ=os.environ)
    kept = kept_logs(folder_of(paths.kept_logs_dir(), profile.name))
    found: list[KeptLog] = []
    for reference in arguments.references:
        named = [log for log in kept if _names(reference, log)]
        if len(named) != 1:
            return complain(_unresolved(reference, named or kept, several=bool(named)), ExitCode.NOT_FOUND)
        found += [log for log in named if log not in found]
    return run_to_end(_write(found, arguments.lines, arguments.output, wanted))


async def _write(logs: Sequence[KeptLog], lines: int | None, output: str | None, wanted: Wanted) -> int:
    stream = Stream(sys.stdout.fileno())
    named = [Named(log.about.path.rpartition("/")[2], log.about.short_id, log.about.id) for log in logs]
    works = zip(logs, renders(named, output), strict=True)
    await first_end_of([stream.reader_gone(), _write_each(list(works), lines, wanted, stream)])
    return ExitCode.OK


async def _write_each(
    works: Sequence[tuple[KeptLog, Render]], lines: int | None, wanted: Wanted, stream: Stream
) -> None:
    for log, render in works:
        if lines is None:
            for text in _chosen(log, wanted):
                await stream.write(rendered(text, render))
            continue
        last: deque[bytes] = deque(maxlen=lines)
        for text in _chosen(log, wanted):
            last.extend(text)
        await stream.write(rendered(last, render))


def _chosen(log: KeptLog, wanted: Wanted) -> Iterator[list[bytes]]:
    """The lines that are wanted, some at a time; of marks, which are about the log and not from it, tell."""
    choose = chooser_for(wanted)
    for text in kept_texts(log.folder):
        for part, is_mark in decoded(text):
            if is_mark:
                print(f"stackdeck: {printable(log.about.path)}: {clean(part).text}", file=sys.stderr, flush=True)
            else:
                found = part.removesuffix(b"\n").split(b"\n")
                yield found if choose is None else list(filter(choose, found))


def _names(reference: str, log: KeptLog) -> bool:
    about = log.about
    if reference in (about.id, about.short_id, about.path) or about.path.endswith(f"/{reference}"):
        return True
    project, _, service = reference.partition("/")
    return bool(service) and about.path.startswith(f"{project}/") and about.path.endswith(f"/{service}")


def _unresolved(reference: str, candidates: Sequence[KeptLog], *, several: bool) -> str:
    paths_of = [log.about.path for log in candidates]
    names = paths_of if len(set(paths_of)) == len(paths_of) else [log.about.short_id for log in candidates]
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    named = ", ".join(names[:MOST_NAMED]) + more
    if several:
        return f"{reference!r} names {len(names)} kept logs: {named}. Write more of the path, or the id."
    if not named:
        return "No log is kept: `stackdeck logs --keep`, or `keep = true` under [logs] in the settings, keeps them."
    return f"No log of {reference!r} is kept. These are: {named}."
