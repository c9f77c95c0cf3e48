"""The terminal driver that sends only what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.driver import Driver


def driver_class(environ: Mapping[str, str], *, setting: str = "frugal") -> type[Driver] | None:
    """Gives the driver to make the `App` with, or `None` where Textual has to choose, as in the browser.

    `stock` sends everything Textual writes, `frugal` only what changed; `STACKDECK_DRIVER` wins over the `setting`.
    Both call the app's `action_hang_up(cause)` when the terminal is gone or SIGTERM came; see `tui.terminal.driver`.
    """
    if "TEXTUAL_DRIVER" in environ:
        return None
    if environ.get("STACKDECK_DRIVER", setting) == "stock":
        from tui.terminal.driver import DeckDriver

        return DeckDriver
    from tui.terminal.frugal import FrugalDriver

    return FrugalDriver
