"""`stackdeck open`: the app, at a place. For links in alerts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.cli.parser import Subparsers


def add_parser(subparsers: Subparsers) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "open",
        help="open the app at a project, a stack or a service",
        description="Open the app at a place: project, project/stack, or a service as for `stackdeck logs`.",
        allow_abbrev=False,
    )
    parser.add_argument("place", metavar="REF", help="where to go")
