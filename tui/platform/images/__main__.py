"""Runs one sample program by its name; started by path in an isolated interpreter, without site-packages."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path


def main() -> None:
    """Import the program named by the first argument and run it."""
    # Appended, so that nothing beside the package can shadow the standard library.
    sys.path.append(str(Path(__file__).parents[3]))
    program = sys.argv[1]
    import_module(f"tui.platform.images.{program}").main()


if __name__ == "__main__":
    main()
