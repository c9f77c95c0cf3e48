"""How one log is read: what is searched for, what is shown of it, and how far both have got."""

from __future__ import annotations

import time
from collections.abc import Callable

from tui.logs.excerpt import Excerpt, Extract
from tui.logs.filters import Filter, FilteredLog
from tui.logs.levels import Level
from tui.logs.merge import MergedLog
from tui.logs.merged_excerpt import MergedExcerpt
from tui.logs.merged_reading import MergedFilter, MergedSearch
from tui.logs.pattern import Pattern
from tui.logs.query import STEP, Search
from tui.logs.store import LogStore

NOTHING = Filter()


class Reading:
    """Search and filter over one log. Both are extended by `step`, in slices that never hold the loop for long.

    Args:
        log: what is read.
        clock: seconds.
    """

    def __init__(self, log: LogStore | MergedLog, *, clock: Callable[[], float] = time.perf_counter) -> None:
        self._log = log
        self._clock = clock
        self.search: Search | MergedSearch | None = None
        """What is searched for."""
        self.wanted = NOTHING
        """What is to be shown."""
        self.in_context = False
        """True shows everything although there is a filter."""
        self._filtered: FilteredLog | MergedFilter | None = None
        self._at: int | None = None

    @property
    def hits(self) -> tuple[int, int] | None:
        """Which of the lines found one is at, and how many there are; None where nothing is searched for."""
        if self.search is None:
            return None
        return (self.search.place(self._at) if self._at is not None else 0), self.search.count

    def find(self, top: int, *, forward: bool) -> int | None:
        """The next line found from where one is, at first from the line *top* on; None where there is no other."""
        if self.search is None:
            return None
        here = self._at if self._at is not None else top - 1 if forward else top
        found = self.search.next(here) if forward else self.search.previous(here)
        if found is not None:
            self._at = found
        return found

    def stand_at(self, line: int | None) -> None:
        """Go on from *line* with the next find."""
        self._at = line

    @property
    def filtered(self) -> FilteredLog | MergedFilter | None:
        """The lines that are shown; None where all are."""
        return None if self.in_context else self._filtered

    def look_for(self, pattern: Pattern | None) -> None:
        """Search for *pattern*, or for nothing any more."""
        self.search = None if pattern is None else self._search_for(pattern)
        self._at = None

    def show_only(self, wanted: Filter) -> None:
        """Show only what is wanted."""
        self.wanted = wanted
        self.in_context = False
        self._filtered = self._filter_by(wanted) if wanted.active else None

    def add(self, pattern: Pattern, *, hide: bool) -> None:
        """Show only, or hide, what has *pattern*, beside what was wanted already."""
        wanted = self.wanted
        if hide:
            self.show_only(wanted._replace(hide=(*wanted.hide, pattern)))
        else:
            self.show_only(wanted._replace(show=(*wanted.show, pattern)))

    def remove_last(self) -> bool:
        """Take away the filter that was added last; False where there is none."""
        wanted = self.wanted
        if wanted.hide:
            self.show_only(wanted._replace(hide=wanted.hide[:-1]))
        elif wanted.show:
            self.show_only(wanted._replace(show=wanted.show[:-1]))
        elif wanted.level:
            self.show_only(wanted._replace(level=Level.UNKNOWN))
        else:
            return False
        return True

    def next_level(self) -> Level:
        """Raise the least level that is shown: all, info, warnings, errors, and all again."""
        steps = (Level.UNKNOWN, Level.INFO, Level.WARNING, Level.ERROR)
        here = steps.index(self.wanted.level) if self.wanted.level in steps else 0
        level = steps[(here + 1) % len(steps)]
        self.show_only(self.wanted._replace(level=level))
        return level

    def extract(self, start: int, stop: int) -> Extract:
        """The lines from *start* to *stop* that are shown."""
        log, filtered = self._log, self.filtered
        if isinstance(log, MergedLog):
            only = filtered if isinstance(filtered, MergedFilter) else None
            return MergedExcerpt(log=log, start=start, stop=stop, filtered=only)
        shown = filtered if isinstance(filtered, FilteredLog) else None
        return Excerpt(store=log, start=start, stop=stop, filtered=shown)

    @property
    def everything(self) -> Extract:
        """All lines that are shown."""
        log, tail = self._log, self._log.tail()
        return self.extract(log.first, log.end if tail is None else max(log.end, tail + 1))

    def step(self) -> bool:
        """Work on for a moment; gives whether there is more to do."""
        merged = self._log if isinstance(self._log, MergedLog) else None
        works = [work for work in (merged, self.search, self._filtered) if work is not None and not work.done]
        more = False
        for work in works:
            more = work.step(STEP / len(works)) or more
        return more

    @property
    def chips(self) -> tuple[str, ...]:
        """What is shown and hidden, each in a few characters: `&order`, `-health`, `≥ warn`."""
        wanted = self.wanted
        chips = [f"&{pattern.query}" for pattern in wanted.show] + [f"-{pattern.query}" for pattern in wanted.hide]
        if wanted.level:
            chips.append(f"≥{wanted.level.short.lower()}")
        return tuple(chips)

    def _search_for(self, pattern: Pattern) -> Search | MergedSearch:
        log, clock = self._log, self._clock
        return MergedSearch(log, pattern, clock) if isinstance(log, MergedLog) else Search(log, pattern, clock=clock)

    def _filter_by(self, wanted: Filter) -> FilteredLog | MergedFilter:
        log, clock = self._log, self._clock
        return MergedFilter(log, wanted, clock) if isinstance(log, MergedLog) else FilteredLog(log, wanted, clock=clock)
