"""Where new ids and times come from."""

from __future__ import annotations

import string
from collections.abc import Callable
from datetime import UTC, datetime
from random import Random, SystemRandom
from uuid import UUID

_LETTERS = string.ascii_lowercase + string.digits


def utc_now() -> datetime:
    """The time of this machine's clock."""
    return datetime.now(UTC)


class Mint:
    """Makes ids and tells the time; tests give it their own clock and randomness."""

    def __init__(self, *, now: Callable[[], datetime] = utc_now, random: Random | None = None) -> None:
        self.now = now
        self._random = random or SystemRandom()

    def id(self) -> str:
        """A new UUID."""
        return str(UUID(int=self._random.getrandbits(128), version=4))

    def short_id(self, kind: str) -> str:
        """A new short id such as `c-k3x9q1`; *kind* is its letter."""
        return f"{kind}-{''.join(self._random.choices(_LETTERS, k=6))}"
