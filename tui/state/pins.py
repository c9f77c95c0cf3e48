"""The services whose logs are pinned, so that they are followed and can be read together."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final, NamedTuple

MOST_PINS: Final = 4
"""More can't be read together."""


class Pins(NamedTuple):
    """Ids of services, in the order in which they were pinned. A service keeps its id when it is recreated."""

    ids: tuple[str, ...] = ()

    def toggled(self, ids: Iterable[str]) -> tuple[Pins, tuple[str, ...]]:
        """These unpinned where all of them are pinned, else those pinned that are not; and those there is no room for.

        Nothing that is pinned gives way.
        """
        wanted = tuple(dict.fromkeys(ids))
        if set(wanted) <= set(self.ids):
            return self.without(wanted), ()
        new = [each for each in wanted if each not in self.ids]
        room = MOST_PINS - len(self.ids)
        return Pins((*self.ids, *new[:room])), tuple(new[room:])

    def without(self, ids: Collection[str]) -> Pins:
        """All but these."""
        return Pins(tuple(each for each in self.ids if each not in ids))
