"""`python -m tui.platform`: the process that `tui.platform.launch` starts, detached from who started it."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import sys
from pathlib import Path

from tui.platform.errors import PlatformError
from tui.platform.importing import without_looking_for_cycles
from tui.platform.lease import LINGER


def main() -> int:
    """Run the platform; the descriptor `--ready` is told `ready`, or why not, and closed."""
    parser = argparse.ArgumentParser(prog="python -m tui.platform", allow_abbrev=False)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--empty", action="store_true")
    parser.add_argument("--linger", type=float, default=LINGER)
    parser.add_argument("--ready", type=int, metavar="FD", help="where to say that it is ready; then it detaches")
    arguments = parser.parse_args()
    os.umask(0o077)
    if arguments.ready is not None and os.fork():
        # The starter waits for this process only; the platform belongs to nobody and leaves no zombie.
        os._exit(0)
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s", level=logging.WARNING)

    def tell(text: str) -> None:
        if arguments.ready is not None:
            os.write(arguments.ready, text.encode())
            os.close(arguments.ready)
            arguments.ready = None

    with without_looking_for_cycles():
        from tui.platform.serving import ServeOptions, serve  # half a second, after the starter's process is gone

    options = ServeOptions(data=arguments.data, empty=arguments.empty, linger=arguments.linger)
    try:
        asyncio.run(serve(options, ready=lambda _started: tell("ready\n")))
    except PlatformError as error:
        logging.getLogger(__name__).error("%s", error)  # noqa: TRY400 -- a sentence, no bug
        tell(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
