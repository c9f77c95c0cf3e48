"""Which logs are shown: that of the highlighted service, or the pinned ones together."""

from __future__ import annotations

from datetime import datetime
from enum import Enum, auto
from typing import TYPE_CHECKING

from tui.presentation.log_names import log_names
from tui.presentation.texts import count, plain
from tui.screens.log_area import LEAST_HEIGHT, LEAST_WIDTH, Shown
from tui.state.pins import MOST_PINS, Pins

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.logs.merge import MergedLog
    from tui.logs.store import LogStore
    from tui.models.service import Service
    from tui.screens.main import MainScreen
    from tui.state.fleet import Fleet

NANOSECONDS = 1_000_000_000


class Together(Enum):
    """How pinned logs are shown."""

    ONE = auto()
    """One at a time: that of the highlighted service."""
    BESIDE = auto()
    MERGED = auto()


NEXT = {
    Together.ONE: "shows them together",
    Together.BESIDE: "shows them merged",
    Together.MERGED: "shows one at a time",
}
"""What the key does next."""


class LogsTogether:
    """Pins logs and shows them on behalf of the main screen."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen
        self._wanted = Together.BESIDE
        self._alone = False
        self._merged: tuple[tuple[str, ...], MergedLog] | None = None

    @property
    def pins(self) -> Pins:
        """What is pinned on the platform that is shown."""
        return self._screen.app.connecting.known.pins

    @property
    def way(self) -> Together:
        """How logs are shown now."""
        pinned = len(self._pinned)
        if pinned < 2 or (self._alone and self._screen.has_class("log-full")):
            return Together.ONE
        if self._wanted is Together.BESIDE and not self._screen.log_area.fits(pinned):
            return Together.MERGED
        return self._wanted

    def show(self) -> None:
        """Show what is to be shown, and follow it."""
        screen, way, pinned = self._screen, self.way, self._pinned
        highlighted = screen.selection.service(screen.fleet)
        services = pinned if way is not Together.ONE else [highlighted] if highlighted is not None else []
        stores = self._stores(services, pinned)
        names = log_names(services, screen.fleet)
        ids = tuple(service.id for service in services)
        if way is Together.MERGED:
            name, short, log = " + ".join(names), count(len(names), "log"), self._merge(ids, names, stores)
            screen.log_area.show([Shown(name=name, log=log, short=short, service_ids=ids)])
        else:
            each = zip(names, stores, ids, strict=True)
            shown = [Shown(name=name, log=store, service_ids=(key,)) for name, store, key in each]
            screen.log_area.show(shown or [Shown(name="", log=None)])
        if way is not Together.MERGED:
            for key, store, pane in zip(ids, stores, screen.log_area.panes, strict=False):
                if store is not None:
                    screen.continuing.log_shown(key, store, pane.view)

    def toggle_pin(self, services: Sequence[Service]) -> None:
        """Pin these services, or unpin them where all are pinned."""
        before = self.pins.ids
        pins, left_out = self.pins.toggled(service.id for service in services)
        self._put(pins)
        changed = [service for service in services if (service.id in before) is not (service.id in pins.ids)]
        if left_out:
            unpins = self._screen.keymap.shown("log.pin")
            told = f"{MOST_PINS} logs can be pinned at once: {self._names(left_out)} not pinned. {unpins} unpins one."
            self._screen.notify(told, severity="warning", markup=False)
        elif changed and changed[0].id in pins.ids:
            names, key = self._names([service.id for service in changed]), self._screen.keymap.shown("log.together")
            more = f"{key} {NEXT[self.way]}" if len(pins.ids) > 1 else "another one is read beside it"
            self._screen.notify(f"Pinned {names} ({len(pins.ids)} of {MOST_PINS}); {more}.", timeout=3, markup=False)

    @property
    def wanted(self) -> str:
        """The name of the way in which pinned logs are shown where there is room."""
        return self._wanted.name

    def pin_again(self, ids: Sequence[str], way: str) -> None:
        """Pin those of these services that still exist, shown in the way of this name."""
        self._wanted = Together.__members__.get(way, self._wanted)
        there = (each for each in ids if self._screen.fleet.service(each) is not None)
        self._put(Pins().toggled(there)[0])

    def switch(self) -> None:
        """Show pinned logs in the next way: side by side, merged, one at a time."""
        ways = list(Together)
        following = ways[(ways.index(self.way) + 1) % len(ways)]
        if following is Together.BESIDE and not self._screen.log_area.fits(len(self._pinned)):
            following = Together.MERGED
            room = f"{LEAST_WIDTH} columns and {LEAST_HEIGHT} rows each"
            told = f"{count(len(self._pinned), 'log')} side by side need more room: {room}."
            self._screen.notify(told, timeout=3, markup=False)
        self._wanted, self._alone = following, False
        self.show()

    def fill_screen_with(self, service: Service | None) -> None:
        """Before logs get the whole screen: show that of *service* alone where it is not one of those together."""
        pinned = service is not None and service.id in self.pins.ids
        self._alone = service is not None and not pinned
        if pinned and service is not None:
            self._screen.log_area.make_current_of(service.id)

    def forget_gone(self, old: Fleet, new: Fleet) -> None:
        """Unpin what is deleted, and say so."""
        gone = [key for key in self.pins.ids if new.complete and new.service(key) is None]
        if not gone:
            return
        names = [plain(service.service_name) if (service := old.service(key)) else "a service" for key in gone]
        verb = "is gone and no longer" if len(gone) == 1 else "are gone and no longer"
        self._put(self.pins.without(gone))
        self._screen.notify(f"{', '.join(names)} {verb} pinned.", severity="warning", markup=False)

    def _put(self, pins: Pins) -> None:
        self._screen.app.connecting.known.pins = pins
        self.show()
        self._screen.drawing.services()
        self._screen.drawing.bars()

    @property
    def _pinned(self) -> list[Service]:
        found = (self._screen.fleet.service(service_id) for service_id in self.pins.ids)
        return [service for service in found if service is not None]

    def _names(self, ids: Sequence[str]) -> str:
        services = (self._screen.fleet.service(each) for each in ids)
        return ", ".join(plain(service.service_name) for service in services if service is not None)

    def _stores(self, services: Sequence[Service], pinned: Sequence[Service]) -> list[LogStore | None]:
        session = self._screen.app.session
        if session is not None:
            return list(session.logs.look_at(services, pinned=pinned))
        return [self._screen.app.connecting.last_log(service) for service in services]

    def _merge(self, ids: tuple[str, ...], names: list[str], stores: Sequence[LogStore | None]) -> MergedLog | None:
        """The merged log of these services, the very same one as long as they are the same."""
        from tui.logs.merge import MergedLog  # only when somebody merges logs

        there = [(name, store) for name, store in zip(names, stores, strict=True) if store is not None]
        if len(there) < len(stores):
            return None
        kept = self._merged
        if kept is None or kept[0] != ids or kept[1].stores != tuple(store for _, store in there):
            self._merged = kept = ids, MergedLog(there, now=lambda: int(self._now().timestamp() * NANOSECONDS))
        return kept[1]

    def _now(self) -> datetime:
        session = self._screen.app.session
        return session.client.server_now() if session is not None else datetime.now().astimezone()
