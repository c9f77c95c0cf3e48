"""The address of a domain, where no browser can be opened: to be copied, with the way to it from another machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from tui.presentation.key_hints import key_hints
from tui.screens.copying import copy
from tui.screens.dialog import Dialog

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from tui.app import StackdeckApp

GROUP = "copy"
"""The group of workers that copy."""


class AddressScreen(Dialog[None]):
    """Shows an address, which is copied at once."""

    app: StackdeckApp
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy", "Copy", show=False),
        Binding("s", "copy_tunnel", "Copy the ssh line", show=False),
        Binding("escape,enter,q,o", "close", "Close", show=False),
    ]

    def __init__(self, address: str, *, tunnel: str | None) -> None:
        """Show *address*; *tunnel* is what to type on one's own machine where it is reached from nowhere else."""
        super().__init__()
        self._address = address
        self._tunnel = tunnel

    def compose(self) -> ComposeResult:
        """Lay out the address and the keys."""
        with Vertical(classes="dialog wide") as dialog:
            dialog.border_title = "Open in your browser"
            with VerticalScroll(can_focus=False):
                yield Static(self._body(), markup=False)
            yield Static(self._keys(), classes="dialog-keys", markup=False)

    def on_mount(self) -> None:
        """Copy the address."""
        self.action_copy()

    def _body(self) -> Text:
        address = Text(self._address, style="bold")
        if self._tunnel is None:
            return Text("\n").join([address, Text(), Text("There is no browser here.")])
        how = "Only this machine reaches it. Leave this running on yours, with the name you know this machine by:"
        return Text("\n").join([address, Text(), Text(how), Text(), Text(self._tunnel, style="bold")])

    def _keys(self) -> Text:
        keys = [("y", "copies"), ("s", "ssh line"), ("esc", "closes")]
        shown = [key for key in keys if key[0] != "s" or self._tunnel is not None]
        return key_hints(shown)

    def action_copy(self) -> None:
        """Copy the address."""
        self._copy(self._address, "the address")

    def action_copy_tunnel(self) -> None:
        """Copy the line for ssh."""
        if self._tunnel is not None:
            self._copy(self._tunnel, "the ssh line")

    def action_close(self) -> None:
        """Close."""
        self.dismiss(None)

    def _copy(self, text: str, what: str) -> None:
        self.run_worker(copy(self.app, text, what), group=GROUP, name=f"copy {what}", exclusive=True)
