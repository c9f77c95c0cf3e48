"""The program with a bug in it, for one test: asking for help divides by zero."""

from __future__ import annotations

import os
import sys

from tui.app import StackdeckApp
from tui.settings import load_settings, resolve_profile


class BrokenApp(StackdeckApp):
    """Divides by zero in place of showing help."""

    def show_help(self) -> None:
        """Be the bug."""
        secret_token = "Zm9vYmFyYmF6"
        self.notify(str(1 // (len(secret_token) - 12)))


if __name__ == "__main__":
    settings = load_settings()
    app = BrokenApp(settings, resolve_profile(settings, environ=os.environ))
    app.run()
    sys.exit(app.return_code)
