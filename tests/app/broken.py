"""The program with bugs in it, for one test: asking for help divides by zero, and so does listing the profiles."""

from __future__ import annotations

import os
import sys

from tui.app import StackdeckApp
from tui.settings import load_settings, resolve_profile


class BrokenApp(StackdeckApp):
    """Divides by zero in place of showing help, and in the background in place of listing the profiles."""

    def show_help(self) -> None:
        """Be the bug."""
        secret_token = "Zm9vYmFyYmF6"
        self.notify(str(1 // (len(secret_token) - 12)))

    def choose_profile(self) -> None:
        """Be the bug of a worker."""
        self.run_worker(self._list_profiles())

    async def _list_profiles(self) -> None:
        self.show_help()


if __name__ == "__main__":
    settings = load_settings()
    app = BrokenApp(settings, resolve_profile(settings, environ=os.environ))
    app.run()
    sys.exit(app.return_code)
