"""One request and its answer as plain values, and what sends the one and gives the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import quote, urlencode

QueryValue = str | int | bool | None

MAX_ANSWER_BYTES = 64 * 1024 * 1024
"""No answer is read further than this, but for text of which the newest lines are kept."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """One request, complete but for what every request carries (address, token)."""

    method: str
    path: str
    """From the root, already percent-encoded; made by `path_of`."""
    query: Mapping[str, QueryValue] = field(default_factory=dict)
    body: bytes | None = field(default=None, repr=False)
    """JSON. Not shown: it may carry variables and passwords."""
    language: str | None = None
    """The wanted language of texts, `de` or `en`."""
    causal: bool = False
    """Whether a read must show what this client wrote shortly before (`if-event-reached`)."""
    keep_newest: int | None = None
    """For text that may be long: how many bytes of its newest lines to keep. Other answers are never cut."""

    @property
    def is_write(self) -> bool:
        """True for everything but GET."""
        return self.method != "GET"

    @property
    def target(self) -> str:
        """The path with its query, as it goes on the wire."""
        pairs = [(key, _text(value)) for key, value in self.query.items() if value is not None]
        return f"{self.path}?{urlencode(pairs, quote_via=quote)}" if pairs else self.path


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """A whole answer."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes = field(repr=False)


class Sender(Protocol):
    """Whatever sends a call: the client, with its retries and its memory."""

    async def __call__(self, call: Call, /) -> Answer:
        """Give the answer of a 2xx status.

        Raises:
            ApiError: in every other case.
        """


def path_of(*segments: str) -> str:
    """A path of *segments* below `/v2`, each percent-encoded, so that no id ever reaches another place.

    Raises:
        ValueError: when a segment is empty: the path would mean another resource.
    """
    if not all(segments):
        message = f"an id is empty in {segments!r}"
        raise ValueError(message)
    return "/v2/" + "/".join(_encoded(segment) for segment in segments)


def _encoded(segment: str) -> str:
    if segment in {".", ".."}:
        return segment.replace(".", "%2E")
    return quote(segment, safe="")


def _text(value: str | int | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
