"""What comes of asking a registry about a login."""

from __future__ import annotations

from enum import Enum, auto


class Verdict(Enum):
    """What a registry says."""

    ACCEPTED = auto()
    REFUSED = auto()
    UNKNOWN = auto()
    """Nobody answered, or something that is no registry."""
