"""`stackdeck platform`: ask about the local platform, stop it, or delete all it has kept."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui.cli.manual import add_command, add_output
from tui.settings import ExitCode

if TYPE_CHECKING:
    from datetime import datetime

    from tui.cli.parser import Subparsers

_DESCRIPTION = "Ask about the local platform, stop it, or delete all it has kept."
_ACTIONS = {
    "status": "tell whether it runs; the exit code is 0 when it does, 3 when not",
    "stop": "stop it and its services, whoever still uses it",
    "reset": "stop it and delete all it has kept: projects, stacks, volumes, logs",
}


def add_parser(subparsers: Subparsers) -> None:
    """Add the command to the command line."""
    parser = add_command(subparsers, "platform", "ask about, stop or reset the local platform", _DESCRIPTION)
    actions: Subparsers = parser.add_subparsers(metavar="ACTION", dest="action", required=True)
    for name, summary in _ACTIONS.items():
        action = add_command(actions, name, summary, f"{summary[0].upper()}{summary[1:]}.")
        action.add_argument("--data", metavar="DIR", type=Path, help="its data folder (default: your own platform's)")
        if name == "status":
            add_output(action)
        if name == "reset":
            action.add_argument("--yes", action="store_true", help="do not ask")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    import asyncio

    from tui.cli.ending import complain
    from tui.platform.errors import PlatformError
    from tui.platform.places import default_data

    data = arguments.data or default_data()
    if arguments.action == "reset" and not arguments.yes and not _agreed(data):
        return complain("nothing was deleted; --yes does it without asking", ExitCode.FAILURE)
    try:
        return asyncio.run(_ACT[arguments.action](arguments, data))
    except PlatformError as error:
        return complain(str(error), ExitCode.FAILURE)


def _agreed(data: Path) -> bool:
    """Ask on a terminal; elsewhere nobody can agree."""
    if not sys.stdin.isatty():
        return False
    answer = input(f"Delete the local platform in {data} with all its projects, volumes and logs? [y/N] ")
    return answer.strip().lower() in {"y", "yes"}


async def _status(arguments: argparse.Namespace, data: Path) -> int:
    from tui.platform.launch import read_status

    status = await read_status(data)
    if arguments.output == "json":
        from tui.cli.output import json_text

        sys.stdout.write(json_text(_object(status, data), encoding=sys.stdout.encoding))
    else:
        print("\n".join(_lines(status, data)) if status else f"not running (data in {data})")
    return ExitCode.OK if status else ExitCode.UNREACHABLE


def _object(status: dict[str, Any] | None, data: Path) -> dict[str, object]:
    if status is None:
        return {"running": False, "data": str(data)}
    return {
        "running": True,
        "data": str(data),
        "since": _began(status).isoformat(timespec="seconds"),
        "process": status["pid"],
        "servicesRunning": status["running"],
        "programs": status["leases"],
        "origin": status["origin"],
        "domainsPort": status.get("proxy"),
    }


def _began(status: dict[str, Any]) -> datetime:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(float(status["began"]), UTC)


def _lines(status: dict[str, Any], data: Path) -> list[str]:
    began = _began(status).astimezone()
    programs = status["leases"]
    return [
        f"running since {began:%Y-%m-%d %H:%M:%S}, process {status['pid']}",
        f"services running: {status['running']}",
        f"connected programs: {programs}" + (f", and {status['origin']}" if status["origin"] else ""),
        f"domains: http://NAME:{status['proxy']}/" if status.get("proxy") else "domains: no port is free",
        f"data in {data}",
    ]


async def _stop(_arguments: argparse.Namespace, data: Path) -> int:
    from tui.platform.launch import stop

    print("stopped" if await stop(data) else "was not running")
    return ExitCode.OK


async def _reset(_arguments: argparse.Namespace, data: Path) -> int:
    from tui.platform.launch import reset

    print(f"deleted what was in {data}" if await reset(data) else f"nothing to delete in {data}")
    return ExitCode.OK


_ACT = {"status": _status, "stop": _stop, "reset": _reset}
