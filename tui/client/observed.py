"""What a client learns on the way from the headers of answers: the rate limit, the server's clock, its own writes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import NamedTuple

_EVENT_ID = re.compile(r'(?:W/)?"?(\d{1,40})"?')
_DATE_SLACK = 2.0
"""Seconds that a Date header may be behind: it is cut to whole seconds, and servers keep it for up to one."""


class RateLimit(NamedTuple):
    """What was left of the rate limit as of the last answer that said so."""

    limit: int
    remaining: int
    resets_at: float | None
    """Monotonic seconds at which the period ends, when known."""


def rate_limit_of(headers: Mapping[str, str], *, at: float) -> RateLimit | None:
    """The rate limit an answer that came at *at* tells, or None when it tells none or did not count."""
    if headers.get("x-ratelimit-exempt", "").lower() == "yes":
        return None
    limit = whole_number(headers.get("x-ratelimit-limit"))
    remaining = whole_number(headers.get("x-ratelimit-remaining"))
    if limit is None or remaining is None:
        return None
    reset = whole_number(headers.get("x-ratelimit-reset"))
    return RateLimit(limit, remaining, None if reset is None else at + reset)


def whole_number(text: str | None) -> int | None:
    """A header's number, or None when there is none: headers are outside text like any other."""
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def date_of(text: str | None) -> datetime | None:
    """The moment in an HTTP date, or None when there is none."""
    try:
        moment = parsedate_to_datetime(text) if text else None
    except ValueError:
        return None
    if moment is None:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class ServerClock:
    """The server's clock as far as answers tell: a span that every answer narrows.

    One Date header alone is cut to a second, and ages computed from it would jump by one with each answer.
    """

    def __init__(self) -> None:
        self._low = 0.0
        self._high: float | None = None

    def observe(self, date: datetime, *, sent: float, received: float) -> None:
        """Learn from an answer dated *date* whose request was sent and received at these monotonic seconds."""
        low = date.timestamp() - received
        high = date.timestamp() + _DATE_SLACK - sent
        if self._high is None or low > self._high or high < self._low:
            self._low, self._high = low, high
        else:
            self._low, self._high = max(low, self._low), min(high, self._high)

    def at(self, monotonic: float) -> datetime | None:
        """The server's time at these monotonic seconds, or None before the first answer."""
        if self._high is None:
            return None
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=(self._low + self._high) / 2 + monotonic)


class WriteMemory:
    """The newest event that a write of this client caused, so that the reads that follow can wait for it."""

    def __init__(self, *, keep: float = 60.0) -> None:
        self._keep = keep
        self._event: int | None = None
        self._until = 0.0

    def remember(self, etag: str | None, *, at: float) -> None:
        """Keep the event id in a write's *etag*; what is not an event id is passed over."""
        match = _EVENT_ID.fullmatch((etag or "").strip())
        if match is None:
            return
        event = int(match[1])
        known = self.wanted(at=at)
        if known is None or event >= int(known):
            self._event, self._until = event, at + self._keep

    def wanted(self, *, at: float) -> str | None:
        """The event id a read has to wait for, as long as it matters."""
        return str(self._event) if self._event is not None and at < self._until else None

    def forget(self, event: str) -> None:
        """Stop asking for *event*: the read side did not reach it in time."""
        if self._event == int(event):
            self._event = None
