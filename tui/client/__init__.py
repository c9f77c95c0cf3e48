"""The platform's API as Python: one `Client`, typed answers, typed errors; usable without the UI.

Importing this package costs nothing: `Client` and what else needs httpx is loaded when it is first asked for.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from tui.client.errors import (
    ApiError,
    BadAnswer,
    Forbidden,
    Invalid,
    Misconfigured,
    NotFound,
    RateLimited,
    ReadOnly,
    Redirected,
    Rejected,
    ServerFailed,
    TokenRefused,
    Unreachable,
    ValidationProblem,
)

if TYPE_CHECKING:
    from tui.client.exchange import Timeouts
    from tui.client.http import Client
    from tui.client.observed import RateLimit
    from tui.client.paging import Listing, Page

__all__ = [
    "ApiError",
    "BadAnswer",
    "Client",
    "Forbidden",
    "Invalid",
    "Listing",
    "Misconfigured",
    "NotFound",
    "Page",
    "RateLimit",
    "RateLimited",
    "ReadOnly",
    "Redirected",
    "Rejected",
    "ServerFailed",
    "Timeouts",
    "TokenRefused",
    "Unreachable",
    "ValidationProblem",
]

# httpx loads its own command line, with click and rich, wherever these are installed: 40 ms that nobody here needs.
sys.modules.setdefault("httpx._main", ModuleType("httpx._main"))

_LAZY = {
    "Client": "tui.client.http",
    "Listing": "tui.client.paging",
    "Page": "tui.client.paging",
    "RateLimit": "tui.client.observed",
    "Timeouts": "tui.client.exchange",
}


def __getattr__(name: str) -> object:
    """Load what needs httpx or pydantic when it is asked for."""
    if name not in _LAZY:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(_LAZY[name]), name)
