"""`stackdeck open`: the app, at a place. For links in alerts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.cli.manual import REFERENCE, add_command

if TYPE_CHECKING:
    from tui.cli.parser import Subparsers


def add_parser(subparsers: Subparsers) -> None:
    """Add the command to the command line."""
    parser = add_command(
        subparsers,
        "open",
        "open the app at a project, a stack or a service",
        "Open the app at a place, for links in alerts. A reference that names nothing is told in the app, which then "
        "shows everything.",
        examples={"stackdeck --profile prod open shop/default/worker": "a service, its log below"},
    )
    parser.add_argument("place", metavar="REF", help=f"a project, project/stack, or a service: {REFERENCE}")
