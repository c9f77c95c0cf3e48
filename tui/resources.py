"""Where the files that are not Python are found."""

from __future__ import annotations

from pathlib import Path


def styles_path() -> Path:
    """The path of `styles.tcss`: inside the package when installed, beside it in a checkout."""
    package = Path(__file__).resolve().parent
    inside = package / "styles.tcss"
    return inside if inside.exists() else package.parent / "styles.tcss"
